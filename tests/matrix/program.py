"""Runs `wireaudit replay` over captures in a folder of its own and reads back what it wrote."""
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile

FINDINGS = "select rule, client_ip, server_ip, class, role, severity, occurrences from v_finding order by 1, 2, 3, 4, 5, 6"


def timeless(records):
    """Flow records without what another time or another file changes."""
    return [{k: v for k, v in r.items() if k not in ("file", "first", "last")} for r in records]


class Ran(collections.namedtuple("Ran", "flows run findings")):
    """Flow records, the run record, and the rows of v_finding when a database was asked for."""

    def frames_counted(self):
        """Frames that some flow or some reason for skipping answers for."""
        return sum(sum(f["packets"]) for f in self.flows) + sum(self.run["frames_skipped"].values())


class Program:
    def __init__(self, path):
        self.path = os.path.realpath(path)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="wireaudit-matrix-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def replay(self, *captures, site=None, name="capture", suffix=".pcap", database=False):
        """Audits captures, given as their bytes, in this order, as one run. MATRIX_KEEP names a folder that keeps them."""
        paths = []
        for number, data in enumerate(captures):
            paths.append(os.path.join(self.folder, f"{name}-{number}{suffix}"))
            with open(paths[-1], "wb") as file:
                file.write(data)
        keep = os.environ.get("MATRIX_KEEP")
        if keep:
            os.makedirs(keep, exist_ok=True)
            for path in paths:
                shutil.copy(path, keep)
        ran = self.run(paths, site, database)
        for path in paths:
            os.unlink(path)
        return ran

    def store(self, capture, site, path):
        """Audits a capture into the database at this path."""
        name = os.path.join(self.folder, "stored.pcap")
        with open(name, "wb") as file:
            file.write(capture)
        self.command([name], site, path)

    def run(self, paths, site, database):
        stored = os.path.join(self.folder, "audit.db") if database else "none"
        records = [json.loads(line) for line in self.command(paths, site, stored).splitlines()]
        flows = [r for r in records if r["type"] == "flow" and r.get("final", True)]
        return Ran(flows, records[-1], self.take_findings(stored) if database else None)

    def command(self, paths, site, stored):
        command = [self.path, "replay", "-q", "--exit-zero", "-d", stored, "--json", "-", *(["-c", site] if site else []), *paths]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError(f"exit status {done.returncode}: {' '.join(command)}: {done.stderr.decode()}")
        return done.stdout

    @staticmethod
    def take_findings(path):
        base = sqlite3.connect(path)
        rows = base.execute(FINDINGS).fetchall()
        base.close()
        os.unlink(path)
        return rows
