#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "report/explained.h"
#include "sample_run.h"

/* What explain prints of a finding, but for the rule's text; NULL when it cannot. free() it. */
static char *explained(const char *path, int64_t finding, enum report_failure *why, struct err *err)
{
    char *out = NULL;
    size_t n = 0;
    struct explained *e = explained_open(path, finding, why, err);
    if (e == NULL)
        return NULL;
    FILE *f = open_memstream(&out, &n);
    (void)fprintf(f, "<%s>", explained_rule(e));
    explained_facts(e, f);
    explained_evidence(e, f);
    explained_alternatives(e, f);
    int failed = explained_end(e, f, err);
    explained_close(e);
    (void)fclose(f);
    if (failed == 0)
        return out;
    free(out);
    return NULL;
}

static void expect_part(const char *text, const char *part)
{
    cr_expect_not_null(strstr(text, part), "no %s in\n%s", part, text);
}

Test(explained, tells_facts_lines_and_alternatives)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    enum report_failure why;
    sample_database(sample_path(path, "a.db"));
    char *text = explained(path, 1, &why, &err);
    cr_assert_not_null(text, "%s", err.text);
    cr_expect_eq(strncmp(text, "<MODE-02>MODE-02, high\n", 23), 0, "%s", text);
    expect_part(text, "\n#1 10.1.5.1 -> 10.1.0.10:80/tcp HTTP (A01 MP), 3 flows, 2026-11-20 ");
    expect_part(text,
                "Seen in run 1 of a.pcap b.pcap, judged by a site file with SHA-256 0011223344556677.\n");
    expect_part(text, "\nclient 10.1.5.1 did it, against MODE-02\n");
    expect_part(text, "\n  who began it, 10.1.5.1\n    part              initiator [listed, site.yaml:7]\n");
    expect_part(text,
                "\n  who was asked, 10.1.0.10\n    part              responder [listed, site.yaml:8]\n");
    expect_part(text, "\n  the flow\n    part              flow [listed, site.yaml:9]\n");
    expect_part(text, "    default           no [default]\n");
    expect_part(text, "\nOther rules that were broken\n  PORT-01: HTTP goes to a port of the site\n");
    expect_part(text,
                "\nRuled out: rules that are near, and what failed\n  MODE-01 would allow it, but the mode "
                "is native\n");
    free(text);
    sample_remove(path);
}

Test(explained, names_the_file_of_packets_and_what_is_missing)
{
    char path[SAMPLE_PATH], out[4096];
    struct err err = {""};
    enum report_failure why;
    sample_database(sample_path(path, "a.db"));
    char *text = explained(path, 1, &why, &err);
    cr_expect_null(strstr(text, "Evidence"), "%s", text);
    free(text);
    (void)sample_text(path, "INSERT INTO evidence VALUES (1, 'E/r1-f1.pcapng', 'ab12', 1, 12, 4711, NULL)",
                      out);
    (void)sample_text(path, "INSERT INTO evidence VALUES (2, NULL, NULL, 0, 0, 0, 'no\x1b[31m room')", out);
    text = explained(path, 1, &why, &err);
    expect_part(text, "\nEvidence\n  E/r1-f1.pcapng: 12 packets of 1 flow\n  SHA-256 ab12\n");
    cr_expect_null(strstr(text, "missing:"), "%s", text);
    free(text);
    text = explained(path, 2, &why, &err);
    expect_part(text, "\nEvidence\n  missing: no\\x1B[31m room\n");
    free(text);
    sample_remove(path);
}

