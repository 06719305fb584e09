"""SMB: the NT dialect with AndX chains (MS-CIFS 2.2.4), 2.1 and 3.1.1, there encrypted behind the session (MS-SMB2 2.2)."""
import struct

from talk import CLIENT, SERVER, Talk

SHARE, FILE = "\\\\DP01\\SMSPKGC$", "PKG00007\\setup.msi"
TOKEN = b"NTLMSSP\0" + struct.pack("<II", 1, 0xE2088297) + b"\0" * 16
GUID = bytes(range(16))


def utf16(text):
    return text.encode("utf-16-le")


def escaped(text):
    """As records show a backslash of the wire."""
    return text.replace("\\", "\\x5C")


def session_message(message):
    return struct.pack(">I", len(message)) + message


class Smb2:
    NEGOTIATE, SETUP, LOGOFF, TREE, DISCONNECT, CREATE, CLOSE, FLUSH, READ = range(9)

    @staticmethod
    def message(command, number, body, reply=False, tree=0, session=0x400000000031):
        return struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 1, 0, command, 31, int(reply), 0, number, 0xFEFF, tree,
                           session, b"") + body

    def negotiate(self, dialects):
        body = struct.pack("<HHHHI16sQ", 36, len(dialects), 1, 0, 0x7F, GUID, 0)
        return self.message(self.NEGOTIATE, 0, body + struct.pack(f"<{len(dialects)}H", *dialects), session=0)

    def negotiated(self, dialect):
        body = struct.pack("<HHHH16sIIIIQQHHI", 65, 1, dialect, 0, GUID, 0x2F, 1 << 20, 1 << 20, 1 << 20, 1 << 56, 0, 128,
                           len(TOKEN), 0)
        return self.message(self.NEGOTIATE, 0, body + TOKEN, True, session=0)

    def setup(self):
        return self.message(self.SETUP, 1, struct.pack("<HBBIIHHQ", 25, 0, 1, 1, 0, 88, len(TOKEN), 0) + TOKEN)

    def set_up(self):
        return self.message(self.SETUP, 1, struct.pack("<HHHH", 9, 0, 72, len(TOKEN)) + TOKEN, True)

    def connect(self, path):
        return self.message(self.TREE, 2, struct.pack("<HHHH", 9, 0, 72, 2 * len(path)) + utf16(path))

    def connected(self):
        return self.message(self.TREE, 2, struct.pack("<HBBIII", 16, 1, 0, 0x30, 0, 0x1F01FF), True, 5)

    def create(self, name):
        body = struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, 0x120089, 0, 7, 1, 0x40, 120, 2 * len(name), 0, 0)
        return self.message(self.CREATE, 3, body + utf16(name), tree=5)

    def created(self):
        body = struct.pack("<HBBIQQQQQQIIQQII", 89, 0, 0, 1, *(1 << 56,) * 4, 4096, 100, 0x20, 0, 7, 9, 0, 0)
        return self.message(self.CREATE, 3, body, True, 5)

    def read(self, number):
        return self.message(self.READ, number, struct.pack("<HBBIQQQIIIHHB", 49, 0x50, 0, 100, 0, 7, 9, 1, 0, 0, 0, 0, 0), tree=5)

    def data(self, number):
        return self.message(self.READ, number, struct.pack("<HBBIII", 17, 0x50, 0, 100, 0, 0) + bytes(range(100, 200)), True, 5)


def encrypted(number, size):
    """A transformed message (MS-SMB2 2.2.41); it does not tell whose it is."""
    secret = bytes((number * 89 + 37 * i) & 0xFF for i in range(size))
    return struct.pack("<4s16s16sIHHQ", b"\xfdSMB", secret[:16], secret[16:32], size, 0, 1, 0x400000000031) + secret


def smb2(name, dialects, chosen, dialect):
    m = Smb2()
    pdus = [(CLIENT, m.negotiate(dialects)), (SERVER, m.negotiated(chosen)), (CLIENT, m.setup()), (SERVER, m.set_up()),
            (CLIENT, m.connect(SHARE)), (SERVER, m.connected()), (CLIENT, m.create(FILE)), (SERVER, m.created()),
            (CLIENT, m.read(4)), (SERVER, m.data(4)), (CLIENT, m.read(5)), (SERVER, m.data(5))]

    def detail(seen):
        out = {"dialect": dialect} if 1 in seen else {}
        if 4 in seen:
            out["trees"] = [escaped(SHARE)]
        if 6 in seen:
            out["files"] = [escaped(FILE)]
        return {"smb": out} if out else {}
    return Talk(name, "SMB", tuple((side, session_message(data)) for side, data in pdus), (6, 7), detail)


