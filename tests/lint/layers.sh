#!/bin/sh
# Holds the table of docs/architecture.md: which folder may include what of which other, and who owns a library.
set -eu
cd "$(dirname "$0")/../.."
failed=0

allowed() { # FOLDER INCLUDED-FOLDER HEADER
    case "$1:$3" in
    "$2:$2/"*) return 0 ;;
    cli:*) return 0 ;;
    *:base/*) return 0 ;;
    decode:capture/flow.h | decode:capture/segment.h) return 0 ;;
    policy:capture/flow.h | policy:decode/observation.h) return 0 ;;
    store:decode/observation.h | store:policy/finding.h | store:capture/flow.h) return 0 ;;
    report:store/*) return 0 ;;
    esac
    return 1
}

owner() { # HEADER -> the folder that owns its library
    case "$1" in
    pcap* | nids.h | zlib.h | zstd.h | lz4*) echo capture ;;
    yaml.h) echo policy ;;
    sqlite3.h) echo "store report" ;;
    esac
}

for file in base/*.[ch] capture/*.[ch] decode/*.[ch] policy/*.[ch] store/*.[ch] report/*.[ch] cli/*.[ch]; do
    folder=${file%%/*}
    for header in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
        allowed "$folder" "${header%%/*}" "$header" || { echo "$file: may not include $header"; failed=1; }
    done
    for header in $(sed -n 's/^#include <\(.*\)>$/\1/p' "$file"); do
        owners=$(owner "$header")
        [ -z "$owners" ] || case " $owners " in *" $folder "*) ;; *) echo "$file: <$header> belongs to $owners"; failed=1 ;; esac
    done
done
exit $failed
