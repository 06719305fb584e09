#!/usr/bin/env bash
# Every id that a message can name is explained, docs/rules.md is current, and an account outlives its site file.
. "$(dirname "$0")/lib.sh.inc"
w=$program
"$w" explain --markdown >rules.md
if diff -u "$root/docs/rules.md" rules.md >diff; then ok "docs/rules.md is current"; else not_ok "docs/rules.md is current" "make docs/rules.md: $(head -c 600 diff)"; fi
for id in $(grep -rhoE '"CFG-[A-Z]+(-[0-9]+)?"' "$root"/policy/site*.c | tr -d '"' | sort -u); do
    expect "explain $id" 0 "^$id  " "$w" explain "$id"
done
for id in $("$w" explain --list | awk '{ print $1 }'); do
    "$w" explain "$id" >out 2>err || not_ok "explain $id" "$(cat err)"
done
ok "every id of the list is explained"

cp "$root"/samples/native-site.yaml site.yaml
"$w" replay -q --exit-zero -c site.yaml -d a.db "$root"/samples/native-shares.pcapng 2>/dev/null
number=$("$w" report --exit-zero -f csv a.db | awk -F, '$4 == "DP-06" { print $2; exit }')
"$w" explain -d a.db "$number" >before
expect "a finding by its number as reports write it" 0 '^DP-06' "$w" explain -d a.db "#$number"
expect "the beginning of an id" 64 'did you mean PORT-MAN-01' "$w" explain PORT-MAN
for text in 'DP-05 would allow it, but no failed HTTPS to ' 'run_from_dp  *no \[listed, site.yaml:' '^Expected  *HTTP in mixed'; do
    if grep -q "$text" before; then ok "an account says: $text"; else not_ok "an account says: $text" "$(cat before)"; fi
done
rm site.yaml
"$w" explain -d a.db "$number" >after
if cmp -s before after; then ok "an account outlives its site file"; else not_ok "an account outlives its site file"; fi
