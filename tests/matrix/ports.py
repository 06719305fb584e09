#!/usr/bin/env python3
"""What `wireaudit ports` prints is what `wireaudit replay` says: each row as flows, and flows drawn at random, which are COMPLIANT
exactly where a row allows them.

usage: ports.py WIREAUDIT
"""
import datetime
import ipaddress
import json
import os
import random
import struct
import subprocess
import sys

import talks_rpc
import talks_smb
import talks_sql
import talks_tls
from captures import Frame
from frames import checksum, ethernet, ip
from program import Program
from stories import Story, web

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SITES = [os.path.join(ROOT, "samples", "native-site.yaml"), os.path.join(ROOT, "samples", "mixed-site.yaml"),
         os.path.join(HERE, "stories.yaml"), os.path.join(HERE, "ports.yaml")]
PAIRS_MOST, DRAWN, GAP_S = 12, 1200, 3600
AFTER_WEB, AFTER_TRY, AFTER_FAILURE = "only after HTTP or HTTPS", "only after the client tried", "only after the client's intranet"
PATHS = ("/ccm_system/request", "/sms_dp_smspkgd$/x", "/clientwebservice/client.asmx", "/selfupdate/x", "/content/ab/x.cab", "/content/x.txt",
         "/smssmp/x", "/sms_fsp/.sms_fsp", "/sms_slp/slp.dll", "/smsreporting_x/x", "/serversyncwebservice/x")
ROLE_PATHS = {"MP": "/ccm_", "DP": "/sms_dp_", "SMP": "/smssmp", "FSP": "/sms_fsp", "SLP": "/sms_slp", "RP": "/smsreporting",
              "SUP": ("/clientwebservice", "/selfupdate", "/content", "/serversync")}
SHARES = "smspkgd$", "smpstore1$", "smsclient", "data"
FOREIGN = "any share"


def nameless():
    """A TLS conversation whose client does not say whom it wants, as old clients do."""
    kept = talks_tls.extension
    talks_tls.extension = lambda kind, body: b"" if kind == 0 else kept(kind, body)
    pdus = talks_tls.tls12().pdus
    talks_tls.extension = kept
    return pdus


TLS = nameless()


def smb(share):
    m = talks_smb.Smb2()
    pdus = [(0, m.negotiate((0x0202, 0x0210))), (1, m.negotiated(0x0210)), (0, m.setup()), (1, m.set_up()),
            (0, m.connect("\\\\server\\" + share)), (1, m.connected())]
    return tuple((side, talks_smb.session_message(data)) for side, data in pdus)


def udp(source, destination, sport, dport, data):
    head = struct.pack(">HHHH", sport, dport, 8 + len(data), 0)
    total = checksum(source + destination + struct.pack(">II", 17, 8 + len(data)) + head + data)
    return head[:6] + struct.pack(">H", total or 0xFFFF) + data


def dhcp():
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, 0x1234, 0, 0x8000) + bytes(16) + b"\x02\0\0\0\0\x05" + bytes(10) + bytes(192)
    vendor = b"PXEClient:Arch:00000:UNDI:002001"
    return head + b"\x63\x82\x53\x63\x35\x01\x01" + bytes([60, len(vendor)]) + vendor + b"\xff"


def rpc_datagram():
    """A request to the endpoint mapper, connectionless (C706 12.5)."""
    number, *shorts, rest = talks_rpc.MAPPER
    uuid = struct.pack("<IHH", number, *shorts) + rest
    head = struct.pack("<BBBB3sB", 4, 0, 0x08, 0, b"\x10\0\0", 0) + bytes(16) + uuid + bytes(range(16))
    return head + struct.pack("<IIIHHHHHBB", 0, 3, 0, 3, 0xFFFF, 0xFFFF, 80, 0, 0, 0) + bytes(80)


def echo(source, destination, reply):
    v6 = len(source) == 16
    kind = ((8, 0), (128, 129))[v6][reply]
    body = struct.pack(">BBHHH", kind, 0, 0, 7, 1) + bytes(32)
    over = source + destination + struct.pack(">II", len(body), 58) if v6 else b""
    return 58 if v6 else 1, body[:2] + struct.pack(">H", checksum(over + body)) + body[4:]


DATAGRAMS = {"PXE": dhcp(), "TFTP": b"\0\x01boot\\x86\\wdsnbp.com\0octet\0", "RPC": rpc_datagram()}


class Flow:
    """One flow to be: what is said, with the path or share in it, on which port."""

    def __init__(self, protocol, transport, port, name=None):
        self.protocol, self.transport, self.port, self.name = protocol, transport, port, name

    def __str__(self):
        return f"{self.protocol} {self.transport} {self.port or ''} {self.name or ''}"

    def pdus(self):
        if self.protocol == "HTTP":
            return web(self.name, 200)
        if self.protocol == "SMB":
            return smb(self.name)
        return {"HTTPS": TLS, "RPC": talks_rpc.TALKS[0].pdus, "SQL": talks_sql.TALKS[0].pdus}[self.protocol]

    def play(self, story, client, server):
        """Returns the time of its first frame."""
        first = story.now
        if self.transport == "tcp":
            story.connect(client, server, self.port, self.pdus())
            return first
        ends = [ipaddress.ip_address(e).packed for e in (client, server)]
        story.port += 1
        sport = 67 if self.port == 68 else 68 if self.port in (67, 4011) else story.port
        for reply in (False, True) if self.transport != "udp" else (False,):
            there = ends[::-1] if reply else ends
            number, data = (17, udp(*there, sport, self.port, DATAGRAMS[self.protocol])) if self.transport == "udp" else echo(*there, reply)
            frame = ethernet(ip(*there, number, data))
            story.frames.append(Frame(story.now, frame, len(frame)))
            story.now += 300
        return first


