#!/usr/bin/env bash
# Commands, options, bad input and exit statuses, as a user meets them.
. "$(dirname "$0")/lib.sh.inc"
site=$root/tests/bench/site.yaml
w=$program
"$build/generate" mix 300 5 >mix.pcap
"$build/generate" short 3 5 >clean.pcap

expect "version is printed" 0 '^wireaudit [0-9]+\.[0-9]+\.[0-9]+$' "$w" --version
expect "help is printed" 0 '^usage: wireaudit' "$w" --help
for c in replay report ports check explain; do expect "$c --help" 0 "^usage: wireaudit $c" "$w" $c --help; done
expect "no command is wrong usage" 64 "^Try 'wireaudit --help'" "$w"
expect "an unknown command is wrong usage" 64 'no such command: audit' "$w" audit
expect "an unknown option is wrong usage" 64 '^wireaudit: unrecognized option' "$w" replay --frobnicate x.pcap
if "$w" replay --frobnicate 2>&1 | grep -qvE "^(wireaudit: |Try 'wireaudit replay --help')"; then not_ok "every message begins with wireaudit:"; else ok "every message begins with wireaudit:"; fi
expect "replay without a capture is wrong usage" 64 'no capture given' "$w" replay
expect "too little memory is wrong usage" 64 'at least 16M' "$w" replay --memory 1K mix.pcap

expect "no such file" 1 'nothere.pcap.*No such file' "$w" replay -d none nothere.pcap
echo "this is no capture at all, only text" >text.pcap
expect "not a capture" 1 '^wireaudit: text.pcap: ' "$w" replay -d none text.pcap
: >empty.pcap
expect "an empty file" 1 '^wireaudit: empty.pcap: ' "$w" replay -d none empty.pcap
mkdir void
expect "a directory without captures" 1 '^wireaudit: void: ' "$w" replay -d none void
expect "a filter that does not compile" 1 'mix.pcap: .*filter' "$w" replay -d none --filter 'tcp prot 80' mix.pcap
expect "captures without a site file are classified only" 3 '' "$w" replay -q -d none --json all.json mix.pcap
if grep -q '"verdict":"VIOLATION"' all.json; then not_ok "without a site file nothing is judged"; else ok "without a site file nothing is judged"; fi

cp mix.pcap kept.pcap
expect "flow records do not overwrite a capture" 1 'kept.pcap: is a capture' "$w" replay -q -d none --json kept.pcap clean.pcap
if cmp -s mix.pcap kept.pcap; then ok "a capture named for flow records stays"; else not_ok "a capture named for flow records stays"; fi
sed 's/roles: {SITE_DB: {}}/roles: {SITE_DB: {sql_port: 50433}}/' "$site" >warns.yaml
"$w" replay -q -c warns.yaml -d warns.db clean.pcap 2>told.txt
if grep -q 'warns.yaml:.*: warning: .*\[CFG-SQL-01\]' told.txt; then ok "a site file's warnings are printed"; else not_ok "a site file's warnings are printed" "$(cat told.txt)"; fi
expect "a report says what was wrong with the site file" 0 'warns.yaml:[0-9]+:[0-9]+: warning: system' "$w" report warns.db
expect "so does one in JSON" 0 '"warnings":\[.*' "$w" report -f json warns.db
expect "violations give 2" 2 '' "$w" replay -q -c "$site" -d a.db --json a.json mix.pcap
expect "--exit-zero turns 2 into 0" 0 '' "$w" replay -q --exit-zero -c "$site" -d none mix.pcap
expect "compliant traffic gives 0" 0 '' "$w" replay -q -c "$site" -d clean.db clean.pcap
expect "a report of compliant traffic gives 0" 0 '' "$w" report clean.db
expect "a report of violations gives 2" 2 'FW-SQL-01|MODE-02|PORT-SITE' "$w" report a.db
for f in text html csv json junit; do expect "report -f $f" 0 . "$w" report --exit-zero -f $f a.db; done
"$w" report --exit-zero -f html -o a.html a.db && "$w" report --exit-zero -f html a.db >b.html
if cmp -s a.html b.html && tail -n 1 a.html | grep -q '^</html>$'; then ok "a page of the same database is the same page"; else not_ok "a page of the same database is the same page"; fi
"$w" report --exit-zero -f json -o a.report a.db
if python3 -m json.tool a.report >/dev/null 2>err && python3 -c 'import json,sys; [json.loads(l) for l in open("a.json")]' 2>>err; then
    ok "what should be JSON is"; else not_ok "what should be JSON is" "$(cat err)"; fi
