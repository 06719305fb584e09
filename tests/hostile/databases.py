#!/usr/bin/env python3
"""Databases that were damaged or forged (damage.py), through every command that reads one: no crash, no hang, no wrong claim.

usage: databases.py WIREAUDIT [CASES [FIRST]]
Prints a line per kind of damage, and a line per case that went wrong. A case is its number alone: `databases.py WIREAUDIT 1 NUMBER` does
it again. Environment: HOSTILE_KEEP (a folder that keeps the databases of cases that went wrong).
"""
import collections
import multiprocessing.pool
import os
import random
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path[:0] = [HERE, os.path.join(HERE, "..", "matrix")]

import checks  # noqa: E402
from damage import DAMAGES  # noqa: E402

CASES, CPU_S, WALL_S, WRITTEN_MOST, MEMORY_MOST = 60, 10, 120, 256 << 20, 1 << 30
SAMPLES = ("mixed-site.yaml", "mixed-roaming.pcap.gz"), ("native-site.yaml", "native-clients.pcapng")
BLIND = {"flips", "flips_in_a_table", "header_flips", "header_field", "page_headers", "pages_swapped", "page_replaced", "cut", "grown",
         "looping_pages", "roots_swapped", "rebuilt"}  # nobody chose the content: violations do not go away
TEXT_MOST = 8 << 20
COLUMNS_OF_2, COLUMNS_OF_3 = ("initiator", "responder", "flow", "rules"), ("waiver",)


def limits(sanitized):
    seconds = CPU_S * (3 if sanitized else 1)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_MOST, WRITTEN_MOST))
    if not sanitized:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST, MEMORY_MOST))


