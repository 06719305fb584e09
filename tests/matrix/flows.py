#!/usr/bin/env python3
"""The generated test: class x port x condition x address family x encapsulation, each flow with exactly one right record.

usage: flows.py WIREAUDIT
Prints a line per conversation and condition. Environment: MATRIX_SEED (a number), MATRIX_KEEP (a folder for captures).
"""
import collections
import ipaddress
import os
import random
import sys

import talks_http
import talks_rpc
import talks_smb
import talks_sql
import talks_strangers
import talks_tls
from captures import Frame, pcap
from conditions import CONDITIONS
from expect import differences, record
from frames import ENCAPSULATIONS, ethernet, ip, tcp
from program import Program

TALKS = *talks_smb.TALKS, *talks_rpc.TALKS, *talks_http.TALKS, *talks_tls.TALKS, *talks_sql.TALKS, *talks_strangers.TALKS
OWN_PORTS = 445, 135, 80, 443, 1433
START_US, APART_US = 1_700_000_000_000_000, 500
SHOWN_MOST = 3
SITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "site.yaml")


def first_number(chance):
    """A TCP sequence number to begin with; every third one wraps within the conversation."""
    return 2**32 - chance.randrange(1, 400) if chance.random() < 1 / 3 else chance.getrandbits(32)


class Flow:
    """One conversation of a client of its own with the server of site.yaml."""
    def __init__(self, number, talk, condition, port, family, encapsulation, chance):
        self.talk, self.condition, self.encapsulation = talk, condition, encapsulation
        self.case = CONDITIONS[condition](talk, family == 6, chance)
        self.ports = 50000 + number % 10000, port
        client, server = (0x0A100000, 0x0A800001) if family == 4 else (0xFD01 << 112, (0xFD02 << 112) + 1)
        self.addresses = ipaddress.ip_address(client + number), ipaddress.ip_address(server)
        self.ends = [str(a) for a in self.addresses]
        self.first_numbers = first_number(chance), first_number(chance)
        self.start_us = START_US + number * APART_US
        wrap, self.outer = ENCAPSULATIONS[encapsulation]
        self.frames = [[], []]
        self.capture = list(self.render(wrap))

    def render(self, wrap):
        packed = [a.packed for a in self.addresses]
        now = self.start_us
        for number, s in enumerate(self.case.segments):
            me, peer = s.side, 1 - s.side
            now += s.pause_us
            ack = s.ack + self.first_numbers[peer] if s.flags & 16 else 0
            seq = s.seq + self.first_numbers[me]
            segment = tcp(packed[me], packed[peer], self.ports[me], self.ports[peer], seq, ack, s.flags, s.data)
            data = wrap(ethernet(ip(packed[me], packed[peer], 6, segment, 1000 * (me + 1) + number)))
            self.frames[me].append(len(data))
            yield Frame(now, data, len(data))

    def __str__(self):
        family = self.addresses[0].version
        return f"{self.talk.name}, port {self.ports[1]}, {self.condition}, IPv{family}, {self.encapsulation}: {self.ends[0]}"


def flows_of(condition, chance):
    number = 0
    for talk in TALKS:
        for port in (*OWN_PORTS, chance.randrange(20000, 30000)):
            for family in (4, 6):
                for encapsulation in ENCAPSULATIONS:
                    yield Flow(number, talk, condition, port, family, encapsulation, chance)
                    number += 1


def by_address(records):
    out = collections.defaultdict(list)
    for r in records:
        out[r["client"]["ip"]].append(r)
        out[r["server"]["ip"]].append(r)
    return out


def misses(flow, records):
    found = records[flow.ends[0]]
    if len(found) != 1:
        return [f"expected one record, seen {len(found)}"]
    return differences(record(flow), found[0])


def tell(name, flows, records):
    """The line of one conversation under one condition."""
    wrong = [(flow, found) for flow in flows if (found := misses(flow, records))]
    if not wrong:
        print(f"ok {name}: {len(flows)} flows")
        return
    print(f"not ok {name}: {len(wrong)} of {len(flows)} flows")
    for flow, found in wrong[:SHOWN_MOST]:
        print(f"    {flow}")
        for line in found:
            print(f"        {line}")


def tell_count(name, expected, seen):
    print(f"ok {name}" if expected == seen else f"not ok {name}: expected {expected}, seen {seen}")


def check(program, condition, seed):
    flows = list(flows_of(condition, random.Random(f"{seed} {condition}")))
    capture = sorted((f for flow in flows for f in flow.capture), key=lambda f: f.time_us)
    ran = program.replay(pcap(capture), site=SITE, name=condition)
    records = by_address(ran.flows)
    for talk in TALKS:
        tell(f"{talk.name} {condition}", [f for f in flows if f.talk is talk], records)
    tell_count(f"{condition}: a record for each flow", len(flows), len(ran.flows))
    tell_count(f"{condition}: every frame counted", len(capture), ran.frames_counted())
    return len(flows)


def main():
    seed = os.environ.get("MATRIX_SEED", "3")
    with Program(sys.argv[1]) as program:
        total = sum(check(program, condition, seed) for condition in CONDITIONS)
    print(f"# {total} flows, MATRIX_SEED={seed}")


if __name__ == "__main__":
    main()
