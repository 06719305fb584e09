#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"
#include "sample_run.h"

static void expect_failure(const char *path, const struct report_options *options,
                           enum report_failure expected, const char *message)
{
    struct report_outcome outcome;
    struct err err = {""};
    enum report_failure why;
    char *out = sample_written(path, options, &outcome, &why, &err);
    cr_expect_null(out, "%s", message);
    cr_expect_eq(why, expected, "%s", message);
    cr_expect_not_null(strstr(err.text, message), "%s: %s", message, err.text);
    free(out);
}

static void add_clean_run(const char *path, const char *partial_reason)
{
    struct audited a;
    struct finding f;
    struct store *s = sample_open(path);
    sample_begin(s);
    sample_flow(&a, &f, 1, 1);
    f.verdict = VERDICT_COMPLIANT;
    sample_put(s, &a, &f);
    sample_end(s, partial_reason);
    store_close(s);
}

Test(report, says_when_nothing_was_found_and_when_that_proves_nothing)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    sample_path(path, "a.db");
    add_clean_run(path, NULL);
    char *text = sample_report(path, &sample_everything, &outcome);
    cr_expect_not_null(strstr(text, "\nCOMPLIANT: the policy speaks of 1 flow, none broke it.\n"), "%s",
                       text);
    cr_expect(outcome.violations == 0 && outcome.undetermined == 0 && outcome.not_audited == 0);
    free(text);
    add_clean_run(path, "b.pcap was cut off");
    text = sample_report(path, &sample_everything, &outcome);
    cr_expect_not_null(strstr(text, "\nNOT PROVEN: "), "%s", text);
    cr_expect_not_null(strstr(text, "         3  truncated frames\n"), "%s", text);
    cr_expect_not_null(strstr(text, "run 2 is partial"), "%s", text);
    cr_expect_eq(outcome.not_audited, 4);
    free(text);
    sample_remove(path);
}

Test(report, does_not_say_that_nothing_was_broken_where_it_is_waived)
{
    static const struct {
        const char *change, *said;
    } rows[] = {
        {"UPDATE finding SET waived = 'w'",
         "\nNOT PROVEN: each finding is waived, but not everything could be judged.\n"},
        {"DELETE FROM traffic WHERE verdict = 'UNDETERMINABLE'",
         "\nCOMPLIANT BUT FOR WAIVERS: the policy speaks of 8 flows. What broke it is waived: 7 flows.\n"},
        {"INSERT INTO coverage VALUES (1, 'lost-bytes', 3)",
         "\nNOT PROVEN: each finding is waived, but not everything could be audited.\n"},
    };
    char path[SAMPLE_PATH], changed[4096];
    struct report_outcome outcome;
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)sample_text(path, rows[i].change, changed);
        char *text = sample_report(path, &sample_everything, &outcome);
        cr_expect_not_null(strstr(text, rows[i].said), "%s: %s", rows[i].change, text);
        cr_expect_eq(outcome.violations, 0);
        free(text);
    }
    sample_remove(path);
}

Test(report, does_not_say_that_all_was_audited_behind_a_filter)
{
    static const struct {
        enum report_format format;
        const char *said;
    } rows[] = {
        {REPORT_TEXT, "\n  Only what a filter let through was audited: see \"Not audited\".\n"},
        {REPORT_TEXT, "\nNot audited\n  run 1: frames that do not match its filter, however many: tcp"},
        {REPORT_HTML, "Coverage: only what a filter let through"},
        {REPORT_HTML, "frames that do not match <code>tcp port 443 &lt;</code>"},
        {REPORT_JUNIT, "name=\"unfiltered\" time=\"0\"><skipped type=\"filtered\""}};
    char path[SAMPLE_PATH], changed[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "INSERT INTO setting VALUES (1, 'filter', 'tcp port 443 <')", changed);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        options.format = rows[i].format;
        char *text = sample_report(path, &options, &outcome);
        cr_expect_not_null(strstr(text, rows[i].said), "row %zu: %s", i, text);
        free(text);
    }
    sample_remove(path);
}

Test(report, takes_the_last_run_unless_told_otherwise)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    sample_path(path, "a.db");
    sample_database(path);
    add_clean_run(path, NULL);
    static const struct {
        int64_t run;
        uint64_t violations;
    } rows[] = {{0, 0}, {1, 4}, {2, 0}, {-1, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        options.run = rows[i].run;
        free(sample_report(path, &options, &outcome));
        cr_expect_eq(outcome.violations, rows[i].violations, "row %zu", i);
    }
    options.run = 3;
    expect_failure(path, &options, REPORT_FAILED, "no run 3");
    sample_remove(path);
}

