#!/usr/bin/env bash
# clang-tidy over the program's sources, with the checks of .clang-tidy, one process per core.
set -uo pipefail
cd "$(dirname "$0")/../.."
export FLAGS="-std=c17 -D_GNU_SOURCE -I. -DWIREAUDIT_VERSION=\"lint\" $(pkg-config --cflags libpcap sqlite3 yaml-0.1 nettle)"
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\n' base/*.c capture/*.c decode/*.c policy/*.c store/*.c report/*.c cli/*.c |
    xargs -P "$(nproc)" -n 6 sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$@" -- $FLAGS 2>/dev/null' tidy