def span(text):
    if "-" in text:
        return tuple(ipaddress.ip_address(part) for part in text.split("-"))
    net = ipaddress.ip_network(text)
    return net[0], net[-1]


def can_be_host(address):
    return not (address.is_multicast or address.is_loopback or address.is_link_local or address.is_unspecified or address.is_reserved
                or str(address).startswith(("0.", "::")))


class Table:
    def __init__(self, program, site, *more):
        done = subprocess.run([program, "ports", "-c", site, "-f", "json", *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        self.json = json.loads(done.stdout)
        self.rows = self.json["rows"]
        self.ends = {e["id"]: e for e in self.json["clients"] + self.json["systems"]}
        self.spans = {name: [span(a) for a in e["addresses"]] for name, e in self.ends.items()}
        self.single = {first for spans in self.spans.values() for first, last in spans if first == last}
        self.systems = {s["id"]: s for s in self.json["systems"]}

    def address(self, name, version, draw):
        """One of an end's that nobody else has, or None."""
        spans = [s for s in self.spans[name] if s[0].version == version]
        draw.shuffle(spans)
        for first, last in spans:
            if first == last:
                return str(first)
            for _ in range(20):
                found = type(first)(draw.randint(int(first), int(last)))
                if found not in self.single and can_be_host(found) and self.owner(found) == name:
                    return str(found)
        return None

    def owner(self, address):
        """The narrowest end that has it: lists of clients stand inside networks."""
        holds = [(int(last) - int(first), name) for name, spans in self.spans.items() for first, last in spans
                 if first.version == address.version and first <= address <= last]
        return min(holds)[1] if holds else None

    def pair(self, client, server, draw):
        for version in draw.sample((4, 6), 2):
            ends = self.address(client, version, draw), self.address(server, version, draw)
            if all(ends):
                return ends
        return None

    def rows_of(self, client, server, flow):
        for row in self.rows:
            if client in row["from"] and server in row["to"] and covers(row, flow):
                yield row


def matches(pattern, name):
    head, star, tail = pattern.partition("*")
    if pattern == FOREIGN:
        return name == "data"
    return name.startswith(head + "/") or name == head if not star else name.startswith(head) and tail.split("/")[0] in name


def covers(row, flow):
    inside = any(flow.port == p if isinstance(p, int) else int(p.split("-")[0]) <= flow.port <= int(p.split("-")[1])
                 for p in row.get("ports", ()))
    if row["protocol"] != flow.protocol or not row["transport"].startswith(flow.transport[:4]):
        return False
    if flow.port and not inside:
        return False
    return "content" not in row or any(matches(p, flow.name) for p in row["content"])


def flows_of(row, number):
    """A row's flows: each port with one of its names in turn."""
    transport, protocol = row["transport"], row["protocol"]
    if protocol == "ICMP_ECHO":
        return [Flow(protocol, transport, 0)]
    names = {"HTTP": PATHS, "SMB": SHARES}.get(protocol, (None,))
    if "content" in row:
        names = [n for n in names if any(matches(p, n) for p in row["content"])] or [row["content"][0].replace("*", "x")]
    flows = []
    for port in row["ports"]:
        port = port if isinstance(port, int) else int(port.split("-")[1]) - 17
        flows += [Flow(protocol, transport, port, name) for name in names]
    return flows[number % len(flows):] + flows[:number % len(flows)]


def is_meant(row, flow):
    """An HTTP row without paths of its own is about all of its role's."""
    role = row.get("role")
    return flow.protocol != "HTTP" or "content" in row or flow.name.startswith(ROLE_PATHS.get(role, "/"))


class Check:
    """Flows of one capture, each with what its record must be."""

    def __init__(self, table):
        self.table, self.story, self.wants = table, Story("ports").noise(), []

    def prepare(self, row, client, server, ends, draw):
        """What must have come before the row's flow."""
        said = " ".join(row["when"])
        if AFTER_WEB in said:
            for port in (80, 443, 8080):
                self.story.connect(*ends, port, None, refused=True)
        if AFTER_TRY in said or AFTER_FAILURE in said:
            home = next((r for r in self.table.rows if client in r["from"] and r["rule"] in ("MODE-01", "MODE-02")), None)
            version = ipaddress.ip_address(ends[0]).version
            self.story.connect(ends[0], self.table.address(home["to"][0], version, draw), home["ports"][0], None)
        self.story.wait(20)

    def add(self, want, what, client, ends, flow, before=None):
        self.story.wait(GAP_S)
        if before:
            before()
        first = flow.play(self.story, *ends)
        self.wants.append((first, ends, want, f"{what}: {client} {ends[0]} to {ends[1]}, {flow}"))

    def wrong(self, program, site):
        records = {(r["first"], r["client"]["ip"], r["server"]["ip"]): r for r in program.replay(self.story.capture(0), site=site).flows}
        for first, ends, want, what in self.wants:
            time = datetime.datetime.fromtimestamp(first // 1_000_000, datetime.timezone.utc)
            key = time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{first % 1_000_000:06}Z", *ends
            record = records.get(key)
            if record is None:
                yield f"no record: {what}"
            elif not want(record):
                yield f"{what}: {record['verdict']} {record['rule']}: {record['why']}"


def check_rows(table, draw):
    check = Check(table)
    for number, row in enumerate(table.rows):
        pairs = [(c, row["to"][i % len(row["to"])]) for i, c in enumerate(row["from"])]
        pairs += [(row["from"][i % len(row["from"])], s) for i, s in enumerate(row["to"])]
        draw.shuffle(pairs)
        flows = [f for f in flows_of(row, number) if is_meant(row, f)]
        for i, (client, server) in enumerate(pairs[:PAIRS_MOST]):
            ends = table.pair(client, server, draw)
            if ends is None or client == server or not flows:
                continue

            def wanted(record, row=row):
                said = record["verdict"] if record["verdict"] == "COMPLIANT" else record["rule"]
                return said == row["verdict"] and (said != "COMPLIANT" or record["rule"] == row["rule"])

            def before(row=row, client=client, server=server, ends=ends):
                check.prepare(row, client, server, ends, draw)
            check.add(wanted, f"row {number} ({row['rule']})", client, ends, flows[i % len(flows)], before)
    return check


def any_flow(table, server, draw):
    """Of what a client or server may say. Where RPC is expected it may be on any port, so no others are drawn."""
    web_ports = [p for row in table.rows if server in row["to"] and row["protocol"] in ("HTTP", "HTTPS") for p in row["ports"]]
    web_ports += [80, 443, 8080, 8443, 8530, 8081]
    boots = ("PXE", "TFTP") if server in table.systems else ()
    kind = draw.choice(("HTTP", "HTTPS", "SMB", "RPC", "RPC-UDP", "SQL", "ICMP") + boots)
    if kind in ("HTTP", "HTTPS"):
        return Flow(kind, "tcp", draw.choice(web_ports), draw.choice(PATHS) if kind == "HTTP" else None)
    if kind == "SMB":
        return Flow(kind, "tcp", draw.choice((445, 445, 445, 139, 4450)), draw.choice(SHARES))
    if kind == "RPC-UDP":
        return Flow("RPC", "udp", 135)
    return {"RPC": Flow("RPC", "tcp", draw.choice((135, 1025, 3000, 49152, 60000))), "SQL": Flow("SQL", "tcp", draw.choice((1433, 1434))),
            "PXE": Flow("PXE", "udp", draw.choice((67, 4011))), "TFTP": Flow("TFTP", "udp", 69), "ICMP": Flow("ICMP_ECHO", "icmp", 0)}[kind]


def check_drawn(table, draw):
    """COMPLIANT where, and only where, a row without a condition on what came before has it."""
    check, names = Check(table), sorted(table.ends)
    for _ in range(DRAWN):
        client, server = draw.choice(names), draw.choice(names)
        if draw.random() < 0.6:
            row = draw.choice(table.rows)
            client, server = draw.choice(row["from"]), draw.choice(row["to"])
        flow, ends = any_flow(table, server, draw), None
        if client != server and (client in table.systems or server in table.systems):
            ends = table.pair(client, server, draw)
        if ends is None or "PROXY" in table.ends[server].get("roles", ()):
            continue
        rows = list(table.rows_of(client, server, flow))
        if flow.protocol == "HTTP" and client in table.systems:
            rows = None
        plain = rows and any(r["verdict"] == "COMPLIANT" and "only after" not in " ".join(r["when"])
                             and is_meant(r, flow) for r in rows)

        def wanted(record, rows=rows, plain=plain):
            return rows is None or (record["verdict"] == "COMPLIANT") == bool(plain)
        check.add(wanted, "in a row, so it is COMPLIANT" if plain else "in no row, so it is not COMPLIANT", client, ends, flow)
    return check


def main():
    failed = False
    with Program(sys.argv[1]) as program:
        for site in SITES:
            draw = random.Random(int(os.environ.get("MATRIX_SEED", "1")))
            table = Table(program.path, site)
            for what, check in (("each row", check_rows(table, draw)), ("flows drawn at random", check_drawn(table, draw))):
                wrong = list(check.wrong(program, site)) or ["too few flows"] * (len(check.wants) < 30)
                failed |= bool(wrong)
                print(f"{'not ok' if wrong else 'ok'} ports: {what} of {os.path.basename(site)} ({len(check.wants)} flows)")
                for line in wrong[:40]:
                    print(f"    {line}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
