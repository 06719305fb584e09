#!/usr/bin/env python3
"""Databases under stress: writers that are killed, disks that fill, files that cannot be written or are not ours.

    robust.py PROGRAM

Prints "ok NAME", "not ok NAME" or "skip NAME" a case. ROUNDS (default 8) is how often a writer is killed; SEED varies the moments.
"""

import hashlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.realpath(sys.argv[1])
HERE = os.path.dirname(os.path.realpath(__file__))
SITE = os.path.join(HERE, "..", "bench", "site.yaml")
GENERATE = os.path.join(os.path.dirname(PROGRAM), "generate")
ROUNDS = int(os.environ.get("ROUNDS", "8"))
random.seed(int(os.environ.get("SEED", "1")))


def say(name, fault=""):
    print(f"not ok {name}\n    {fault}" if fault else f"ok {name}", flush=True)


def run(*arguments, **how):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, **how)


def replay(db, capture, **how):
    return run("replay", "-q", "-c", SITE, "-d", db, capture, **how)


def ask(db, sql):
    """What the database says; its journal is taken back first, if a writer left one."""
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def faults_of(db):
    """What a sound database must never show."""
    faults = []
    if ask(db, "PRAGMA integrity_check") != [("ok",)]:
        faults.append("integrity_check")
    if ask(db, "PRAGMA foreign_key_check"):
        faults.append("foreign_key_check")
    return faults


def killed_once(db, capture, most_seconds):
    """Faults after a writer was killed, then after the next one had its turn."""
    writer = subprocess.Popen([PROGRAM, "replay", "-q", "-c", SITE, "-d", db, capture],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, most_seconds))
    writer.kill()
    dead = writer.wait() < 0
    if not os.path.exists(db) or os.path.getsize(db) == 0:
        return [], False
    if os.path.exists(f"{db}-journal"):
        told = run("report", db)
        if told.returncode == 1 and "killed" not in told.stderr and "no run" not in told.stderr:
            return [f"report of a half-made change: {told.returncode} {told.stderr}"], False
    faults = faults_of(db) if ask(db, "SELECT count(*) FROM sqlite_schema")[0][0] else []
    if faults or not ask(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'v_run'")[0][0]:
        return faults, False
    status = ask(db, "SELECT status FROM v_run ORDER BY run DESC LIMIT 1")
    hit = dead and status == [("running",)]
    if hit:
        told = run("report", db)
        if told.returncode not in (2, 3) or "COMPLIANT:" in told.stdout.replace("NOT COMPLIANT:", ""):
            faults.append(f"report of a killed run: {told.returncode} {told.stdout[:300]}")
        if "running" not in told.stdout and "interrupted" not in told.stdout and "not ended" not in told.stdout:
            faults.append(f"report does not tell: {told.stdout[:300]}")
    return faults, hit


def repaired(db, clean):
    faults = []
    after = replay(db, clean)
    if after.returncode != 0:
        faults.append(f"the next writer: {after.returncode} {after.stderr}")
    faults += faults_of(db)
    if ask(db, "SELECT count(*) FROM v_run WHERE status = 'running'")[0][0]:
        faults.append("a run is still running")
    wrong = ask(db, "SELECT count(*) FROM v_finding f WHERE occurrences <>"
                    " (SELECT count(*) FROM v_violation v WHERE v.finding = f.finding)")[0][0]
    if wrong:
        faults.append(f"{wrong} findings with wrong occurrences")
    return faults


def kill_writers(work, capture, clean):
    began = time.monotonic()
    replay(os.path.join(work, "time.db"), capture)
    most_seconds = 1.1 * (time.monotonic() - began)
    hits, faults = 0, []
    for round_ in range(ROUNDS):
        db = os.path.join(work, f"killed{round_ // 5}.db")
        more, hit = killed_once(db, capture, most_seconds)
        hits += hit
        if not more and hit:
            more = repaired(db, clean)
            last = run("report", "--run", str(ask(db, "SELECT max(run) - 1 FROM v_run")[0][0]), db)
            if last.returncode not in (2, 3) or "interrupted" not in last.stdout:
                more.append(f"report of an interrupted run: {last.returncode} {last.stdout[:300]}")
        faults += [f"round {round_}: {fault}" for fault in more]
    if hits == 0:
        faults.append("no round hit a running writer")
    say(f"{ROUNDS} writers killed, their runs are interrupted and whole", "; ".join(faults[:3]))


def break_a_change_off(work, capture, sound):
    """A writer dies with its rollback journal behind it: readers say so, the next writer takes the change back."""
    db = os.path.join(work, "broken-off.db")
    shutil.copyfile(sound, db)
    change = ("import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
              "c.execute('PRAGMA cache_size = 2'); c.execute('BEGIN IMMEDIATE');"
              "c.execute(\"UPDATE finding SET why = why || hex(zeroblob(50))\"); os.kill(os.getpid(), 9)")
    subprocess.run([sys.executable, "-c", change, db], check=False)
    told, after = run("report", db), replay(db, capture)
    faults = [] if os.path.exists(db) and told.returncode == 1 and "killed" in told.stderr else [told.stderr or "no message"]
    if after.returncode not in (0, 2, 3) or ask(db, "SELECT count(*) FROM v_finding WHERE why LIKE '%00000000'") != [(0,)]:
        faults.append(f"not taken back: {after.returncode} {after.stderr}")
    say("a change that was broken off is said, and taken back", "; ".join(faults + faults_of(db)))


def fill_disks(work, capture):
    disk = os.path.join(work, "disk")
    os.mkdir(disk)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk],
                                           capture_output=True, check=False).returncode != 0:
        print("skip full disks")
        return
    faults = []
    try:
        for kilobytes in (4, 16, 64, 128, 200, 256, 300, 400, 600, 1000, 1500):
            subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", disk], check=True)
            db = os.path.join(disk, "x.db")
            told = replay(db, capture)
            if told.returncode != 1 or ("x.db" not in told.stderr):
                faults.append(f"{kilobytes}k: {told.returncode} {told.stderr[:200]}")
            saved = os.path.join(work, f"saved{kilobytes}")
            shutil.copytree(disk, saved)
            for name in os.listdir(disk):
                os.remove(os.path.join(disk, name))
            db = os.path.join(saved, "x.db")
            if os.path.exists(db) and os.path.getsize(db) > 0 and faults_of(db):
                faults.append(f"{kilobytes}k: unsound")
    finally:
        subprocess.run(["umount", disk], check=True)
    say("a full disk of any size ends in a message and a sound database", "; ".join(faults[:3]))


