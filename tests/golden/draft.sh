#!/usr/bin/env bash
# `draft`: options, inputs and exit statuses; the samples' drafts load, and judge most flows as their site files do.
. "$(dirname "$0")/lib.sh.inc"
w=$program
"$build/generate" mix 300 5 >mix.pcap
site=$root/tests/bench/site.yaml

expect "draft --help" 0 '^usage: wireaudit draft' "$w" draft --help
expect "draft without an input is wrong usage" 64 'no capture or database given' "$w" draft
expect "draft with an unknown option is wrong usage" 64 'unrecognized option' "$w" draft --frobnicate x.pcap
expect "no such file" 1 'nothere.pcap.*No such file' "$w" draft nothere.pcap
echo "this is no capture at all, only text" >text.pcap
expect "not a capture" 1 '^wireaudit: text.pcap: ' "$w" draft text.pcap
printf 'SQLite format 3\0 and no more of it' >other.db
expect "not a database of ours" 65 'other.db' "$w" draft other.db
expect "a draft of captures" 0 'sites:' "$w" draft -q mix.pcap
cp out first.yaml
expect "a draft passes check" 0 '^0 errors' "$w" check -c first.yaml
expect "a draft of captures from standard input" 0 'sites:' "$w" draft -q - <mix.pcap
if diff <(grep -v '^ *#' out) <(grep -v '^ *#' first.yaml) >diff; then ok "standard input makes no difference"; else not_ok "standard input makes no difference" "$(cat diff)"; fi
"$w" draft -q mix.pcap >second.yaml 2>&1
if cmp -s first.yaml second.yaml; then ok "the same input gives the same bytes"; else not_ok "the same input gives the same bytes"; fi
expect "a draft into a file" 0 '' "$w" draft -q -o third.yaml mix.pcap
if cmp -s first.yaml third.yaml; then ok "the file has what standard output has"; else not_ok "the file has what standard output has"; fi
"$w" draft -q <(cat mix.pcap) 2>err | grep -v '^#   ' >pipe.yaml
if grep -q 'roles:' pipe.yaml && [ ! -s err ]; then ok "a draft of a pipe"; else not_ok "a draft of a pipe" "$(cat err)"; fi
expect "a file that exists is kept" 64 'third.yaml exists' "$w" draft -q -o third.yaml mix.pcap
expect "a draft that cannot be written" 1 'cannot write' "$w" draft -q -o no/such/folder.yaml mix.pcap
"$w" draft -q mix.pcap >/dev/full 2>err
if [ $? = 1 ] && grep -q 'cannot write' err; then ok "a full disk fails"; else not_ok "a full disk fails" "$(cat err)"; fi
expect "nothing of Configuration Manager" 0 'only questions' "$w" draft -q --filter 'udp port 1' mix.pcap
cp out none.yaml
expect "a draft of nothing passes check" 0 '^0 errors, 0 warnings' "$w" check -c none.yaml

"$w" replay -q --exit-zero -c "$site" -d with.db mix.pcap && "$w" replay -q --exit-zero -d without.db mix.pcap
expect "a draft of a database" 0 'recorded|earlier run' "$w" draft -q with.db
cp out stored.yaml
expect "a draft of a database passes check" 0 '^0 errors' "$w" check -c stored.yaml
expect "a draft of a run without a site file" 0 'policy: cm2007' "$w" draft -q without.db
cp out stored.yaml
expect "a draft of a run without a site file passes check" 0 '^0 errors' "$w" check -c stored.yaml
expect "a draft of both" 0 'sites:' "$w" draft -q without.db mix.pcap

"$w" replay -q --exit-zero -c "$root/samples/native-site.yaml" -d native.db "$root"/samples/native-*.pcap* 2>/dev/null
"$w" draft -q -o again.yaml native.db 2>messages
listed() { grep -oE 'address: [^r#]*' "$1" | grep -oE '[0-9a-f]+[.:][0-9a-f.:]+' | sort -u; }
listed again.yaml >again
strangers=$(comm -23 again <(sed '/^clients:/,$d' "$root/samples/native-site.yaml" >systems; listed systems))
if [ "$(wc -l <again)" -gt 20 ] && [ -z "$strangers" ]; then ok "a draft of an audited run makes no clients systems"; else not_ok "a draft of an audited run makes no clients systems" "$strangers"; fi

# A fallback status point on a management point's host: the warning names the draft, not what it was read back from.
PYTHONPATH=$root/tests/matrix python3 -c '
import sayings
from story import Story
story = Story("")
for path, port in ("SMS_MP/.sms_aut?MPLIST", 80), ("SMS_FSP/.sms_fsp", 80), (None, 443), (None, 443):
    story.connect("10.1.5.1", "10.1.0.10", port, sayings.http(["GET", "/" + path]) if path else sayings.TLS)
open("shared.pcap", "wb").write(story.capture())'
expect "a warning names the draft" 0 '^draft:[0-9]+:[0-9]+: warning: .*CFG-FSP-02' "$w" draft -q shared.pcap
expect "a warning names the file of the draft" 0 '^shared.yaml:[0-9]+:[0-9]+: warning: .*CFG-FSP-02' "$w" draft -q -o shared.yaml shared.pcap

# agreement NAME LEAST CAPTURE...: so many of a hundred flows are judged alike by the draft and by the true site file.
agreement() {
    local name=$1 least=$2
    shift 2
    "$w" draft -q -o "$name.yaml" "$@" 2>messages
    expect "the draft of the $name sample passes check" 0 '^0 errors, 0 warnings' "$w" check -c "$name.yaml"
    for by in "$root/samples/$name-site.yaml" "$name.yaml"; do
        "$w" replay -q --exit-zero -d none --json - -c "$by" "$@" 2>/dev/null | sed -nE 's/^\{"type":"flow".*"id":([0-9]+),.*"verdict":"([A-Z_]+)".*/\1 \2/p' | sort >"verdicts.$(basename "$by")"
    done
    local all same
    all=$(wc -l <"verdicts.$name-site.yaml")
    same=$(comm -12 "verdicts.$name-site.yaml" "verdicts.$name.yaml" | wc -l)
    if [ "$all" -gt 100 ] && [ $((same * 100)) -ge $((all * least)) ]; then ok "the draft of the $name sample judges like its site file"; else not_ok "the draft of the $name sample judges like its site file" "$same of $all"; fi
}
# answered NAME: what a question asks for may be written where the question stands.
answered() {
    sed -E 's/# \? (run_from_dp|bits|ssl|http_roaming):.*/\1: yes/; s/# \? (protected|deploy): .*/\1: []/' "$1.yaml" >"$1-answered.yaml"
    local answers
    answers=$(comm -13 <(sort -u "$1.yaml") <(sort -u "$1-answered.yaml") | wc -l)
    if [ "$answers" -gt 3 ]; then ok "the draft of the $1 sample asks"; else not_ok "the draft of the $1 sample asks" "$answers"; fi
    expect "the draft of the $1 sample takes answers where it asks" 0 '^0 errors' "$w" check -c "$1-answered.yaml"
}
agreement mixed 75 "$root"/samples/mixed-*.pcap*
agreement native 70 "$root"/samples/native-*.pcap*
answered mixed
answered native
