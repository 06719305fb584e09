#include <inttypes.h>

#include "base/csv.h"
#include "report/formats.h"

/* Of v_finding's columns. */
enum { FINDING = 1, SEVERITY = 4, FIRST = 13, LAST = 14 };

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

/* v_finding's columns 13 and 14, as RFC 3339. */
static void put_moment(FILE *out, const struct query_rows *r, int at)
{
    char time[ZONE_TEXT];
    (void)putc(',', out);
    if (query_type(r, at) != QUERY_NULL)
        (void)fputs(zone_exact(query_zone(r), query_number(r, at), time), out);
}

static const char *kind_of(const struct query_rows *r)
{
    if (query_type(r, FINDING) != QUERY_NULL)
        return "finding";
    return query_type(r, SEVERITY) != QUERY_NULL ? "note" : "missing";
}

static void put_rows(struct query_rows *r, FILE *out)
{
    while (query_next(r)) {
        for (int i = 0; i < query_columns(r); i++) {
            put_cell(out, r, i);
            if (i + 1 < query_columns(r))
                (void)putc(',', out);
        }
        put_moment(out, r, FIRST);
        put_moment(out, r, LAST);
        (void)fprintf(out, ",%s\r\n", kind_of(r));
    }
    query_end(r);
}

void as_csv(struct query *q, FILE *out)
{
    struct query_rows *r = query_rows(q, QUERY_FINDINGS, NULL);
    for (int i = 0; i < query_columns(r); i++)
        (void)fprintf(out, "%s,", query_column(r, i));
    (void)fputs("first,last,kind\r\n", out);
    put_rows(r, out);
    put_rows(query_rows(q, QUERY_EXTRA, NULL), out);
}
