#!/usr/bin/env bash
# `wireaudit ports`: its tables in every format to the letter, options, hostile names. `ports.sh PROGRAM --update` writes tables anew.
. "$(dirname "$0")/lib.sh.inc"
expected=$root/tests/golden/expected-ports
w=$program

# From within the project: a table holds the site file's name as it was given.
table() { # NAME FORMAT [OPTION]...
    local name=$1 format=$2
    shift 2
    (cd "$root" && "$w" ports -f "$format" "$@" 2>"$work/messages") >"$name.$format"
    grep -v ': warning: ' messages >>"$name.$format"
}
for format in text csv json nft; do
    table native $format -c samples/native-site.yaml
    table mixed $format -c samples/mixed-site.yaml
done
table general text
table two-firewalls text -c tests/matrix/ports.yaml
for border in front back; do
    table $border text -c tests/matrix/ports.yaml --boundary $border
    table general-$border text --boundary $border
done
table push text -c tests/matrix/ports.yaml --method push
table nobody text -c tests/matrix/ports.yaml --method swdist
table general-gpo text --method gpo
if [ "${2-}" = --update ]; then
    mkdir -p "$expected"
    cp ./*.text ./*.csv ./*.json ./*.nft "$expected"
    exit 0
fi
for file in "$expected"/*; do
    name=$(basename "$file")
    if diff -u "$file" "$name" >diff 2>&1; then ok "ports: $name"; else not_ok "ports: $name" "$(head -c 1500 diff)"; fi
done

site=$root/tests/matrix/ports.yaml
expect "ports --help" 0 '^usage: wireaudit ports' "$w" ports --help
expect "ports takes no argument" 64 'takes no argument' "$w" ports more
expect "ports in an unknown format" 64 'text, csv, json or nft, not odt' "$w" ports -f odt
expect "ports by an unknown method" 64 'push, sup, gpo, manual, logon, swdist or all, not pull' "$w" ports --method pull
expect "ports by no method" 64 'or all, not ' "$w" ports --method ''
expect "ports by a method and nothing" 64 'or all, not push,' "$w" ports --method push,
expect "ports across an unknown firewall" 64 'front or back, not middle' "$w" ports --boundary middle
expect "a rule set needs addresses" 64 'needs addresses' "$w" ports -f nft
expect "ports by an unknown option" 64 '^wireaudit: unrecognized option' "$w" ports --frobnicate
expect "ports of no file" 1 'nothere.yaml' "$w" ports -c nothere.yaml
echo 'sites: {N1: {}}' >bad.yaml
expect "ports of a bad site file" 65 'bad.yaml:.*error' "$w" ports -c bad.yaml
expect "ports to where nothing can be written" 1 'no/dir/x: cannot write' "$w" ports -o no/dir/x
expect "ports to a full disk" 1 '/dev/full: cannot write: No space left' "$w" ports -o /dev/full
expect "ports to standard output on a full disk" 1 'cannot write to standard output' sh -c '"$0" ports >/dev/full' "$w"
expect "ports to a file" 0 '' "$w" ports -o written
if "$w" ports | cmp -s - written; then ok "ports to a file is the same"; else not_ok "ports to a file is the same"; fi
if [ "$("$w" ports -c "$site" --method push,manual 2>/dev/null | tail -n +2)" = "$("$w" ports -c "$site" --method manual --method push,manual 2>/dev/null | tail -n +2)" ]; then
    ok "methods add up"; else not_ok "methods add up"; fi

printf 'sites: {}\n' >own.yaml
expect "a table never overwrites its site file" 64 'overwrite' "$w" ports -c own.yaml -o ./own.yaml

# A thousand systems in one row: what a line of text has no room for is shown to be missing.
{
    printf 'zones: {intranet: {nets: [10.0.0.0/8]}, internet: {default: yes}}\nsites: {N01: {type: primary, mode: native, boundaries: [10.1.0.0/16]}}\nsystems:\n'
    for i in $(seq 1000); do printf '  server-%d: {address: 10.1.%d.%d, site: N01, roles: {DP: {bits: yes}}}\n' "$i" $((i / 250)) $((i % 250)); done
} >many.yaml
"$w" ports -c many.yaml 2>/dev/null | grep -qE '(^| )\.\.\.( |$)' && "$w" ports -c many.yaml -f csv 2>/dev/null | grep -q 'server-999.*server-1000'
if [ $? = 0 ]; then ok "a list that is cut says so"; else not_ok "a list that is cut says so"; fi

# Names that mean something to a terminal, a spreadsheet, JSON or nftables.
cat >hostile.yaml <<'YAML'
zones: {intranet: {nets: [10.0.0.0/8, "fd00::/16"]}, internet: {default: yes}}
sites:
  N01: {type: primary, mode: native, boundaries: [10.1.0.0/16, "fd00:1::/64"], deploy: [push]}
systems:
  "=cmd|' /C calc'!A0": {address: [10.1.0.5, "fd00:1::5"], site: N01, roles: {SITE_SERVER: {}}}
  "a\"; drop; \\": {address: [10.1.0.10, "fd00:1::10"], site: N01, roles: {MP: {default: yes}}}
  "\e[31mred\n}}\ntable inet evil {": {address: 10.1.0.11, site: N01, roles: {DP: {bits: yes, run_from_dp: no}}}
  "@x, y": {address: 10.1.0.12, site: N01, roles: {FSP: {}}}
clients:
  "-1": {address: 10.1.5.1, site: N01, fsp: "@x, y"}
YAML
for format in text csv json nft; do
    "$w" ports -c hostile.yaml -f $format -o hostile.$format 2>err
    if LC_ALL=C grep -q "$(printf '\033')" hostile.$format; then not_ok "hostile names in $format"; else ok "hostile names in $format"; fi
done
if grep -q '^table inet evil' hostile.*; then not_ok "a name cannot begin a line"; else ok "a name cannot begin a line"; fi
if python3 - <<'PYTHON' 2>err; then ok "hostile names stay in their cells"; else not_ok "hostile names stay in their cells" "$(cat err)"; fi
import csv, json
rows = list(csv.reader(open("hostile.csv", newline="")))
assert len(rows) > 3 and all(len(row) == len(rows[0]) for row in rows), "cells"
assert not any(cell[:1] in tuple("=+-@") for row in rows for cell in row), "formulas"
table = json.load(open("hostile.json"))
assert any(s["id"] == "a\"; drop; \\" for s in table["systems"]), "names"
PYTHON

# nft -c needs the program and the right to use it.
printf 'table inet x { chain c { type filter hook forward priority filter; policy drop; }; }\n' >tiny.nft
if ! command -v nft >/dev/null; then
    echo "skip what nftables says to the rule sets: there is no nft here (package nftables)"
elif ! nft -c -f tiny.nft 2>err; then
    echo "skip what nftables says to the rule sets: nft may not be used here ($(head -n 1 err))"
else
    "$w" ports -c "$site" -f nft -o two-firewalls.nft 2>/dev/null
    "$w" ports -c "$site" -f nft --boundary back -o back.nft 2>/dev/null
    "$w" ports -c "$site" -f nft --method swdist -o nothing.nft 2>/dev/null
    for set in native mixed two-firewalls hostile back nothing; do
        if nft -c -f $set.nft 2>err; then ok "nftables takes $set.nft"; else not_ok "nftables takes $set.nft" "$(head -c 1500 err)"; fi
    done
fi
