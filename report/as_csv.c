#include <inttypes.h>

#include "base/csv.h"
#include "report/formats.h"

static void put_cell(FILE *out, const struct query_rows *r, int at)
{
    size_t n;
    const char *text;
    switch (query_type(r, at)) {
    case QUERY_NULL:
        return;
    case QUERY_NUMBER:
        (void)fprintf(out, "%" PRId64, query_number(r, at));
        return;
    case QUERY_TEXT:
        text = query_text(r, at, &n);
        csv_text(out, text, n);
        return;
    }
}

static void put_rows(struct query_rows *r, int columns, FILE *out)
{
    while (query_next(r)) {
        for (int i = 0; i < columns; i++) {
            put_cell(out, r, i);
            (void)fputs(i + 1 < columns ? "," : "\r\n", out);
        }
    }
    query_end(r);
}

void as_csv(struct query *q, FILE *out)
{
    struct query_rows *r = query_rows(q, QUERY_FINDINGS, NULL);
    int columns = query_columns(r);
    for (int i = 0; i < columns; i++)
        (void)fprintf(out, "%s%s", query_column(r, i), i + 1 < columns ? "," : "\r\n");
    put_rows(r, columns, out);
    put_rows(query_rows(q, QUERY_EXTRA, NULL), columns, out);
}
