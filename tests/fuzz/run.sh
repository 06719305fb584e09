#!/usr/bin/env bash
# Runs every fuzz target for so many seconds, one per core at a time, from the committed corpus and from seeds made of the
# samples. What it finds lies in BUILD/fuzz-found/. Inputs that reached new code are merged into tests/fuzz/corpus/, which
# stays minimal.
#   tests/fuzz/run.sh BUILD-FOLDER SECONDS [TARGET...]
set -uo pipefail
build=$(cd "$1" && pwd) seconds=$2
shift 2
cd "$(dirname "$0")/../.."
seeds=$build/fuzz-seeds new=$build/fuzz-new found=$build/fuzz-found kept=tests/fuzz/corpus
rm -rf "$seeds" "$new"
mkdir -p "$seeds/site" "$found"
"$build/fuzz-seeds-maker" "$seeds" samples/*.pcap* || exit 1
cp samples/*.yaml "$seeds/site/"
if [ $# -eq 0 ]; then
    for target in "$build"/tests/fuzz/*.o; do
        target=$(basename "$target" .o)
        case $target in seeds | replay) ;; *) set -- "$@" "$target" ;; esac
    done
fi

run_one() { # TARGET
    local target=$1 run="$build/fuzz-$1" log="$build/fuzz-$1.log" status runs
    mkdir -p "$kept/$target" "$new/$target" "$new/$target.least" "$seeds/$target"
    "$run" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=24000 -print_final_stats=1 \
        -artifact_prefix="$found/$target-" "$new/$target" "$kept/$target" "$seeds/$target" >"$log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ $status -ne 0 ]; then
        grep -E 'fuzz: |ERROR|SUMMARY' "$log" | head -5
        echo "fuzz: $target: found something, see $log"
        return 1
    fi
    "$run" -merge=1 -use_counters=0 -max_len=4096 "$new/$target.least" "$kept/$target" "$new/$target" "$seeds/$target" >>"$log" 2>&1 &&
        rm -rf "${kept:?}/$target" && mv "$new/$target.least" "$kept/$target"
    echo "fuzz: $target: ${runs:-no} inputs, nothing found; $(find "$kept/$target" -type f | wc -l) kept"
}

failed=0 running=0
for target in "$@"; do
    if [ "$running" -eq "$(nproc)" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    run_one "$target" &
    running=$((running + 1))
done
for ((; running > 0; running--)); do wait -n || failed=1; done
exit $failed
