#!/usr/bin/env python3
"""Holds `wireaudit replay --json` against the truth of captures.

usage: verify.py [--sites DIR] WIREAUDIT DIR [CAPTURE...]
DIR holds captures and truth/NAME.tsv for each: a line "# CAPTURE SITE-FILE" ("-": classes only), column names, then
a line per flow; "-" in a column is not compared. Site files are looked for in --sites, else in DIR.
A TCP flow that the truth does not know is a miss too, unless it was under way when the capture began.
Prints every miss, then "N of M flows right"; exit status 1 when there is a miss.
"""
import argparse
import collections
import csv
import glob
import json
import os
import subprocess
import sys

COMPARED = ("class", "role", "verdict", "rule", "severity")


def read_truth(path):
    with open(path, encoding="utf-8") as file:
        capture, site = file.readline().split()[1:3]
        return capture, site, list(csv.DictReader(file, delimiter="\t"))


def replay(binary, capture, site):
    """Flow records by (transport, client, port, server, port), in their order; and what went wrong."""
    command = [binary, "replay", "-q", "-d", "none", "--json", "-", "--exit-zero"]
    done = subprocess.run(command + (["-c", site] if site else []) + [capture], capture_output=True, text=True)
    if done.returncode:
        return None, f"exit status {done.returncode}: {done.stderr.strip()}"
    records = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record["type"] == "flow" and record.get("final", True):
            records[key_of(record)].append(record)
    return records, ""


def key_of(record):
    ends = record["client"], record["server"]
    ports = [0 if record["transport"].startswith("icmp") else end.get("port", 0) for end in ends]
    return record["transport"], ends[0]["ip"], ports[0], ends[1]["ip"], ports[1]


def turned(key):
    return key[0], *key[3:5], *key[1:3]


def find(records, row):
    """The record of one line; a datagram's two ends may be the other way round where nothing says who asked."""
    key = row["transport"], row["client"], int(row["cport"]), row["server"], int(row["sport"])
    for wanted in (key, turned(key)) if row["transport"] != "tcp" else (key,):
        if records[wanted]:
            return records[wanted].pop(0)
    return None


def differences(row, record, with_site):
    if record is None:
        return ["no such flow"]
    columns = COMPARED if with_site else COMPARED[:1]
    return [f"{c} {record.get(c, 'absent')}, not {row[c]}" for c in columns if row[c] not in ("-", record.get(c))]


def check(binary, folder, sites, truth):
    capture, site, rows = read_truth(truth)
    with_site = site != "-"
    records, wrong = replay(binary, os.path.join(folder, capture), os.path.join(sites, site) if with_site else "")
    if wrong:
        print(f"{capture}: {wrong}")
        return 0, len(rows)
    right = 0
    for row in rows:
        misses = differences(row, find(records, row), with_site)
        right += not misses
        if misses:
            print(f"{capture}: {row['step']}: {row['client']} {row['cport']} > {row['server']} {row['sport']} "
                  f"{row['transport']}: {'; '.join(misses)}")
    extra = strangers(records)
    for record in extra:
        print(f"{capture}: not in the truth: {' '.join(map(str, key_of(record)))} {record['class']}")
    return right, len(rows) + len(extra)


def strangers(records):
    left = (r for rest in records.values() for r in rest)
    return [r for r in left if r["transport"] == "tcp" and r.get("state") != "midstream"]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--sites")
    parser.add_argument("binary")
    parser.add_argument("folder")
    parser.add_argument("captures", nargs="*")
    options = parser.parse_args()
    right = total = 0
    for truth in sorted(glob.glob(f"{options.folder}/truth/*.tsv")):
        if options.captures and read_truth(truth)[0] not in options.captures:
            continue
        good, rows = check(options.binary, options.folder, options.sites or options.folder, truth)
        right, total = right + good, total + rows
    print(f"{right} of {total} flows right")
    return right != total or not total


if __name__ == "__main__":
    sys.exit(main())
