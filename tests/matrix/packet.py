"""An Ethernet frame taken apart as far as the changes of changes.py need it, and put together again."""
import collections
import struct

from frames import checksum

TAGS = b"\x81\x00", b"\x88\xa8", b"\x91\x00"
UNFRAGMENTED = 0x3FFF  # RFC 791 3.1: more fragments, and the offset

# link: up to the IP header; head: the IP header; body: what it carries, without padding
Packet = collections.namedtuple("Packet", "link head protocol body")


def behind_tags(data):
    """Where the type field behind all VLAN tags stands."""
    at = 12
    while data[at:at + 2] in TAGS:
        at += 4
    return at


def parse(frame):
    """A whole, unfragmented IP packet without IPv6 extension headers; None for all other frames."""
    data = frame.data
    at = behind_tags(data) + 2
    kind, rest = data[at - 2:at], data[at:]
    if len(data) != frame.wire or kind not in (b"\x08\0", b"\x86\xdd") or len(rest) < 40:
        return None
    if kind == b"\x86\xdd":
        size, head = 40 + struct.unpack(">H", rest[4:6])[0], 40
        protocol = rest[6]
    else:
        size, fragment = struct.unpack(">H2xH", rest[2:8])
        head, protocol = 4 * (rest[0] & 15), rest[9]
        if fragment & UNFRAGMENTED:
            return None
    return Packet(data[:at], rest[:head], protocol, rest[head:size]) if head < size <= len(rest) else None


def addresses(packet):
    return packet.head[8:40] if len(packet.head) == 40 and packet.head[0] >> 4 == 6 else packet.head[12:20]


def is_ipv6(packet):
    return packet.head[0] >> 4 == 6


def ip_head(packet, length):
    """The packet's IP header over a body of another length."""
    if is_ipv6(packet):
        return packet.head[:4] + struct.pack(">H", length) + packet.head[6:]
    head = packet.head[:2] + struct.pack(">H", len(packet.head) + length) + packet.head[4:10] + b"\0\0" + packet.head[12:]
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:]


def tcp_parts(packet):
    """(header, payload) of a TCP segment, or None."""
    if packet is None or packet.protocol != 6 or len(packet.body) < 20:
        return None
    size = 4 * (packet.body[12] >> 4)
    return (packet.body[:size], packet.body[size:]) if 20 <= size <= len(packet.body) else None


def with_tcp(packet, head, payload):
    """The frame's bytes with another segment in it."""
    head = head[:16] + b"\0\0" + head[18:]
    pseudo = addresses(packet) + struct.pack(">II", 6, len(head) + len(payload))
    total = checksum(pseudo + head + payload)
    body = head[:16] + struct.pack(">H", total) + head[18:] + payload
    return packet.link + ip_head(packet, len(body)) + body
