"""Conversations from the words of rules.tsv: "HTTP GET /path", "HTTPS mp.example.net", "SMB ADMIN$", "RPC epm", "WOL"."""
import struct
import uuid

import talks_rpc
import talks_smb
import talks_sql
import talks_tls
from talk import CLIENT, SERVER

TLS = next(t for t in talks_tls.TALKS if t.class_ == "HTTPS").pdus
SQL = next(t for t in talks_sql.TALKS if t.class_ == "SQL").pdus
SEALED = next(t for t in talks_smb.TALKS if t.name == "smb3-encrypted").pdus
UUIDS = {"wmi": "f309ad18-d86a-11d0-a075-00c04fb68820", "dcom": "000001a0-0000-0000-c000-000000000046"}
EPM = "epm"
BODIES = {"CCM_POST", "POST", "BITS_POST"}


def http(words):
    """METHOD /path, then in any order a status, HTTP/1.0, and headers as name:value."""
    method, path, *rest = words
    status = next((w for w in rest if w.isdigit()), "200")
    version = next((w[5:] for w in rest if w.startswith("HTTP/")), "1.1")
    headers = [w.partition(":") for w in rest if ":" in w]
    lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value.replace('_', ' ')}" for name, _, value in headers)]
    body = "x" * 40 if method in BODIES else ""
    lines += [f"Content-Length: {len(body)}"] if body else []
    answer = f"HTTP/1.1 {status} x\r\nContent-Length: 2\r\n\r\nok"
    return (CLIENT, ("\r\n".join(lines) + "\r\n\r\n" + body).encode()), (SERVER, answer.encode())


def requests(words, _server):
    """Requests on one connection, with + between them."""
    out, text = [], " ".join(words)
    for request in text.split(" + "):
        out += http(request.split())
    return tuple(out)


def tls(words, _server):
    """With the server name that is asked for; a number is the alert that ends the handshake (RFC 5246 7.2)."""
    hello = (CLIENT, talks_tls.client_hello((), next((w for w in words if not w.isdigit()), "")))
    alert = next((w for w in words if w.isdigit()), None)
    return (hello, *TLS[1:]) if not alert else (hello, TLS[1], (CLIENT, b"\x15\3\3\0\2\2" + bytes([int(alert)])))


def smb(words, server):
    """A tree, `sealed` for one that is encrypted, or none."""
    m = talks_smb.Smb2()
    opening = [(CLIENT, m.negotiate((0x0202, 0x0210))), (SERVER, m.negotiated(0x0210)), (CLIENT, m.setup()), (SERVER, m.set_up())]
    if words == ["sealed"]:
        return SEALED
    if words:
        opening += [(CLIENT, m.connect(f"\\\\{server}\\{words[0]}")), (SERVER, m.connected())]
    return tuple((side, talks_smb.session_message(data)) for side, data in opening)


def syntax(name):
    first, second, third, *rest = uuid.UUID(UUIDS[name]).fields
    return first, second, third, struct.pack(">BB", *rest[:2]) + rest[2].to_bytes(6, "big")


def rpc(words, _server):
    e, mapper = talks_rpc.Encoder("<"), words[0] == EPM
    which, version = (talks_rpc.MAPPER, 3) if mapper else (syntax(words[0]), 0)
    asked = e.request(1, 0, 3, e.map_request()) if mapper else e.request(1, 0, 3, bytes(40))
    return ((CLIENT, e.present(talks_rpc.BIND, 1, 0, which, version)), (SERVER, e.accept(talks_rpc.BIND_ACK, 1, b"135")), (CLIENT, asked))


def plain(client, server):
    return lambda _words, _server: ((CLIENT, client), (SERVER, server))


def rpc_datagram():
    """Connectionless, version 4 (C706 12.5)."""
    interface = uuid.UUID("e1af8308-5d1f-11c9-91a4-08002b14a0fa").bytes_le
    head = struct.pack("<BBBB3sB", 4, 0, 8, 0, b"\x10\0\0", 0) + bytes(16) + interface + bytes(range(16))
    return head + struct.pack("<IIIHHHHHBB", 0, 3, 0, 3, 0xFFFF, 0xFFFF, 80, 0, 0, 0) + bytes(80)


def dhcp(vendor):
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, 0x1234, 0, 0x8000) + bytes(16) + b"\2\0\0\0\0\5" + bytes(202)
    return head + b"\x63\x82\x53\x63\x35\1\1" + bytes([60, len(vendor)]) + vendor + b"\xff"


CONNECTIONS = {
    "HTTP": requests, "HTTPS": tls, "SMB": smb, "RPC": rpc, "SQL": lambda _words, _server: SQL,
    "RDP": plain(bytes.fromhex("030000130ee000000000000100080000000000"), bytes.fromhex("030000130ed000001234000200080000000000")),
    "LDAP": plain(bytes.fromhex("300c020101600702010304008000"), bytes.fromhex("300c02010161070a010004000400")),
    "DATA": plain(bytes([7, 1, 9, 200]) * 12, bytes([3, 250, 4, 9]) * 12),
}
DATAGRAMS = {
    "WOL": b"\xff" * 6 + b"\2\0\0\0\0\x09" * 16, "TFTP": b"\0\1boot\\x86\\wdsnbp.com\0octet\0", "RPC": rpc_datagram(),
    "PXE": dhcp(b"PXEClient:Arch:00000:UNDI:002001"), "DHCP": dhcp(b"MSFT 5.0"), "DATA": b"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1",
}