"$w" report --exit-zero -f junit -o a.xml a.db
if told=$(python3 "$root/tests/golden/junit.py" a.xml 2>&1); then ok "what should be JUnit is"; else not_ok "what should be JUnit is" "$told"; fi
cp a.report kept.report
expect "a report of no database" 65 'text.pcap' "$w" report -o kept.report text.pcap
if cmp -s a.report kept.report; then ok "a report that fails keeps the file it would replace"; else not_ok "a report that fails keeps the file it would replace"; fi
expect "a report never overwrites its database" 64 'overwrite' "$w" report -o ./a.db a.db
expect "a report in an unknown format" 64 'text, html, csv, json or junit, not odt' "$w" report -f odt a.db
expect "a severity that does not exist" 64 'info, low, medium, high or critical, not grave' "$w" report --severity grave a.db
expect "a report that is narrowed to nothing calls nothing compliant" 0 '^NO SUCH FINDING' "$w" report --exit-zero --since 2090-01-01 a.db
expect "a report of a site that nobody knows" 1 'clean.db: no run of it knows a site ZZZ' "$w" report --site ZZZ clean.db
python3 -c 'import sqlite3; d = sqlite3.connect("clean.db"); d.execute("INSERT INTO expected VALUES (1, \"ZZZ\", \"MP\", \"tcp\", \"HTTP\", \"80\")"); d.commit()'
expect "a report of a site that was not seen" 0 '^NOTHING SEEN' "$w" report --site ZZZ clean.db
python3 -c 'import shutil, sqlite3
page = sqlite3.connect("a.db").execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", ("finding",)).fetchone()[0]
shutil.copy("a.db", "bad.db")
with open("bad.db", "r+b") as file:
    file.seek((page - 1) * 4096)
    file.write(b"\xff" * 64)'
for f in text html csv json junit; do
    expect "a report -f $f of a damaged database" 1 'bad.db: .*damaged' "$w" report -f $f -o bad.$f bad.db
    if compgen -G "bad.$f*" >/dev/null; then not_ok "and it leaves no file"; else ok "and it leaves no file"; fi
    "$w" report -f $f bad.db 2>/dev/null | tail -n 1 >last
    if [ ! -s last ] || grep -q '^THIS REPORT BROKE OFF' last; then ok "and it says so at its end"; else not_ok "and it says so at its end" "$(cat last)"; fi
done
"$w" replay -q -c "$site" -d none --json /dev/full clean.pcap 2>err
if grep -q 'cannot write flow records: No space left' err; then ok "flow records that cannot be written"; else not_ok "flow records that cannot be written" "$(cat err)"; fi
(trap - PIPE; exec "$w" report a.db 2>err) | head -n 1 >/dev/null
if [ -s err ]; then not_ok "a reader that goes away is no news" "$(cat err)"; else ok "a reader that goes away is no news"; fi

