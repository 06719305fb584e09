#!/usr/bin/env bash
# Waivers, as a user meets them: what they lift, for how long, what is said of them, and the exit statuses.
. "$(dirname "$0")/lib.sh.inc"
w=$program
samples=$root/samples
site=$samples/native-site.yaml
sql=$samples/native-sql.pcap.zst
if ! "$w" replay -q -d none --exit-zero "$sql" 2>/dev/null; then echo "skip waivers: the samples cannot be read"; exit 0; fi

sql_of() { python3 -c 'import sqlite3,sys; print(*("|".join(map(str, r)) for r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])), sep=";")' "$@"; }
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "$2, not $3"; fi; }

expect "without waivers there are violations" 2 '' "$w" replay -q -c "$site" -d plain.db "$sql"
all=$(sql_of plain.db "SELECT count(*) FROM v_finding")
cat >all.yaml <<'YAML'
waivers:
  everything: {server: ntdb, reason: moved in spring, approver: J. Doe, expires: 2099-12-31}
YAML
expect "what is waived does not count" 0 '' "$w" replay -q -c "$site" --waivers all.yaml -d all.db "$sql"
is "what is waived is shown" "$(sql_of all.db "SELECT DISTINCT waived FROM v_finding")" "everything: moved in spring (approved by J. Doe, until 2099-12-31)"
is "each finding stays" "$(sql_of all.db "SELECT count(*) FROM v_finding")" "$all"
expect "a report does not count it" 0 '^  [0-9]+ findings waived and not counted' "$w" report all.db
expect "a report names who approved it" 0 'approved by J\. Doe' "$w" report all.db
expect "json has it" 0 '"waivers":\[' "$w" report -f json all.db
expect "csv has it" 0 'everything: moved in spring' "$w" report -f csv all.db
expect "explain has it" 0 '^Waived: everything: moved in spring' "$w" explain -d all.db 1
expect "nothing need be stored" 0 '' "$w" replay -q -c "$site" --waivers all.yaml -d none "$sql"
expect "nor kept" 0 '' "$w" replay -q -c "$site" --waivers all.yaml -d :memory: "$sql"

sed 's/everything:/past:/; s/2099-12-31/2020-02-29/' all.yaml >past.yaml
expect "what expired counts again" 2 '' "$w" replay -q -c "$site" --waivers past.yaml -d past.db "$sql"
is "what expired waives nothing" "$(sql_of past.db "SELECT count(*) FROM v_finding WHERE waived IS NOT NULL")" 0
expect "it says so" 2 'past.yaml:2: waiver past expired on 2020-02-29: [0-9]+ flows count again' "$w" replay -c "$site" --waivers past.yaml -d none "$sql"
expect "a report says so, too" 2 'waiver past expired on 2020-02-29' "$w" report past.db
expect "explain says so, too" 0 '^Not waived: the waiver past expired on 2020-02-29' "$w" explain -d past.db 1
cat past.yaml <(sed 1d all.yaml) >both.yaml
expect "a valid waiver goes before an expired one" 0 '' "$w" replay -q -c "$site" --waivers both.yaml -d none "$sql"
sed "s/2099-12-31/$(date -u +%F)/" all.yaml >today.yaml
expect "the last day counts" 0 '' "$w" replay -q -c "$site" --waivers today.yaml -d none "$sql"

sed 's/server: ntdb/server: ntmp/' all.yaml >unused.yaml
expect "an unused waiver is named" 2 '^wireaudit: unused.yaml:2: waiver everything met nothing$' "$w" replay -c "$site" --waivers unused.yaml -d unused.db "$sql"
expect "but not with -q" 2 '' "$w" replay -q -c "$site" --waivers unused.yaml -d none "$sql"
expect "a report names it" 2 '^  met nothing' "$w" report unused.db
sed 's/server: ntdb/rule: FW-SQL-01, server: 10.20.1.0-10.20.1.6, client: 10.20.0.0\/16/' all.yaml >some.yaml
expect "a waiver by rule and network" 2 '' "$w" replay -q -c "$site" --waivers some.yaml -d some.db "$sql"
is "it lifts just those" "$(sql_of some.db "SELECT count(*) FROM v_finding WHERE (waived IS NOT NULL) <> (rule = 'FW-SQL-01' AND client_ip LIKE '10.20.%')")" 0

(cat "$site"; cat all.yaml) >with.yaml
expect "waivers of the site file" 0 '' "$w" replay -q -c with.yaml -d none "$sql"
expect "two of one name" 65 '^all.yaml:2:3: error: duplicate name "everything" \(the first is in with.yaml:[0-9]+\)' "$w" replay -q -c with.yaml --waivers all.yaml -d none "$sql"
expect "check reads a file of waivers" 0 '^0 errors' "$w" check -c "$site" --waivers all.yaml
printf 'waivers:\n  a: {rule: FW-SQL-1, client: nobody, expires: 2026-13-01}\n  b: {}\n' >bad.yaml
expect "every mistake is told" 65 '^bad.yaml:2:13: error: unknown rule "FW-SQL-1" .did you mean "FW-SQL-01"' "$w" check -c "$site" --waivers bad.yaml
is "each with its place" "$("$w" check -q -c "$site" --waivers bad.yaml | grep -o '^bad.yaml:[0-9]*:[0-9]*: [a-z]*' | LC_ALL=C sort | uniq -c | tr -s ' ' | tr '\n' ';')" \
    " 1 bad.yaml:2:13: error; 1 bad.yaml:2:31: error; 2 bad.yaml:2:3: warning; 1 bad.yaml:2:48: error; 4 bad.yaml:3:3: warning;"
expect "replay refuses them" 65 '^bad.yaml:2:13: error: ' "$w" replay -q -c "$site" --waivers bad.yaml -d refused.db "$sql"
if [ -e refused.db ]; then not_ok "and makes no database"; else ok "and makes no database"; fi
expect "a file that is not there" 1 'nothere.yaml.*No such file' "$w" replay -q -c "$site" --waivers nothere.yaml -d none "$sql"
expect "without a site file nothing is judged" 0 'all.yaml: has no effect: without a site file' "$w" replay -q --waivers all.yaml -d none "$sql"

# 10,000 waivers, one of them of a host that is here.
python3 - >many.yaml <<'PYTHON'
print("waivers:")
for n in range(10000):
    print(f"  w{n}: {{rule: FW-SQL-01, client: 10.{n // 250}.{n % 250}.11, reason: r, approver: a, expires: 2099-01-01}}")
PYTHON
expect "ten thousand waivers" 2 '' timeout 10 "$w" replay -q -c "$site" --waivers many.yaml -d many.db "$sql"
is "one of which meets" "$(sql_of many.db "SELECT name, findings FROM v_waiver WHERE name = 'w5016'")" "$(sql_of many.db "SELECT 'w5016', count(*) FROM v_finding WHERE rule = 'FW-SQL-01' AND client_ip = '10.20.16.11'")"
expect "a report of them" 2 'and 9978 more waivers' timeout 10 "$w" report many.db
