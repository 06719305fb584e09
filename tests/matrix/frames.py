"""Frames, from the payload outwards: TCP, IP, Ethernet, tags and tunnels, all with right checksums.

RFC 9293 3.1, 791 3.1, 8200 3; IEEE 802.1Q, 802.1ad; RFC 7348 5, 2784 2; draft-foschiano-erspan-03 4.2.
"""
import ipaddress
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
ETHER = bytes.fromhex("020000000001020000000002")
OUTER = bytes.fromhex("0200000000a10200000000a2")
OUTER_ENDS = ipaddress.ip_address("192.0.2.1").packed, ipaddress.ip_address("192.0.2.2").packed
VLANS, SESSION, NETWORK = [100, 200], 7, 4242
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"


def checksum(data):
    """The one's complement of the one's complement sum of 16-bit words, as a number (RFC 1071)."""
    return 0xFFFF - int.from_bytes(data + b"\0" * (len(data) % 2), "big") % 0xFFFF


def ipv4(source, destination, protocol, payload, ident=0, fragment=0x4000):
    size = 20 + len(payload)
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, ident & 0xFFFF, fragment, 64, protocol, 0, source, destination)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ipv6(source, destination, protocol, payload):
    return struct.pack(">IHBB16s16s", 6 << 28, len(payload), protocol, 64, source, destination) + payload


def ip(source, destination, protocol, payload, ident=0):
    """IPv4 or IPv6, as the addresses are."""
    if len(source) == 4:
        return ipv4(source, destination, protocol, payload, ident)
    return ipv6(source, destination, protocol, payload)


def tcp(source, destination, sport, dport, seq, ack, flags, payload=b""):
    """`source` and `destination` are packed addresses, for the checksum's sake."""
    head = struct.pack(">HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 5 << 4, flags, 64240, 0, 0)
    total = checksum(source + destination + struct.pack(">II", 6, 20 + len(payload)) + head + payload)
    return head[:16] + struct.pack(">H", total) + b"\0\0" + payload


def ethernet(packet, addresses=ETHER):
    return addresses + (IPV4 if packet[0] >> 4 == 4 else IPV6) + packet


def tagged(frame, tags):
    """Puts 802.1Q tags, the outer one of two as 802.1ad, behind an Ethernet frame's addresses."""
    kinds = (b"\x88\xa8", b"\x81\x00")[2 - len(tags):]
    return frame[:12] + b"".join(k + struct.pack(">H", t) for k, t in zip(kinds, tags)) + frame[12:]


def qinq(frame):
    return tagged(frame, VLANS)


def vxlan(frame):
    inside = struct.pack(">II", 0x08000000, NETWORK << 8) + frame
    return ethernet(ipv4(*OUTER_ENDS, 17, struct.pack(">HHHH", 49321, 4789, 8 + len(inside), 0) + inside), OUTER)


def erspan(frame):
    """ERSPAN type II in GRE with a sequence number."""
    inside = struct.pack(">HHIHHI", 0x1000, 0x88BE, 1, 0x1001, SESSION, 0) + frame
    return ethernet(ipv4(*OUTER_ENDS, 47, inside), OUTER)


def gre(frame):
    """The frame's IP packet in GRE; other frames stay as they are."""
    kind = frame[12:14]
    if kind not in (IPV4, IPV6):
        return frame
    return ethernet(ipv4(*OUTER_ENDS, 47, b"\0\0" + kind + frame[14:]), OUTER)


# name: (how an Ethernet frame is wrapped, what its record says of it)
ENCAPSULATIONS = {
    "plain": (lambda frame: frame, {}),
    "qinq": (qinq, {"vlan": VLANS}),
    "erspan": (erspan, {"tunnel": [f"erspan:{SESSION}"]}),
    "vxlan": (vxlan, {"tunnel": [f"vxlan:{NETWORK}"]}),
}
