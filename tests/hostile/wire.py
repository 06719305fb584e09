"""One conversation for each field that a peer fills in, with a string in that field."""
import struct

from strings import STRINGS, words
from talk import CLIENT, SERVER
import talks_rpc
import talks_smb
import talks_sql
import talks_tls

OXID = (0x99FCFEC4, 0x5260, 0x101B, bytes.fromhex("bbcb00aa0021347a"))
MOST = 16000  # of a field whose protocol knows no larger ones


def web(method=b"GET", path=b"/SMS_MP/.sms_aut?MPLIST", host=b"mp01", agent=b"ccmhttp", server=b"IIS", status=b"200 OK"):
    ask = b"%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n" % (method, path, host, agent)
    return (CLIENT, ask), (SERVER, b"HTTP/1.1 %s\r\nServer: %s\r\nContent-Length: 2\r\n\r\nok" % (status, server))


def hello(name=b"mp01.corp.example", protocols=(b"http/1.1",)):
    extensions = talks_tls.extension(0, talks_tls.vector(2, b"\0" + talks_tls.vector(2, name)))
    extensions += talks_tls.alpn(*protocols)
    body = b"\3\3" + bytes(32) + b"\0" + talks_tls.vector(2, b"\xc0\x2f\0\x2f") + b"\1\0" + talks_tls.vector(2, extensions)
    return talks_tls.record(22, talks_tls.message(1, body), 0x0301)


def certificate(subject=b"mp01", alternative=b"mp01", issuer=b"CA"):
    def name(common):
        return talks_tls.der(0x30, talks_tls.der(0x31, talks_tls.der(0x30, talks_tls.der(6, b"\x55\4\3"), talks_tls.der(0x0C, common))))
    der, noise = talks_tls.der, talks_tls.noise
    algorithm = der(0x30, der(6, bytes.fromhex("2a864886f70d01010b")), der(5))
    key = der(0x30, der(0x30, der(6, bytes.fromhex("2a864886f70d010101")), der(5)), der(3, b"\0" + noise(6, 74)))
    names = der(0x30, der(6, b"\x55\x1d\x11"), der(4, der(0x30, der(0x82, alternative), der(0x82, b"mp02"))))
    validity = der(0x30, der(0x17, b"250101000000Z"), der(0x17, b"270101000000Z"))
    tbs = der(0x30, der(0xA0, der(2, b"\2")), der(2, b"\x4d"), algorithm, name(issuer), validity, name(subject), key,
              der(0xA3, der(0x30, names)))
    return der(0x30, tbs, algorithm, der(3, b"\0" + noise(7, 64)))


def tls(asked=None, protocols=(b"http/1.1",), chosen=b"http/1.1", **certified):
    chain = talks_tls.message(11, talks_tls.vector(3, talks_tls.vector(3, certificate(**certified))))
    answer = talks_tls.record(22, talks_tls.server_hello(0x0303, talks_tls.alpn(chosen)))
    for at in range(0, len(chain), 16000):
        answer += talks_tls.record(22, chain[at:at + 16000])
    finish = talks_tls.record(22, talks_tls.message(16, bytes(66))) + talks_tls.record(20, b"\1") + talks_tls.record(22, bytes(40))
    data = talks_tls.record(23, bytes(200))
    return ((CLIENT, hello(asked, protocols) if asked is not None else hello(protocols=protocols)),
            (SERVER, answer + talks_tls.record(22, talks_tls.message(14, b""))), (CLIENT, finish),
            (SERVER, talks_tls.record(20, b"\1") + talks_tls.record(22, bytes(40))), (CLIENT, data), (SERVER, data))


class Smb2(talks_smb.Smb2):
    """Names as they stand on the wire."""

    def connect(self, path):
        return self.message(self.TREE, 2, struct.pack("<HHHH", 9, 0, 72, len(path)) + path)

    def create(self, name):
        body = struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, 0x120089, 0, 7, 1, 0x40, 120, len(name), 0, 0)
        return self.message(self.CREATE, 3, body + name, tree=5)


