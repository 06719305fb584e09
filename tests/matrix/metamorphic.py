#!/usr/bin/env python3
"""Metamorphic tests: captures that were changed in ways that change nothing must be judged as before.

usage: metamorphic.py WIREAUDIT
The samples with their site files, the generated flows, and, where MATRIX_CAPTURES names a folder, the captures in it.
Prints a line per capture and change. Environment: MATRIX_SEED (a number), MATRIX_KEEP (a folder for captures).
"""
import collections
import glob
import os
import random
import sys

import flows
from captures import ETHERNET, pcap, read
from changes import CHANGES, FORMATS
from program import Program, timeless

SAME = ("class", "basis", "state", "direction_known", "site", "role", "verdict", "rule", "rules", "severity", "decided_by",
        "notes", "detail")
PACKETS_DIFFER = {"split", "fragmented"}
SHIFTS_S = {"again": 0, "hours-later": 9 * 3600 + 1, "years-earlier": -400_000_000}
SHOWN_MOST = 4
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
Origin = collections.namedtuple("Origin", "name frames site")


def key_of(record):
    return (record["transport"], *(str(record[end].get(part, "")) for end in ("client", "server") for part in ("ip", "port")))


def facts(ran, with_packets):
    """What must stay, by flow; flows with the same ends in their order."""
    out = collections.defaultdict(list)
    for record in ran.flows:
        kept = {k: record.get(k) for k in SAME}
        if with_packets:
            kept["packets"] = record["packets"]
        out[key_of(record)].append(kept)
    return out


def changed_members(before, after):
    if len(before) != len(after):
        return [f"expected {len(before)} flows, seen {len(after)}"]
    return [f"{k}: expected {b[k]}, seen {a[k]}" for b, a in zip(before, after) for k in b if a[k] != b[k]]


def differences(before, after, change):
    """Texts that say what is not as it was."""
    packets = change not in PACKETS_DIFFER
    old, new = facts(before, packets), facts(after, packets)
    out = [f"{' '.join(key)}: {m}" for key in sorted({*old, *new}) for m in changed_members(old[key], new[key])]
    if before.findings != after.findings:
        old, new = set(before.findings), set(after.findings)
        out.append(f"findings: expected {old - new}, seen {new - old}")
    if after.run["packets"] != after.frames_counted():
        out.append(f"frames: read {after.run['packets']}, counted {after.frames_counted()}: {after.run['frames_skipped']}")
    return out


def tell(name, found):
    print(f"{'not ok' if found else 'ok'} {name}" + (f": {len(found)} differences" if found else ""))
    for line in found[:SHOWN_MOST]:
        print(f"    {line}")


def check(program, origin, seed):
    def audit(files, change):
        return program.replay(*files, site=origin.site, name=f"{origin.name}-{change}", database=True)
    before = audit([pcap(origin.frames)], "as-it-is")
    for change in (*CHANGES, *FORMATS):
        chance = random.Random(f"{seed} {origin.name} {change}")
        made = (CHANGES.get(change) or FORMATS[change])(origin.frames, chance)
        files = made if change in FORMATS else [pcap(made)]
        if files:
            tell(f"{origin.name} {change}", differences(before, audit(files, change), change))


def shift(frames, seconds):
    return [f._replace(time_us=f.time_us + seconds * 1_000_000) for f in frames]


def check_times(program, origin):
    """The same packets at another time: the same records in the same order."""
    def audit(seconds):
        ran = program.replay(pcap(shift(origin.frames, seconds)), site=origin.site, name=f"{origin.name}-times", database=True)
        return timeless(ran.flows), ran.findings
    before = audit(0)
    for name, seconds in SHIFTS_S.items():
        if origin.frames[0].time_us + seconds * 1_000_000 > 0:
            tell(f"{origin.name} {name}", [] if audit(seconds) == before else ["other records, or in another order"])


def samples():
    for path in sorted(glob.glob(f"{ROOT}/samples/*.pcap*")):
        name = os.path.basename(path).split(".")[0]
        yield name, path, f"{ROOT}/samples/{name.split('-')[0]}-site.yaml"


def others():
    folder = os.environ.get("MATRIX_CAPTURES")
    if not folder:
        print("skip other captures: MATRIX_CAPTURES names no folder")
        return
    for path in sorted(glob.glob(f"{folder}/*.*cap*")):
        yield os.path.basename(path), path, None


def generated(seed):
    """Every conversation at its own port and another, of both families, without tunnels."""
    for condition in "whole", "client-only", "server-only":
        found = flows.flows_of(condition, random.Random(f"{seed} {condition}"))
        frames = [f for flow in found if flow.encapsulation == "plain" for f in flow.capture]
        yield Origin(f"generated-{condition}", sorted(frames, key=lambda f: f.time_us), flows.SITE)


def origins(seed):
    for source in samples, others:
        for name, path, site in source():
            try:
                linktype, frames = read(path)
            except (ValueError, OSError) as error:
                print(f"skip {name}: {error}")
                continue
            if linktype == ETHERNET and frames:
                yield Origin(name, frames, site)
    yield from generated(seed)


def main():
    seed = os.environ.get("MATRIX_SEED", "3")
    with Program(sys.argv[1]) as program:
        for origin in origins(seed):
            check(program, origin, seed)
            check_times(program, origin)
    print(f"# MATRIX_SEED={seed}")


if __name__ == "__main__":
    main()
