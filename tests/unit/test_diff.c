#include "report/diff.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

static char old[SAMPLE_PATH], new[SAMPLE_PATH];

static void make(void)
{
    sample_database(sample_path(old, "old.db"));
    sample_database(sample_path(new, "new.db"));
}

static void change(const char *path, const char *sql)
{
    char text[4096];
    (void)sample_text(path, sql, text);
}

static void removed(void)
{
    sample_remove(old);
    sample_remove(new);
}

/* NULL when it failed; free() it. */
static char *written(enum diff_format format, struct diff_outcome *outcome, enum report_failure *why,
                     struct err *err)
{
    const char *const path[DIFF_SIDES] = {old, new};
    const struct diff_options options = {.format = format};
    struct diff *d = diff_open(path, &options, why, err);
    if (d == NULL)
        return NULL;
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    int failed = diff_write(d, out, outcome, err);
    (void)fclose(out);
    diff_close(d);
    if (failed == 0)
        return text;
    free(text);
    return NULL;
}

static char *document(enum diff_format format, struct diff_outcome *outcome)
{
    enum report_failure why;
    struct err err = {""};
    char *text = written(format, outcome, &why, &err);
    cr_assert_not_null(text, "%s", err.text);
    return text;
}

static void expect_parts(const char *text, const char *const *parts)
{
    for (; *parts != NULL; parts++)
        cr_expect_not_null(strstr(text, *parts), "no %s in\n%s", *parts, text);
}

/* One new, one fixed that was not seen, one graver, two as they were. */
static void make_all_kinds(void)
{
    make();
    change(old, "UPDATE finding SET fingerprint = zeroblob(16), client_ip = '192.0.2.1' WHERE finding = 1");
    change(old, "UPDATE finding SET severity = 'low' WHERE finding = 2");
    change(new, "UPDATE run SET policy = 'other', site_sha256 = NULL");
}

Test(diff, of_the_same_is_no_difference)
{
    static const char *const parts[] = {"wireaudit diff\n\nNOT PROVEN: no finding is new or regressed",
                                        "\n  4 unchanged.\n",
                                        "\nNew\n  none\n",
                                        "\nFixed (numbers are of the old audit)\n  none\n",
                                        "  high      MODE-02  Clients of a native-mode site",
                                        NULL};
    struct diff_outcome outcome;
    make();
    char *text = document(DIFF_TEXT, &outcome);
    expect_parts(text, parts);
    cr_expect_null(strstr(text, "What differs"), "%s", text);
    cr_expect_eq(outcome.worse, 0);
    cr_expect_eq(outcome.unproven, 1);
    free(text);
    removed();
}

Test(diff, says_what_changed_as_text)
{
    static const char *const parts[] = {
        "WORSE: 1 new finding, 1 regressed (2 high).\n",
        "  1 fixed: of 0 the client's network still spoke to the server, of 1 nothing of the kind was "
        "judged.\n",
        "  2 unchanged.\n",
        "  policy       cm2007 -> other\n",
        "  site file    00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff -> none\n",
        "\nNew\n  high      MODE-02  Clients of a native-mode site reach the management point over HTTPS: 1 "
        "finding\n    #1 10.1.5.1 -> 10.1.0.10:80/tcp HTTP (A01 MP), 3 flows,",
        "    #2 10.1.5.2 -> ",
        "        high, 2 of 10 flows; low, 2 of 10 flows before\n",
        "    #1 192.0.2.1 -> ",
        "        nothing of the kind was judged: it may not be fixed\n",
        NULL};
    struct diff_outcome outcome;
    make_all_kinds();
    char *text = document(DIFF_TEXT, &outcome);
    expect_parts(text, parts);
    cr_expect_eq(outcome.worse, 2);
    free(text);
    removed();
}

Test(diff, says_what_changed_as_json)
{
    static const char *const parts[] = {
        "{\"summary\":{\"new\":1,\"regressed\":1,\"fixed\":1,\"unchanged\":2,\"fixed_seen\":0,\"worse\":2,",
        "\"differences\":[{\"what\":\"policy\",\"old\":\"cm2007\",\"new\":\"other\"},",
        "\n{\"status\":\"new\",\"seen\":true,\"fingerprint\":\"",
        "{\"status\":\"fixed\",\"seen\":false,\"fingerprint\":\"00000000000000000000000000000000\","
        "\"rule\":"
        "\"MODE-02\",\"client_ip\":\"192.0.2.1\",",
        "\"old\":{\"finding\":2,\"severity\":\"low\",\"occurrences\":2,",
        "\"new\":{\"finding\":2,\"severity\":\"high\",\"occurrences\":2,",
        NULL};
    struct diff_outcome outcome;
    make_all_kinds();
    char *text = document(DIFF_JSON, &outcome);
    expect_parts(text, parts);
    free(text);
    removed();
}

Test(diff, says_what_changed_as_html_and_escapes_it)
{
    static const char *const parts[] = {"Content-Security-Policy",
                                        "<section class=\"verdict bad\"><h2>Worse</h2>",
                                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                                        "&lt;b&gt;",
                                        "&lt;img src=x onerror=alert(1)&gt;",
                                        "&lt;/td&gt;&lt;script&gt;",
                                        "may not be fixed",
                                        "</html>",
                                        NULL};
    struct diff_outcome outcome;
    make_all_kinds();
    change(new, "UPDATE finding SET why = '<script>alert(1)</script>\"' || char(39, 27), rule = '<b>&'"
                " WHERE finding = 1");
    change(new, "UPDATE run SET source = '<img src=x onerror=alert(1)>', policy = '</td><script>'");
    char *text = document(DIFF_HTML, &outcome);
    expect_parts(text, parts);
    cr_expect_null(strstr(text, "<script>alert"), "%s", text);
    cr_expect_null(strstr(text, "<img"), "%s", text);
    cr_expect_null(strchr(text, 27));
    free(text);
    removed();
}

