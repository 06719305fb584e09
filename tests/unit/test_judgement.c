#include <criterion/criterion.h>
#include <string.h>

#include "report/judgement.h"
#include "sample_run.h"

static struct judgement made(const char *path, const struct report_options *options)
{
    enum report_failure why;
    struct err err = {""};
    struct judgement j;
    struct query *q = query_open(path, options, &why, &err);
    cr_assert_not_null(q, "%s", err.text);
    struct broken *b = broken_read(q, BROKEN_BY_RULE);
    cr_assert_not_null(b);
    judgement_make(q, broken_all(b), &j);
    broken_free(b);
    cr_expect_not(query_failed(q, &err), "%s", err.text);
    query_close(q);
    return j;
}

Test(judgement, sums_up_a_run)
{
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    struct judgement j = made(path, &sample_everything);
    cr_expect_eq(j.kind, JUDGEMENT_VIOLATIONS);
    cr_expect_eq(j.found.findings, 4);
    cr_expect_eq(j.found.flows, 7);
    cr_expect_eq(j.flows, 10);
    cr_expect_eq(j.compliant, 1);
    cr_expect_eq(j.violation, 7);
    cr_expect_eq(j.not_covered, 1);
    cr_expect_eq(j.undetermined, 1);
    cr_expect_eq(j.found.waived, 0);
    cr_expect(judgement_all_audited(&j));
    cr_expect(j.found.by_severity[SEVERITY_HIGH] == 3 && j.found.by_severity[SEVERITY_MEDIUM] == 1);
    sample_remove(path);
}

Test(judgement, is_as_careful_as_the_database_is_telling)
{
    static const struct {
        const char *change;
        enum judgement_kind kind;
    } rows[] = {
        {"DELETE FROM finding", JUDGEMENT_NOT_PROVEN},
        {"DELETE FROM traffic WHERE verdict = 'UNDETERMINABLE'", JUDGEMENT_COMPLIANT},
        {"INSERT INTO coverage VALUES (1, 'duplicate-frames', 3)", JUDGEMENT_COMPLIANT},
        {"INSERT INTO coverage VALUES (1, 'lost-bytes', 3)", JUDGEMENT_NOT_PROVEN},
        {"DELETE FROM coverage", JUDGEMENT_COMPLIANT},
        {"UPDATE run SET status = 'interrupted'", JUDGEMENT_NOT_PROVEN},
        {"UPDATE run SET status = 'complete'", JUDGEMENT_COMPLIANT},
        {"DELETE FROM traffic WHERE verdict <> 'NOT_COVERED'", JUDGEMENT_NOTHING_JUDGED},
        {"DELETE FROM traffic", JUDGEMENT_NOTHING_SEEN},
    };
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "DELETE FROM traffic WHERE verdict = 'VIOLATION'", text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)sample_text(path, rows[i].change, text);
        struct judgement j = made(path, &sample_everything);
        cr_expect_eq(j.kind, rows[i].kind, "%s: %d", rows[i].change, (int)j.kind);
    }
    sample_remove(path);
}

Test(judgement, does_not_call_compliant_what_is_waived)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET waived = 'w'", text);
    cr_expect_eq(made(path, &sample_everything).kind, JUDGEMENT_NOT_PROVEN);
    (void)sample_text(path, "DELETE FROM traffic WHERE verdict = 'UNDETERMINABLE'", text);
    cr_expect_eq(made(path, &sample_everything).kind, JUDGEMENT_WAIVED);
    sample_remove(path);
}

Test(judgement, calls_nothing_compliant_that_options_leave_out)
{
    char path[SAMPLE_PATH];
    struct report_options options = sample_everything;
    options.severity = SEVERITY_CRITICAL;
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(made(path, &options).kind, JUDGEMENT_NARROWED);
    sample_remove(path);
}
