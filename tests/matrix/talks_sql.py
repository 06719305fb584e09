"""TDS (MS-TDS 2.2): 7.0 that logs in at once, 7.4 in clear behind a PRELOGIN, 7.2 whose login is encrypted."""
import struct

from talk import CLIENT, SERVER, Talk
from talks_tls import CCS, DATA, HANDSHAKE, client_hello, message, noise, record, server_hello

BATCH, RESPONSE, LOGIN7, PRELOGIN = 1, 4, 16, 18
USER, APPLICATION, DATABASE = "sms_reader", "SMS_SITE_COMPONENT_MANAGER", "SMS_P01"
NAMES = "off", "on", "notsup", "req"


def utf16(text):
    return text.encode("utf-16-le")


def packet(kind, body):
    return struct.pack(">BBHHBB", kind, 1, 8 + len(body), 0 if kind != RESPONSE else 53, 1, 0) + body


def prelogin(kind, encryption):
    values = [(0, b"\x09\0\x10\0\0\0"), (1, bytes([encryption])), (2, b"\0"), (3, b"\0\0\1\2")]
    at, head, body = 5 * len(values) + 1, b"", b""
    for option, value in values:
        head += struct.pack(">BHH", option, at + len(body), len(value))
        body += value
    return packet(kind, head + b"\xff" + body)


def login(version):
    fixed = 94 if version >= 0x72 else 86
    texts = "WS0001", USER, "secret", APPLICATION, "SQL01", "", "ODBC", "", DATABASE
    at, table, body = fixed, b"", b""
    for text in texts:
        table += struct.pack("<HH", at + len(body), len(text))
        body += utf16(text)
    end = at + len(body)
    table += bytes(6) + struct.pack("<HHHH", end, 0, end, 0)
    table += struct.pack("<HHI", end, 0, 0) if version >= 0x72 else b""
    wire = version << 24 | (4 if version == 0x74 else 1)
    head = struct.pack("<IIIIIIBBBBiI", end, wire, 4096, 7, 4321, 0, 0xE0, 3, 0, 0, 0, 0x409)
    return packet(LOGIN7, head + table + body)


def token(kind, body):
    return bytes([kind]) + struct.pack("<H", len(body)) + body


def short(text):
    return bytes([len(text)]) + utf16(text)


def done(version, rows=0):
    return b"\xfd" + struct.pack("<HHQ" if version >= 0x72 else "<HHI", 0x10 if rows else 0, 0xC1, rows)


def login_answer(version, wire):
    line = struct.pack("<I" if version >= 0x72 else "<H", 1)
    text = "Changed database context."
    information = struct.pack("<IBBH", 5701, 2, 0, len(text)) + utf16(text) + short("SQL01") + short("") + line
    ack = b"\1" + struct.pack(">I", wire) + short("Microsoft SQL Server") + b"\x09\0\x10\0"
    return packet(RESPONSE, token(0xE3, b"\1" + short(DATABASE) + short("master")) + token(0xAB, information)
                  + token(0xAD, ack) + done(version))


def batch(version, text):
    headers = struct.pack("<IIHQI", 22, 18, 2, 0, 1) if version >= 0x72 else b""
    return packet(BATCH, headers + utf16(text))


def rows(version, count):
    user = bytes(4 if version >= 0x72 else 2)
    columns = b"\x81\1\0" + user + b"\x08\0\x38" + short("MachineID")
    return packet(RESPONSE, columns + b"".join(b"\xd1" + struct.pack("<i", i) for i in range(count)) + done(version, count))


def sql(name, version, wire, spoken, encryption, opening, hidden=False):
    """`opening`: the PDUs in front of the login; its second one is the server's choice."""
    n = len(opening)
    login_pdu = record(DATA, noise(30, 300)) if hidden else login(version)
    queries = [pair for text, count in (("select * from System_DISC where Client0 = 1", 6), ("exec sp_who", 9))
               for pair in ((CLIENT, batch(version, text)), (SERVER, rows(version, count)))]
    pdus = (*opening, (CLIENT, login_pdu), (SERVER, login_answer(version, wire)), *queries)

    def detail(seen):
        out = {}
        if n and 1 in seen:
            out["encryption"] = NAMES[encryption]
        if n in seen and not hidden:
            out.update(version=spoken, user=USER, app=APPLICATION)
        elif n + 1 in seen:
            out["version"] = spoken
        return {"sql": out} if out else {}
    return Talk(name, "SQL", pdus, (n + 2, n + 3), detail)


def opened(encryption):
    return (CLIENT, prelogin(PRELOGIN, 2 if encryption == 2 else 0)), (SERVER, prelogin(RESPONSE, encryption))


def handshake():
    """TLS inside PRELOGIN packets (MS-TDS 2.2.6.5, 3.2.5.2), for the login alone."""
    finish = record(HANDSHAKE, message(16, noise(31, 66))) + record(CCS, b"\1") + record(HANDSHAKE, noise(32, 40))
    return ((CLIENT, packet(PRELOGIN, client_hello(()))),
            (SERVER, packet(PRELOGIN, record(HANDSHAKE, server_hello(0x0303, b"") + message(14, b"")))),
            (CLIENT, packet(PRELOGIN, finish)), (SERVER, packet(PRELOGIN, record(CCS, b"\1") + record(HANDSHAKE, noise(33, 40)))))


TALKS = (
    sql("tds7.0", 0x70, 0x07000000, "7.0", 0, ()),
    sql("tds7.4", 0x74, 0x74000004, "7.4", 2, opened(2)),
    sql("tds7.2-login-encrypted", 0x72, 0x72090002, "7.2", 0, opened(0) + handshake(), True),
)
