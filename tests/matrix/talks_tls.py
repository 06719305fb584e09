"""TLS 1.2 with a certificate in clear, and 1.3 (RFC 5246, 8446, 6066, 7301; a certificate by RFC 5280)."""
import struct

from talk import CLIENT, SERVER, Talk

NAME, SUBJECT, ISSUER = "mp01.corp.example", "mp01.corp.example", "Corp Issuing CA"
HANDSHAKE, CCS, DATA, ALERT = 22, 20, 23, 21


def noise(number, size):
    return bytes((number * 151 + 41 * i + (i >> 3)) & 0xFF for i in range(size))


def record(kind, body, version=0x0303):
    return struct.pack(">BHH", kind, version, len(body)) + body


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def vector(size, body):
    return len(body).to_bytes(size, "big") + body


def extension(kind, body):
    return struct.pack(">H", kind) + vector(2, body)


def alpn(*names):
    return extension(16, vector(2, b"".join(vector(1, n) for n in names)))


def server_name(text):
    return extension(0, vector(2, b"\0" + vector(2, text.encode())))


def client_hello(versions, asked=NAME):
    extensions = (extension(0x0A0A, b"") + (server_name(asked) if asked else b"") + alpn(b"h2", b"http/1.1")
                  + extension(10, vector(2, b"\0\x1d\0\x17")) + extension(13, vector(2, b"\4\1\4\3")))
    if versions:
        extensions += extension(43, vector(1, b"".join(struct.pack(">H", v) for v in versions)))
        extensions += extension(51, vector(2, b"\0\x1d" + vector(2, noise(3, 32))))
    body = b"\3\3" + noise(1, 32) + vector(1, noise(2, 32)) + vector(2, b"\x13\1\xc0\x2f\0\x2f") + b"\1\0" + vector(2, extensions)
    return record(HANDSHAKE, message(1, body), 0x0301)


def server_hello(version, extensions):
    suite = b"\x13\1" if version == 0x0304 else b"\xc0\x2f"
    return message(2, b"\3\3" + noise(4, 32) + vector(1, noise(2, 32)) + suite + b"\0" + vector(2, extensions))


def der(tag, *parts):
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else bytes([0x82]) + struct.pack(">H", len(body))
    return bytes([tag]) + size + body


def name(common):
    return der(0x30, der(0x31, der(0x30, der(6, b"\x55\4\3"), der(0x0C, common.encode()))))


def certificate():
    algorithm = der(0x30, der(6, bytes.fromhex("2a864886f70d01010b")), der(5))
    key = der(0x30, der(0x30, der(6, bytes.fromhex("2a864886f70d010101")), der(5)), der(3, b"\0" + noise(6, 74)))
    names = der(0x30, der(6, b"\x55\x1d\x11"), der(4, der(0x30, der(0x82, SUBJECT.encode()), der(0x82, b"mp01"))))
    validity = der(0x30, der(0x17, b"250101000000Z"), der(0x17, b"270101000000Z"))
    tbs = der(0x30, der(0xA0, der(2, b"\2")), der(2, b"\x4d"), algorithm, name(ISSUER), validity, name(SUBJECT), key,
              der(0xA3, der(0x30, names)))
    return der(0x30, tbs, algorithm, der(3, b"\0" + noise(7, 64)))


def tls(version_name, version, hello, answer, finish, answer_finish, certified):
    """`answer` shows the choice; the PDUs behind 3 are protected and do not tell whose they are."""
    pdus = ((CLIENT, hello), (SERVER, answer), (CLIENT, finish), (SERVER, answer_finish),
            (CLIENT, record(DATA, noise(10, 120))), (SERVER, record(DATA, noise(11, 180)) + record(DATA, noise(12, 40))),
            (CLIENT, record(DATA, noise(13, 90))), (SERVER, record(DATA, noise(14, 130))))

    def detail(seen):
        out = {}
        if 0 in seen:
            out = {"version": version_name, "sni": NAME, "alpn": "h2,http/1.1"}
        if 1 in seen:
            out["version"] = version_name
            if certified:
                out.update(alpn="http/1.1", subject=f"CN={SUBJECT}", san=[SUBJECT, "mp01"], issuer=f"CN={ISSUER}")
        return {"tls": out} if out else {}
    return Talk(f"tls1.{version - 0x0301}", "HTTPS", pdus, (4, 5), detail, frozenset(range(2, 8)))


def tls12():
    chain = message(11, vector(3, vector(3, certificate())))
    answer = record(HANDSHAKE, server_hello(0x0303, alpn(b"http/1.1"))) + record(HANDSHAKE, chain + message(14, b""))
    finish = record(HANDSHAKE, message(16, vector(1, noise(8, 65)))) + record(CCS, b"\1") + record(HANDSHAKE, noise(9, 40))
    return tls("TLSv1.2", 0x0303, client_hello(()), answer, finish, record(CCS, b"\1") + record(HANDSHAKE, noise(15, 40)), True)


def tls13():
    choice = extension(43, b"\3\4") + extension(51, b"\0\x1d" + vector(2, noise(5, 32)))
    answer = record(HANDSHAKE, server_hello(0x0304, choice)) + record(CCS, b"\1") + record(DATA, noise(16, 300))
    finish = record(CCS, b"\1") + record(DATA, noise(17, 53))
    return tls("TLSv1.3", 0x0304, client_hello((0x1A1A, 0x0304, 0x0303)), answer, finish, record(DATA, noise(18, 74)), False)


TALKS = tls12(), tls13()