Test(diff, tells_of_waivers_that_came_or_ended)
{
    static const char *const parts[] = {"  1 waived now that were not, 1 no longer waived.\n",
                                        "\nWaived now\n    #3 10.1.5.3 -> ",
                                        "        waived: now: known (approved by me, until 2030-01-01)\n",
                                        "\nNo longer waived, so they count again\n    #1 10.1.5.1 -> ", NULL};
    struct diff_outcome outcome;
    sample_waived(sample_path(old, "old.db"));
    sample_database(sample_path(new, "new.db"));
    change(new,
           "UPDATE finding SET waived = 'now: known (approved by me, until 2030-01-01)' WHERE finding = 3");
    char *text = document(DIFF_TEXT, &outcome);
    expect_parts(text, parts);
    cr_expect_eq(outcome.worse, 0, "a waiver that ended is no new traffic");
    free(text);
    text = document(DIFF_HTML, &outcome);
    cr_expect_not_null(strstr(text, "Waivers that came or ended"));
    free(text);
    removed();
}

Test(diff, does_not_count_new_findings_that_are_waived)
{
    struct diff_outcome outcome;
    make();
    change(old, "UPDATE finding SET fingerprint = randomblob(16)");
    change(new, "UPDATE finding SET waived = 'x' WHERE finding < 4");
    char *text = document(DIFF_TEXT, &outcome);
    cr_expect_not_null(strstr(text, "WORSE: 1 new finding, 0 regressed (1 medium).\n"
                                    "  3 more new or regressed, but waived and not counted.\n"),
                       "%s", text);
    cr_expect_eq(outcome.worse, 1);
    free(text);
    removed();
}

Test(diff, is_proven_only_where_the_new_audit_saw_all)
{
    struct diff_outcome outcome;
    make();
    change(new, "UPDATE traffic SET verdict = 'COMPLIANT' WHERE verdict = 'UNDETERMINABLE'");
    char *text = document(DIFF_TEXT, &outcome);
    cr_expect_eq(outcome.unproven, 0);
    cr_expect_not_null(strstr(text, "\nNOT WORSE: no finding is new or regressed.\n"), "%s", text);
    free(text);
    change(new, "UPDATE run SET status = 'interrupted'");
    text = document(DIFF_TEXT, &outcome);
    cr_expect_eq(outcome.unproven, 1);
    cr_expect_not_null(strstr(text, "The new audit did not see all there was"), "%s", text);
    cr_expect_not_null(strstr(text, "  status       complete -> interrupted\n"), "%s", text);
    free(text);
    removed();
}

Test(diff, is_not_proven_where_the_new_audit_judged_nothing)
{
    static const char *const parts[] = {
        "\nNOT PROVEN: no finding is new or regressed, for the new audit judged no flow.\n",
        "  4 fixed: of 0 the client's network still spoke to the server, of 4 nothing of the kind was", NULL};
    struct diff_outcome outcome;
    make();
    change(new, "DELETE FROM finding");
    change(new, "DELETE FROM traffic WHERE verdict IN ('COMPLIANT', 'VIOLATION')");
    char *text = document(DIFF_TEXT, &outcome);
    expect_parts(text, parts);
    cr_expect(outcome.worse == 0 && outcome.unproven == 2);
    free(text);
    text = document(DIFF_HTML, &outcome);
    cr_expect_not_null(strstr(text, "The new audit judged no flow"), "%s", text);
    free(text);
    change(new, "UPDATE traffic SET verdict = 'COMPLIANT' WHERE verdict = 'UNDETERMINABLE'");
    text = document(DIFF_TEXT, &outcome);
    cr_expect_not_null(strstr(text, "\nNOT WORSE: "), "%s", text);
    cr_expect_eq(outcome.unproven, 0);
    free(text);
    removed();
}

Test(diff, reads_databases_of_every_version)
{
    struct diff_outcome outcome;
    sample_make_old(sample_path(old, "old.db"));
    sample_database(sample_path(new, "new.db"));
    for (enum diff_format format = DIFF_TEXT; format <= DIFF_JSON; format++) {
        char *text = document(format, &outcome);
        cr_expect_eq(outcome.worse, 0);
        free(text);
    }
    removed();
}

Test(diff, says_which_database_is_wrong)
{
    struct diff_outcome outcome;
    enum report_failure why;
    struct err err = {""};
    make();
    change(new, "UPDATE finding SET fingerprint = x'00' WHERE finding = 1");
    cr_expect_null(written(DIFF_TEXT, &outcome, &why, &err));
    cr_expect_not_null(strstr(err.text, "new.db: a finding without a fingerprint"), "%s", err.text);
    change(old, "DROP VIEW v_finding");
    cr_expect_null(written(DIFF_TEXT, &outcome, &why, &err));
    cr_expect_eq(why, REPORT_NOT_OURS);
    cr_expect_not_null(strstr(err.text, "old.db: not a database of this wireaudit"), "%s", err.text);
    removed();
}
