#include <criterion/criterion.h>

#include "report/query.h"
#include "sample_run.h"

static const struct report_options everything = {.since_us = INT64_MIN, .until_us = INT64_MAX};

static struct query *opened(const char *path)
{
    enum report_failure why;
    struct err err = {""};
    struct query *q = query_open(path, &everything, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    return q;
}

Test(query, compiles_every_statement_and_runs_it)
{
    char path[SAMPLE_PATH];
    static const struct {
        int columns, rows;
    } expected[QUERY_WHATS] = {
        [QUERY_RUNS] = {14, 1},       [QUERY_SOURCES] = {7, 1},       [QUERY_SUMMARY] = {8, 1},
        [QUERY_VERDICTS] = {7, 3},    [QUERY_TRAFFIC] = {5, 4},       [QUERY_EACH] = {10, 4},
        [QUERY_NOT_COVERED] = {4, 1}, [QUERY_EXPECTED] = {6, 0},      [QUERY_EVIDENCES] = {8, 0},
        [QUERY_SITE] = {1, 1},        [QUERY_SITE_EXPECTED] = {1, 1}, [QUERY_JUDGED] = {5, 3},
        [QUERY_RULE] = {5, 1},        [QUERY_FINDINGS] = {18, 4},     [QUERY_UNDETERMINED] = {5, 1},
        [QUERY_OPEN_PAIRS] = {8, 0},  [QUERY_MISSING] = {8, 0},       [QUERY_NOTES] = {4, 1},
        [QUERY_ANY_ROLE] = {5, 1},    [QUERY_WARNINGS] = {2, 0},      [QUERY_EXTRA] = {18, 2},
        [QUERY_FINDING] = {20, 0},    [QUERY_ACCOUNT] = {5, 0},       [QUERY_COVERAGE] = {3, 0},
        [QUERY_NOT_AUDITED] = {2, 0}, [QUERY_RULES] = {6, 2},         [QUERY_OUTCOME] = {3, 1},
        [QUERY_PAIRS] = {9, 4},       [QUERY_MATRIX] = {10, 3},       [QUERY_SEEN] = {10, 3},
        [QUERY_MINUTES] = {9, 2},     [QUERY_SETTINGS] = {3, 0},      [QUERY_EVIDENCE] = {6, 0},
        [QUERY_WAIVERS] = {12, 0},    [QUERY_WAIVED_BY] = {18, 0},    [QUERY_WAIVER_OF] = {4, 0},
        [QUERY_PRINTS] = {8, 4},      [QUERY_TALKS] = {2, 2},         [QUERY_UNPROVEN] = {3, 1},
        [QUERY_PERIOD] = {2, 1},      [QUERY_FILTERS] = {2, 0},
    };
    struct err err = {""};
    sample_database(sample_path(path, "a.db"));
    struct query *q = opened(path);
    for (unsigned what = 0; what < QUERY_WHATS; what++) {
        int n = 0;
        struct query_rows *r = query_rows(q, what, "PORT-01");
        cr_expect_eq(query_columns(r), expected[what].columns, "what %u", what);
        while (query_next(r))
            n++;
        query_end(r);
        cr_expect_eq(n, expected[what].rows, "what %u: %d", what, n);
    }
    cr_expect_not(query_failed(q, &err), "%s", err.text);
    query_close(q);
    sample_remove(path);
}

Test(query, gives_columns_by_type)
{
    char path[SAMPLE_PATH];
    size_t n = 9;
    sample_database(sample_path(path, "a.db"));
    struct query *q = opened(path);
    struct query_rows *r = query_rows(q, QUERY_SOURCES, NULL);
    cr_assert(query_next(r));
    cr_expect_str_eq(query_column(r, 2), "size");
    cr_expect_eq(query_type(r, 1), QUERY_TEXT);
    cr_expect_str_eq(query_text(r, 1, &n), "a.pcap");
    cr_expect_eq(n, 6);
    cr_expect_eq(query_type(r, 2), QUERY_NUMBER);
    cr_expect_eq(query_number(r, 2), 4711);
    cr_expect_eq(query_type(r, 3), QUERY_NULL);
    cr_expect_str_eq(query_text(r, 3, &n), "");
    cr_expect_eq(n, 0);
    cr_expect_not(query_next(r));
    cr_expect_not(query_next(r), "rows do not begin again behind their end");
    query_end(r);
    query_close(q);
    sample_remove(path);
}

Test(query, keeps_a_failure_and_gives_no_rows_after_it)
{
    char path[SAMPLE_PATH], text[4096];
    struct err err = {""};
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET why = hex(zeroblob(600000))", text);
    struct query *q = opened(path);
    struct query_rows *r = query_rows(q, QUERY_FINDINGS, NULL);
    while (query_next(r))
        continue;
    query_end(r);
    cr_expect(query_failed(q, &err));
    cr_expect_null(query_rows(q, QUERY_RUNS, NULL));
    cr_expect_not(query_next(NULL));
    cr_expect_eq(query_columns(NULL), 0);
    query_end(NULL);
    query_close(q);
    sample_remove(path);
}

Test(query, tells_of_one_finding_and_its_account)
{
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    struct query *q = opened(path);
    struct query_rows *r = query_about(q, QUERY_FINDING, 4);
    cr_assert(query_next(r));
    cr_expect_str_eq(query_text(r, 3, NULL), "PORT-01");
    cr_expect_str_eq(query_text(r, 18, NULL), "a.pcap b.pcap");
    cr_expect_not(query_next(r));
    query_end(r);
    int n = 0;
    r = query_about(q, QUERY_ACCOUNT, 4);
    while (query_next(r))
        n++;
    query_end(r);
    cr_expect_eq(n, 8);
    r = query_about(q, QUERY_FINDING, 99);
    cr_expect_not(query_next(r));
    query_end(r);
    r = query_rows(q, QUERY_MISSING, "UND-FACT(http_roaming)");
    cr_assert(query_next(r));
    cr_expect_str_eq(query_text(r, 7, NULL), "add http_roaming: yes or no to client roamer (site.yaml:12)");
    query_end(r);
    r = query_rows(q, QUERY_ANY_ROLE, NULL);
    cr_assert(query_next(r));
    cr_expect_eq(query_number(r, 2), 1, "any role");
    cr_expect_eq(query_number(r, 3), 8, "judged");
    cr_expect_eq(query_number(r, 4), 12, "percent");
    query_end(r);
    query_close(q);
    sample_remove(path);
}

Test(query, tells_of_waivers_and_their_findings)
{
    char path[SAMPLE_PATH];
    sample_waived(sample_path(path, "a.db"));
    struct query *q = opened(path);
    int n = 0;
    struct query_rows *r = query_rows(q, QUERY_WAIVERS, NULL);
    for (; query_next(r); n++)
        cr_expect_eq(query_number(r, 11), n < 2, "findings of waiver %d", n);
    query_end(r);
    cr_expect_eq(n, 4);
    r = query_about(q, QUERY_WAIVED_BY, 2);
    cr_assert(query_next(r));
    cr_expect_str_eq(query_text(r, 5, NULL), "10.1.5.2");
    cr_expect_not(query_next(r));
    query_end(r);
    r = query_about(q, QUERY_WAIVER_OF, 1);
    cr_assert(query_next(r));
    cr_expect_str_eq(query_text(r, 1, NULL), "old-device");
    cr_expect_eq(query_number(r, 3), 0);
    query_end(r);
    r = query_about(q, QUERY_WAIVER_OF, 3);
    cr_expect_not(query_next(r));
    query_end(r);
    query_close(q);
    sample_remove(path);
}

Test(query, gives_no_rows_that_an_older_database_has_not)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    sample_make_old(sample_path(path, "a.db"));
    struct query *q = opened(path);
    cr_expect_eq(query_version(q), 1);
    for (unsigned what = 0; what < QUERY_WHATS; what++) {
        struct query_rows *r = query_rows(q, what, "PORT-01");
        while (query_next(r))
            continue;
        query_end(r);
    }
    cr_expect_not(query_failed(q, &err), "%s", err.text);
    cr_expect_not(query_next(query_rows(q, QUERY_NOTES, NULL)));
    query_close(q);
    sample_remove(path);
}

static void count_pulse(void *context, uint64_t rows)
{
    uint64_t *last = context;
    last[0]++;
    cr_expect_geq(rows, last[1]);
    last[1] = rows;
}

Test(query, tells_how_far_it_is)
{
    char path[SAMPLE_PATH], text[4096];
    uint64_t pulses[2] = {0, 0};
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(
        path,
        "INSERT INTO coverage WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE"
        " n < 50000) SELECT 1, n, 1 FROM n",
        text);
    struct query *q = opened(path);
    query_pulse(q, count_pulse, pulses);
    struct query_rows *r = query_rows(q, QUERY_COVERAGE, NULL);
    while (query_next(r))
        continue;
    query_end(r);
    cr_expect_gt(pulses[0], 1);
    cr_expect_gt(pulses[1], 10000);
    query_pulse(q, NULL, NULL);
    query_close(q);
    sample_remove(path);
}