def smb3():
    m = Smb2()
    pdus = [(CLIENT, m.negotiate((0x0202, 0x0210, 0x0300, 0x0302, 0x0311))), (SERVER, m.negotiated(0x0311)),
            (CLIENT, m.setup()), (SERVER, m.set_up())]
    pdus += [(number % 2, encrypted(number, 80 + number)) for number in range(6)]

    def detail(seen):
        out = {"dialect": "3.1.1"} if 1 in seen else {}
        if seen & set(range(4, 10)):
            out["encrypted"] = True
        return {"smb": out} if out else {}
    whole = tuple((side, session_message(data)) for side, data in pdus)
    return Talk("smb3-encrypted", "SMB", whole, (6, 7), detail, frozenset(range(4, 10)))


class Smb1:
    NEGOTIATE, SETUP, TREE, CREATE, READ = 0x72, 0x73, 0x75, 0xA2, 0x2E

    @staticmethod
    def message(command, number, blocks, reply=False):
        flags = 0x88 if reply else 0x08
        return struct.pack("<4sBIBHHQHHHHH", b"\xffSMB", command, 0, flags, 0xC807, 0, 0, 0, 2049, 1234, 100, number) + blocks

    @staticmethod
    def block(words, data):
        return bytes([len(words) // 2]) + words + struct.pack("<H", len(data)) + data

    def negotiate(self):
        return self.message(self.NEGOTIATE, 0, self.block(b"", b"\x02LANMAN1.0\0\x02NT LM 0.12\0"))

    def negotiated(self):
        words = struct.pack("<HBHHIIIIQhB", 1, 3, 50, 1, 16644, 65536, 0, 0x8001F3FD, 1 << 56, 0, 0)
        return self.message(self.NEGOTIATE, 0, self.block(words, GUID + TOKEN), True)

    def setup_and_tree(self, path):
        """A chain: session set-up, then tree connect in the same message."""
        first = struct.pack("<HHHIHHII", 16644, 50, 0, 0, 0, 0, 0, 0x800000D4)
        names = b"\0" + utf16("Administrator\0CORP\0Windows 2002\0\0")
        names += b"\0" * ((32 + 1 + 26 + 2 + len(names)) % 2)
        size = 32 + 1 + 4 + len(first) + 2 + len(names)
        chain = self.block(struct.pack("<BBH", self.TREE, 0, size) + first, names)
        data = b"\0" + utf16(path + "\0") + b"?????\0"
        if (size + 1 + 8 + 2 + 1) % 2:
            data = b"\0\0" + data[1:]
        return self.message(self.SETUP, 1, chain + self.block(struct.pack("<BBHHH", 255, 0, 0, 8, 1), data))

    def set_up(self):
        return self.message(self.SETUP, 1, self.block(struct.pack("<BBHH", self.TREE, 0, 43, 0), b"")
                            + self.block(struct.pack("<BBHH", 255, 0, 0, 1), b"A:\0" + utf16("NTFS\0")), True)

    def create(self, name):
        words = struct.pack("<BBHBHIIIQIIIIIB", 255, 0, 0, 0, 2 * len(name), 0x16, 0, 0x20089, 0, 0, 7, 1, 0x40, 2, 3)
        return self.message(self.CREATE, 2, self.block(words, b"\0" + utf16(name + "\0")))

    def created(self):
        return self.message(self.CREATE, 2, self.block(struct.pack("<BBHBHI", 255, 0, 0, 0, 16385, 1) + b"\0" * 58, b""), True)

    def read(self, number):
        words = struct.pack("<BBHHIHHIHI", 255, 0, 0, 16385, 0, 100, 100, 0xFFFFFFFF, 0, 0)
        return self.message(self.READ, number, self.block(words, b""))

    def data(self, number):
        words = struct.pack("<BBHHHHHHIHHH", 255, 0, 0, 0, 0, 0, 100, 60, 0, 0, 0, 0)
        return self.message(self.READ, number, self.block(words, b"\0" + bytes(range(100))), True)


def smb1():
    m = Smb1()
    pdus = ((CLIENT, m.negotiate()), (SERVER, m.negotiated()), (CLIENT, m.setup_and_tree(SHARE)), (SERVER, m.set_up()),
            (CLIENT, m.create("\\" + FILE)), (SERVER, m.created()), (CLIENT, m.read(3)), (SERVER, m.data(3)))

    def detail(seen):
        out = {"dialect": "1"} if seen - {0} else {}
        if 2 in seen:
            out["trees"] = [escaped(SHARE)]
        if 4 in seen:
            out["files"] = [escaped("\\" + FILE)]
        return {"smb": out} if out else {}
    return Talk("smb1", "SMB", tuple((side, session_message(data)) for side, data in pdus), (4, 5), detail)


TALKS = smb1(), smb2("smb2", (0x0202, 0x0210), 0x0210, "2.1"), smb3()
