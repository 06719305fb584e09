#!/usr/bin/env python3
"""CPU time and peak memory of reports of a million findings: of 30 rules, and of 100,000.

   reports.py WIREAUDIT [FINDINGS]

Exits with 1 when a report takes longer than its limit (the least of three runs, user and system) or more than 200 MB.
"""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LIMITS = {"text": 2, "html": 5, "junit": 10, "csv": 20, "json": 20}
MEMORY_MB = 200

program, findings = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "1000000"


def run(*command):
    """Seconds of CPU and MB of one report."""
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)}: ended with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


over = False
with tempfile.TemporaryDirectory() as folder:
    print(f"{'report':6} {'rules':>7} {'seconds':>8} {'limit':>6} {'MB':>6} {'limit':>6}")
    for rules in ("30", "100000"):
        database = os.path.join(folder, "many.db")
        subprocess.run([sys.executable, os.path.join(HERE, "findings.py"), database, findings, rules], check=True)
        for name, limit in LIMITS.items():
            runs = [run(program, "report", "-q", "--exit-zero", "-f", name, "-o", os.path.join(folder, "report"), database)
                    for _ in range(3 if limit < 10 else 1)]
            seconds, memory = min(r[0] for r in runs), max(r[1] for r in runs)
            print(f"{name:6} {rules:>7} {seconds:8.2f} {limit:6} {memory:6.0f} {MEMORY_MB:6}")
            over |= seconds > limit or memory > MEMORY_MB
sys.exit(over)
