#include "report/report.h"

#include "report/formats.h"

static void (*const formats[])(struct query *q, FILE *out) = {
    [REPORT_TEXT] = as_text,
    [REPORT_CSV] = as_csv,
    [REPORT_JSON] = as_json,
};

static void judge(struct query *q, struct report_outcome *outcome)
{
    *outcome = (struct report_outcome){0};
    struct query_rows *r = query_rows(q, QUERY_OUTCOME, NULL);
    if (query_next(r)) {
        outcome->violations = (uint64_t)query_number(r, 0);
        outcome->undetermined = (uint64_t)query_number(r, 1);
        outcome->not_audited = (uint64_t)query_number(r, 2);
    }
    query_end(r);
}

int report_write(const char *database, const struct report_options *options, FILE *out,
                 struct report_outcome *outcome, enum report_failure *why, struct err *err)
{
    struct query *q = query_open(database, options, why, err);
    if (q == NULL)
        return -1;
    formats[options->format](q, out);
    judge(q, outcome);
    int failed = query_failed(q, err) ? -1 : 0;
    query_close(q);
    if (failed == 0 && (fflush(out) != 0 || ferror(out)))
        failed = err_set(err, "cannot write the report: the disk is full or the reader went away");
    return failed;
}
