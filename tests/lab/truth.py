"""Flows of a fresh capture, joined with what the steps say about them."""
import socket
import struct
from dataclasses import dataclass

COLUMNS = "client cport server sport transport class role verdict rule severity step".split()
NAMES = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmp6"}


@dataclass
class Flow:
    key: tuple          # transport, client, port, server, port
    first: float
    started: bool       # by a SYN
    sequence: int


def frames(path):
    """(seconds, frame) of a classic little-endian pcap with Ethernet frames."""
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at + 16 <= len(data):
        seconds, micro, size, _ = struct.unpack_from("<IIII", data, at)
        yield seconds + micro / 1e6, data[at + 16:at + 16 + size]
        at += 16 + size


def layer4(frame):
    """(protocol number, source, destination, payload) or None when it is no first fragment of an IP packet."""
    kind = frame[12:14]
    if kind == b"\x08\x00":
        if struct.unpack_from(">H", frame, 20)[0] & 0x1fff:
            return None
        return (frame[23], socket.inet_ntoa(frame[26:30]), socket.inet_ntoa(frame[30:34]),
                frame[14 + (frame[14] & 15) * 4:])
    if kind == b"\x86\xdd":
        return (frame[20], socket.inet_ntop(socket.AF_INET6, frame[22:38]),
                socket.inet_ntop(socket.AF_INET6, frame[38:54]), frame[54:])
    return None


def flows(path):
    """In the order of their first frame; a port that is used again by a new SYN opens a new flow."""
    order, current = [], {}
    for when, frame in frames(path):
        packet = layer4(frame)
        if not packet or packet[0] not in NAMES:
            continue
        protocol, source, target, rest = packet
        ports = struct.unpack_from(">HH", rest) if protocol in (6, 17) else (0, 0)
        if protocol == 58 and rest[0] not in (128, 129):
            continue
        key = (NAMES[protocol], source, ports[0], target, ports[1])
        back = (key[0], target, ports[1], source, ports[0])
        opens = protocol == 6 and rest[13] & 0x12 == 2
        sequence = struct.unpack_from(">I", rest, 4)[0] if opens else 0
        known = current.get(key) or current.get(back)
        if known and not (opens and known.started and sequence != known.sequence):
            continue
        current[key] = Flow(key, when, opens, sequence)
        current.pop(back, None)
        order.append(current[key])
    return order


def fits(expect, flow):
    transport, _, _, server, port = flow.key
    return expect.transport == transport and expect.server in ("*", server) and expect.port in (0, port)


def label(flow, timeline, under_way):
    """The step that was running when the flow began, and its expectation for it."""
    running = [step for start, end, step in timeline if start <= flow.first < end]
    if flow.key[0] == "tcp" and not flow.started:
        running = [step for _, _, step in timeline] if under_way else []
    for step in running:
        for expect in step.expects:
            if fits(expect, flow):
                return step, expect
    return (running[0] if running else None), None


def write(scenario, capture, timeline, path):
    """Writes the truth of one capture. Returns (rows written, TCP flows that no step explains)."""
    rows, strangers = [], []
    for flow in flows(capture):
        step, expect = label(flow, timeline, bool(scenario.background))
        if not expect:
            if flow.key[0] == "tcp" and flow.started:
                strangers.append((step.name if step else "?", *flow.key))
            continue
        transport, client, cport, server, sport = flow.key
        rows.append((client, cport, server, sport, transport, expect.class_, expect.role, *expect.verdict, step.name))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"# {scenario.file} {scenario.site or '-'}\n")
        for row in (COLUMNS, *rows):
            file.write("\t".join(map(str, row)) + "\n")
    return rows, strangers