Test(explained, says_when_there_is_no_such_finding_or_no_account)
{
    char path[SAMPLE_PATH], text[4096];
    struct err err = {""};
    enum report_failure why;
    sample_database(sample_path(path, "a.db"));
    cr_expect_null(explained(path, 5, &why, &err));
    cr_expect_not_null(strstr(err.text, "it has no finding 5"), "%s", err.text);
    cr_expect_eq(why, REPORT_FAILED);
    (void)sample_text(
        path, "UPDATE finding SET initiator = NULL, responder = NULL, flow = NULL, rules = NULL", text);
    char *bare = explained(path, 1, &why, &err);
    expect_part(bare, "none: no account was kept");
    free(bare);
    sample_remove(path);
    sample_make_old(sample_path(path, "old.db"));
    bare = explained(path, 1, &why, &err);
    cr_assert_not_null(bare, "%s", err.text);
    expect_part(bare, "an older wireaudit, which kept no accounts");
    expect_part(bare, "client 10.1.5.1 did it");
    free(bare);
    (void)sample_text(path, "PRAGMA application_id = 1", text);
    cr_expect_null(explained(path, 1, &why, &err));
    cr_expect_eq(why, REPORT_NOT_OURS);
    sample_remove(path);
}

/* A database is a stranger's: no escape reaches the terminal, no value runs for ever. */
Test(explained, bears_a_hostile_database)
{
    static const char *const stains[] = {
        "UPDATE finding SET rule = 'R' || char(27) || '[2J' || char(155), client_ip = "
        "char(27) || hex(zeroblob(500)), server_ip = char(8238), site = char(27), role = char(27),"
        " why = char(27) || hex(zeroblob(40000)), waived = char(27)",
        "UPDATE run SET source = char(27) || hex(zeroblob(40000)), site_sha256 = char(27)",
        "UPDATE paragraph SET name = char(27) || name || hex(zeroblob(100)), value = value || char(27) ||"
        " hex(zeroblob(40000)), basis = char(27, 10, 13), place = char(27) || hex(zeroblob(9999))",
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) INSERT INTO "
        "paragraph"
        " SELECT 1, i, 1, 'x', 'y', char(27), NULL FROM n",
        "UPDATE finding SET first_us = 9223372036854775807, last_us = -9223372036854775808, server_port = -1",
        "UPDATE paragraph SET line = line - 4611686018427387904 WHERE paragraph = 2",
        "UPDATE finding SET initiator = responder, flow = responder, rules = initiator",
    };
    char path[SAMPLE_PATH], text[4096];
    struct err err = {""};
    enum report_failure why;
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof stains / sizeof stains[0]; i++) {
        (void)sample_text(path, stains[i], text);
        char *out = explained(path, 1, &why, &err);
        cr_assert_not_null(out, "%zu: %s", i, err.text);
        for (const char *c = out; *c != '\0'; c++)
            cr_assert((unsigned char)*c >= 0x20 || *c == '\n', "%zu: a control character", i);
        cr_expect_null(strstr(out, "\xe2\x80\xae"), "%zu: a bidirectional control", i);
        cr_expect_lt(strlen(out), 900000, "%zu: %zu bytes", i, strlen(out));
        free(out);
    }
    sample_remove(path);
}

Test(explained, refuses_views_of_anothers_making)
{
    char path[SAMPLE_PATH], text[4096];
    struct err err = {""};
    enum report_failure why;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "DROP VIEW v_account", text);
    (void)sample_text(path,
                      "CREATE VIEW v_account AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)"
                      " SELECT 1 AS run, 1 AS finding, 'flow' AS part, i AS line, '' AS name, '' AS value,"
                      " '' AS basis, '' AS place FROM n",
                      text);
    cr_expect_null(explained(path, 1, &why, &err));
    cr_expect_eq(why, REPORT_NOT_OURS);
    sample_remove(path);
}

Test(explained, says_what_became_of_a_waiver)
{
    static const char *const parts[] = {
        "Waived: old-device: cannot be changed (approved by J. Doe, until 2027-12-31)\n",
        "Not waived: the waiver late expired on 2026-06-30, so it counts.\n"};
    char path[SAMPLE_PATH];
    struct err err = {""};
    enum report_failure why;
    sample_waived(sample_path(path, "a.db"));
    for (int finding = 1; finding <= 3; finding++) {
        char *text = explained(path, finding, &why, &err);
        cr_assert_not_null(text, "%s", err.text);
        for (int i = 0; i < 2; i++)
            cr_expect_eq(strstr(text, parts[i]) != NULL, i == finding - 1, "finding %d: %s", finding, text);
        free(text);
    }
    sample_remove(path);
}
