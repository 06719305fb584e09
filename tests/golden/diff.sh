#!/usr/bin/env bash
# Two audits compared, as a user meets it: real replays, each exit status, each format.
. "$(dirname "$0")/lib.sh.inc"
w=$program
samples=$root/samples
site=$samples/native-site.yaml
sql=$samples/native-sql.pcap.zst
clients=$samples/native-clients.pcapng
if ! "$w" replay -q -d none --exit-zero "$sql" 2>/dev/null; then echo "skip diff: the samples cannot be read"; exit 0; fi
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "$2, not $3"; fi; }
summary() { # OLD NEW KEYS: those of the JSON's summary
    "$w" diff --exit-zero -f json "$1" "$2" | python3 -c 'import json,sys; s=json.load(sys.stdin)["summary"]; print(*(s[k] for k in sys.argv[1].split()))' "$3"
}

"$w" replay -q -c "$site" -d sql.db "$sql"
"$w" replay -q -c "$site" -d again.db "$sql"
"$w" replay -q -c "$site" -d both.db "$sql" "$clients"
all=$(python3 -c 'import sqlite3; print(sqlite3.connect("sql.db").execute("SELECT count(*) FROM v_finding").fetchone()[0])')
expect "the same traffic is no worse" 0 '^NOT WORSE: no finding is new' "$w" diff sql.db again.db
is "all is unchanged" "$(summary sql.db again.db "new regressed fixed unchanged")" "0 0 0 $all"
expect "more traffic with violations is worse" 2 '^WORSE: [0-9]+ new findings' "$w" diff sql.db both.db
is "nothing is fixed by more traffic" "$(summary sql.db both.db "fixed unchanged")" "0 $all"
expect "--exit-zero turns 2 into 0" 0 '^WORSE' "$w" diff --exit-zero sql.db both.db
is "what is new one way is fixed the other way" "$(summary sql.db both.db new)" "$(summary both.db sql.db fixed)"
expect "what was not seen is not called proven" 0 'it may not be fixed' "$w" diff --exit-zero both.db sql.db

sed 's/ntdb: {address: \[10.20.1.6, "fd00:20::1:6"\], site: NT1/ntdb: {address: [10.20.1.6, "fd00:20::1:6"], site: MX1/' "$site" >moved.yaml
sed '/^options:/i rules: {FW-SQL-01: {enabled: no}, FW-SQL-02: {severity: low}}' "$site" >mild.yaml
sed '/^options:/i rules: {FW-SQL-02: {severity: critical}}' "$site" >grave.yaml
"$w" replay -q -c mild.yaml -d mild.db "$sql"
"$w" replay -q -c grave.yaml -d grave.db "$sql"
expect "milder rules are no worse" 0 '^  site file +[0-9a-f]+ ->' "$w" diff sql.db mild.db
expect "a rule that is switched off fixes what is judged without it" 0 '^  4 fixed: of 3 .* of 1 nothing of the kind was judged' "$w" diff sql.db mild.db
expect "a graver rule is a regression" 2 '^WORSE: 0 new findings, 2 regressed \(2 critical\)' "$w" diff sql.db grave.db
expect "it says how it was" 2 'critical, 1 of [0-9]+ flows; medium, 1 of [0-9]+ flows before' "$w" diff sql.db grave.db

printf 'waivers:\n  w: {rule: FW-SQL-01, reason: known, approver: me, expires: 2099-01-01}\n' >waive.yaml
"$w" replay -q -c "$site" --waivers waive.yaml -d waived.db "$sql" "$clients"
expect "waivers that came are shown" 0 '^  4 waived now that were not' "$w" diff --exit-zero sql.db waived.db
expect "waivers that ended are shown" 0 '^No longer waived' "$w" diff --exit-zero waived.db sql.db
printf 'waivers:\n  w: {reason: known, approver: me, expires: 2099-01-01}\n' >every.yaml
"$w" replay -q -c "$site" --waivers every.yaml -d every.db "$sql" "$clients" 2>/dev/null
expect "new findings that are waived do not count" 3 'more new or regressed, but waived and not counted' "$w" diff sql.db every.db

head -c $(($(stat -c %s "$clients") - 9)) "$clients" >cut.pcapng
"$w" replay -q -c "$site" -d cut.db "$clients" 2>/dev/null
"$w" replay -q -c "$site" -d cut2.db cut.pcapng 2>/dev/null
expect "an audit that was cut off proves nothing" 3 'did not see all there was' "$w" diff cut.db cut2.db

"$w" replay -q -c grave.yaml -d again.db "$sql"
expect "two runs of one database" 2 '^WORSE: 0 new findings, 2 regressed' "$w" diff --old-run 1 --new-run 2 again.db again.db
expect "or the last of them" 2 '^WORSE' "$w" diff --old-run 1 again.db again.db
expect "a run compared with itself is no news, but said" 0 '^wireaudit: again.db: a run is compared with itself' "$w" diff again.db again.db
expect "a run that does not exist" 1 'again.db: it has no run 7' "$w" diff --old-run 7 again.db sql.db
for run in 0 -1 1x all ''; do expect "--old-run '$run' is refused" 64 'old-run' "$w" diff --old-run "$run" again.db sql.db; done

expect "html is a page" 2 '' "$w" diff -f html -o page.html sql.db both.db
if grep -q 'Content-Security-Policy' page.html && tail -n 1 page.html | grep -q '^</html>$'; then ok "of one file"; else not_ok "of one file" "$(tail -n 2 page.html)"; fi
if python3 - page.html <<'PYTHON'
import sys
from html.parser import HTMLParser
void = {"meta", "link", "br", "img", "input", "hr"}
stack = []
class P(HTMLParser):
    def handle_starttag(self, tag, attrs):
        if tag not in void: stack.append(tag)
    def handle_endtag(self, tag):
        assert stack and stack.pop() == tag, (tag, self.getpos())
P().feed(open(sys.argv[1]).read())
assert not stack, stack
PYTHON
then ok "whose elements all end"; else not_ok "whose elements all end"; fi
expect "json is whole" 0 '' python3 -c 'import json,subprocess,sys; d=json.loads(subprocess.run([sys.argv[1],"diff","-f","json","sql.db","both.db"],stdout=subprocess.PIPE).stdout); assert {f["status"] for f in d["findings"]}=={"new","unchanged"}; assert len(d["findings"])==sum(d["summary"][k] for k in ("new","regressed","fixed","unchanged"))' "$w"
expect "an unknown format" 64 'text, html or json, not csv' "$w" diff -f csv sql.db both.db
expect "one database" 64 'takes two databases' "$w" diff sql.db
expect "a database is never overwritten" 64 'overwrite' "$w" diff -o ./both.db sql.db both.db
echo "this is no database" >text.db
expect "no database of ours" 65 'text.db' "$w" diff sql.db text.db
expect "a database that is not there" 1 'nowhere.db: no such database' "$w" diff nowhere.db sql.db
expect "what cannot be written" 1 'no/dir' "$w" diff -o no/dir/x sql.db both.db
expect "diff --help" 0 '^usage: wireaudit diff' "$w" diff --help
