"""What becomes of a conversation on its way into a capture: whole, late, one-sided, cut small, disordered, damaged.

A condition takes a talk, whether the server's half is the one to spoil first, and a random generator, and gives a Case:
the segments in capture order and what an observer can still know of them.
"""
import collections
import dataclasses

from frames import ACK, FIN, PSH, RST, SYN
from talk import CLIENT, SERVER

# seq and ack count from the side's SYN, which is 0; pause_us since the segment before
Segment = collections.namedtuple("Segment", "side seq ack flags data pause_us", defaults=(b"", 200))
OPENING = Segment(CLIENT, 0, 0, SYN), Segment(SERVER, 0, 1, SYN | ACK), Segment(CLIENT, 1, 1, ACK)
RETRANSMISSION_US = 300000


@dataclasses.dataclass
class Case:
    segments: list
    seen: frozenset  # PDUs that are whole
    state: str = "established_data"
    opened: bool = True  # SYN or SYN+ACK is there
    decided: bool = True  # enough is there to tell the class
    lost: int = 0


def everything(talk):
    return frozenset(range(len(talk.pdus)))


def exchange(talk, pdus=None):
    """A segment for each PDU that is wanted, and where both sides stand at the end."""
    sent, out = [1, 1], []
    for i, (side, data) in enumerate(talk.pdus):
        if pdus is None or i in pdus:
            out.append(Segment(side, sent[side], sent[1 - side], PSH | ACK, data))
        sent[side] += len(data)
    return out, sent


def ending(sent):
    c, s = sent
    return [Segment(CLIENT, c, s, FIN | ACK), Segment(SERVER, s, c + 1, FIN | ACK), Segment(CLIENT, c + 1, s + 1, ACK)]


def resetting(sent):
    """Both acknowledge all there was, then the client resets: no FIN takes a number that could pass for a byte."""
    c, s = sent
    return [Segment(CLIENT, c, s, ACK), Segment(SERVER, s, c, ACK), Segment(CLIENT, c, s, RST | ACK)]


def part(segment, start, end, data=None):
    flags = segment.flags if end == len(segment.data) else ACK
    return segment._replace(seq=segment.seq + start, flags=flags, data=data or segment.data[start:end])


def pieces(segment, count):
    size = len(segment.data)
    edges = sorted({size * i // count for i in range(count + 1)})
    return [part(segment, start, end) for start, end in zip(edges, edges[1:])]


def other(data):
    return bytes(b ^ 0x5A for b in data)


def altered(talk, change):
    """A whole conversation whose data segments went through `change`: segment in, segments out."""
    data, sent = exchange(talk)
    return Case([*OPENING, *(s for d in data for s in change(d)), *ending(sent)], everything(talk))


def whole(talk, _server_first, _random):
    return altered(talk, lambda s: [s])


def midstream(talk, server_first, _random):
    seen = frozenset(range(talk.middle[server_first], len(talk.pdus)))
    data, sent = exchange(talk, seen)
    return Case([*data, *ending(sent)], seen, "midstream", opened=False)


def one_side(talk, side):
    data, sent = exchange(talk)
    lost = sum(len(d) for whose, d in talk.pdus if whose != side)
    segments = [s for s in (*OPENING, *data, *resetting(sent)) if s.side == side]
    return Case(segments, frozenset(talk.of(side)), lost=lost)


def client_only(talk, _server_first, _random):
    return one_side(talk, CLIENT)


def server_only(talk, _server_first, _random):
    return one_side(talk, SERVER)


def one_byte_segments(talk, _server_first, _random):
    return altered(talk, lambda s: pieces(s, len(s.data)))


def reordered(talk, _server_first, random):
    def shuffled(segment):
        parts = pieces(segment, 4)
        return random.sample(parts, len(parts))
    return altered(talk, shuffled)


def retransmitted(talk, _server_first, random):
    """Both halves once more after a timeout, or in one."""
    def again(segment):
        halves = pieces(segment, 2)
        repeated = halves if random.random() < 0.5 else [segment]
        return [*halves, repeated[0]._replace(pause_us=RETRANSMISSION_US), *repeated[1:]]
    return altered(talk, again)


def overlapping(talk, _server_first, _random):
    def overlapped(segment):
        size = len(segment.data)
        if size < 3:
            return [segment]
        return [part(segment, 0, size - size // 3), part(segment, size // 3, size)]
    return altered(talk, overlapped)


def overlapping_otherwise(talk, _server_first, _random):
    """What was there first counts: a receiver has acknowledged it."""
    def forged(segment):
        size = len(segment.data)
        if size < 3:
            return [segment]
        start, end = size // 3, size - size // 3
        joint = other(segment.data[start:end]) + segment.data[end:]
        return [part(segment, 0, end), part(segment, start, size, joint), part(segment, 0, size, other(segment.data))]
    return altered(talk, forged)


def without_front(segment):
    return part(segment, len(segment.data) // 2, len(segment.data))


def hole(talk, _server_first, _random):
    """The first half of the first PDU is lost; what comes later tells the class all the same."""
    data, sent = exchange(talk)
    first, rest = data[0], data[1:]
    return Case([*OPENING, without_front(first), *rest, *ending(sent)], everything(talk) - {0}, lost=len(first.data) // 2)


def hole_in_all(talk, _server_first, _random):
    """Of each side there is one PDU, without its first half: nothing is left that could tell the class."""
    first = [talk.of(CLIENT)[0], talk.of(SERVER)[0]]
    short = dataclasses.replace(talk, pdus=tuple(talk.pdus[i] for i in sorted(first)))
    data, sent = exchange(short)
    lost = sum(len(s.data) // 2 for s in data)
    return Case([*OPENING, *map(without_front, data), *ending(sent)], frozenset(), decided=False, lost=lost)


CONDITIONS = {
    "whole": whole, "midstream": midstream, "client-only": client_only, "server-only": server_only,
    "one-byte-segments": one_byte_segments, "reordered": reordered, "retransmitted": retransmitted,
    "overlapping": overlapping, "overlapping-otherwise": overlapping_otherwise, "hole": hole, "hole-in-all": hole_in_all,
}