Test(report, chooses_by_site_severity_and_time_and_says_so)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    sample_database(sample_path(path, "a.db"));
    const int64_t noon = 1795176000000000, second = 1000000;
    const struct {
        struct report_options options;
        uint64_t violations;
        const char *says;
    } rows[] = {
        {{.since_us = INT64_MIN, .until_us = INT64_MAX, .site = "A01"}, 4, "Only site A01\n"},
        {{.since_us = INT64_MIN, .until_us = INT64_MAX, .severity = SEVERITY_HIGH},
         3,
         "severity high or graver"},
        {{.since_us = INT64_MIN, .until_us = INT64_MAX, .severity = SEVERITY_CRITICAL}, 0, "critical"},
        {{.since_us = noon + 7 * second, .until_us = INT64_MAX},
         2,
         "last seen at or after 2026-11-20 12:00:07Z"},
        {{.since_us = INT64_MIN, .until_us = noon + 4 * second},
         2,
         "first seen at or before 2026-11-20 12:00:04Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = sample_report(path, &rows[i].options, &outcome);
        cr_expect_eq(outcome.violations, rows[i].violations, "row %zu: %lu", i, outcome.violations);
        cr_expect_not_null(strstr(text, rows[i].says), "row %zu: %s", i, text);
        free(text);
    }
    sample_remove(path);
}

Test(report, knows_which_sites_there_are)
{
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.site = "X'; --";
    sample_database(sample_path(path, "a.db"));
    expect_failure(path, &options, REPORT_FAILED, "no run of it knows a site X'; --");
    static const char *const known[] = {
        "INSERT INTO expected VALUES (1, 'X''; --', 'MP', 'tcp', 'HTTP', '80')",
        "INSERT INTO setting VALUES (1, 'site-mode X''; --', 'mixed')",
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        (void)sample_text(path, "DELETE FROM expected", text);
        (void)sample_text(path, known[i], text);
        char *out = sample_report(path, &options, &outcome);
        cr_expect_not_null(strstr(out, "Only site X'; --\nNOTHING SEEN"), "%s: %s", known[i], out);
        cr_expect_eq(outcome.violations, 0);
        free(out);
    }
    sample_remove(path);
}

Test(report, breaks_off_where_the_database_cannot_be_read)
{
    static const char mark[] = "\nTHIS REPORT BROKE OFF: the database could not be read to its end\n";
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET why = printf('%.*c', 3000000, 'x')", text);
    for (int format = REPORT_TEXT; format <= REPORT_JUNIT; format++) {
        struct report_options options = sample_everything;
        struct report_outcome outcome;
        enum report_failure why;
        struct err err = {""};
        char *out = NULL;
        size_t n = 0;
        options.format = (enum report_format)format;
        FILE *f = open_memstream(&out, &n);
        struct report *r = report_open(path, &options, &why, &err);
        cr_assert_not_null(r, "%s", err.text);
        int failed = report_write(r, f, &outcome, &err);
        report_close(r);
        (void)fclose(f);
        cr_expect_eq(failed, -1, "format %d", format);
        cr_expect(n > strlen(mark) && strcmp(out + n - strlen(mark), mark) == 0, "format %d: %s", format,
                  out);
        free(out);
    }
    sample_remove(path);
}

Test(report, escapes_hostile_text_everywhere)
{
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    sample_database(sample_path(path, "a.db"));
    static const char *const stains[] = {
        "UPDATE run SET source = char(27, 10) || source, reason = char(27), version = char(27), policy = "
        "char(7)",
        "UPDATE source SET file = char(27) || file, status = 'partial', reason = char(155)",
        "UPDATE rule SET title = char(27), source = char(27), remedy = char(8238)",
        "UPDATE finding SET rule = rule || char(27), client_ip = char(27), server_ip = char(27), site = "
        "char(27),"
        " role = char(27), why = char(27), transport = char(27), class = char(27)",
        "UPDATE traffic SET site = char(27), role = char(27), rule = rule || char(27)",
        "INSERT INTO coverage VALUES (1, char(27), 1)",
    };
    for (size_t i = 0; i < sizeof stains / sizeof stains[0]; i++)
        (void)sample_text(path, stains[i], text);
    for (int format = REPORT_TEXT; format <= REPORT_JUNIT; format++) {
        options.format = (enum report_format)format;
        char *out = sample_report(path, &options, &outcome);
        cr_expect_null(strpbrk(out, "\x1b\x07"), "format %d", format);
        cr_expect_null(strstr(out, "\xc2\x9b"), "format %d", format);
        cr_expect_null(strstr(out, "\xe2\x80\xae"), "format %d", format);
        cr_expect_not_null(strstr(out, "x1B"), "format %d", format);
        free(out);
    }
    sample_remove(path);
}