for size in 16777215 -512M 1T 16MB "" 99999999999999999999G; do expect "--memory '$size' is refused" 64 'at least 16M' "$w" replay --memory "$size" clean.pcap; done
for size in 16777216 16384K 16M 1G; do expect "--memory $size is taken" 0 '' "$w" replay -q -c "$site" -d none --memory $size clean.pcap; done
expect "--keep-duplicates is taken" 0 '' "$w" replay -q --keep-duplicates -c "$site" -d none clean.pcap
for run in 0 -1 first 1x 99999999999999999999; do expect "--run $run is refused" 64 'run' "$w" report --run $run a.db; done
for run in 1 last all; do expect "--run $run is taken" 2 . "$w" report --run $run a.db; done
expect "a run that does not exist" 1 'a.db' "$w" report --run 7 a.db
for zone in Europe/Nowhere ../../etc/localtime /etc/localtime +99 ''; do expect "--tz '$zone' is refused" 64 '^wireaudit: report: --tz takes UTC, local' "$w" report --tz "$zone" a.db; done
expect "--tz takes a zone's name" 2 '20[0-9-]+ [0-9:]+\+05:30 to ' "$w" report --tz Asia/Kolkata a.db
expect "--since takes an age" 2 '^Only findings last seen at or after 1.*Z' "$w" report --since 99999d a.db
expect "an empty span of time is refused" 64 'since 1d is after --until 2d' "$w" report --since 1d --until 2d a.db
expect "a report onto a full disk names it" 1 '^wireaudit: /dev/full: cannot write: ' "$w" report -o /dev/full a.db
expect "-o - is standard output" 2 '^wireaudit report' "$w" report -o - a.db
expect "so it is of diff" 2 '^wireaudit diff' "$w" diff -o - clean.db a.db
if [ -e - ]; then not_ok "no file is named -"; else ok "no file is named -"; fi
echo kept >kept.diff
python3 -c 'd = bytearray(open("a.db", "rb").read()); d[len(d) // 2:] = bytes(len(d) - len(d) // 2); open("half.db", "wb").write(d)'
expect "a comparison with a damaged database" 1 'half.db' "$w" diff -o kept.diff clean.db half.db
if [ "$(cat kept.diff)" = kept ]; then ok "a comparison that fails keeps the file it would replace"; else not_ok "a comparison that fails keeps the file it would replace"; fi
for time in yesterday 2026-13-01 2026-11-20T 2026-11-20T12 2026-11-20T12:00:00+25:00 7y; do expect "--since $time is refused" 64 'take a time such as' "$w" report --since $time a.db; done
for time in 2020-01-01 2020-01-01T00:00 2020-01-01T00:00:00 2020-01-01T00:00:00Z 2020-01-01T00:00:00+01:00; do expect "--since $time is taken" 2 . "$w" report --since $time a.db; done
expect "a report takes one database" 64 'one database' "$w" report a.db clean.db
expect "a report of what cannot be written" 1 'no/dir' "$w" report -o no/dir/x a.db
expect "check takes a site file" 64 'no site file given' "$w" check
expect "check takes no argument" 64 'takes no argument' "$w" check -c "$site" more
expect "check -q says nothing of a sound file" 0 '' "$w" check -q -c "$site"
expect "explain takes one rule" 64 'takes one rule id' "$w" explain
expect "explain knows reasons too" 0 '^UND-LOSS ' "$w" explain UND-LOSS
expect ":memory: keeps nothing" 2 '' "$w" replay -q -c "$site" -d :memory: mix.pcap
if [ -e :memory: ]; then not_ok ":memory: is no file"; else ok ":memory: is no file"; fi
gzip -c mix.pcap >hash.pcap.gz
head -c 3000 mix.pcap >hash.pcap
"$w" replay -q --hash -c "$site" -d hash.db hash.pcap.gz hash.pcap - <clean.pcap 2>err
python3 -c 'import sqlite3; [print(h, "clean.pcap" if f == "-" else f, sep="  ") for f, h in sqlite3.connect("hash.db").execute("SELECT file, sha256 FROM v_source")]' >sums
if [ "$(wc -l <sums)" = 3 ] && sha256sum --quiet -c sums; then ok "--hash says what sha256sum says"; else not_ok "--hash says what sha256sum says" "$(cat sums err)"; fi
if [ "$(python3 -c 'import sqlite3; print(sqlite3.connect("a.db").execute("SELECT count(sha256) FROM v_source").fetchone()[0])')" = 0 ]; then ok "without --hash nothing is hashed"; else not_ok "without --hash nothing is hashed"; fi
expect "-v says where results are" 2 'results are in v.db' "$w" replay -v -q -c "$site" -d v.db mix.pcap

# 40,000 pairs of hosts at once: more flows than 16 MiB hold.
python3 - >crowd.pcap <<'PYTHON'
import struct, sys
out = sys.stdout.buffer
out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
for n in range(40000):
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 32, 0, 0, 64, 17, 0, struct.pack(">I", 0x0A010000 + n), bytes([10, 0, 0, 1]))
    frame = ip + struct.pack(">HHHH4s", 40000, 9000, 12, 0, b"abcd")
    out.write(struct.pack("<IIII", 1700000000, n, len(frame), len(frame)) + frame)
PYTHON
"$w" replay -q -d none --memory 16M --json crowd.json crowd.pcap
if [ "$(grep -c '"type":"flow"' crowd.json)" = 40000 ]; then ok "a flow that is evicted has its record"; else not_ok "a flow that is evicted has its record" "$(grep -c '"type":"flow"' crowd.json)"; fi
head -c $(($(stat -c %s mix.pcap) - 7)) mix.pcap >cut.pcap
expect "a cut capture keeps what was readable" 2 'cut.pcap: ' "$w" replay -q -c "$site" -d cut.db --json cut.json cut.pcap
if tail -n 1 cut.json | grep -q '"status":"partial","reason":"cut.pcap: '; then ok "a cut capture makes the run partial"; else not_ok "a cut capture makes the run partial" "$(tail -n 1 cut.json)"; fi
expect "-v says what was read" 2 '^wireaudit: mix.pcap: [0-9]+ packets$' "$w" replay -v -c "$site" -d none mix.pcap
expect "a run goes on behind an unreadable capture" 2 'nothere.pcap' "$w" replay -q -c "$site" -d none nothere.pcap mix.pcap
mkfifo idle
exec 9<>idle
"$w" replay -q -c "$site" -d stopped.db --json stopped.json mix.pcap - clean.pcap <&9 2>err &
sleep 2
kill -TERM $!
wait $!
if [ $? = 2 ] && tail -n 1 stopped.json | grep -q '"status":"partial","reason":".*stopped by a signal"'; then
    ok "a signal ends a run as partial"; else not_ok "a signal ends a run as partial" "$(cat err; tail -n 1 stopped.json)"; fi
