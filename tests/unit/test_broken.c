#include "report/broken.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "sample_run.h"

static struct broken *summed(const char *path, const struct report_options *options, enum broken_by by)
{
    enum report_failure why;
    struct err err = {""};
    struct query *q = query_open(path, options, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    struct broken *b = broken_read(q, by);
    cr_assert_not_null(b);
    query_close(q);
    return b;
}

Test(broken, sums_up_by_rule)
{
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    struct broken *b = summed(path, &sample_everything, BROKEN_BY_RULE);
    cr_assert_eq(broken_count(b), 2);
    const struct broken_rule *rule = broken_at(b, 0);
    cr_expect_str_eq(rule->rule, "MODE-02");
    cr_expect_str_eq(rule->site, "");
    cr_expect_eq(rule->severity, SEVERITY_HIGH);
    cr_expect_eq(rule->sums.findings, 3);
    cr_expect_eq(rule->sums.flows, 6);
    cr_expect_eq(rule->clients, 3);
    cr_expect_eq(rule->servers, 1);
    cr_expect_eq(rule->first_us, 1795176001000000);
    cr_expect_eq(rule->last_us, 1795176007000000);
    cr_assert_eq(rule->worst_count, 3);
    for (unsigned i = 0; i < 3; i++)
        cr_expect_eq(rule->worst[i], i + 1);
    cr_expect_eq(broken_all(b)->findings, 4);
    cr_expect_eq(broken_all(b)->by_severity[SEVERITY_MEDIUM], 1);
    cr_expect_eq(broken_left_out(b), 0);
    cr_expect(broken_counts_hosts(b));
    broken_free(b);
    sample_remove(path);
}

Test(broken, names_the_gravest_and_most_frequent)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(
        path,
        "INSERT INTO finding (run, fingerprint, rule, severity, client_ip, server_ip, server_port,"
        " transport, class, occurrences, first_us, last_us, why) WITH RECURSIVE n(n) AS (SELECT 1"
        " UNION ALL SELECT n + 1 FROM n WHERE n < 9) SELECT 1, CAST(n AS BLOB), 'MODE-02',"
        " CASE n WHEN 8 THEN 'critical' WHEN 1 THEN 'low' ELSE 'high' END, 'c', 's', 1, 'tcp', 'HTTP',"
        " n, n, n, '' FROM n",
        text);
    (void)sample_text(
        path,
        "INSERT INTO traffic VALUES (1, 's', 1, 'n', 'tcp', 'HTTP', '', '', 'VIOLATION', 'MODE-02',"
        " 45, 0)",
        text);
    struct broken *b = summed(path, &sample_everything, BROKEN_BY_RULE);
    const struct broken_rule *rule = broken_at(b, 0);
    static const int64_t worst[BROKEN_WORST] = {12, 13, 11, 10, 9};
    cr_expect_eq(rule->severity, SEVERITY_CRITICAL);
    cr_assert_eq(rule->worst_count, BROKEN_WORST);
    for (unsigned i = 0; i < BROKEN_WORST; i++)
        cr_expect_eq(rule->worst[i], worst[i], "%u: %lld", i, (long long)rule->worst[i]);
    cr_expect_eq(rule->clients, 4);
    broken_free(b);
    sample_remove(path);
}

Test(broken, keeps_sites_apart_and_counts_waived_findings_apart)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET site = 'B01' WHERE finding = 2", text);
    (void)sample_text(path, "UPDATE finding SET waived = 'w' WHERE finding > 2", text);
    struct broken *b = summed(path, &sample_everything, BROKEN_BY_SITE_AND_RULE);
    cr_assert_eq(broken_count(b), 3);
    static const struct {
        const char *site, *rule;
        uint64_t findings, waived;
    } rows[] = {{"A01", "MODE-02", 1, 1}, {"A01", "PORT-01", 0, 1}, {"B01", "MODE-02", 1, 0}};
    for (size_t i = 0; i < 3; i++) {
        const struct broken_rule *rule = broken_at(b, i);
        cr_expect_str_eq(rule->site, rows[i].site);
        cr_expect_str_eq(rule->rule, rows[i].rule);
        cr_expect_eq(rule->sums.findings, rows[i].findings, "%zu", i);
        cr_expect_eq(rule->sums.waived, rows[i].waived, "%zu", i);
    }
    broken_free(b);
    struct report_options grave = sample_everything;
    grave.severity = SEVERITY_CRITICAL;
    b = summed(path, &grave, BROKEN_BY_RULE);
    cr_expect_eq(broken_count(b), 0);
    broken_free(b);
    sample_remove(path);
}

/* A database of a stranger's: names of any length, more rules than are told apart, sums beyond 64 bits. */
Test(broken, is_bounded)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)snprintf(text, sizeof text,
                   "INSERT INTO finding (run, fingerprint, rule, severity, client_ip, server_ip, server_port,"
                   " transport, class, occurrences, first_us, last_us, why) WITH RECURSIVE n(n) AS (SELECT 1"
                   " UNION ALL SELECT n + 1 FROM n WHERE n < %d) SELECT 1, CAST(n AS BLOB), printf('%%09d', "
                   "n) || hex(zeroblob(100)),"
                   " 'odd', 'c', 's', 1, 'tcp', 'HTTP', 9223372036854775807, n, n, '' FROM n",
                   BROKEN_MOST + 10);
    (void)sample_text(path, text, text);
    struct broken *b = summed(path, &sample_everything, BROKEN_BY_RULE);
    cr_expect_eq(broken_count(b), BROKEN_MOST);
    cr_expect_eq(broken_left_out(b), 12);
    cr_expect_eq(broken_all(b)->findings, BROKEN_MOST + 14);
    cr_expect_eq(broken_all(b)->flows, UINT64_MAX);
    cr_expect_eq(strlen(broken_at(b, 5)->rule), BROKEN_WORD - 1);
    broken_free(b);
    sample_remove(path);
}