class Program:
    def __init__(self, path):
        self.path = os.path.realpath(path)
        with open(self.path, "rb") as file:
            self.sanitized = b"__asan_init" in file.read()
        self.environment = dict(os.environ)
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            self.environment[name] = (os.environ.get(name, "") + ":exitcode=99").lstrip(":")

    def run(self, words, folder):
        """(status, output, messages); the status of what was killed is negative."""
        with open(os.path.join(folder, "out"), "w+b") as out, open(os.path.join(folder, "err"), "w+b") as err:
            try:
                status = subprocess.run([self.path, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder, timeout=WALL_S,
                                        env=self.environment, preexec_fn=lambda: limits(self.sanitized), check=False).returncode
            except subprocess.TimeoutExpired:
                status = -999
            out.seek(0)
            err.seek(0)
            return status, out.read(TEXT_MOST), err.read(TEXT_MOST)


def first_version(schema):
    """Without the columns that later versions add to its tables."""
    table = schema.split("CREATE TABLE finding (")[1].split(") STRICT")[0]
    old = "".join(line for line in table.splitlines(True) if line.split(None, 1)[:1] not in [[c] for c in (*COLUMNS_OF_2, *COLUMNS_OF_3)])
    return schema.replace(table, old)


def make_sound(program, folder):
    """Databases of every version, with two runs of the samples in them."""
    path = os.path.join(folder, "3.db")
    for site, capture in SAMPLES:
        subprocess.run([program.path, "replay", "-q", "--exit-zero", "-c", os.path.join(ROOT, "samples", site), "-d", path,
                        os.path.join(ROOT, "samples", capture)], stderr=subprocess.DEVNULL, check=True)
    with open(os.path.join(ROOT, "store", "schema.sql"), encoding="utf-8") as file:
        schema = file.read()
    for version in (1, 2):
        old = sqlite3.connect(os.path.join(folder, f"{version}.db"))
        old.executescript(first_version(schema.split("\n-- Version 2\n")[0]))
        if version == 2:
            for column in COLUMNS_OF_2:
                old.execute(f"alter table finding add column {column} INTEGER")
            old.executescript(schema.split("\n-- Version 2\n")[1].split("\n-- Version 3\n")[0])
        old.execute("attach ? as new", (path,))
        for table, in old.execute("select name from main.sqlite_schema where type = 'table'").fetchall():
            columns = ", ".join(row[1] for row in old.execute(f"pragma main.table_info({table})"))
            old.execute(f"insert into main.{table} ({columns}) select {columns} from new.{table}")
        old.commit()
        old.close()


def damaged(base):
    """Whether SQLite itself finds something wrong with it, asked in a copy."""
    try:
        copy = base + "-asked"
        shutil.copy(base, copy)
        connection = sqlite3.connect(copy)
        connection.text_factory = bytes
        found = connection.execute("pragma integrity_check").fetchone()[0] != b"ok"
        connection.close()
        return found
    except (sqlite3.Error, UnicodeDecodeError):
        return True
    finally:
        for ending in ("", "-wal", "-journal", "-shm"):
            if os.path.exists(base + "-asked" + ending):
                os.unlink(base + "-asked" + ending)


class Case:
    def __init__(self, program, sound, number):
        self.program, self.sound, self.number = program, sound, number
        self.chance = random.Random(f"hostile {number}")
        self.damage = DAMAGES[number % len(DAMAGES)]
        self.folder = tempfile.mkdtemp(prefix="wireaudit-damage-")
        self.base = os.path.join(self.folder, "case.db")
        self.wrong = []

    def copy(self, name):
        """Another with all that lies beside it, for a command that writes."""
        path = os.path.join(self.folder, name)
        for ending in ("", "-wal", "-journal", "-shm"):
            source = self.base + ending
            if os.path.isfile(source) and not os.path.islink(source):
                shutil.copy(source, path + ending)
        return name if os.path.exists(path) else "case.db"

    def note(self, words, what):
        self.wrong.append(f"{' '.join(words)}: {what}")

    def run(self, *words, check=checks.shown, statuses=(0, 1, 2, 3, 65)):
        status, out, err = self.program.run(words, self.folder)
        if status not in statuses:
            self.note(words, f"exit status {status}: {err[-400:]!r}")
        for what in checks.shown(err):
            self.note(words, f"messages: {what}")
        if status in (1, 65) and not any(line.startswith(b"wireaudit: ") for line in err.split(b"\n")) and not (words[1] == "verify" and out):
            self.note(words, f"fails without a message: {err[:100]!r}")
        if status in (0, 2, 3) and len(out) < TEXT_MOST:
            for what in check(out):
                self.note(words, what)
        return status, out

    def reports(self):
        broken = os.path.isfile(self.base) and not os.path.exists(self.base + "-wal") and not os.path.exists(self.base + "-journal") \
            and damaged(self.base)
        formats = {"text": checks.shown, "csv": checks.csv_document, "json": checks.json_document, "junit": checks.xml_document,
                   "html": lambda data: checks.html_document(data, data)}
        for form, check in formats.items():
            status, out = self.run("report", "-f", form, "--run", "all", "case.db", check=check)
            if broken and status in (0, 2, 3):
                self.note(("report", form), f"exit status {status} of a database that SQLite finds damaged")
            if self.damage.__name__ in BLIND and status in (0, 3):
                self.note(("report", form), f"exit status {status} where there were violations")
            if form == "text" and status in (0, 3) and b"NOT COMPLIANT" not in out and self.damage.__name__ in BLIND:
                self.note(("report", form), f"claims {out[:200]!r}")

    def readers(self):
        self.run("explain", "-d", "case.db", str(self.chance.choice((1, 2, 5, 20))))
        if not stat.S_ISFIFO(os.lstat(self.base).st_mode):  # a capture may well come from one
            self.run("draft", "case.db")
        sound = os.path.join(self.sound, "3.db")
        self.run("diff", "-f", "json", "case.db", sound, check=checks.json_document)
        self.run("diff", sound, "case.db")

    def writers(self):
        capture = os.path.join(ROOT, "samples", "mixed-sql.pcapng")
        site = os.path.join(ROOT, "samples", "mixed-site.yaml")
        name = self.copy("written.db")
        self.run("replay", "-q", "-c", site, "-d", name, capture)
        self.run("report", "-f", "json", name, check=checks.json_document)
        plain = (0, 1, 65)
        self.run("db", "verify", self.copy("verified.db"), statuses=plain)
        self.run("db", "backup", self.copy("source.db"), "backup.db", statuses=plain)
        self.run("db", "prune", self.copy("pruned.db"), "--keep", "1", statuses=plain)
        shutil.copy(os.path.join(self.sound, "3.db"), os.path.join(self.folder, "into.db"))
        self.run("db", "merge", "into.db", self.copy("from.db"), statuses=plain)
        if damaged(os.path.join(self.folder, "into.db")):
            self.note(("db", "merge"), "damaged the database that it merged into")
        self.run("db", "merge", self.copy("onto.db"), os.path.join(self.sound, "3.db"), statuses=plain)

    def odd_files(self):
        known = {"out", "err", *(n + e for n in ("case.db", "written.db", "verified.db", "source.db", "backup.db", "pruned.db", "into.db", "from.db",
                                                 "onto.db") for e in ("", "-wal", "-shm", "-journal"))}
        odd = {name for name in os.listdir(self.folder) if name not in known}
        if odd:
            self.note(("files",), f"made {sorted(odd)}")

    def go(self):
        shutil.copy(os.path.join(self.sound, self.chance.choice(("1.db", "2.db", "3.db", "3.db", "3.db"))), self.base)
        here = os.getcwd()
        try:
            self.damage(self.base, self.sound, self.chance)
        except sqlite3.Error as e:
            self.note(("damage",), f"not done: {e}")
        assert os.getcwd() == here
        self.reports()
        self.readers()
        self.writers()
        self.odd_files()
        keep = os.environ.get("HOSTILE_KEEP")
        if self.wrong and keep and os.path.isfile(self.base):
            os.makedirs(keep, exist_ok=True)
            for ending in ("", "-wal", "-journal"):
                if os.path.exists(self.base + ending):
                    shutil.copy(self.base + ending, os.path.join(keep, f"case-{self.number}.db{ending}"))
        shutil.rmtree(self.folder)
        return self


def main():
    program = Program(sys.argv[1])
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else CASES
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    sound = tempfile.mkdtemp(prefix="wireaudit-sound-")
    try:
        make_sound(program, sound)
        with multiprocessing.pool.ThreadPool(os.cpu_count()) as pool:
            done = collections.Counter()
            failed = set()
            for case in pool.imap(lambda n: Case(program, sound, n).go(), range(first, first + cases)):
                done[case.damage.__name__] += 1
                if case.wrong:
                    failed.add(case.damage.__name__)
                    print(f"not ok database {case.number}, {case.damage.__name__}")
                    print("\n".join("    " + w for w in case.wrong[:6]), flush=True)
        for name, count in done.items():
            if name not in failed:
                print(f"ok {count} databases: {name.replace('_', ' ')}")
    finally:
        shutil.rmtree(sound)
    return 1 if failed and len(sys.argv) > 2 else 0


if __name__ == "__main__":
    sys.exit(main())