def smb2(tree=talks_smb.utf16("\\\\DP01\\SMSPKGC$"), name=talks_smb.utf16("a.msi")):
    m = Smb2()
    pdus = ((CLIENT, m.negotiate((0x0202, 0x0210))), (SERVER, m.negotiated(0x0210)), (CLIENT, m.setup()), (SERVER, m.set_up()),
            (CLIENT, m.connect(tree[:0xFFF0])), (SERVER, m.connected()), (CLIENT, m.create(name[:0xFFF0])), (SERVER, m.created()))
    return tuple((side, talks_smb.session_message(data)) for side, data in pdus)


def smb1(tree=b"\\\\DP01\\SMSPKGC$", name=b"a.msi", dialect=b"LANMAN1.0", user=b"Administrator"):
    """In the server's code page, not in Unicode."""
    m = talks_smb.Smb1()

    def plain(message):
        return message[:10] + struct.pack("<H", 0x4807) + message[12:]
    first = struct.pack("<BBHHHHIHHII", 255, 0, 0, 16644, 50, 0, 0, 0, 0, 0, 0x54)
    setup = m.message(m.SETUP, 1, m.block(first, user + b"\0CORP\0Windows\0\0"))
    connect = m.message(m.TREE, 2, m.block(struct.pack("<BBHHH", 255, 0, 0, 0, 1), b"\0" + tree + b"\0?????\0"))
    words_ = struct.pack("<BBHBHIIIQIIIIIB", 255, 0, 0, 0, len(name), 0x16, 0, 0x20089, 0, 0, 7, 1, 0x40, 2, 3)
    pdus = ((CLIENT, m.message(m.NEGOTIATE, 0, m.block(b"", b"\2" + dialect + b"\0\2NT LM 0.12\0"))), (SERVER, m.negotiated()),
            (CLIENT, setup), (SERVER, m.message(m.SETUP, 1, m.block(struct.pack("<BBHH", 255, 0, 0, 0), b"Windows\0"), True)),
            (CLIENT, connect), (SERVER, m.message(m.TREE, 2, m.block(struct.pack("<BBHH", 255, 0, 0, 1), b"A:\0NTFS\0"), True)),
            (CLIENT, m.message(m.CREATE, 3, m.block(words_, name + b"\0"))), (SERVER, m.created()))
    return tuple((side, talks_smb.session_message(plain(data))) for side, data in pdus)


def resolver(address):
    """What an object exporter hands out: a binding with a host's name and a port (MS-DCOM 3.1.2.5.1.4)."""
    e = talks_rpc.Encoder("<")
    binding = b"\7\0" + address + "[49200]".encode("utf-16-le") + b"\0\0\0\0"
    size = len(binding) // 2
    stub = bytes(8) + struct.pack("<HH", size + 3, size) + binding + struct.pack("<HHH", 10, 0xFFFF, 0) + bytes(24)
    return ((CLIENT, e.present(talks_rpc.BIND, 1, 0, OXID, 0)), (SERVER, e.accept(talks_rpc.BIND_ACK, 1, b"135")),
            (CLIENT, e.request(1, 0, 4, bytes(24))), (SERVER, e.response(1, 0, stub)))


def secondary(port):
    e = talks_rpc.Encoder("<")
    return ((CLIENT, e.present(talks_rpc.BIND, 1, 0, talks_rpc.SERVER_SERVICE, 3)), (SERVER, e.accept(talks_rpc.BIND_ACK, 1, port)),
            (CLIENT, e.request(1, 0, 15, bytes(40))), (SERVER, e.response(1, 0, bytes(60))))


