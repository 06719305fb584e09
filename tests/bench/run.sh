#!/usr/bin/env bash
# CPU time (user + system) of a replay as a ratio to a bare pcap_next_ex loop over the same file, the least of several
# runs, the two programs taking turns; then the peak memory, and what was not audited for want of it; then verdicts and
# stored flows a second.
#   tests/bench/run.sh BUILD-FOLDER [RUNS]
set -euo pipefail
build=$1 runs=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
site=$(dirname "$0")/site.yaml

cpu() { # COMMAND... -> milliseconds of CPU; its own status is not looked at
    local TIMEFORMAT='%3U %3S'
    { time "$@" >/dev/null 2>&1 || true; } 2>&1 | awk '{ printf "%d\n", ($1 + $2) * 1000 }'
}

replay() { rm -f "$work/db"*; cpu "$build/wireaudit" replay -q --exit-zero -c "$site" -d "$work/db" "$1"; }

printf '%-6s %10s %10s %9s %9s %7s  %s\n' shape frames MB bare-ms replay-ms ratio limit
over=0
while read -r shape count limit; do
    "$build/generate" "$shape" "$count" 7 >"$work/$shape.pcap"
    least_bare=999999 least=999999
    for _ in $(seq "$runs"); do
        b=$(cpu "$build/bare" "$work/$shape.pcap") r=$(replay "$work/$shape.pcap")
        least_bare=$((b < least_bare ? b : least_bare)) least=$((r < least ? r : least))
    done
    frames=$("$build/bare" "$work/$shape.pcap") size=$(($(stat -c %s "$work/$shape.pcap") / 1000000))
    ratio=$(awk -v a="$least" -v b="$least_bare" 'BEGIN { printf "%.2f", a / b }')
    printf '%-6s %10s %10s %9s %9s %7s  %s\n' "$shape" "$frames" "$size" "$least_bare" "$least" "$ratio" "$limit"
    awk -v r="$ratio" -v l="$limit" 'BEGIN { exit r > l }' || over=1
    rm -f "$work/$shape.pcap"
done <<'END'
bulk 800000 1.6
short 150000 10
mix 60000 4
END

printf '\n%-6s %10s %10s %7s  %s\n' shape flows peak-MB limit given-up
while read -r shape count limit; do
    "$build/generate" "$shape" "$count" 7 >"$work/$shape.pcap"
    rm -f "$work/db"*
    python3 "$(dirname "$0")/memory.py" "$build/wireaudit" "$site" "$work/$shape.pcap" "$work/db" "$shape" "$limit" ||
        over=1
    rm -f "$work/$shape.pcap"
done <<'END'
short 300000 200
open 1000000 400
END
# What is remembered of clients keeps to the memory as well: a million of them with the least that can be asked for.
"$build/generate" clients 1000000 7 >"$work/clients.pcap"
rm -f "$work/db"*
python3 "$(dirname "$0")/memory.py" "$build/wireaudit" "$(dirname "$0")/clients.yaml" "$work/clients.pcap" "$work/db" clients 24 \
    --memory 16M || over=1
rm -f "$work/clients.pcap"

# Observations that were prepared, without the sentence that says why: the most of three, in thousands.
most=0
for _ in 1 2 3; do
    v=$("$build/verdicts" "$site" 2000000)
    most=$((v > most ? v : most))
done
printf '\nverdicts a second: %s,000, at least 500,000\n' "$most"
[ "$most" -ge 500 ] || over=1

# A million violating flows to the last commit: the most of two, of processor time of all threads.
printf '\n%-9s %9s %14s %14s %9s %9s\n' stored findings flows/cpu-s at-least bytes/row at-most
for findings in 50 100000 1000000; do
    most=0
    for _ in 1 2; do
        rm -f "$work/db"*
        read -r rate _ size < <("$build/stored" "$work/db" 1000000 "$findings")
        most=$((rate > most ? rate : most))
    done
    printf '%-9s %9s %14s %14s %9s %9s\n' 1000000 "$findings" "$most" 100000 "$size" 300
    [ "$most" -ge 100000 ] && [ "$size" -lt 300 ] || over=1
done
rm -f "$work/db"*

# A site file of 100,000 clients and 100,000 ranges inside ranges, out of CSV files.
{ cat "$site"; printf 'client_ranges:\n  few: {nets: 10.0.0.0/9}\n  pcs: {file: pcs.csv}\n  nets: {file: nets.csv}\n'; } >"$work/many.yaml"
awk 'BEGIN { print "name,address,type,site,mgmt"
    for (i = 0; i < 100000; i++)
        printf "pc%d,10.%d.%d.%d,computer,%s,intranet_only\n", i, 3 + i / 62500, i / 250 % 250, i % 250 + 1, i % 2 ? "NT1" : "MX1" }' >"$work/pcs.csv"
awk 'BEGIN { print "nets,site,state"
    for (x = 128; x < 256; x++) for (y = 0; y < 256; y++) {
        printf "10.%d.%d.0/24,NT1,installed\n10.%d.%d.32-10.%d.%d.63,MX1,\n10.%d.%d.40/29,NT1,unknown\n", x, y, x, y, x, y, x, y } }' >"$work/nets.csv"
"$build/generate" short 100 7 >"$work/short.pcap"
least_check=999999 least_replay=999999
for _ in 1 2 3; do
    c=$(cpu "$build/wireaudit" check -c "$work/many.yaml") r=$(cpu "$build/wireaudit" replay -q -c "$work/many.yaml" -d none "$work/short.pcap")
    least_check=$((c < least_check ? c : least_check)) least_replay=$((r < least_replay ? r : least_replay))
done
"$build/wireaudit" check -q -c "$work/many.yaml"
v=$("$build/verdicts" "$work/many.yaml" 2000000)
printf '\n%s clients and %s ranges: check %s ms, replay of a small capture %s ms, at most 1000; verdicts a second %s,000\n' \
    "$(($(wc -l <"$work/pcs.csv") - 1))" "$(($(wc -l <"$work/nets.csv") - 1))" "$least_check" "$least_replay" "$v"
[ "$least_check" -le 1000 ] && [ "$least_replay" -le 1000 ] && [ "$v" -ge 500 ] || over=1

# Reports of a million findings.
printf '\n'
python3 "$(dirname "$0")/reports.py" "$build/wireaudit" || over=1
exit $over
