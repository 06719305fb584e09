"""Capture files, read and written: pcap in both byte orders, micro- and nanoseconds, and pcapng; compressed ones too."""
import collections
import gzip
import struct
import subprocess

ETHERNET, RAW, SLL = 1, 101, 113
Frame = collections.namedtuple("Frame", "time_us data wire")  # wire: the length it had on the wire


def pcap(frames, linktype=ETHERNET, order="<", nano=False, snaplen=262144):
    """The bytes of a pcap file."""
    out = [struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, snaplen, linktype)]
    head = struct.Struct(order + "IIII")
    scale = 1000 if nano else 1
    for frame in frames:
        seconds, rest = divmod(frame.time_us, 1000000)
        out.append(head.pack(seconds, rest * scale, len(frame.data), frame.wire))
        out.append(frame.data)
    return b"".join(out)


def block(order, kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(order + "I", 12 + len(body))


def pcapng(frames, linktype=ETHERNET, order="<"):
    """The bytes of a pcapng file: section header, one interface, enhanced packets."""
    out = [block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)),
           block(order, 1, struct.pack(order + "HHI", linktype, 0, 262144))]
    for frame in frames:
        head = struct.pack(order + "IIIII", 0, frame.time_us >> 32, frame.time_us & 0xFFFFFFFF, len(frame.data), frame.wire)
        out.append(block(order, 6, head + frame.data))
    return b"".join(out)


def plain(path):
    """A file's content, decompressed by what its first bytes say."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    tool = {b"\x28\xb5\x2f\xfd": "zstd", b"\x04\x22\x4d\x18": "lz4"}.get(data[:4])
    return subprocess.run([tool, "-dc"], input=data, stdout=subprocess.PIPE, check=True).stdout if tool else data


def read(path):
    """(link type, frames) of a capture; ValueError for what is neither pcap nor pcapng of one link type."""
    data = plain(path)
    if data[:4] == b"\x0a\x0d\x0d\x0a":
        return read_pcapng(data)
    for order in "<>":
        magic = struct.unpack(order + "I", data[:4])[0]
        if magic in (0xA1B2C3D4, 0xA1B23C4D):
            return read_pcap(data, order, 1000 if magic == 0xA1B23C4D else 1)
    raise ValueError("no pcap")


def read_pcap(data, order, scale):
    linktype, at, frames = struct.unpack(order + "I", data[20:24])[0] & 0xFFFF, 24, []
    while at + 16 <= len(data):
        seconds, rest, kept, wire = struct.unpack(order + "IIII", data[at:at + 16])
        frames.append(Frame(seconds * 1000000 + rest // scale, data[at + 16:at + 16 + kept], wire))
        at += 16 + kept
    return linktype, frames


def read_pcapng(data):
    order, at, interfaces, frames = "<", 0, [], []
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, size = struct.unpack(order + "II", data[at:at + 8])
        body = data[at + 8:at + size - 4]
        if kind == 1:
            interfaces.append((struct.unpack(order + "H", body[:2])[0], resolution(order, body[8:])))
        elif kind == 6:
            number, high, low, kept, wire = struct.unpack(order + "IIIII", body[:20])
            frames.append(Frame((high << 32 | low) * 1000000 // interfaces[number][1], body[20:20 + kept], wire))
        at += size
    kinds = {kind for kind, _ in interfaces}
    if len(kinds) != 1:
        raise ValueError("several link types")
    return kinds.pop(), frames


def resolution(order, options):
    """Ticks a second, by the option if_tsresol (9)."""
    while len(options) >= 4:
        code, size = struct.unpack(order + "HH", options[:4])
        if code == 9:
            return 2 ** (options[4] & 127) if options[4] & 128 else 10 ** options[4]
        options = options[4 + size + -size % 4:]
    return 1000000
