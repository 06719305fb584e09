#!/bin/sh
# Every stage's foo.c has a tests/unit/test_foo.c, but for those named here with where their tests are instead.
set -eu
cd "$(dirname "$0")/../.."
failed=0
excused=" "

# elsewhere TEST-FILE WHY FILE...: the named tests cover these.
elsewhere() {
    where=$1 why=$2
    shift 2
    [ -e "$where" ] || { echo "$where: is not there, but is named for $* ($why)"; failed=1; }
    for file in "$@"; do
        excused="$excused$file "
        [ -e "$file" ] || { echo "$file: is not there, but excused"; failed=1; }
        [ ! -e "tests/unit/test_$(basename "$file")" ] || { echo "$file: excused, but has tests of its own"; failed=1; }
    done
}

elsewhere tests/golden/commands.sh "options and exit statuses, as a user meets them" \
    cli/main.c cli/check.c cli/draft.c cli/output.c cli/replay.c cli/run.c cli/waiving.c
elsewhere tests/golden/evidence.py "evidence of generated captures and samples, through the program" \
    cli/exhibit.c cli/exhibit_search.c cli/exhibits.c
elsewhere tests/golden/check.py "notes on missing facts, through the program" \
    policy/sitenotes.c policy/sitenotes_clients.c
elsewhere tests/unit/test_proposal.c "steps of one way, driven through proposal_make" \
    policy/proposal_modes.c policy/proposal_names.c policy/proposal_nets.c policy/proposal_roles.c \
    policy/proposal_sites.c policy/proposal_systems.c
elsewhere tests/unit/test_draft_write.c "parts of one file, written together" \
    cli/draft_site.c cli/draft_system.c
elsewhere tests/unit/test_stream.c "the halves of stream.c, driven through it" \
    capture/stream_show.c
elsewhere tests/unit/test_reassembly.c "the half of reassembly.c that talks to libnids, driven through it" \
    capture/reassembly_nids.c
elsewhere tests/unit/test_inspect.c "what a flow remembers, driven through inspect.c" \
    decode/talk.c
elsewhere tests/unit/test_audit.c "from facts to verdicts and their sentence: rows of whole flows" \
    policy/verdict_write.c policy/audit_why.c policy/question.c policy/question_facts.c policy/question_port.c \
    policy/question_read.c policy/question_servers.c policy/verdict.c
elsewhere tests/unit/test_cm2007_mode.c "tables of data; rows of whole flows in test_cm2007_*.c and test_audit.c" \
    policy/cm2007_deploy.c policy/cm2007_evidence.c policy/cm2007_mind.c policy/cm2007_order.c policy/cm2007_reason.c \
    policy/cm2007_roam.c policy/cm2007_slp.c
elsewhere tests/unit/test_account.c "the parts of an account, told through account.c" \
    policy/account_flow.c policy/account_party.c policy/account_rules.c
elsewhere tests/unit/test_ruletext.c "tables of texts" \
    policy/cm2007_config.c policy/cm2007_note.c
elsewhere tests/unit/test_as_text.c "pieces of the report as text" \
    report/as_text_open.c report/as_text_waivers.c report/phrase.c
elsewhere tests/unit/test_as_html.c "sections of one page; tests/browser compares them with the database" \
    report/as_html_chart.c report/as_html_coverage.c report/as_html_cursor.c report/as_html_findings.c report/as_html_matrix.c \
    report/as_html_method.c report/as_html_open.c report/as_html_parts.c report/as_html_rules.c \
    report/as_html_sites.c report/as_html_verdict.c report/as_html_waivers.c
elsewhere tests/unit/test_diff.c "documents of a comparison, in each format" \
    report/diff_as_html.c report/diff_as_json.c report/diff_as_text.c report/diff_parts.c
elsewhere tests/unit/test_query.c "the statements, each compiled and run" \
    report/query_sql.c
elsewhere tests/unit/test_cm2007_ibcm.c "tables of data: clients on the internet" \
    policy/cm2007_feature.c policy/cm2007_fsp.c policy/cm2007_proxy.c
elsewhere tests/unit/test_cm2007_firewall.c "tables of data: between servers" \
    policy/cm2007_server.c
elsewhere tests/unit/test_sitecheck.c "one table of site files that break each check" \
    policy/sitecheck_clients.c policy/sitecheck_firewalls.c policy/sitecheck_fsp.c policy/sitecheck_ibcm.c \
    policy/sitecheck_nets.c policy/sitecheck_roles.c policy/sitecheck_sites.c
elsewhere tests/unit/test_site_load.c "sections of one file, read together" \
    policy/sitekeys.c policy/siteread.c policy/siteread_clients.c policy/siteread_evidence.c \
    policy/siteread_firewalls.c policy/siteread_proxies.c policy/siteread_rules.c policy/siteread_sites.c \
    policy/siteread_systems.c policy/siteread_waivers.c
elsewhere tests/unit/test_site.c "look-ups of a loaded site" \
    policy/siteindex.c

elsewhere tests/unit/test_expected.c "what is expected of a whole site file" \
    policy/expected_completion.c policy/expected_flows.c
elsewhere tests/unit/test_expected_ends.c "stretches of addresses, put together to ends" \
    policy/expected_atoms.c
elsewhere tests/unit/test_merge.c "the rows of what is merged" \
    store/merge_rows.c
elsewhere tests/golden/ports.sh "the table in every format, to the letter, and hostile names in it" \
    cli/ports_as_csv.c cli/ports_as_json.c cli/ports_as_nft.c cli/ports_as_text.c cli/ports_general.c cli/ports_words.c

for file in base/*.c capture/*.c decode/*.c policy/*.c store/*.c report/*.c cli/*.c; do
    [ ! -e "tests/unit/test_$(basename "$file")" ] || continue
    case "$excused" in *" $file "*) ;; *) echo "$file: has no tests/unit/test_$(basename "$file")"; failed=1 ;; esac
done
exit $failed
