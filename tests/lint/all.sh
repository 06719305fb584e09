#!/usr/bin/env bash
# Every lint; all of them run, and the status says whether any found something.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=0
run() { echo "lint: $1"; shift; "$@" || failed=1; }

sources=$(git ls-files '*.c' '*.h')
run layers tests/lint/layers.sh
run "headers compile alone" tests/lint/headers.sh
run "exported symbols" tests/lint/exports.sh
run "banned calls" tests/lint/banned.sh
run "tests mirror sources" tests/lint/mirrors.sh
# shellcheck disable=SC2086 # lists of files
{
    run clang-format clang-format --dry-run -Werror $sources
    run cppcheck cppcheck -q --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
        --suppress=missingIncludeSystem --suppress=ctuuninitvar --suppress=internalAstError -I. $(ls -d base capture decode policy store report cli)
    run clang-tidy tests/lint/tidy.sh
}
exit $failed
