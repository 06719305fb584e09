#!/usr/bin/env python3
"""`replay --evidence`: the packets of findings, of samples that were changed in ways that change no finding.

usage: evidence.py WIREAUDIT. Every packet of an evidence file must be one of the captures', byte for byte, where its
comment says, and no packet of a sample flow may be missing. Prints a line per case.
"""
import collections
import glob
import hashlib
import os
import random
import re
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "matrix"))
import frames as build  # noqa: E402
from captures import Frame, pcap, pcapng, read  # noqa: E402
from changes import CHANGES, FORMATS  # noqa: E402
from packet import parse  # noqa: E402

RADIOTAP = 127
REPLAYED = {"as-it-is", "fragmented"}
COMMENT = re.compile(r"finding (\d+), (\S+): flow (\d+), (the [a-z ]+) of its flows \((\d+)\); frame (\d+) of (\S+)$")
Packet = collections.namedtuple("Packet", "time_ns data wire comment")
program = os.path.realpath(sys.argv[1])


def tell(name, problem=None):
    print(f"{'not ok' if problem else 'ok'} {name}")
    for line in str(problem or "").splitlines()[:4]:
        print(f"    {line[:400]}")


def run(*words, **more):
    return subprocess.run([program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=300, **more)


def replay(captures, site, *words, database="a.db"):
    done = run("replay", "-q", "-c", site, "-d", database, *words, *captures)
    return done.returncode, done.stderr.decode()


def rows(sql, database="a.db"):
    base = sqlite3.connect(database)
    found = base.execute(sql).fetchall()
    base.close()
    return found


def options_of(data):
    """Options of a block's tail: (code, value)."""
    at = 0
    while at + 4 <= len(data):
        code, size = struct.unpack("=HH", data[at:at + 4])
        if code == 0:
            return
        yield code, data[at + 4:at + 4 + size]
        at += 4 + (size + 3) // 4 * 4


def blocks(data):
    at = 0
    while at < len(data):
        kind, size = struct.unpack("=II", data[at:at + 8])
        assert size >= 12 and size % 4 == 0 and at + size <= len(data), f"block of {size} at {at}"
        assert data[at + size - 4:at + size] == data[at + 4:at + 8], f"lengths of the block at {at}"
        yield kind, data[at + 8:at + size - 4]
        at += size


def read_evidence(path):
    """(the section's comment, packets)."""
    with open(path, "rb") as file:
        data = file.read()
    comment, interfaces, packets = None, [], []
    for kind, body in blocks(data):
        if kind == 0x0A0D0D0A:
            assert body[:4] == struct.pack("=I", 0x1A2B3C4D) and comment is None
            comment = dict(options_of(body[16:]))[1].decode()
        elif kind == 1:
            assert comment is not None
            interfaces.append(dict(options_of(body[8:]))[9][0])
        elif kind == 6:
            number, high, low, kept, wire = struct.unpack("=IIIII", body[:20])
            told = dict(options_of(body[20 + (kept + 3) // 4 * 4:]))
            time = (high << 32 | low) * 10 ** (9 - interfaces[number])
            packets.append(Packet(time, body[20:20 + kept], wire, told[1].decode()))
        else:
            raise AssertionError(f"a block of type {kind}")
    return comment, packets


def radiotap(frames, _random):
    out = []
    for f in frames:
        if f.data[12:14] < b"\x06\0":
            continue
        head = struct.pack("<BBHI", 0, 0, 8, 0) + b"\x08\0\0\0" + f.data[:6] + f.data[6:12] + f.data[6:12] + b"\0\0"
        data = head + b"\xaa\xaa\x03\0\0\0" + f.data[12:]
        out.append(Frame(f.time_us, data, len(data) + f.wire - len(f.data)))
    return [pcap(out, RADIOTAP)]


def nanoseconds(frames, _random):
    data = bytearray(pcap(frames, nano=True))
    at = 24
    while at < len(data):  # 123 beyond each microsecond
        kept = struct.unpack("<I", data[at + 8:at + 12])[0]
        data[at + 4:at + 8] = struct.pack("<I", struct.unpack("<I", data[at + 4:at + 8])[0] + 123)
        at += 16 + kept
    return [bytes(data)]


WAYS = {"as-it-is": lambda frames, _: [pcap(frames)], **FORMATS, "radiotap": radiotap, "with-nanoseconds": nanoseconds,
        **{name: lambda frames, chance, change=change: [pcap(change(frames, chance))] for name, change in CHANGES.items()}}
WAYS.pop("in-two-files-elsewhere")


def write_captures(network, way):
    """The samples of a network, changed; their paths."""
    paths = []
    for source in sorted(glob.glob(f"{ROOT}/samples/{network}-*.pcap*")):
        name = os.path.basename(source).split(".")[0]
        for number, data in enumerate(WAYS[way](read(source)[1], random.Random(f"{way} {name}"))):
            paths.append(f"{name}-{number}.cap")
            with open(paths[-1], "wb") as file:
                file.write(data)
    return paths


def check_packet(packet, held, rest_ns, cut):
    found = COMMENT.match(packet.comment)
    if not found:
        return f"comment: {packet.comment}"
    frame = held[found[7]][int(found[6]) - 1]
    same = packet.data == frame.data if not cut else frame.data.startswith(packet.data)
    if not same or packet.wire != frame.wire or packet.time_ns != frame.time_us * 1000 + rest_ns:
        return f"not the frame of the capture: {packet.comment}"
    return None


def check_copies(packets, held):
    """Identical frames are all there, or none."""
    there = collections.Counter(f.data for frames in held.values() for f in frames)
    kept = collections.Counter(p.data for p in packets)
    return [f"{n} of {there[d]} copies of a frame" for d, n in kept.items() if n != there[d]]


def check_evidence(paths, way, cut=False):
    """Problems with the files of database a.db, all of which must be whole."""
    held = {os.path.basename(p): read(p)[1] for p in paths}
    rest_ns = 123 if way == "with-nanoseconds" else 0
    problems = []
    for finding, file, sha256, packets, gap in rows("select finding, file, sha256, packets, gap from v_evidence"):
        if file is None or (gap is not None and not cut):
            problems.append(f"finding {finding}: {file} {gap}")
            continue
        with open(file, "rb") as content:
            if hashlib.sha256(content.read()).hexdigest() != sha256:
                problems.append(f"{file}: hash")
        if stat.S_IMODE(os.stat(file).st_mode) != 0o600:
            problems.append(f"{file}: mode")
        comment, inside = read_evidence(file)
        if f"finding {finding} of run 1:" not in comment or len(inside) != packets:
            problems.append(f"{file}: {comment}")
        problems += [p for p in (check_packet(packet, held, rest_ns, cut) for packet in inside) if p]
        if not cut:
            problems += check_copies(inside, held)
    if not problems and rows("select count(*) from v_finding where evidence is null")[0][0]:
        problems.append("findings without evidence")
    return problems


def check_flow_sizes():
    """All bytes of the sample flows are in the files: those of the violation, as far as no copy came."""
    problems = []
    for finding, file in rows("select finding, file from v_evidence"):
        flows = collections.Counter()
        for packet in read_evidence(file)[1]:
            flows[int(COMMENT.match(packet.comment)[3])] += packet.wire
        for flow, size in flows.items():
            told = rows(f"select bytes_to_server + bytes_to_client from v_violation where finding = {finding} and flow = {flow}")
            if told != [(size,)]:
                problems.append(f"finding {finding}, flow {flow}: {size} bytes in the file, {told} in the database")
    return problems


def judged_again(site):
    """Findings whose evidence, replayed alone, does not give them again."""
    lost = []
    for file, fingerprint in rows("select evidence, fingerprint from v_finding"):
        replay([file], site, database="again.db")
        if (fingerprint,) not in rows("select fingerprint from v_finding", "again.db"):
            lost.append(file)
        os.unlink("again.db")
    return lost


# Rules that look back on other flows: a downloads' failure before, an endpoint that was handed out before.
STATEFUL = 4


def check_way(network, way):
    site = f"{ROOT}/samples/{network}-site.yaml"
    paths = write_captures(network, way)
    status, said = replay(paths, site, "--evidence", "E")
    problems = [f"status {status}: {said}"] if status != 2 or "evidence" in said else check_evidence(paths, way)
    if way not in ("duplicated", "duplicated-later", "fragmented") and not problems:
        problems = check_flow_sizes()
    tell(f"evidence of {network} {way}", "\n".join(problems))
    if way in REPLAYED and not problems:
        lost = judged_again(site)
        tell(f"evidence of {network} {way} gives its findings again", len(lost) > STATEFUL and "\n".join(lost))
    clean()


def check_no_payload(network, way):
    site = f"{ROOT}/samples/{network}-site.yaml"
    paths = write_captures(network, way)
    status, said = replay(paths, site, "--evidence", "E", "--no-payload")
    problems = [f"status {status}: {said}"] if status != 2 or said.count("\n") > said.count("warning") else []
    problems += check_evidence(paths, way, cut=True)
    for file, gap in rows("select file, gap from v_evidence"):
        with open(file, "rb") as content:
            data = content.read()
        problems += [f"{file}: has {w}" for w in (b"HTTP/1.1", b"GET /", b"ccm_system", b"User-Agent") if w in data]
        if gap != "payloads left out":
            problems.append(f"{file}: {gap}")
        if way == "as-it-is":
            for packet in read_evidence(file)[1]:
                whole = parse(Frame(0, packet.data + b"\0" * (packet.wire - len(packet.data)), packet.wire))
                header = (whole.body[12] >> 4) * 4 if whole.protocol == 6 else 8
                if len(packet.data) != packet.data.find(whole.body[:header]) + header:
                    problems.append(f"{file}: {len(packet.data)} bytes kept: {packet.comment}")
    tell(f"evidence of {network} {way} without payload", "\n".join(problems))
    clean()


def clean():
    shutil.rmtree("E", ignore_errors=True)
    for path in (*glob.glob("*.cap"), "a.db"):
        if os.path.exists(path):
            os.unlink(path)


def long_talk(client, server, port, size):
    """An HTTP request with a large body, in segments of 1,400 bytes."""
    ends = [bytes(map(int, ip.split("."))) for ip in (client, server)]
    out, seq, now = [], 1000, 1_790_000_000_000_000

    def put(to_server, flags, payload=b"", more=0):
        nonlocal now
        now += 100
        a, b = ends if to_server else ends[::-1]
        ports = (port, 80) if to_server else (80, port)
        numbers = (seq + more, 501) if to_server else (500 if flags & build.SYN else 501, seq + more)
        body = build.tcp(a, b, *ports, *numbers, flags, payload)
        data = build.ethernet(build.ipv4(a, b, 6, body, ident=(now // 100) & 0xFFFF or 1))
        out.append(Frame(now, data, len(data)))
    put(True, build.SYN)
    seq += 1
    put(False, build.SYN | build.ACK)
    put(True, build.ACK)
    head = f"CCM_POST /ccm_system/request HTTP/1.1\r\nHost: mp\r\nContent-Length: {size}\r\n\r\n".encode()
    for start in range(0, size + len(head), 1400):
        payload = (head + b"x" * size)[start:start + 1400]
        put(True, build.ACK | build.PSH, payload)
        seq += len(payload)
    put(False, build.ACK | build.PSH, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    return out


def violating_pair():
    """Client and management point of a native-mode site that a sample shows to speak HTTP."""
    replay([f"{ROOT}/samples/native-clients.pcapng"], f"{ROOT}/samples/native-site.yaml", database="pair.db")
    return rows("select client_ip, server_ip from v_finding where class = 'HTTP' and server_port = 80 and role = 'MP'", "pair.db")[0]


def check_limits():
    site = f"{ROOT}/samples/native-site.yaml"
    client, server = violating_pair()
    talks = [long_talk(client, server, 40000 + n, 6 << 20 if n == 0 else 700 << 10) for n in range(5)]
    with open("long.cap", "wb") as file:
        file.write(pcap(sorted((f for t in talks for f in t), key=lambda f: f.time_us)))
    status, said = replay(["long.cap"], site, "--evidence", "E")
    size, flows, gap = rows("select bytes, flows, gap from v_evidence")[0]
    good = status == 2 and flows == 3 and 5 << 20 < size < 7 << 20 and re.fullmatch(r"flow 1: \d+ packets left out, 4 MiB of a flow are kept", gap)
    tell("a flow's evidence is cut at 4 MiB, and that is said", not good and f"{status} {said} {size} {flows} {gap}")
    tell("the size of the file is that of the row", size != os.path.getsize("E/r1-f1.pcapng") and size)
    clean_but("long.cap")
    status, said = replay(["long.cap"], site, "--evidence", "E", "--evidence-limit", "1M")
    size, gap = rows("select bytes, gap from v_evidence")[0]
    good = status == 2 and size <= 1 << 20 and "room for all evidence is used up" in gap and "E: 1 files of evidence, 1 findings have none or not all" in said
    tell("evidence stays below --evidence-limit, and that is said", not good and f"{status} {said} {size} {gap}")
    clean()


def clean_but(path):
    shutil.rmtree("E", ignore_errors=True)
    if os.path.exists("a.db"):
        os.unlink("a.db")
    assert os.path.exists(path)


def check_grave_first():
    """Many findings of one client, of which only some have room."""
    site = f"{ROOT}/samples/mixed-site.yaml"
    paths = write_captures("mixed", "as-it-is")
    status, said = replay(paths, site, "--evidence", "E", "--evidence-limit", "1M")
    rank = "case severity when 'critical' then 4 when 'high' then 3 when 'medium' then 2 when 'low' then 1 else 0 end"
    kept = rows(f"select {rank}, finding from v_finding where evidence is not null")
    left = rows(f"select {rank}, finding from v_finding where evidence is null")
    total = sum(os.path.getsize(f) for f in glob.glob("E/*"))
    told = rows("select count(*) from v_evidence where gap like 'none kept: graver findings took the room%'")[0][0]
    good = status == 2 and kept and left and total <= 1 << 20 and min(k[0] for k in kept) >= max(k[0] for k in left) and told == len(left)
    tell("the gravest findings have evidence first", not good and f"{status} {said} {kept} {left} {total} {told}")
    clean()


def check_names():
    """Names in the folder that are taken, be it by a link, are left alone."""
    site = f"{ROOT}/samples/native-site.yaml"
    captures = [f"{ROOT}/samples/native-clients.pcapng"]
    os.mkdir("E")
    with open("E/r1-f1.pcapng", "w", encoding="ascii") as file:
        file.write("mine")
    os.symlink("../elsewhere", "E/r1-f2.pcapng")
    status, said = replay(captures, site, "--evidence", "E")
    with open("E/r1-f1.pcapng", encoding="ascii") as file:
        kept = file.read() == "mine"
    gaps = rows("select finding, gap from v_evidence where file is null order by 1")
    good = status == 1 and kept and not os.path.exists("elsewhere") and [g[0] for g in gaps] == [1, 2] and "File exists" in gaps[1][1]
    tell("evidence never overwrites a file or follows a link", not good and f"{status} {said} {gaps}")
    others = rows("select count(*), min(status) from v_evidence, v_run where file is not null")
    tell("what could be written is there, and the run is whole", (others[0][0] < 1 or others[0][1] != "complete") and others)
    hidden = [n for n in os.listdir("E") if n.startswith(".")]
    tell("no half files are left", hidden)
    clean()


def check_usage():
    site = f"{ROOT}/samples/native-site.yaml"
    capture = f"{ROOT}/samples/native-clients.pcapng"
    os.mkfifo("pipe")
    for name, status, words, captures in (
            ("standard input", 64, ["--evidence", "E"], ["-"]), ("a pipe", 64, ["--evidence", "E"], ["pipe"]),
            ("--no-payload without evidence", 64, ["--no-payload"], [capture]),
            ("--evidence-limit without evidence", 64, ["--evidence-limit", "2M"], [capture]),
            ("a limit that is too small", 64, ["--evidence", "E", "--evidence-limit", "1K"], [capture]),
            ("a limit that is no size", 64, ["--evidence", "E", "--evidence-limit", "some"], [capture]),
            ("a folder that is a file", 1, ["--evidence", "/dev/null"], [capture]),
            ("a folder in no folder", 1, ["--evidence", "no/E"], [capture])):
        got, said = replay(captures, site, *words)
        tell(f"evidence: {name} gives {status}", (got != status or os.path.exists("a.db") or os.path.exists("E")) and f"{got} {said}")
    got, said = replay([capture], site, "--evidence", "E", database="none")
    tell("evidence needs a database", (got != 64 or "needs a database" not in said) and said)
    got, said = replay([capture], site, "--evidence", "E", database=":memory:")
    tell("a database in memory is one", (got != 2 or not os.listdir("E")) and f"{got} {said}")
    clean()
    got, said = replay([capture], site, "--evidence", "E/", "--filter", "tcp port 80")
    packets = [p for f in glob.glob("E/*") for p in read_evidence(f)[1]]
    good = got == 2 and packets and all("frame" not in p.comment for p in packets) and rows("select file from v_evidence")[0][0].startswith("E/r1-f")
    tell("evidence goes through the filter", not good and f"{got} {said}")
    clean()


def while_it_waits(capture, site, change):
    """Replays; when the first pass is over, and the flow records wait for a reader, changes the capture."""
    os.mkfifo("records")
    done = {}

    def wait_for_replay():
        done["said"] = replay([capture], site, "--evidence", "E", "--json", "records")
        try:  # should it not have opened its records, their reader still waits
            os.close(os.open("records", os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            pass

    thread = threading.Thread(target=wait_for_replay)
    thread.start()
    with open("records", "rb") as records:
        records.read(1)
        change()
        while records.read(65536):
            pass
    thread.join()
    os.unlink("records")
    return done["said"]


def check_changes_meanwhile():
    site = f"{ROOT}/samples/native-site.yaml"
    client, server = violating_pair()
    flows = [f for n in range(400) for f in long_talk(client, server, 30000 + n, 100)]
    content = pcap([f._replace(time_us=f.time_us + n) for n, f in enumerate(flows)])

    def truncate():
        with open("b.cap", "r+b") as file:
            file.truncate(2000)

    for name, change in (("cut", truncate), ("gone", lambda: os.unlink("b.cap"))):
        with open("b.cap", "wb") as file:
            file.write(content)
        status, said = while_it_waits("b.cap", site, change)
        file, gap = rows("select file, gap from v_evidence")[0]
        good = status == 2 and "b.cap: changed while it was audited" in said and "not found again, a capture changed meanwhile" in gap
        good = good and (file is None) == (name == "gone")
        tell(f"a capture that is {name} before the second pass", not good and f"{status} {said} {file} {gap}")
        clean()


def check_disk_full():
    os.makedirs("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", "small"], stderr=subprocess.PIPE, check=False).returncode:
        print("skip evidence on a full disk: a small file system cannot be mounted here")
        return
    try:
        site = f"{ROOT}/samples/mixed-site.yaml"
        paths = write_captures("mixed", "as-it-is")
        status, said = replay(paths, site, "--evidence", "small/E")
        kept = rows("select file, sha256 from v_evidence where file is not null")
        lost = rows("select gap from v_evidence where file is null")
        whole = all(hashlib.sha256(open(f, "rb").read()).hexdigest() == h for f, h in kept)
        good = status == 1 and "No space left on device" in said and lost and all("No space left" in g[0] for g in lost)
        good = good and whole and len(os.listdir("small/E")) == len(kept)
        tell("a full disk leaves no half file and is said", not good and f"{status} {said} {kept} {lost} {os.listdir('small/E')}")
        tell("the run's results stay", rows("select status from v_run") != [("complete",)])
    finally:
        subprocess.run(["umount", "small"], check=True)
    clean()


def check_tools():
    site = f"{ROOT}/samples/native-site.yaml"
    replay([f"{ROOT}/samples/native-clients.pcapng"], site, "--evidence", "E")
    for tool, words in (("tshark", ["-T", "fields", "-e", "frame.comment", "-r"]), ("capinfos", [])):
        if not shutil.which(tool):
            print(f"skip what {tool} says to evidence: it is not installed")
            continue
        problems = []
        for path in glob.glob("E/*"):
            done = subprocess.run([tool, *words, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            text = done.stdout.decode()
            if done.returncode or ("finding " not in text) or ("tshark" == tool and not all(COMMENT.match(l) for l in text.splitlines())):
                problems.append(f"{path}: {done.returncode} {done.stderr.decode()}")
        tell(f"{tool} reads evidence", "\n".join(problems))
    clean()


def main():
    os.environ["LC_ALL"] = "C.UTF-8"
    for network in ("mixed", "native"):
        for way in WAYS:
            check_way(network, way)
        for way in ("as-it-is", "fragmented", "vxlan", "cooked", "radiotap"):
            check_no_payload(network, way)
    check_limits()
    check_grave_first()
    check_names()
    check_usage()
    check_changes_meanwhile()
    check_disk_full()
    check_tools()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wireaudit-evidence-") as folder:
        os.chdir(folder)
        main()
        os.chdir("/")
