"""Changes to a capture of Ethernet frames that change nothing about who said what to whom.

Each takes frames and a random generator and gives frames; the formats below give files.
"""
import gzip
import struct

import frames as build
from captures import RAW, SLL, Frame, pcap, pcapng
from frames import ACK, FIN, PSH, SYN
from packet import addresses, behind_tags, is_ipv6, parse, tcp_parts, with_tcp


MIRROR_US = 1000


def same_time(frame, data):
    """Another content; what the snaplen cut off stays cut off."""
    return Frame(frame.time_us, data, frame.wire - len(frame.data) + len(data))


def each(change):
    """A change of all frames one by one."""
    return lambda frames, _random: [same_time(f, change(f.data)) for f in frames]


def cut_segment(frame, random, most):
    packet = parse(frame)
    parts = tcp_parts(packet)
    if parts is None or len(parts[1]) < 2 or parts[0][13] & SYN:
        return [frame]
    head, payload = parts
    edges = [0, *sorted(random.sample(range(1, len(payload)), min(most, len(payload)) - 1)), len(payload)]
    seq = struct.unpack(">I", head[4:8])[0]
    out = []
    for start, end in zip(edges, edges[1:]):
        flags = head[13] if end == len(payload) else head[13] & ~(FIN | PSH)
        here = head[:4] + struct.pack(">I", (seq + start) & 0xFFFFFFFF) + head[8:13] + bytes([flags]) + head[14:]
        out.append(same_time(frame, with_tcp(packet, here, payload[start:end])))
    return out


def split(frames, random):
    """Every TCP payload in two or three segments."""
    return [piece for f in frames for piece in cut_segment(f, random, random.choice((2, 3)))]


def mirrored(frames, random, behind):
    """Copies of half of the frames, each behind() frames later but within a millisecond, as mirror ports make them."""
    out, waiting = [], []
    for number, frame in enumerate(frames):
        for copy in [w for w in waiting if w[0] < number or w[1].time_us + MIRROR_US < frame.time_us]:
            out.append(copy[1]._replace(time_us=max(copy[1].time_us, out[-1].time_us)))
            waiting.remove(copy)
        out.append(frame)
        if random.random() < 0.5:
            waiting.append((number + behind(), frame))
    return out + [copy._replace(time_us=out[-1].time_us) for _, copy in waiting]


def duplicate(frames, random):
    return mirrored(frames, random, lambda: 0)


def duplicate_later(frames, random):
    return mirrored(frames, random, lambda: random.randrange(1, 4))


def order_again(frames, order):
    """The frames in another order, with the times as they were."""
    return [Frame(frames[at].time_us, frames[n].data, frames[n].wire) for at, n in enumerate(order)]


def may_trade_places(one, other):
    """Could a mirror port swap them? Not by more than its delay, nor a question and its answer; data and its ACK, yes."""
    a, b = parse(one), parse(other)
    if a is None or b is None or other.time_us - one.time_us > MIRROR_US:
        return False
    if sorted(ends(a)) != sorted(ends(b)) or ends(a) == ends(b):
        return not any(map(opens, (a, b)))
    return any(map(is_mere_ack, (a, b)))


