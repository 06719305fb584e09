#!/usr/bin/env bash
# wireaudit db: verify, backup, prune and merge, as a user meets them, on sound, old, damaged and hostile databases.
. "$(dirname "$0")/lib.sh.inc"
site=$root/tests/bench/site.yaml
w=$program
"$build/generate" mix 300 5 >mix.pcap
"$build/generate" short 3 5 >clean.pcap
record() { "$w" replay -q --exit-zero -c "$site" -d "$1" "${@:2}" || echo "not ok replay into $1"; }
sql() { python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2]); d.commit()' "$1" "$2"; }
ask() { python3 -c 'import sqlite3, sys; print(*[v for r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]) for v in r])' "$1" "$2"; }
same() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "$2, not $3"; fi; }
record a.db mix.pcap
record b.db clean.pcap
record b.db mix.pcap clean.pcap

expect "db --help" 0 '^usage: wireaudit db verify' "$w" db --help
expect "db alone is wrong usage" 64 'verify, backup, prune or merge' "$w" db
expect "an unknown db command is wrong usage" 64 'not vacuum' "$w" db vacuum a.db
for c in verify "backup a.db" prune "merge a.db" "verify a.db b.db" "backup a.db b.db c.db"; do
    # shellcheck disable=SC2086 # words
    expect "db $c: so many files are wrong usage" 64 'takes (one database|two files)' "$w" db $c; done
for age in 90 d -1d 0d 1m 1.5d 99999999d 90dd "" 90D; do expect "--older-than '$age' is refused" 64 '12h, 90d or 4w' "$w" db prune --older-than "$age" a.db; done
for keep in -1 x "" 1x 99999999999; do expect "--keep '$keep' is refused" 64 'a number of runs' "$w" db prune --keep "$keep" a.db; done
expect "prune wants to know what" 64 'either --older-than or --keep' "$w" db prune a.db
expect "prune takes one of both" 64 'either --older-than or --keep' "$w" db prune --keep 1 --older-than 1d a.db
expect "--keep is for prune" 64 'are for prune' "$w" db verify --keep 1 a.db

expect "verify of a sound database" 0 '^a.db: good: version 3, 1 run, [0-9]+ findings$' "$w" db verify a.db
cp a.db before.db
chmod 444 a.db && "$w" db verify a.db >/dev/null
if cmp -s a.db before.db; then ok "verify changes nothing"; else not_ok "verify changes nothing"; fi
chmod 640 a.db
expect "verify of nothing" 1 'nothere.db: no such database' "$w" db verify nothere.db
expect "verify of a directory" 1 'is a directory' "$w" db verify .
echo "this is no database, only text that is long enough to be looked at as one, and to be refused for what it is" >text.db
: >empty.db
for c in "verify text.db" "verify empty.db" "backup text.db out.db" "prune --keep 1 text.db" "merge a.db text.db" "merge text.db a.db" "merge empty.db a.db"; do
    # shellcheck disable=SC2086 # words
    expect "db $c: not ours" 65 '(text|empty).db: not a database' "$w" db $c; done
if [ -e out.db ]; then not_ok "no backup of what is not ours"; else ok "no backup of what is not ours"; fi
head -c $(($(stat -c %s a.db) / 2)) a.db >cut.db
expect "verify of a database that is cut off" 1 'cut.db: the database is cut off' "$w" db verify cut.db
cp a.db newer.db && sql newer.db "PRAGMA user_version = 99"
expect "verify of a newer database" 65 'made by a newer wireaudit' "$w" db verify newer.db

