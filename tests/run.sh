#!/usr/bin/env bash
# Runs the unit tests, the golden tests, the generated flows and the fuzz corpora of one build; the last line is their sum.
#   tests/run.sh BUILD-FOLDER
# Sanitizer reports go to a log that fails the run: Criterion does not see what comes after a test's body.
set -uo pipefail
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export ASAN_OPTIONS="log_path=$logs/san:detect_leaks=1:abort_on_error=0" UBSAN_OPTIONS="log_path=$logs/san:print_stacktrace=1"
passed=0 failed=0 skipped=0

"$build/unit" --jobs 2 >"$logs/unit" 2>&1
cat "$logs/unit"
while read -r p f c s; do
    passed=$((passed + p)) failed=$((failed + f + c)) skipped=$((skipped + s))
done < <(sed -nE 's/\x1b\[[0-9;]*m//g; s/.*Synthesis: Tested: ([0-9]+) \| Passing: ([0-9]+) \| Failing: ([0-9]+) \| Crashing: ([0-9]+).*/\2 \3 \4 0/p' "$logs/unit")
grep -q 'Synthesis:' "$logs/unit" || { echo "the unit tests did not finish"; failed=$((failed + 1)); }

for suite in tests/golden/*.sh tests/matrix/flows.py tests/matrix/metamorphic.py tests/matrix/stories.py tests/matrix/rules.py tests/matrix/ports.py tests/hostile/text.py tests/hostile/databases.py tests/store/*.py; do
    [ -e "$suite" ] || continue
    out=$("$suite" "$build/wireaudit") || { echo "not ok $suite ended early"; failed=$((failed + 1)); }
    echo "$out"
    passed=$((passed + $(grep -c '^ok ' <<<"$out")))
    failed=$((failed + $(grep -c '^not ok ' <<<"$out")))
    skipped=$((skipped + $(grep -c '^skip ' <<<"$out")))
done

for corpus in tests/fuzz/corpus/*/; do
    [ -e "$corpus" ] || continue
    target=$(basename "$corpus")
    if inputs=$("$build/fuzz-$target" "$corpus" 2>"$logs/fuzz"); then
        echo "ok fuzz corpus $target: $inputs inputs"
        passed=$((passed + 1))
    else
        tail -n 5 "$logs/fuzz"
        echo "not ok fuzz corpus $target"
        failed=$((failed + 1))
    fi
done

# Criterion's runner now and then leaks what it keeps of a test with a time limit.
criterion_leaked() { # LOG
    grep -q 'LeakSanitizer: detected' "$1" && ! grep -q 'ERROR: Address' "$1" &&
        grep -Eq '^ +#1 .*libcriterion' "$1" && ! grep -E '^ +#[1-9]' "$1" | grep -qv libcriterion
}

for log in "$logs"/san.*; do
    [ -e "$log" ] && ! criterion_leaked "$log" || continue
    cat "$log"
    failed=$((failed + 1))
done
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