def login(**texts):
    values = {"host": b"W\0", "user": b"u\0", "password": b"p\0", "application": b"a\0", "server": b"s\0", "unused": b"",
              "library": b"O\0", "language": b"", "database": b"d\0", **texts}
    at, table, body = 94, b"", b""
    for text in values.values():
        text = text[:2 * 4000]
        table += struct.pack("<HH", at + len(body), len(text) // 2)
        body += text
    end = at + len(body)
    table += bytes(6) + struct.pack("<HHHHHHI", end, 0, end, 0, end, 0, 0)
    head = struct.pack("<IIIIIIBBBBiI", end, 0x74000004, 4096, 7, 4321, 0, 0xE0, 3, 0, 0, 0, 0x409)
    packet, whole = talks_sql.packet, head + table + body
    return (*talks_sql.opened(2), (CLIENT, b"".join(
        struct.pack(">BBHHBB", 16, at + 4000 >= len(whole), 8 + len(whole[at:at + 4000]), 0, 1, 0) + whole[at:at + 4000]
        for at in range(0, len(whole), 4000))), (SERVER, talks_sql.login_answer(0x74, 0x74000004)),
        (CLIENT, talks_sql.batch(0x74, "exec sp_who")), (SERVER, packet(4, talks_sql.done(0x74))))


def plain(name):
    return STRINGS[name]


def short(name):
    return STRINGS[name][:MOST]


# field: (server's port, conversation of a string's name, key of the record's detail that shows it)
FIELDS = {
    "http-method": (80, lambda s: web(method=plain(s)), None),
    "http-path": (80, lambda s: web(path=b"/" + plain(s)), "path"),
    "http-query": (80, lambda s: web(path=b"/SMS_MP/.sms_aut?" + plain(s)), "path"),
    "http-host": (80, lambda s: web(host=plain(s)), "host"),
    "http-agent": (80, lambda s: web(agent=plain(s)), "agent"),
    "http-server": (80, lambda s: web(server=plain(s)), None),
    "http-reason": (80, lambda s: web(status=b"200 " + plain(s)), None),
    "tls-sni": (8443, lambda s: tls(asked=short(s)), "sni"),
    "tls-alpn": (8443, lambda s: tls(protocols=(plain(s)[:255] or b"x",), chosen=plain(s)[:255]), "alpn"),
    "tls-subject": (8443, lambda s: tls(subject=short(s)), "subject"),
    "tls-san": (8443, lambda s: tls(alternative=short(s)), "san"),
    "tls-issuer": (8443, lambda s: tls(issuer=short(s)), "issuer"),
    "smb2-tree": (445, lambda s: smb2(tree="\\\\S\\".encode("utf-16-le") + words(s)), "trees"),
    "smb2-file": (445, lambda s: smb2(name=words(s)), "files"),
    "smb2-pipe": (445, lambda s: smb2(tree="\\\\S\\IPC$".encode("utf-16-le"), name=words(s)), "pipes"),
    "smb1-tree": (445, lambda s: smb1(tree=b"\\\\S\\" + short(s)), "trees"),
    "smb1-file": (445, lambda s: smb1(name=short(s)), "files"),
    "smb1-dialect": (445, lambda s: smb1(dialect=short(s)), None),
    "smb1-user": (445, lambda s: smb1(user=short(s)), None),
    "rpc-host": (135, lambda s: resolver(words(s)[:4000]), "endpoints"),
    "rpc-port": (135, lambda s: secondary(short(s)[:3000]), None),
    "sql-user": (1433, lambda s: login(user=words(s)), "user"),
    "sql-application": (1433, lambda s: login(application=words(s)), "app"),
    "sql-names": (1433, lambda s: login(host=words(s), server=words(s), database=words(s), library=words(s)), None),
}


def dhcp(options):
    return b"\1\1\6\0" + bytes(232) + b"\x63\x82\x53\x63" + options + b"\xff"


def option(code, text):
    return bytes([code, len(text[:250])]) + text[:250]


# field: (ports, datagram of a string's name)
DATAGRAMS = {
    "dhcp": ((68, 67), lambda s: dhcp(b"\x35\1\1" + option(12, plain(s)) + option(60, b"PXEClient" + plain(s)) + option(67, plain(s)))),
    "dhcp-file": ((68, 4011), lambda s: b"\1\1\6\0" + bytes(40) + plain(s)[:64].ljust(64, b"\0") + plain(s)[:128].ljust(128, b"\0")
                  + b"\x63\x82\x53\x63\x35\1\3\xff"),
    "nbns": ((137, 137), lambda s: b"\x12\x34\1\x10\0\1\0\0\0\0\0\0\x20" + b"".join(
        bytes((65 + (c >> 4), 65 + (c & 15))) for c in plain(s)[:15].ljust(16)) + b"\0\0\x20\0\1"),
    "tftp": ((50000, 69), lambda s: b"\0\1" + plain(s)[:400] + b"\0octet\0"),
    "ssrp": ((50001, 1434), lambda s: b"\4" + plain(s)[:200] + b"\0"),
    "ssrp-answer": ((1434, 50002), lambda s: b"\5" + struct.pack("<H", len(b"ServerName;" + plain(s)[:900] + b";;"))
                    + b"ServerName;" + plain(s)[:900] + b";;"),
}
