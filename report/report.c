#include "report/report.h"

#include <stdlib.h>

#include "report/formats.h"

struct report {
    struct query *query;
    enum report_format format;
};

static void (*const formats[])(struct query *q, FILE *out) = {
    [REPORT_TEXT] = as_text, [REPORT_CSV] = as_csv,     [REPORT_JSON] = as_json,
    [REPORT_HTML] = as_html, [REPORT_JUNIT] = as_junit,
};

struct report *report_open(const char *database, const struct report_options *options,
                           enum report_failure *why, struct err *err)
{
    struct query *q = query_open(database, options, why, err);
    struct report *r = q != NULL ? malloc(sizeof *r) : NULL;
    if (r != NULL) {
        *r = (struct report){q, options->format};
    } else if (q != NULL) {
        (void)err_set(err, "%s: out of memory", database);
        query_close(q);
    }
    return r;
}

void report_close(struct report *r)
{
    if (r == NULL)
        return;
    query_close(r->query);
    free(r);
}

int report_write(struct report *r, FILE *out, struct report_outcome *outcome, struct err *err)
{
    formats[r->format](r->query, out);
    *outcome = *query_outcome(r->query);
    if (query_failed(r->query, err)) {
        (void)fputs("\nTHIS REPORT BROKE OFF: the database could not be read to its end\n", out);
        return -1;
    }
    if (fflush(out) != 0 || ferror(out))
        return err_set(err, "cannot write the report: the disk is full or the reader went away");
    return 0;
}

void report_pulse(struct report *r, void (*pulse)(void *context, uint64_t rows), void *context)
{
    query_pulse(r->query, pulse, context);
}