def expect_refused(name, db, capture, status, words, **how):
    """Refused with a message, and not a byte of the file changed."""
    before = digest(db) if os.path.isfile(db) else None
    told = replay(db, capture, **how)
    fault = ""
    if told.returncode != status or words not in told.stderr:
        fault = f"{told.returncode}, not {status}: {told.stderr[:300]}"
    elif before is not None and digest(db) != before:
        fault = "the file was changed"
    say(name, fault)


def unprivileged(work):
    """How to run as nobody, or None."""
    global PROGRAM, SITE
    if os.geteuid() != 0:
        return {}
    os.chmod(work, 0o755)
    PROGRAM, SITE = shutil.copy(PROGRAM, work), shutil.copy(SITE, work)  # the project's own folder may be closed to others
    return {"user": 65534, "group": 65534, "extra_groups": []}


def refuse_files(work, clean, sound):
    path = os.path.join(work, "refused.db")

    def fresh():
        shutil.copy(sound, path)
        return path

    expect_refused("a directory is no database", work, clean, 1, "it is a directory")
    connection = sqlite3.connect(fresh())
    connection.execute("PRAGMA application_id = 7")
    connection.close()
    expect_refused("another program's database", path, clean, 65, "not a database of wireaudit")
    connection = sqlite3.connect(fresh())
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    expect_refused("a newer database", path, clean, 65, "newer wireaudit")
    how = unprivileged(work)
    os.chmod(fresh(), stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    expect_refused("a file that cannot be written", path, clean, 1, "Permission denied", **how)
    os.chmod(path, 0o644)
    locked = os.path.join(work, "locked")
    os.mkdir(locked, 0o755)
    expect_refused("a directory that cannot be written", os.path.join(locked, "x.db"), clean, 1, "Permission denied", **how)
    told = run("report", path, **how)
    say("a report of what cannot be written", "" if told.returncode in (0, 2, 3) else told.stderr)


def refuse_damage(work, clean, sound):
    """Pages overwritten at random: a message or a right answer, never a crash, and nothing destroyed."""
    faults = []
    for round_ in range(max(ROUNDS, 20)):
        path = os.path.join(work, "damaged.db")
        shutil.copy(sound, path)
        with open(path, "r+b") as file:
            pages = os.path.getsize(path) // 4096
            for _ in range(3):
                file.seek(4096 * random.randrange(1, pages) + random.choice((0, 0, 8, 100, 2000)))
                file.write(random.randbytes(random.choice((1, 8, 100))))
        before = digest(path)
        report = run("report", path)
        if report.returncode not in (0, 1, 2, 3, 65) or digest(path) != before:
            faults.append(f"round {round_}: report {report.returncode} {report.stderr[:200]}")
        write = replay(path, clean)
        if write.returncode not in (0, 1, 2, 3, 65) or (write.returncode in (1, 65) and not write.stderr):
            faults.append(f"round {round_}: replay {write.returncode} {write.stderr[:200]}")
        if not os.path.exists(path) or os.path.getsize(path) < 4096 * pages:
            faults.append(f"round {round_}: destroyed")
    say("damaged pages give a message and destroy nothing", "; ".join(faults[:3]))


def share(work, capture, clean, sound):
    path = os.path.join(work, "shared.db")
    shutil.copy(sound, path)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM run").fetchone()
    told = replay(path, clean)
    reader.execute("ROLLBACK")
    reader.close()
    # A reader of a database that is not in WAL mode keeps it from becoming so.
    ok = told.returncode == 0 or (told.returncode == 1 and "locked" in told.stderr)
    say("a reader with an open transaction", "" if ok and not faults_of(path) else f"{told.returncode} {told.stderr}")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    told = replay(path, clean)
    writer.execute("ROLLBACK")
    writer.close()
    say("another program that writes", "" if told.returncode == 1 and "locked" in told.stderr else f"{told.returncode} {told.stderr}")
    faults, reports = [], 0
    busy = subprocess.Popen([PROGRAM, "replay", "-q", "-c", SITE, "-d", path, capture],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ends = time.monotonic() + 120
    while busy.poll() is None and time.monotonic() < ends:
        report = run("report", path)
        reports += 1
        if report.returncode not in (2, 3) and "COMPLIANT" not in report.stdout:
            faults.append(f"{report.returncode} {report.stderr[:200]}")
    if busy.returncode not in (2, 3):
        busy.kill()
        faults.append(f"the writer: {busy.wait()}")
    if reports < 2:
        faults.append("too few reports")
    say("reports while a run is written", "; ".join(faults[:3]))


def main():
    with tempfile.TemporaryDirectory() as work:
        capture, clean, sound = (os.path.join(work, name) for name in ("mix.pcap", "clean.pcap", "sound.db"))
        for path, shape, count in ((capture, "mix", 20000), (clean, "short", 3)):
            with open(path, "wb") as out:
                subprocess.run([GENERATE, shape, str(count), "5"], stdout=out, check=True)
        small = os.path.join(work, "small.pcap")
        with open(small, "wb") as out:
            subprocess.run([GENERATE, "mix", "300", "5"], stdout=out, check=True)
        replay(sound, small)
        say("foreign keys hold after a run", ", ".join(faults_of(sound)))
        kill_writers(work, capture, clean)
        break_a_change_off(work, clean, sound)
        fill_disks(work, capture)
        refuse_files(work, clean, sound)
        refuse_damage(work, clean, sound)
        share(work, capture, clean, sound)


main()
