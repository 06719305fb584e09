#!/usr/bin/env bash
# CPU time (user + system) of a replay as a ratio to a bare pcap_next_ex loop over the same file, the least of several
# runs, the two programs taking turns; then the peak memory, and what was not audited for want of it; then verdicts a
# second.
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

# Observations that were prepared, without the sentence that says why: the most of three, in thousands.
most=0
for _ in 1 2 3; do
    v=$("$build/verdicts" "$site" 2000000)
    most=$((v > most ? v : most))
done
printf '\nverdicts a second: %s,000, at least 500,000\n' "$most"
[ "$most" -ge 500 ] || over=1
exit $over
