"""Changes to a finished capture, for what this kernel cannot make on the wire."""
import struct


def vlan(frames):
    return [(head, f[:12] + b"\x81\x00\x00\x05" + f[12:]) for head, f in frames]


def qinq(frames):
    return [(head, f[:12] + b"\x88\xa8\x00\x07\x81\x00\x00\x05" + f[12:]) for head, f in frames]


def reorder(frames):
    """Swaps the bytes of every third frame with those of the next one; times stay in order."""
    out = list(frames)
    for i in range(6, len(out) - 1, 3):
        (one, a), (two, b) = out[i], out[i + 1]
        out[i], out[i + 1] = (one, b), (two, a)
    return out


def apply(name, path):
    with open(path, "rb") as file:
        data = file.read()
    frames, at = [], 24
    while at + 16 <= len(data):
        head = struct.unpack_from("<IIII", data, at)
        frames.append((head[:2], data[at + 16:at + 16 + head[2]]))
        at += 16 + head[2]
    with open(path, "wb") as file:
        file.write(data[:24])
        for head, frame in {"vlan": vlan, "qinq": qinq, "reorder": reorder}[name](frames):
            file.write(struct.pack("<IIII", *head, len(frame), len(frame)) + frame)
