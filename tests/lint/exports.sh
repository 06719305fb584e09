#!/bin/sh
# foo.c exports only foo and foo_*.
set -eu
cd "$(dirname "$0")/../.."
failed=0
for object in build/release/base/*.o build/release/capture/*.o build/release/decode/*.o build/release/policy/*.o \
    build/release/store/*.o build/release/report/*.o build/release/cli/*.o; do
    name=$(basename "$object" .o)
    for symbol in $(nm --defined-only --extern-only --format=posix "$object" | cut -d' ' -f1); do
        case "$symbol" in
        "$name" | "$name"_* | __odr_asan*) ;;
        *) echo "${object#build/release/}: exports $symbol"; failed=1 ;;
        esac
    done
done
exit $failed