Test(report, bears_values_of_any_size_and_type)
{
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path,
                      "UPDATE finding SET why = printf('%.*c', 300000, 'x'), server_port = -1,"
                      " first_us = -9223372036854775807, last_us = 9223372036854775807",
                      text);
    (void)sample_text(path, "UPDATE run SET ended_us = NULL, site_sha256 = NULL", text);
    for (int format = REPORT_TEXT; format <= REPORT_JUNIT; format++) {
        options.format = (enum report_format)format;
        char *out = sample_report(path, &options, &outcome);
        cr_expect_gt(strlen(out), format == REPORT_CSV || format == REPORT_JSON ? 300000 : 4000, "format %d",
                     format);
        free(out);
    }
    (void)sample_text(path, "UPDATE finding SET why = printf('%.*c', 3000000, 'x')", text);
    expect_failure(path, &sample_everything, REPORT_FAILED, "too big");
    sample_remove(path);
}

Test(report, refuses_what_is_not_ours)
{
    char path[SAMPLE_PATH], text[4096];
    sample_path(path, "a.db");
    expect_failure(path, &sample_everything, REPORT_FAILED, "no such database");
    expect_failure("/tmp", &sample_everything, REPORT_FAILED, "directory");
    store_close(sample_open(path));
    expect_failure(path, &sample_everything, REPORT_FAILED, "no run");
    sample_database(path);
    (void)sample_text(path, "PRAGMA user_version = 99", text);
    expect_failure(path, &sample_everything, REPORT_NOT_OURS, "newer");
    (void)sample_text(path, "PRAGMA user_version = 3", text);
    (void)sample_text(path, "PRAGMA application_id = 0", text);
    expect_failure(path, &sample_everything, REPORT_NOT_OURS, "not a database of wireaudit");
    (void)sample_text(path, "PRAGMA application_id = 1463907684", text);
    (void)sample_text(path, "DROP VIEW v_coverage", text);
    expect_failure(path, &sample_everything, REPORT_NOT_OURS, "views");
    cr_assert_eq(truncate(path, 4096), 0);
    expect_failure(path, &sample_everything, REPORT_FAILED, "cut off");
    cr_assert_eq(truncate(path, 3), 0);
    expect_failure(path, &sample_everything, REPORT_NOT_OURS, "not a database");
    cr_assert_eq(truncate(path, 0), 0);
    expect_failure(path, &sample_everything, REPORT_NOT_OURS, "empty");
    sample_remove(path);
}

/* Nothing worse than an error may come of it: the sanitizers watch. */
Test(report, survives_flipped_bytes)
{
    char path[SAMPLE_PATH], broken[SAMPLE_PATH + 8];
    static char file[1 << 20];
    sample_database(sample_path(path, "a.db"));
    FILE *in = fopen(path, "rb");
    size_t n = fread(file, 1, sizeof file, in);
    (void)fclose(in);
    (void)snprintf(broken, sizeof broken, "%s.b", path);
    for (size_t at = 0; at < n; at += 1 + n / 300) {
        struct report_outcome outcome;
        enum report_failure why;
        struct err err;
        file[at] ^= 0x55;
        FILE *out = fopen(broken, "wb");
        cr_assert_eq(fwrite(file, 1, n, out), n);
        (void)fclose(out);
        file[at] ^= 0x55;
        free(sample_written(broken, &sample_everything, &outcome, &why, &err));
    }
    sample_remove(path);
}

Test(report, fails_when_it_cannot_be_written)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    enum report_failure why;
    struct err err = {""};
    sample_database(sample_path(path, "a.db"));
    FILE *full = fopen("/dev/full", "w");
    cr_assert_not_null(full);
    struct report *report = report_open(path, &sample_everything, &why, &err);
    cr_assert_not_null(report);
    cr_expect_eq(report_write(report, full, &outcome, &err), -1);
    report_close(report);
    cr_expect_eq(why, REPORT_FAILED);
    (void)fclose(full);
    sample_remove(path);
}
