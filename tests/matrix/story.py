"""Connections and datagrams one after the other, as frames with times: what happened on a network, in a capture."""
import ipaddress
import struct

from captures import Frame, pcap
from frames import ACK, FIN, PSH, RST, SYN, checksum, ethernet, ip, tcp

START_US = 1_700_000_000_000_000
UDP, ICMP, ICMPV6 = 17, 1, 58


class Story:
    """Connections one after the other; of the last to each (client, server, port) the record is looked at."""

    def __init__(self, name):
        self.name, self.frames, self.now, self.port, self.wants = name, [], START_US, 40000, []

    def wait(self, seconds):
        self.now += int(seconds * 1_000_000)
        return self

    def packet(self, ends, protocol, body):
        """`body` is a function of both packed addresses, for the checksum's sake."""
        packed = [ipaddress.ip_address(e).packed for e in ends]
        frame = ethernet(ip(*packed, protocol, body(*packed)))
        self.frames.append(Frame(self.now, frame, len(frame)))
        self.now += 300
        return self

    def segment(self, ends, ports, seq, ack, flags, data=b""):
        self.packet(ends, 6, lambda source, destination: tcp(source, destination, *ports, seq, ack, flags, data))

    def datagram(self, ends, ports, data, want=None):
        if want:
            self.wants.append((ports[0], want, None))

        def body(source, destination):
            head = struct.pack(">HHHH", *ports, 8 + len(data), 0)
            pseudo = source + destination + struct.pack(">II", UDP, 8 + len(data))
            return head[:6] + struct.pack(">H", checksum(pseudo + head + data) or 0xFFFF) + data
        return self.packet(ends, UDP, body)

    def echo(self, ends, reply=False):
        def body(source, destination):
            wide = len(source) == 16
            kind = (129 if reply else 128) if wide else (0 if reply else 8)
            message = struct.pack(">BBHHH", kind, 0, 0, 7, 1) + b"abcdefgh"
            pseudo = source + destination + struct.pack(">II", ICMPV6, len(message)) if wide else b""
            return message[:2] + struct.pack(">H", checksum(pseudo + message)) + message[4:]
        return self.packet(ends, ICMPV6 if ":" in ends[0] else ICMP, body)

    def connect(self, client, server, port, pdus=None, want=None, note=None, drop=(), refused=False, reset=None):
        """pdus None: a SYN that nobody answers, or that is refused; drop: indices of PDUs that were not captured; reset: the side whose
        RST ends it."""
        self.port += 1
        there, back, ports = (client, server), (server, client), (self.port, port)
        seq = [1000, 5000]
        if want:
            self.wants.append((self.port, want, note))
        self.segment(there, ports, 999, 0, SYN)
        if pdus is None:
            if refused:
                self.segment(back, ports[::-1], 0, 1000, RST | ACK)
            return self
        self.segment(back, ports[::-1], 4999, 1000, SYN | ACK)
        self.segment(there, ports, 1000, 5000, ACK)
        for number, (side, data) in enumerate(pdus):
            if number not in drop:
                self.segment((there, back)[side], ports[::-1] if side else ports, seq[side], seq[1 - side], PSH | ACK, data)
            seq[side] += len(data)
        if reset is not None:
            self.segment((there, back)[reset], ports[::-1] if reset else ports, seq[reset], seq[1 - reset], RST | ACK)
            return self
        self.segment(there, ports, seq[0], seq[1], FIN | ACK)
        self.segment(back, ports[::-1], seq[1], seq[0] + 1, FIN | ACK)
        self.segment(there, ports, seq[0] + 1, seq[1] + 1, ACK)
        return self

    def noise(self):
        """Somebody else's connection, long before the story's own."""
        return self.connect("10.9.9.9", "10.9.9.8", 5000, ((0, b"x"), (1, b"y"))).wait(900)

    def capture(self, shift_s=0):
        return pcap([Frame(f.time_us + shift_s * 1_000_000, f.data, f.wire) for f in self.frames])
