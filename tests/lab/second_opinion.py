#!/usr/bin/env python3
"""Holds the classes of the truth against tshark's dissectors: second_opinion.py DIR

tshark is told the odd ports (a dissector by content alone it does not have), so that it can still differ where two
protocols meet on one connection; those steps are named at the end.
"""
import collections
import glob
import os
import subprocess
import sys

from verify import read_truth

PORTS = ("14330,tds", "1533,tds", "8530,http", "8531,tls", "8088,http", "8080,http", "8444,tls", "4443,tls",
         "8081,http2", "81,tls", "4450,tls", "2443,http", "8000,http", "8888,http", "8082,http")
FIELDS = ("ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport", "frame.protocols")


def dissect(path):
    """The protocols that tshark names in each TCP connection, by its two ends."""
    command = ["tshark", "-n", "-r", path, "-Y", "tcp", "-T", "fields", "-E", "separator=|"]
    command += [x for p in PORTS for x in ("-d", f"tcp.port=={p}")] + [x for f in FIELDS for x in ("-e", f)]
    seen = collections.defaultdict(set)
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
        a, a6, aport, b, b6, bport, protocols = line.split("|")
        key = frozenset([((a or a6).split(",")[0], aport), ((b or b6).split(",")[0], bport)])
        seen[key].update(protocols.split(":"))
    return seen


def class_of(protocols):
    if protocols & {"smb", "smb2"}:
        return "SMB"
    if "dcerpc" in protocols:
        return "RPC"
    if "tds" in protocols:
        return "SQL"
    if "tls" in protocols or "ssl" in protocols:
        return "HTTPS"
    return "HTTP" if protocols & {"http", "http2"} else "UNKNOWN"


def main(folder):
    same, other = 0, []
    for truth in sorted(glob.glob(f"{folder}/truth/*.tsv")):
        capture, _, rows = read_truth(truth)
        seen = dissect(os.path.join(folder, capture))
        for row in rows:
            if row["transport"] != "tcp":
                continue
            says = class_of(seen[frozenset([(row["client"], row["cport"]), (row["server"], row["sport"])])])
            if says == row["class"] or (says == "UNKNOWN" and row["class"] in ("NONE", "REMCTRL", "-")):
                same += 1
            else:
                other.append(f"{capture}: {row['step']}: truth {row['class']}, tshark {says}")
    print("\n".join(other))
    print(f"tshark agrees on {same} of {same + len(other)} TCP flows")


main(sys.argv[1])
