#!/usr/bin/env python3
"""Peak memory of a replay (MB of 1,000,000 bytes) and what the run counted as given up for want of memory.

   memory.py WIREAUDIT SITE CAPTURE DATABASE NAME LIMIT [OPTION]...

Exits with 1 when the peak is over the limit or anything was given up.
"""
import resource
import sqlite3
import subprocess
import sys

GIVEN_UP = ("evicted-flows", "windows-dropped", "flows-without-decoder", "flows-without-record", "evidence-dropped")

program, site, capture, database, name, limit = sys.argv[1:7]
subprocess.run([program, "replay", "-q", "--exit-zero", "-c", site, "-d", database, *sys.argv[7:], capture], check=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
db = sqlite3.connect(database)
flows = db.execute("SELECT sum(flows) FROM v_traffic").fetchone()[0]
counts = {what: n for what, n in db.execute("SELECT what, count FROM v_coverage") if what in GIVEN_UP and n > 0}
given_up = ", ".join(f"{what} {n}" for what, n in counts.items()) or "nothing"
print(f"{name:6} {flows:10} {peak:10.0f} {limit:>7}  {given_up}")
sys.exit(peak > float(limit) or bool(counts))
