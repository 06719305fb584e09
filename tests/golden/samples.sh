#!/usr/bin/env bash
# The samples' flow records and reports, to the letter. `samples.sh PROGRAM --update` writes them anew.
. "$(dirname "$0")/lib.sh.inc"
expected=$root/tests/golden/expected
for network in mixed native; do
    rm -f db
    for capture in "$root/samples/$network"-*.pcap*; do
        name=$(basename "$capture")
        name=${name%%.*}
        "$program" replay -q --exit-zero -c "$root/samples/$network-site.yaml" -d db --json records "$capture" 2>messages
        grep '"type":"flow"' records >"$name.json"
        [ ! -s messages ] || cat messages >>"$name.json"
    done
    # From within samples/: a report holds the names as they were given, and wraps by their length.
    (cd "$root/samples" && "$program" replay -q --exit-zero -c "$network-site.yaml" -d "$work/all.db" "$network"-*.pcap*) 2>/dev/null
    # Times and the version of a run are its own.
    "$program" report --exit-zero all.db | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T?[ 0-9:.]*Z?//g; s/wireaudit [0-9.]+//' >"$network-report.txt"
    # One finding of each rule, with its facts, lines and alternatives.
    "$program" report --exit-zero -f csv all.db | awk -F, '$2 != "" && NR > 1 && !seen[$4]++ { print $2 }' | sort -n | while read -r n; do
        "$program" explain -d all.db "$n"
        echo
    done >"$network-explain.txt"
    rm -f all.db
done
if [ "${2-}" = --update ]; then
    mkdir -p "$expected"
    cp ./*.json ./*-report.txt ./*-explain.txt "$expected"
    exit 0
fi
for file in "$expected"/*; do
    name=$(basename "$file")
    if diff -u "$file" "$name" >diff 2>&1; then ok "$name"; else not_ok "$name" "$(head -c 1500 diff)"; fi
done
if [ -n "$(command -v python3)" ]; then
    if python3 "$root/tests/lab/verify.py" --sites "$root/samples" "$program" "$root/samples" >verified 2>&1; then ok "samples keep their truth"; else not_ok "samples keep their truth" "$(tail -n 30 verified)"; fi
else
    echo "skip samples keep their truth"
fi
