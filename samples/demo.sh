#!/bin/sh
# Audits the captures of both sample networks and prints what an administrator would read.
#   samples/demo.sh PROGRAM
set -eu
program=$1
samples=$(dirname "$0")
database=build/demo.db
mkdir -p build
rm -f "$database" "$database-wal" "$database-shm"

for network in mixed native; do
    echo "== $network-site: wireaudit replay -c samples/$network-site.yaml -d $database samples/$network-*.pcap*"
    "$program" replay --exit-zero -c "$samples/$network-site.yaml" -d "$database" "$samples/$network"-*.pcap*
    "$program" report --exit-zero "$database"
    echo
done
"$program" report --exit-zero --run all -f html -o build/demo.html "$database"
echo "The database of both runs is $(pwd)/$database; all of it as one list: $program report --run all -f csv $database"
echo "Both runs as a page to print and to file: $(pwd)/build/demo.html"
