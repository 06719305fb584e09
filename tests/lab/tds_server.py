"""A small TDS 7.0-7.4 server for real clients: PRELOGIN, TLS inside TDS, LOGIN7, SQL batch, RPC, attention (MS-TDS).

usage: tds_server.py ADDRESS PORT off|on|req|notsup CERTIFICATE KEY
"""
import socket
import ssl
import struct
import sys
import threading

OFF, ON, NOTSUP, REQ = range(4)
BATCH, RPC, REPLY, ATTENTION, LOGIN7, PRELOGIN = 1, 3, 4, 6, 0x10, 0x12
COLLATION = bytes.fromhex("0904d00034")


def utf16(text):
    return text.encode("utf-16-le")


def short(text):
    return bytes([len(text)]) + utf16(text)


def long(text):
    return struct.pack("<H", len(text)) + utf16(text)


def token(kind, body):
    return bytes([kind]) + struct.pack("<H", len(body)) + body


def environment(kind, new, old):
    return token(0xe3, bytes([kind]) + short(new) + short(old))


class Connection:
    def __init__(self, peer, mode, context):
        self.peer, self.mode, self.context = peer, mode, context
        self.tls, self.whole, self.packet = None, False, 4096
        self.since71 = self.since72 = True

    def exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.some(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def some(self, size):
        if not self.tls:
            return self.peer.recv(size)
        while True:
            try:
                return self.tls.read(size)
            except ssl.SSLWantReadError:
                data = self.peer.recv(65536)
                if not data:
                    return b""
                self.inward.write(data)

    def receive(self):
        data = b""
        while True:
            kind, status, size = struct.unpack(">BBH4x", self.exactly(8))
            data += self.exactly(size - 8)
            if status & 1:
                return kind, data

    def send(self, kind, data):
        room, out, number = self.packet - 8, b"", 1
        while True:
            part, data = data[:room], data[room:]
            out += struct.pack(">BBHHBB", kind, not data, len(part) + 8, 53, number & 255, 0) + part
            number += 1
            if not data:
                break
        if self.tls and self.whole:
            self.tls.write(out)
            out = self.outward.read()
        self.peer.sendall(out)

    def prelogin(self, data):
        offered, i = {}, 0
        while data[i] != 0xff:
            at, size = struct.unpack(">HH", data[i + 1:i + 5])
            offered[data[i]] = data[at:at + size]
            i += 5
        chosen = self.choose(offered.get(1, b"\x02")[0])
        values = [(0, bytes.fromhex("09000fc30000")), (1, bytes([chosen])), (2, b"\0"), (3, b"")]
        if 4 in offered:
            values.append((4, b"\0"))
        head, body, at = b"", b"", 5 * len(values) + 1
        for option, value in values:
            head += struct.pack(">BHH", option, at + len(body), len(value))
            body += value
        self.send(REPLY, head + b"\xff" + body)
        if chosen != NOTSUP:
            self.start_tls()
            self.whole = chosen in (ON, REQ)

    def choose(self, client):
        if client == NOTSUP:
            return NOTSUP if self.mode in (OFF, NOTSUP) else REQ
        if self.mode == NOTSUP:
            return NOTSUP
        if self.mode in (ON, REQ):
            return REQ if self.mode == REQ or client == OFF else ON
        return ON if client in (ON, REQ) else OFF

    def start_tls(self):
        self.inward, self.outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls, done = self.context.wrap_bio(self.inward, self.outward, server_side=True), False
        while not done:
            try:
                tls.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
            if out := self.outward.read():
                self.send(PRELOGIN, out)
            if not done:
                kind, data = self.receive()
                if kind != PRELOGIN:
                    raise EOFError
                self.inward.write(data)
        self.tls = tls

    def login(self, data):
        version, wanted = struct.unpack("<4xII", data[:12])
        self.since71, self.since72 = version >= 0x71000000, version >= 0x72000000
        at, size = struct.unpack("<HH", data[68:72])
        database = data[at:at + 2 * size].decode("utf-16-le") or "master"
        spoken = {0x70: 0x07000000, 0x71: 0x71000001}.get(version >> 24, 0x72090002)
        self.send(REPLY, environment(1, database, "master")
                  + self.message(5701, f"Changed database context to '{database}'.")
                  + token(0xe3, b"\x07\x05" + COLLATION + b"\0") + environment(2, "us_english", "")
                  + token(0xad, b"\x01" + struct.pack(">I", spoken) + short("Microsoft SQL Server")
                          + bytes.fromhex("09000fc3"))
                  + environment(4, str(wanted or 4096), "4096") + self.done(0xfd, 0, 0, 0))
        self.packet = min(max(wanted or 4096, 512), 32767)

    def message(self, number, text):
        line = struct.pack("<I" if self.since72 else "<H", 1)
        return token(0xab, struct.pack("<IBB", number, 2, 0) + long(text) + short("SITEDB") + short("") + line)

    def done(self, kind, status, command, rows):
        return bytes([kind]) + struct.pack("<HHQ" if self.since72 else "<HHI", status, command, rows)

    def rows(self, count):
        user = b"\0\0\0\0" if self.since72 else b"\0\0"
        out = b"\x81\x02\0" + user + b"\x08\0\x38" + short("MachineID") + user + b"\x09\0\xe7\0\x02"
        out += (COLLATION if self.since71 else b"") + short("Name0")
        for i in range(count):
            name = utf16(f"CLIENT{i:06d}".ljust(40, "x"))
            out += b"\xd1" + struct.pack("<iH", i, len(name)) + name
        return out

    def query(self, data):
        text = data[struct.unpack("<I", data[:4])[0] if self.since72 else 0:].decode("utf-16-le", "replace").lower()
        if "select" not in text:
            return self.done(0xfd, 0, 0xc1, 0)
        count = 1000 if "big" in text else 3
        return self.rows(count) + self.done(0xfd, 0x10, 0xc1, count)

    def step(self):
        kind, data = self.receive()
        if kind == PRELOGIN:
            self.prelogin(data)
        elif kind == LOGIN7:
            if not self.whole:
                self.tls = None
            self.login(data)
        elif kind == BATCH:
            self.send(REPLY, self.query(data))
        elif kind == RPC:
            self.send(REPLY, self.rows(3) + self.done(0xff, 0x11, 0xc1, 3) + b"\x79\0\0\0\0" + self.done(0xfe, 0, 0xe0, 0))
        else:
            self.send(REPLY, self.done(0xfd, 0x20 if kind == ATTENTION else 0, 0, 0))

    def run(self):
        try:
            while True:
                self.step()
        except (EOFError, OSError, IndexError, struct.error):
            self.peer.close()


def main():
    address, port, mode, certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(certificate, key)
    listener = socket.create_server((address, int(port)), family=socket.AF_INET6, backlog=16, dualstack_ipv6=True)
    while True:
        peer, _ = listener.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        mode_number = {"off": OFF, "on": ON, "req": REQ, "notsup": NOTSUP}[mode]
        threading.Thread(target=Connection(peer, mode_number, context).run, daemon=True).start()


main()
