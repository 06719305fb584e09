#!/usr/bin/env bash
# Runs every fuzz target for FUZZ_SECONDS (20), with seeds made of the samples; what it finds lies in
# BUILD/fuzz-found/. Inputs that found something new are kept in BUILD/fuzz-corpus/ for the next time.
#   tests/fuzz/run.sh BUILD-FOLDER [TARGET...]
set -uo pipefail
build=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-20}
seeds=$build/fuzz-seeds corpus=$build/fuzz-corpus found=$build/fuzz-found
rm -rf "$seeds"
mkdir -p "$seeds/site" "$seeds/flows" "$found"
"$build/fuzz-seeds-maker" "$seeds" samples/*.pcap* || exit 1
cp samples/*.yaml "$seeds/site/"
[ $# -gt 0 ] || set -- link flows probe decoder observation pipeline site
failed=0
for target in "$@"; do
    mkdir -p "$corpus/$target"
    "$build/fuzz-$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=24000 -print_final_stats=1 \
        -artifact_prefix="$found/$target-" "$corpus/$target" "$seeds/$target" >"$build/fuzz-$target.log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz-$target.log")
    [ $status -eq 0 ] && { echo "fuzz: $target: ${runs:-no} inputs, nothing found"; continue; }
    grep -E 'fuzz: |ERROR|SUMMARY' "$build/fuzz-$target.log" | head -5
    echo "fuzz: $target: found something, see $build/fuzz-$target.log"
    failed=1
done
exit $failed