problem() { # NAME SQL PATTERN
    cp a.db damaged.db
    sql damaged.db "$2"
    expect "verify finds $1" 1 "$3" "$w" db verify damaged.db
}
problem "a lost flow of a finding" "DELETE FROM violation WHERE finding = 1 AND flow = (SELECT min(flow) FROM violation WHERE finding = 1)" '^finding 1: [0-9]+ occurrences, but [0-9]+ flows'
problem "a row whose run is gone" "PRAGMA foreign_keys = OFF; INSERT INTO warning VALUES (NULL, 77, 'x')" 'a row of warning refers to a row of run that is not there'
problem "sums that differ" "UPDATE run SET flows = flows + 5" '^run 1: [0-9]+ flows, but [0-9]+ in its traffic'
problem "minutes that differ" "UPDATE minute SET flows = flows + 1" "^run 1: [0-9]+ flows in its traffic, but [0-9]+ by the minute"
problem "a run left running" "UPDATE run SET status = 'running'" '^run 1: was left running'
cp a.db damaged.db
python3 - <<'PYTHON'
import os
size = os.path.getsize("damaged.db")
with open("damaged.db", "r+b") as f:
    for page in range(4, size // 4096, 3):
        f.seek(page * 4096)
        f.write(b"\xff" * 64)
PYTHON
expect "verify finds damaged pages" 1 'damaged.db: [0-9]+ problems?$' "$w" db verify damaged.db
expect "a damaged database has no backup" 1 'damaged|malformed' "$w" db backup damaged.db damaged-copy.db
if ls damaged-copy.db* >/dev/null 2>&1; then not_ok "nothing is left of a backup that failed"; else ok "nothing is left of a backup that failed"; fi

echo packets >one.pcapng
mkfifo pipe.pcapng
cp a.db evidence.db
sql evidence.db "INSERT OR REPLACE INTO evidence VALUES (1, 'one.pcapng', '$(sha256sum one.pcapng | cut -c1-64)', 1, 1, 8, NULL), (2, 'gone.pcapng', '00', 1, 1, 8, NULL)"
expect "verify knows evidence that is right" 0 '^1 evidence file is not where they were' "$w" db verify evidence.db
echo more >>one.pcapng
expect "verify finds evidence that changed" 1 'finding 1: its evidence one.pcapng has another SHA-256' "$w" db verify evidence.db
sql evidence.db "UPDATE evidence SET file = 'pipe.pcapng' WHERE finding = 1; UPDATE evidence SET file = '/dev/zero' WHERE finding = 2"
expect "verify opens no pipes or devices" 1 'pipe.pcapng cannot be read' timeout 20 "$w" db verify evidence.db
sql evidence.db "UPDATE evidence SET file = x'1b5b324a' || 'e' || char(10) || 'run 9: good' WHERE finding = 2; UPDATE finding SET evidence = 'x' WHERE finding = 2"
"$w" db verify evidence.db >out 2>&1
if grep -qP '\x1b' out; then not_ok "what a database holds does not reach the terminal"; else ok "what a database holds does not reach the terminal"; fi

expect "backup" 0 '^copy.db: [0-9]+ bytes, verified$' "$w" db backup a.db copy.db
expect "the backup is sound" 0 '^copy.db: good' "$w" db verify copy.db
same "the backup says what the database says" "$("$w" report --exit-zero -f csv copy.db | md5sum)" "$("$w" report --exit-zero -f csv a.db | md5sum)"
cp copy.db before.db
expect "backup keeps a file that is there" 1 'copy.db: is there already' "$w" db backup a.db copy.db
if cmp -s copy.db before.db; then ok "and does not touch it"; else not_ok "and does not touch it"; fi
expect "backup to where nothing can be" 1 'no/such/copy.db.*No such file' "$w" db backup a.db no/such/copy.db
expect "backup of nothing" 1 'no such database' "$w" db backup nothere.db x.db
same "nothing else is left" "$(ls ./*.part* x.db 2>/dev/null | wc -l)" 0

mkfifo live.pcap
cp a.db live.db
"$w" replay -q --exit-zero -c "$site" -d live.db live.pcap 2>live.err &
writer=$!
exec 9>live.pcap
cat mix.pcap >&9
for _ in $(seq 50); do [ "$(ask live.db "SELECT count(*) FROM run WHERE status = 'running'" 2>/dev/null)" = 1 ] && break; sleep 0.1; done
expect "backup of a database that is written" 0 '^live-copy.db: [0-9]+ bytes, verified$' "$w" db backup live.db live-copy.db
expect "verify of a database that is written" 0 '^live.db: good: version 3, 2 runs' "$w" db verify live.db
expect "prune of a database that is written" 1 'another wireaudit is writing it' "$w" db prune --keep 0 live.db
expect "merge into a database that is written" 1 'another wireaudit is writing it' "$w" db merge live.db b.db
expect "merge leaves a run that has not ended" 0 '^run 2 has not ended' "$w" db merge fresh.db live.db
same "and takes the others" "$(ask fresh.db 'SELECT count(*) FROM v_run')" 1
expect "a backup of a run under way has it running" 1 '^run 2: was left running' "$w" db verify live-copy.db
exec 9>&-
wait $writer
expect "the run went on" 0 'good: version 3, 2 runs' "$w" db verify live.db
record live-copy.db clean.pcap
expect "merge takes an interrupted run" 0 ': 2 runs taken' "$w" db merge fresh.db live-copy.db
same "as interrupted" "$(ask fresh.db "SELECT count(*) FROM v_run WHERE status = 'interrupted'")" 1
expect "and replaces it when it is there whole" 0 'was interrupted here, and is replaced' "$w" db merge fresh.db live.db
same "once" "$(ask fresh.db "SELECT count(*), sum(status = 'interrupted') FROM v_run")" "3 0"
expect "and is sound" 0 'good' "$w" db verify fresh.db

counts="SELECT (SELECT count(*) FROM v_run), (SELECT count(*) FROM v_finding), (SELECT count(*) FROM v_violation), (SELECT sum(flows) FROM v_traffic), (SELECT count(*) FROM v_account), (SELECT sum(flows) FROM v_minute), (SELECT count(*) FROM v_setting), (SELECT count(*) FROM v_source)"
expect "merge into a new database" 0 '^sum.db: 1 run taken, 0 known' "$w" db merge sum.db a.db
same "takes everything" "$(ask sum.db "$counts")" "$(ask a.db "$counts")"
expect "merge of another one" 0 '^sum.db: 2 runs taken, 0 known' "$w" db merge sum.db b.db
once=$(ask sum.db "$counts")
expect "merge again takes nothing" 0 '^sum.db: 0 runs taken, 2 known' "$w" db merge sum.db b.db
same "and changes nothing" "$(ask sum.db "$counts")" "$once"
"$w" db merge chain.db sum.db >/dev/null
expect "over a third one it is known" 0 '^chain.db: 0 runs taken, 1 known' "$w" db merge chain.db a.db
expect "and on the way back" 0 '^a.db: 2 runs taken, 1 known' "$w" db merge a.db chain.db
expect "and from a backup" 0 '^copy.db: 2 runs taken, 1 known' "$w" db merge copy.db a.db
for d in sum chain a copy; do expect "$d.db is sound" 0 'good' "$w" db verify $d.db; done
same "accounts go with their findings" "$(ask sum.db "SELECT group_concat(DISTINCT a.value) FROM v_account AS a JOIN v_finding AS f USING (run, finding) WHERE f.fingerprint = (SELECT min(fingerprint) FROM v_finding)" | md5sum)" \
    "$(ask b.db "SELECT group_concat(DISTINCT a.value) FROM v_account AS a JOIN v_finding AS f USING (run, finding) WHERE f.fingerprint = (SELECT min(fingerprint) FROM v_finding)" | md5sum)"
same "a report of a merged run is that of its database" "$("$w" report --exit-zero -f csv --run 1 sum.db | cut -d, -f4-9 | sort | md5sum)" "$("$w" report --exit-zero -f csv --run 1 a.db | cut -d, -f4-9 | sort | md5sum)"
expect "a database is not merged with itself" 1 'with itself' "$w" db merge a.db ./a.db

old() { # VERSION FILE: what it held, as that version would
    python3 - "$1" "$2" "$root/store/schema.sql" <<'PYTHON'
import os, re, sqlite3, sys
version, name, schema = int(sys.argv[1]), sys.argv[2], open(sys.argv[3]).read()
sections = re.split(r"\n-- Version \d+\n", schema)
later = [[], "initiator responder flow rules".split(), ["waiver"]]  # columns of finding that a version brought
os.rename(name, "whole.db")
d = sqlite3.connect(name)
for v in range(version):
    d.executescript(sections[v])
for column in sum(later[version:], []):
    d.execute(f"ALTER TABLE finding DROP COLUMN {column}")
d.execute("ATTACH 'whole.db' AS whole")
for (table,) in d.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall():
    columns = ", ".join(c[1] for c in d.execute(f"PRAGMA table_info({table})"))
    d.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM whole.{table}")
d.commit()
os.remove("whole.db")
PYTHON
}
for v in 1 2; do
    record old$v.db mix.pcap
    old $v old$v.db
    expect "verify of version $v" 0 "good: version $v, 1 run" "$w" db verify old$v.db
    cp old$v.db before.db
    expect "merge of version $v" 0 ': 1 run taken' "$w" db merge olds.db old$v.db
    expect "merge of version $v again" 0 ': 0 runs taken, 1 known' "$w" db merge olds.db old$v.db
    if cmp -s old$v.db before.db; then ok "version $v is not changed by it"; else not_ok "version $v is not changed by it"; fi
    expect "backup of version $v" 0 'verified' "$w" db backup old$v.db old$v-copy.db
    record old$v.db clean.pcap
    expect "brought up to date it is known all the same" 0 ': 1 run taken, 1 known' "$w" db merge olds.db old$v.db
done
expect "what came of old versions is sound" 0 'good: version 3, 4 runs' "$w" db verify olds.db

hostile() { # NAME SQL
    record hostile.db mix.pcap
    python3 - "$2" <<'PYTHON'
import sqlite3, sys
d = sqlite3.connect("hostile.db")
d.execute("PRAGMA writable_schema = ON")
d.executescript(sys.argv[1])
d.commit()
PYTHON
    for c in "verify hostile.db" "merge target.db hostile.db" "backup hostile.db stolen.db" "prune --keep 0 hostile.db"; do
        # shellcheck disable=SC2086 # words
        timeout 60 "$w" db $c >out 2>&1
        got=$?
        if [ $got = 0 ] || [ $got = 1 ] || [ $got = 65 ]; then ok "$c: $1"; else not_ok "$c: $1" "status $got: $(head -c 300 out)"; fi
    done
    "$w" db verify target.db >out || not_ok "nothing bad comes over: $1" "$(cat out)"
    rm -f hostile.db stolen.db
}
record target.db clean.pcap
hostile "a trigger" "CREATE TRIGGER t AFTER DELETE ON run BEGIN UPDATE finding SET why = 'x'; END"
hostile "a view that runs for ever" "DROP VIEW v_run; CREATE VIEW v_run AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS run FROM c"
hostile "a table that is a view" "DROP TABLE setting; CREATE VIEW setting AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT 1 AS run, n AS name, n AS value FROM c"
hostile "a table with other columns" "DROP TABLE setting; CREATE TABLE setting (run, other)"
hostile "rows of other types" "DROP TABLE setting; CREATE TABLE setting (run, name, value); INSERT INTO setting VALUES (1, 5, x'00ff'), (1, NULL, NULL)"
hostile "two rows of one key" "DROP TABLE setting; CREATE TABLE setting (run, name, value); INSERT INTO setting VALUES (1, 'a', 'b'), (1, 'a', 'c')"
hostile "numbers without end" "UPDATE paragraph SET paragraph = 9223372036854775807 WHERE paragraph = 1; UPDATE finding SET initiator = 9223372036854775807"
hostile "no identity" "DELETE FROM identity"
hostile "an identity that is none" "UPDATE identity SET name = '''; DROP TABLE run; --'"
hostile "an unknown status" "DROP TABLE run; CREATE TABLE run (run, started_us, ended_us, source, status, reason, version, policy, site_sha256, packets, bytes, flows, kernel_drops, lost_bytes); INSERT INTO run VALUES (1, 2, 3, 'a', 'good', NULL, '1', NULL, NULL, 1, 1, 1, 1, 1)"
hostile "a huge text" "UPDATE finding SET why = hex(zeroblob(2000000))"
same "no rows of a database that failed stay" "$(ask target.db "SELECT count(*) FROM v_setting WHERE name IN ('a', '5')")" 0

record p.db clean.pcap
for _ in 1 2 3 4; do record p.db mix.pcap; done
expect "prune removes all but the newest" 0 '^p.db: 2 runs removed, 3 left, [0-9]+ bytes freed' "$w" db prune --keep 3 p.db
same "the newest stay" "$(ask p.db "SELECT group_concat(run) FROM v_run")" "3,4,5"
expect "prune with nothing to do" 0 '0 runs removed, 3 left, 0 bytes freed' "$w" db prune --keep 3 p.db
sql p.db "UPDATE run SET started_us = 1000, ended_us = 2000 WHERE run = 4"
sql p.db "INSERT OR REPLACE INTO evidence SELECT min(finding), 'e4.pcapng', '00', 1, 1, 1, NULL FROM finding WHERE run = 4"
expect "prune by age" 0 '^no run names this evidence any more: e4.pcapng$' "$w" db prune --older-than 90d p.db
same "only what is old goes" "$(ask p.db "SELECT group_concat(run) FROM v_run")" "3,5"
same "with everything of it" "$(ask p.db "SELECT count(*) FROM (SELECT run FROM finding UNION SELECT run FROM traffic UNION SELECT run FROM minute UNION SELECT run FROM paragraph UNION SELECT run FROM setting) WHERE run NOT IN (3, 5)")" 0
expect "what is left is sound" 0 'good' "$w" db verify p.db
expect "prune of all" 0 '2 runs removed, 0 left' "$w" db prune --keep 0 p.db
same "leaves no rules" "$(ask p.db "SELECT count(*) FROM v_rule")" 0
record p.db clean.pcap
same "numbers are not used again" "$(ask p.db "SELECT run FROM v_run")" 6
expect "prune of nothing" 1 'no such database' "$w" db prune --keep 1 nothere.db
if [ -e nothere.db ]; then not_ok "prune makes no database"; else ok "prune makes no database"; fi
expect "merge of nothing" 1 'no such database' "$w" db merge new.db nothere.db
if [ -e new.db ]; then not_ok "merge of nothing makes no database"; else ok "merge of nothing makes no database"; fi

if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=900k tmpfs full 2>/dev/null; then
    cp b.db full/x.db
    before=$(ask full/x.db "$counts")
    "$build/generate" mix 8000 5 >large.pcap
    record large.db large.pcap
    expect "merge onto a full disk" 1 'full/x.db' "$w" db merge full/x.db large.db
    same "tells of no run that it took" "$("$w" db merge full/x.db large.db 2>/dev/null)" ""
    same "takes nothing" "$(ask full/x.db "$counts")" "$before"
    expect "and leaves it sound" 0 'good' "$w" db verify full/x.db
    expect "backup onto a full disk" 1 'full' "$w" db backup large.db full/y.db
    same "leaves nothing" "$(ls full | grep -c y.db)" 0
    rm -f full/*
    cp b.db full/x.db
    head -c 900000 /dev/zero >full/rest 2>/dev/null
    "$w" db prune --keep 1 full/x.db >out 2>&1
    same "prune on a full disk fails" "$?" 1
    rm full/rest
    expect "and leaves a sound database" 0 'good' "$w" db verify full/x.db
    cp b.db full/z.db && mount -o remount,ro full
    expect "verify of a medium that cannot be written" 0 'good' "$w" db verify full/z.db
    expect "backup from it" 0 'verified' "$w" db backup full/z.db from-ro.db
    expect "prune on it" 1 'full/z.db: .*Read-only' "$w" db prune --keep 0 full/z.db
    expect "merge from it" 0 'taken|known' "$w" db merge from-ro.db full/z.db
    umount full
else
    echo "skip full disks and read-only media"
fi
