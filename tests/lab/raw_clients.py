"""Clients made by hand, for what no program of the system sends: raw_clients.py KIND HOST PORT [ARGUMENT]"""
import os
import socket
import ssl
import struct
import sys
import time

EPM = bytes.fromhex("0883afe11f5dc91191a408002b14a0fa")
NDR = bytes.fromhex("045d888aeb1cc9119fe808002b104860")
SSL2_CIPHERS = bytes.fromhex("010080020080030080040080050080060040")
TLS_CIPHERS = bytes.fromhex("00002f000035000004000005")
REQUEST = b"GET /SMS_MP/.sms_aut?MPLIST HTTP/1.1\r\nHost: ntmp\r\n"


def connect(host, port):
    peer = socket.create_connection((host, port), timeout=4)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer


def answer(peer, most=65536):
    try:
        return peer.recv(most)
    except OSError:
        return b""


def exchange(host, port, data):
    peer = connect(host, port)
    peer.sendall(data)
    print(answer(peer)[:60])
    peer.close()


def ssl2_hello(version, ciphers):
    body = b"\x01" + struct.pack(">HHHH", version, len(ciphers), 0, 16) + ciphers + os.urandom(16)
    return struct.pack(">H", 0x8000 | len(body)) + body


def tls_hello():
    inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        context.wrap_bio(inward, outward).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outward.read()


def dce_bind(interface):
    context = struct.pack("<HBB", 0, 1, 0) + interface + struct.pack("<HH", 3, 0) + NDR + struct.pack("<HH", 2, 0)
    body = struct.pack("<HHI", 5840, 5840, 0) + b"\x01\0\0\0" + context
    return struct.pack("<BBBB4sHHI", 5, 0, 11, 3, b"\x10\0\0\0", 16 + len(body), 0, 1) + body


def dce_datagram():
    return (b"\x04\0\x08\0\x10\0\0\0" + b"\0" * 16 + EPM + os.urandom(16)
            + struct.pack("<IIIHHHHHBB", 0, 3, 0, 3, 0xffff, 0xffff, 0, 0, 0, 0))


def pxe_request():
    options = (b"\x35\x01\x03" + b"\x3c\x20PXEClient:Arch:00000:UNDI:002001" + b"\x5d\x02\0\0" + b"\x5e\x03\x01\x02\x01"
               + b"\x61\x11\0" + bytes(range(16)) + b"\x2b\x07\x47\x04\0\0\0\0\xff" + b"\xff")
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, 0x57414c31, 0, 0) + b"\0" * 16
    return head + bytes.fromhex("02200000ee01") + b"\0" * 202 + b"\x63\x82\x53\x63" + options


def datagram(host, port, data, source=0):
    peer = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    peer.settimeout(0.4)
    if source:
        peer.bind(("", source))
    peer.sendto(data, (host, port))
    try:
        print(peer.recv(2000)[:20].hex())
    except OSError as error:
        print(error)


def slowly(host, port, data, count, pause):
    peer = connect(host, port)
    for i in range(count):
        peer.sendall(data[i:i + 1])
        time.sleep(pause)
    peer.sendall(data[count:])
    print(answer(peer)[:15])
    peer.close()


def pipeline(host, port):
    peer = connect(host, port)
    peer.sendall((REQUEST + b"\r\n") * 5 + REQUEST + b"Connection: close\r\n\r\n")
    data = b""
    while more := answer(peer):
        data += more
    print(data.count(b"HTTP/1.1 "))
    peer.close()


def open_only(host, port, reset):
    peer = connect(host, port)
    if reset:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    print("open")


def refused(host, port):
    try:
        connect(host, port)
        print("connected")
    except OSError as error:
        print(error)


def main():
    kind, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    more = sys.argv[4] if len(sys.argv) > 4 else ""
    {
        "ssl2hello": lambda: exchange(host, port, ssl2_hello(0x0301, SSL2_CIPHERS + TLS_CIPHERS)),
        "ssl2only": lambda: exchange(host, port, ssl2_hello(0x0002, SSL2_CIPHERS)),
        "splithello": lambda: slowly(host, port, tls_hello(), 12, 0.01),
        "splithttp": lambda: slowly(host, port, REQUEST + b"Connection: close\r\n\r\n", 70, 0.002),
        "splitbind": lambda: slowly(host, port, dce_bind(EPM), 72, 0.002),
        "pipeline": lambda: pipeline(host, port),
        "http09": lambda: exchange(host, port, b"GET /\r\n"),
        "dcebind": lambda: exchange(host, port, dce_bind(bytes.fromhex(more) if more else EPM)),
        "send": lambda: exchange(host, port, bytes.fromhex(more)),
        "text": lambda: exchange(host, port, more.encode() + b"\r\n"),
        "openclose": lambda: open_only(host, port, False),
        "openreset": lambda: open_only(host, port, True),
        "refused": lambda: refused(host, port),
        "udp": lambda: datagram(host, port, bytes.fromhex(more)),
        "udp135": lambda: datagram(host, port, dce_datagram()),
        "pxe4011": lambda: datagram(host, port, pxe_request(), 68),
    }[kind]()


main()
