#!/usr/bin/env python3
"""docs/reports.md must have every view and column of the schema, every key of the JSON report, and examples that run.

usage: reports.py WIREAUDIT
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as file:
        return file.read()


def tell(name, wrong):
    print(("not ok " if wrong else "ok ") + "docs/reports.md: " + name)
    for line in wrong:
        print(f"    {line}")


def told_columns(document, view):
    section = re.search(rf"^### {view}\n(.*?)(?=^##|\Z)", document, re.M | re.S)
    return re.findall(r"^\| `(\w+)` \| (?:INTEGER|TEXT) \|", section.group(1), re.M) if section else None


def views_of(schema):
    version = 1
    for part in re.split(r"^-- Version \d+$", schema, flags=re.M):
        for view in re.findall(r"^CREATE VIEW (v_\w+)", part, re.M):
            yield view, version
        version += 1


def problems_of_views(document, db, schema):
    for view, version in views_of(schema):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({view})")]
        if told_columns(document, view) != columns:
            yield f"{view}: has {columns}, told are {told_columns(document, view)}"
        if version > 1 and not re.search(rf"^### {view}\n\n[^\n]* Since version {version} of the database", document, re.M):
            yield f"{view}: is there since version {version}"
    for view in re.findall(r"^### (v_\w+)$", document, re.M):
        if view not in dict(views_of(schema)):
            yield f"{view}: there is none"


def problems_of_json(document, program):
    section = document.split("### json\n")[1].split("### junit\n")[0]
    told = re.findall(r"^\| `(\w+)` \|", section, re.M)
    with tempfile.TemporaryDirectory() as folder:
        database = os.path.join(folder, "a.db")
        capture = os.path.join(ROOT, "samples", sorted(name for name in os.listdir(os.path.join(ROOT, "samples")) if ".pcap" in name)[0])
        subprocess.run([program, "replay", "-q", "--exit-zero", "-d", database, capture], check=True, stderr=subprocess.DEVNULL)
        out = subprocess.run([program, "report", "--exit-zero", "-f", "json", database], check=True, stdout=subprocess.PIPE).stdout
    keys = list(json.loads(out))
    return [] if told == keys else [f"told {told}, written {keys}"]


def problems_of_examples(document, db):
    for example in re.search(r"```sql\n(.*?)```", document, re.S).group(1).split(";\n"):
        try:
            db.execute(example)
        except sqlite3.Error as error:
            yield f"{error}: {example}"


def main():
    document, schema = read("docs", "reports.md"), read("store", "schema.sql")
    db = sqlite3.connect(":memory:")
    db.executescript(schema)
    tell("every view and column of the database", list(problems_of_views(document, db, schema)))
    tell("every key of the JSON report", problems_of_json(document, sys.argv[1]))
    tell("examples run", list(problems_of_examples(document, db)))


main()