exec 9<&-
"$w" replay -q --exit-zero -c "$site" -d none --json one.json mix.pcap
gzip -k mix.pcap
zstd -q mix.pcap 2>/dev/null || true
lz4 -q mix.pcap mix.pcap.lz4 2>/dev/null || true
same() { # NAME FILE: the flows are those of the plain capture
    [ -e "$2" ] || { echo "skip $1"; return; }
    "$w" replay -q --exit-zero -c "$site" -d none --json other.json "$2" 2>err
    if diff <(grep '"flow"' one.json | sed 's/"file":"[^"]*"//') <(grep '"flow"' other.json | sed 's/"file":"[^"]*"//') >diff; then ok "$1"; else not_ok "$1" "$(head -c 300 err diff)"; fi
}
same "gzip gives the same flows" mix.pcap.gz
same "zstd gives the same flows" mix.pcap.zst
same "lz4 gives the same flows" mix.pcap.lz4
"$w" replay -q --exit-zero -c "$site" -d none --json other.json - <mix.pcap.gz
if diff <(grep '"flow"' one.json | sed 's/"file":"[^"]*"//') <(grep '"flow"' other.json | sed 's/"file":"[^"]*"//') >/dev/null; then ok "standard input gives the same flows"; else not_ok "standard input gives the same flows"; fi
"$w" replay -q --exit-zero -c "$site" -d none --json again.json mix.pcap
if diff <(grep '"flow"' one.json) <(grep '"flow"' again.json) >/dev/null; then ok "the same capture gives the same records"; else not_ok "the same capture gives the same records"; fi

echo "SQLite format 3" >foreign.db
cp foreign.db before.db
expect "a file that is no database is refused" 65 'foreign.db' "$w" replay -q -d foreign.db clean.pcap
if cmp -s foreign.db before.db; then ok "a foreign file stays untouched"; else not_ok "a foreign file stays untouched"; fi
expect "a report of a file that is no database" 65 'foreign.db' "$w" report foreign.db
expect "a report of nothing" 1 'nowhere.db' "$w" report nowhere.db
if [ -e nowhere.db ]; then not_ok "a report creates no database"; else ok "a report creates no database"; fi

expect "check: a sound site file" 0 '^0 errors, [0-9]+ warnings?$' "$w" check -c "$site"
sed 's/roles: {SITE_DB/rols: {SITE_DB/; s/mode: native/mode: nativ/' "$site" >bad.yaml
expect "check: mistakes with their place" 65 '^bad.yaml:[0-9]+:[0-9]+: error: .*"rols".*"roles".*\[CFG-KEY-01\]' "$w" check -c bad.yaml
expect "replay refuses a bad site file" 65 '^bad.yaml:[0-9]+:[0-9]+: error: ' "$w" replay -q -c bad.yaml -d none clean.pcap
expect "check: no such site file" 1 'nosite.yaml' "$w" check -c nosite.yaml
expect "explain a rule" 0 '^MODE-02 ' "$w" explain MODE-02
expect "explain takes small letters" 0 '^MODE-02 ' "$w" explain mode-02
expect "explain a rule that does not exist" 64 'no such rule: MODE-2 .did you mean MODE-02' "$w" explain MODE-2
expect "explain a check of the site file" 0 '^CFG-NET-01 ' "$w" explain CFG-NET-01
expect "explain --list" 0 '^  CFG-NET-01 ' "$w" explain --list
expect "explain --list takes nothing more" 64 'takes one rule id' "$w" explain --list MODE-02
expect "explain a finding" 0 '^#1 .*flow' "$w" explain -d a.db 1
expect "explain a finding that is not there" 1 'a.db: it has no finding 999999' "$w" explain -d a.db 999999
expect "explain what is no finding" 64 'MODE-02 is no number of a finding' "$w" explain -d a.db MODE-02
for n in 0 -1 1x '' 99999999999999999999; do expect "explain finding '$n'" 64 'explain' "$w" explain -d a.db "$n"; done
expect "explain without a finding" 64 'takes one number of a finding' "$w" explain -d a.db
expect "explain of no database" 65 'text.pcap' "$w" explain -d text.pcap 1
expect "explain of a database that is not there" 1 'nowhere.db: no such database' "$w" explain -d nowhere.db 1

if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=256k tmpfs full 2>/dev/null; then
    "$build/generate" mix 20000 5 >large.pcap
    expect "a full disk is an error" 1 'full/x.db' "$w" replay -q -c "$site" -d full/x.db large.pcap
    if [ "$(python3 -c 'import sqlite3; print(sqlite3.connect("full/x.db").execute("PRAGMA integrity_check").fetchone()[0])')" = ok ]; then
        ok "a full disk leaves a sound database"; else not_ok "a full disk leaves a sound database"; fi
    umount full
else
    echo "skip a full disk"
    echo "skip a full disk leaves a sound database"
fi
