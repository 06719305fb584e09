#!/usr/bin/env bash
# valgrind over a replay of each sample: no error, no leak.
#   tests/memcheck.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/.."
for capture in samples/*.pcap*; do
    network=$(basename "$capture")
    network=${network%%-*}
    status=0
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        "$program" replay -q --exit-zero -c "samples/$network-site.yaml" -d "$work/db" --json "$work/json" "$capture" || status=$?
    [ "$status" -ne 99 ] || { echo "memcheck: $capture"; exit 1; }
done
valgrind -q --error-exitcode=99 --leak-check=full "$program" report --exit-zero "$work/db" >/dev/null
echo "memcheck: nothing found"
