"""DCE/RPC over TCP (C706 12.6, appendix L): a bind to the endpoint mapper, its answer, then another interface."""
import struct

from talk import CLIENT, SERVER, Talk

MAPPER = (0xE1AF8308, 0x5D1F, 0x11C9, bytes.fromhex("91a408002b14a0fa"))
SERVER_SERVICE = (0x4B324FC8, 0x1670, 0x01D3, bytes.fromhex("12785a47bf6ee188"))
NDR = (0x8A885D04, 0x1CEB, 0x11C9, bytes.fromhex("9fe808002b104860"))
REQUEST, RESPONSE, BIND, BIND_ACK, ALTER, ALTER_REPLY = 0, 2, 11, 12, 14, 15
PORT = 49667


def uuid_text(u):
    tail = u[3].hex()
    return f"{u[0]:08x}-{u[1]:04x}-{u[2]:04x}-{tail[:4]}-{tail[4:]}"


class Encoder:
    """PDUs in one byte order."""
    def __init__(self, order):
        self.order = order
        self.label = b"\x10\0\0\0" if order == "<" else b"\0\0\0\0"

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def syntax(self, u, version):
        return self.pack("IHH", *u[:3]) + u[3] + self.pack("I", version)

    def pdu(self, kind, call, body):
        return bytes([5, 0, kind, 3]) + self.label + self.pack("HHI", 16 + len(body), 0, call) + body

    def present(self, kind, call, context, u, version):
        body = self.pack("HHI", 4280, 4280, 0) + b"\x01\0\0\0" + self.pack("HBB", context, 1, 0)
        return self.pdu(kind, call, body + self.syntax(u, version) + self.syntax(NDR, 2))

    def accept(self, kind, call, port):
        name = port + b"\0"
        body = self.pack("HHIH", 4280, 4280, 0x1A2B, len(name)) + name
        body += b"\0" * (-len(body) % 4) + b"\x01\0\0\0" + self.pack("HH", 0, 0) + self.syntax(NDR, 2)
        return self.pdu(kind, call, body)

    def request(self, call, context, operation, stub):
        return self.pdu(REQUEST, call, self.pack("IHH", len(stub), context, operation) + stub)

    def response(self, call, context, stub):
        return self.pdu(RESPONSE, call, self.pack("IHBB", len(stub), context, 0, 0) + stub)

    def tower(self, u, version, port, address):
        """Floors are little-endian whatever the PDU is, but for ports and addresses."""
        floors = [(b"\x0d" + self.floor(u, version), b"\0\0"), (b"\x0d" + self.floor(NDR, 2), b"\0\0"),
                  (b"\x0b", b"\0\0"), (b"\x07", struct.pack(">H", port)), (b"\x09", address)]
        body = b"".join(struct.pack("<H", len(left)) + left + struct.pack("<H", len(right)) + right for left, right in floors)
        return struct.pack("<H", len(floors)) + body

    @staticmethod
    def floor(u, version):
        return struct.pack("<IHH", *u[:3]) + u[3] + struct.pack("<H", version)

    def map_request(self):
        tower = self.tower(SERVER_SERVICE, 3, 0, b"\0\0\0\0")
        wanted = self.pack("I", 1) + b"\0" * 16 + self.pack("III", 2, len(tower), len(tower)) + tower
        return wanted + b"\0" * (-len(wanted) % 4) + b"\0" * 20 + self.pack("I", 4)

    def map_response(self, address):
        tower = self.tower(SERVER_SERVICE, 3, PORT, address)
        answer = b"\0" * 20 + self.pack("IIIIIII", 1, 4, 0, 1, 3, len(tower), len(tower)) + tower
        return answer + b"\0" * (-len(answer) % 4) + self.pack("I", 0)


def rpc(name, order):
    e = Encoder(order)
    pdus = (
        (CLIENT, e.present(BIND, 1, 0, MAPPER, 3)),
        (SERVER, e.accept(BIND_ACK, 1, b"135")),
        (CLIENT, e.request(1, 0, 3, e.map_request())),
        (SERVER, e.response(1, 0, e.map_response(bytes([10, 9, 8, 7])))),
        (CLIENT, e.present(ALTER, 2, 1, SERVER_SERVICE, 3)),
        (SERVER, e.accept(ALTER_REPLY, 2, b"")),
        (CLIENT, e.request(3, 1, 15, bytes(range(40)))),
        (SERVER, e.response(3, 1, bytes(range(60)))),
        (CLIENT, e.request(4, 1, 15, bytes(range(40, 80)))),
        (SERVER, e.response(4, 1, bytes(range(90)))),
    )

    def detail(seen):
        interfaces = [uuid_text(u) for pdu, u in ((0, MAPPER), (4, SERVER_SERVICE)) if pdu in seen]
        out = {"interfaces": interfaces} if interfaces else {}
        if {0, 3} <= seen:
            out["endpoints"] = [{"uuid": uuid_text(SERVER_SERVICE), "transport": "tcp", "ip": "10.9.8.7", "port": PORT}]
        return {"rpc": out} if out else {}
    return Talk(name, "RPC", pdus, (6, 7), detail)


TALKS = rpc("rpc", "<"), rpc("rpc-big-endian", ">")
