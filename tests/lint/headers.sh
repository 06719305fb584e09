#!/bin/sh
# Every header compiles alone, with gcc and clang.
set -eu
cd "$(dirname "$0")/../.."
failed=0
for header in */*.h; do
    for cc in gcc clang; do
        echo "#include \"$header\"" | "$cc" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only -x c - ||
            { echo "$header: does not compile alone ($cc)"; failed=1; }
    done
done
exit $failed
