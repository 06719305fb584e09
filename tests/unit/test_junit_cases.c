#include "report/junit_cases.h"

#include <criterion/criterion.h>

#include "sample_run.h"

struct row {
    const char *site, *rule;
    enum junit_result result;
};

static void expect_cases(const char *path, const struct report_options *options, const struct row *rows,
                         size_t count)
{
    enum report_failure why;
    struct err err = {""};
    struct query *q = query_open(path, options, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    struct junit_cases *c = junit_cases_read(q);
    cr_assert_not_null(c);
    cr_assert_eq(junit_cases_count(c), count, "%zu", junit_cases_count(c));
    for (size_t i = 0; i < count; i++) {
        const struct junit_case *got = junit_cases_at(c, i);
        cr_expect_str_eq(got->site, rows[i].site);
        cr_expect_str_eq(got->rule, rows[i].rule);
        cr_expect_eq(junit_cases_result(got), rows[i].result, "%zu: %s", i, got->rule);
    }
    cr_expect_eq(junit_cases_left_out(c), 0);
    junit_cases_free(c);
    query_close(q);
}

Test(junit_cases, join_findings_and_flows)
{
    static const struct row rows[] = {{"A01", "MODE-02", JUNIT_FAILED},
                                      {"A01", "PORT-01", JUNIT_FAILED},
                                      {"A01", "UND-FACT(http_roaming)", JUNIT_ERROR}};
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    expect_cases(path, &sample_everything, rows, 3);
    sample_remove(path);
}

Test(junit_cases, pass_only_where_nothing_was_broken)
{
    static const struct row rows[] = {{"", "OK-1", JUNIT_PASSED},
                                      {"A01", "MODE-02", JUNIT_FAILED},
                                      {"A01", "PORT-01", JUNIT_SKIPPED},
                                      {"A01", "UND-FACT(http_roaming)", JUNIT_ERROR}};
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE traffic SET site = '', rule = 'OK-1' WHERE verdict = 'COMPLIANT'", text);
    (void)sample_text(path, "UPDATE finding SET waived = 'old printer' WHERE rule = 'PORT-01'", text);
    expect_cases(path, &sample_everything, rows, 4);
    sample_remove(path);
}

/* A rule that was broken never passes because its findings are not asked for. */
Test(junit_cases, skip_what_the_options_leave_out)
{
    static const struct row rows[] = {{"A01", "MODE-02", JUNIT_SKIPPED},
                                      {"A01", "PORT-01", JUNIT_SKIPPED},
                                      {"A01", "UND-FACT(http_roaming)", JUNIT_ERROR}};
    struct report_options options = sample_everything;
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    options.severity = SEVERITY_CRITICAL;
    expect_cases(path, &options, rows, 3);
    options = sample_everything;
    options.since_us = INT64_MAX;
    expect_cases(path, &options, rows, 3);
    sample_remove(path);
}
