#!/usr/bin/env python3
"""Databases of every version there was: reports read them, a writer brings them up to date and loses nothing.

    versions.py PROGRAM

Prints "ok NAME" or "not ok NAME" a case. tests/golden/databases/README.md says where the databases come from.
"""

import glob
import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile

PROGRAM = os.path.realpath(sys.argv[1])
ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", ".."))
CAPTURE = os.path.join(ROOT, "samples", "mixed-sql.pcapng")
SITE = os.path.join(ROOT, "samples", "mixed-site.yaml")
FORMATS = ("text", "csv", "json", "html", "junit")
PROMISED = ("v_run", "v_source", "v_finding", "v_violation", "v_traffic", "v_coverage", "v_rule")


def say(name, fault=""):
    print(f"not ok {name}\n    {fault}" if fault else f"ok {name}", flush=True)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False)


def ask(db, sql):
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def rows(db, most_run):
    """What the promised views say of the runs up to one; rules are those of the newest run."""
    told = {}
    for view in PROMISED[:-1]:
        told[view] = sorted(map(repr, ask(db, f"SELECT * FROM {view} WHERE run <= {most_run}")))
    return told


def shape(db):
    """Columns of every table and view, and which tables are strict."""
    names = ask(db, "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name")
    strict = ask(db, "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    columns = {name: {row[0] for row in ask(db, f"SELECT name FROM pragma_table_info('{name}')")} for name, _ in names}
    return names, strict, columns


def unpack(packed, path):
    with gzip.open(packed) as file, open(path, "wb") as out:
        out.write(file.read())


def read_it(name, db):
    before = open(db, "rb").read()
    faults = []
    for form in FORMATS:
        told = run("report", "--run", "all", "-f", form, db)
        if told.returncode not in (2, 3) or not told.stdout:
            faults.append(f"{form}: {told.returncode} {told.stderr[:200]}")
    for finding, rule in ask(db, "SELECT finding, rule FROM v_finding"):
        told = run("explain", "-d", db, str(finding))
        if told.returncode != 0 or rule not in told.stdout:
            faults.append(f"explain {finding}: {told.returncode} {told.stderr[:200]}")
    if open(db, "rb").read() != before:
        faults.append("a report changed it")
    say(f"{name}: reports in every format", "; ".join(faults))


def migrate_it(name, db, fresh):
    last = ask(db, "SELECT max(run) FROM v_run")[0][0]
    before, faults = rows(db, last), []
    told = run("replay", "-q", "--exit-zero", "-c", SITE, "-d", db, CAPTURE)
    if told.returncode != 0:
        faults.append(f"{told.returncode} {told.stderr[:200]}")
    if ask(db, "PRAGMA user_version") != ask(fresh, "PRAGMA user_version"):
        faults.append("its version is old")
    if shape(db) != shape(fresh):
        faults.append("its tables and views are not those of a new one")
    if any(not strict for _, strict in shape(db)[1]):
        faults.append("a table is not strict")
    if rows(db, last) != before:
        faults.append("old rows have changed")
    if ask(db, "SELECT count(*) FROM v_finding WHERE run > %d" % last) != ask(fresh, "SELECT count(*) FROM v_finding"):
        faults.append("the new run's findings")
    if ask(db, "PRAGMA integrity_check") != [("ok",)] or ask(db, "PRAGMA foreign_key_check"):
        faults.append("unsound")
    say(f"{name}: a writer brings it up to date", "; ".join(faults))


def fail_to_migrate(name, db):
    connection = sqlite3.connect(db)
    connection.execute("CREATE TABLE evidence (mine TEXT)")
    connection.commit()
    connection.close()
    before = "\n".join(sqlite3.connect(db).iterdump())
    version = ask(db, "PRAGMA user_version")
    told = run("replay", "-q", "-c", SITE, "-d", db, CAPTURE)
    same = "\n".join(sqlite3.connect(db).iterdump()) == before and ask(db, "PRAGMA user_version") == version
    fault = "" if told.returncode in (1, 65) and told.stderr and same else f"{told.returncode} {told.stderr[:200]}, the same: {same}"
    say(f"{name}: one that cannot be brought up to date stays as it was", fault)


def main():
    with tempfile.TemporaryDirectory() as work:
        fresh, db = os.path.join(work, "fresh.db"), os.path.join(work, "old.db")
        run("replay", "-q", "-c", SITE, "-d", fresh, CAPTURE)
        found = sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "databases", "*.db.gz")))
        newest = ask(fresh, "PRAGMA user_version")[0][0]
        seen = set()
        for packed in found:
            unpack(packed, db)
            name = os.path.basename(packed)
            seen.add(ask(db, "PRAGMA user_version")[0][0])
            read_it(name, db)
            migrate_it(name, db, fresh)
            unpack(packed, db)
            fail_to_migrate(name, db)
        missing = set(range(1, newest)) - seen
        say("there is a database of every version before", f"none of {sorted(missing)}" if missing else "")


main()
