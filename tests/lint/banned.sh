#!/bin/sh
# Calls that the house style does not use; printing and exiting outside cli/; wire memory cast to structs.
set -eu
cd "$(dirname "$0")/../.."
failed=0

refuse() { # WHAT PATTERN FILES...
    what=$1 pattern=$2
    shift 2
    if grep -nE "$pattern" "$@"; then
        echo "^ $what"
        failed=1
    fi
}

all=$(ls base/*.[ch] capture/*.[ch] decode/*.[ch] policy/*.[ch] store/*.[ch] report/*.[ch] cli/*.[ch])
stages=$(ls base/*.[ch] capture/*.[ch] decode/*.[ch] policy/*.[ch] store/*.[ch] report/*.[ch])
# shellcheck disable=SC2086 # lists of files
{
    refuse "banned call" '(^|[^_a-zA-Z])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|alloca|setjmp|longjmp|system|gets)[[:space:]]*\(' $all
    refuse "only cli/ prints and exits" '(^|[^_a-zA-Z])(printf|puts|perror|exit|_exit)[[:space:]]*\(|fprintf\(stderr' $stages
    refuse "no notes to oneself in the tree" 'TO''DO|FIX''ME|XX''X' $all
    refuse "SQL lives in store/ and report/" 'SELECT .* FROM|INSERT INTO' $(ls base/*.c capture/*.c decode/*.c policy/*.c cli/*.c)
    refuse "wire memory is never cast to a struct" '\(const struct (iphdr|ip6_hdr|tcphdr|udphdr|ether_header|ip) \*\)' $stages
}
exit $failed