def ends(packet):
    both = addresses(packet)
    return both[:len(both) // 2], both[len(both) // 2:]


def opens(packet):
    return packet.protocol == 6 and packet.body[13] & SYN


def is_mere_ack(packet):
    parts = tcp_parts(packet)
    return parts is not None and not parts[1] and parts[0][13] == ACK


def swap(frames, random):
    """Pairs of neighbours in the other order; a segment may trade places with its acknowledgement."""
    order, at = list(range(len(frames))), 0
    while at + 1 < len(order):
        if random.random() < 0.4 and may_trade_places(frames[at], frames[at + 1]):
            order[at], order[at + 1] = order[at + 1], order[at]
            at += 1
        at += 1
    return order_again(frames, order)


def direction(frame):
    """Who sends a TCP segment with payload to whom; None for all else."""
    packet = parse(frame)
    parts = tcp_parts(packet)
    return addresses(packet) + parts[0][:4] if parts and parts[1] and not parts[0][13] & (SYN | FIN) else None


def shuffle(frames, random):
    """Data segments that follow each other in one direction, in any order among four."""
    order, run, whose = [], [], None
    for number, frame in enumerate(frames):
        now = direction(frame)
        if run and (now != whose or len(run) == 4):
            order += random.sample(run, len(run))
            run = []
        whose = now
        if now is None:
            order.append(number)
        else:
            run.append(number)
    return order_again(frames, order + random.sample(run, len(run)))


def fragment(frames, random):
    """Every IP packet that is long enough in fragments (RFC 791 3.2, RFC 8200 4.5), some of them last one first."""
    out = []
    for number, frame in enumerate(frames):
        parts = fragments(frame, number, random.choice((64, 320)))
        out += reversed(parts) if random.random() < 0.2 else parts
    return out


def fragments(frame, number, most):
    packet = parse(frame)
    if packet is None or len(packet.body) <= most:
        return [frame]
    return [same_time(frame, packet.link + fragment_of(packet, number, at, most)) for at in range(0, len(packet.body), most)]


def fragment_of(packet, number, at, most):
    part, more = packet.body[at:at + most], at + most < len(packet.body)
    if not is_ipv6(packet):
        return build.ipv4(packet.head[12:16], packet.head[16:20], packet.protocol, part, number, more << 13 | at // 8)
    head = packet.head[:4] + struct.pack(">HB", 8 + len(part), 44) + packet.head[7:]
    return head + struct.pack(">BBHI", packet.protocol, 0, at | more, number) + part


CHANGES = {
    "split": split, "fragmented": fragment, "duplicated": duplicate, "duplicated-later": duplicate_later,
    "swapped": swap, "shuffled": shuffle,
    "one-tag": each(lambda data: build.tagged(data, [7])), "two-tags": each(build.qinq), "vxlan": each(build.vxlan),
    "erspan": each(build.erspan), "gre": each(build.gre),
}


def cooked(data):
    """An Ethernet frame with the header of Linux's "any" device; IEEE 802.3 frames have protocol 4 there."""
    kind = data[12:14]
    if kind < b"\x06\0":
        return struct.pack(">HHH", 0, 1, 6) + data[6:12] + b"\0\0" + b"\0\4" + data[14:]
    return struct.pack(">HHH", 0, 1, 6) + data[6:12] + b"\0\0" + kind + data[14:]


def bare(frames):
    """The IP packets alone; no file where other frames than ARP and IEEE 802.3 would get lost."""
    out = []
    for f in frames:
        at = behind_tags(f.data)
        kind = f.data[at:at + 2]
        if kind in (build.IPV4, build.IPV6):
            out.append(Frame(f.time_us, f.data[at + 2:], f.wire - at - 2))
        elif kind >= b"\x06\0" and kind != b"\x08\x06":
            return []
    return [pcap(out, RAW)]


def in_two(frames, random):
    at = random.randrange(1, len(frames)) if len(frames) > 1 else 1
    return [pcap(frames[:at]), pcap(frames[at:])]


# name: the files that a capture becomes
FORMATS = {
    "pcapng": lambda frames, _: [pcapng(frames)],
    "pcapng-swapped": lambda frames, _: [pcapng(frames, order=">")],
    "swapped-bytes": lambda frames, _: [pcap(frames, order=">")],
    "nanoseconds": lambda frames, _: [pcap(frames, nano=True)],
    "gzip": lambda frames, _: [gzip.compress(pcap(frames), 1)],
    "cooked": lambda frames, _: [pcap([Frame(f.time_us, cooked(f.data), f.wire + 2) for f in frames], SLL)],
    "bare": lambda frames, _: bare(frames),
    "in-two-files": in_two,
    "in-two-files-elsewhere": in_two,
}
