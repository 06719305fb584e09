"""HTTP: ConfigMgr's requests on one connection (bodies by length, in chunks, an error), and pipelined ones."""
from talk import CLIENT, SERVER, Talk

HOST, AGENT = "mp01.corp.example", "ccmhttp"
LIST, MESSAGE, PACKAGE = "/SMS_MP/.sms_aut?MPLIST", "/ccm_system/request", "/SMS_DP_SMSPKGC$/PKG00007/a.msi"


def request(method, path, body=b""):
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: {AGENT}\r\n"
    return (head + (f"Content-Length: {len(body)}\r\n" if body else "") + "\r\n").encode() + body


def answer(status, body=b"", chunks=0):
    head = f"HTTP/1.1 {status}\r\nServer: Microsoft-IIS/6.0\r\n".encode()
    if not chunks:
        return head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    parts = [body[i::chunks] for i in range(chunks)]
    return head + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def item(method, path, status):
    out = {"method": method, "path": path, "host": HOST, "agent": AGENT, "version": "1.1"}
    return {**out, "status": status} if status else out


def transactions(name, exchanges, middle):
    """`exchanges`: (method, path, status, request's PDU, answer's PDU, bytes of both), in order.

    Answers whose request was not seen are one item for each class of status.
    """
    pdus = {}
    for _, _, _, asked, answered, asking, answering in exchanges:
        pdus[asked] = (CLIENT, pdus.get(asked, (CLIENT, b""))[1] + asking)
        pdus[answered] = (SERVER, pdus.get(answered, (SERVER, b""))[1] + answering)

    def detail(seen):
        items = {}
        for method, path, status, asked, answered, *_ in exchanges:
            if asked in seen:
                items[method, path] = item(method, path, status if answered in seen else 0)
            elif answered in seen:
                items.setdefault(status // 100, {"version": "1.1", "status": status})
        return {"http": list(items.values())} if items else {}
    return Talk(name, "HTTP", tuple(pdus[i] for i in sorted(pdus)), middle, detail)


XML = b"<?xml version='1.0'?><Msg SchemaVersion='1.1'>" + b"x" * 120 + b"</Msg>"
TALKS = (
    transactions("http", (
        ("GET", LIST, 200, 0, 1, request("GET", LIST), answer("200 OK", XML)),
        ("CCM_POST", MESSAGE, 200, 2, 3, request("CCM_POST", MESSAGE, XML), answer("200 OK", XML, 3)),
        ("GET", PACKAGE, 404, 4, 5, request("GET", PACKAGE), answer("404 Not Found", b"no")),
    ), (2, 3)),
    transactions("http-pipelined", tuple(
        (method, f"/{path}/file", 207 if method == "PROPFIND" else 200, pdu, pdu + 1, request(method, f"/{path}/file"),
         answer("207 Multi-Status" if method == "PROPFIND" else "200 OK", b"GET /in/body HTTP/1.1\r\n\r\n"))
        for method, path, pdu in (("GET", "one", 0), ("GET", "two", 0), ("PROPFIND", "three", 0),
                                  ("GET", "four", 2), ("GET", "five", 2))
    ), (2, 3)),
)
