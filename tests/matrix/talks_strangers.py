"""Look-alikes: protocols whose first bytes, ports or words could pass for one of the five classes. All are UNKNOWN."""
import struct

from talk import CLIENT, SERVER, Talk


def bson(*fields):
    body = b"".join(b"\x10" + name + b"\0" + struct.pack("<i", value) for name, value in fields)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def mongo(number, answered, *fields):
    body = b"\0\0\0\0\0" + bson(*fields)
    return struct.pack("<iiii", 16 + len(body), number, answered, 2013) + body


def amqp(kind, channel, body):
    return struct.pack(">BHI", kind, channel, len(body)) + body + b"\xce"


def tpkt(body):
    return struct.pack(">BBH", 3, 0, 4 + len(body)) + body


def postgres(kind, body):
    return kind + struct.pack(">I", 4 + len(body)) + body


def sip(first):
    more = "Via: SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK1", "To: <sip:a@corp.example>", "Content-Length: 0"
    return "\r\n".join((first, *more, "", "")).encode()


def talk(name, *pdus, middle=(2, 3)):
    return Talk(name, "UNKNOWN", pdus, middle)


START = struct.pack(">II", 33, 196608) + b"user\0sms\0database\0cm\0\0"
TALKS = (
    talk("socks", (CLIENT, b"\5\1\0"), (SERVER, b"\5\0"),
         (CLIENT, b"\5\1\0\1\x0a\0\0\7\1\xbd"), (SERVER, b"\5\0\0\1\x0a\0\0\7\1\xbd"),
         (CLIENT, bytes(range(200, 256))), (SERVER, bytes(range(180, 250)))),
    talk("mongodb", (CLIENT, mongo(1, 0, (b"hello", 1))), (SERVER, mongo(9, 1, (b"ok", 1), (b"maxWireVersion", 17))),
         (CLIENT, mongo(2, 0, (b"ping", 1))), (SERVER, mongo(10, 2, (b"ok", 1)))),
    talk("amqp", (CLIENT, b"AMQP\0\0\x09\1"), (SERVER, amqp(1, 0, b"\0\x0a\0\x0a\0\x09" + b"\0\0\0\0")),
         (CLIENT, amqp(1, 0, b"\0\x0a\0\x0b" + b"\0\0\0\0\5PLAIN")),
         (SERVER, amqp(1, 0, b"\0\x0a\0\x1e\7\xff\0\2\0\0\0\x3c"))),
    talk("rdp", (CLIENT, tpkt(b"\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0")),
         (SERVER, tpkt(b"\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\1\0\0\0")),
         (CLIENT, tpkt(b"\2\xf0\x80\x7f\x65\x82\1\x94" + bytes(60))), (SERVER, tpkt(b"\2\xf0\x80\x7f\x66\x82\1\x45" + bytes(40)))),
    talk("sip", (CLIENT, sip("OPTIONS sip:b@corp.example SIP/2.0")), (SERVER, sip("SIP/2.0 200 OK")),
         (CLIENT, sip("REGISTER sip:corp.example SIP/2.0")), (SERVER, sip("SIP/2.0 401 Unauthorized"))),
    talk("ssh", (SERVER, b"SSH-2.0-OpenSSH_9.2\r\n"), (CLIENT, b"SSH-2.0-PuTTY_Release_0.80\r\n"),
         (SERVER, struct.pack(">IBB", 60, 6, 20) + bytes(range(59))), (CLIENT, struct.pack(">IBB", 76, 6, 20) + bytes(range(75))),
         middle=(3, 2)),
    talk("postgresql", (CLIENT, struct.pack(">II", 8, 80877103)), (SERVER, b"N"), (CLIENT, START),
         (SERVER, postgres(b"R", struct.pack(">I", 0)) + postgres(b"Z", b"I")),
         (CLIENT, postgres(b"Q", b"select 1\0")), (SERVER, postgres(b"C", b"SELECT 1\0") + postgres(b"Z", b"I"))),
    talk("smtp", (SERVER, b"220 mail.corp.example ESMTP\r\n"), (CLIENT, b"EHLO ws0001.corp.example\r\n"),
         (SERVER, b"250-mail.corp.example\r\n250 SIZE 10240000\r\n"), (CLIENT, b"MAIL FROM:<a@corp.example>\r\n"), middle=(3, 2)),
)
