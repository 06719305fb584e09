#include "base/json.h"
#include "report/formats.h"

static void put_row(struct json *j, const struct query_rows *r)
{
    for (int i = 0; i < query_columns(r); i++) {
        size_t n;
        const char *text;
        json_key(j, query_column(r, i));
        switch (query_type(r, i)) {
        case QUERY_NULL:
            json_null(j);
            break;
        case QUERY_NUMBER:
            json_int(j, query_number(r, i));
            break;
        case QUERY_TEXT:
            text = query_text(r, i, &n);
            json_shown(j, text, n);
            break;
        }
    }
}

/* The members of the only row there is. */
static void put_members(struct json *j, struct query *q, enum query_what what)
{
    struct query_rows *r = query_rows(q, what, NULL);
    if (query_next(r))
        put_row(j, r);
    query_end(r);
}

static void put_list(struct json *j, struct query *q, const char *key, enum query_what what)
{
    struct query_rows *r = query_rows(q, what, NULL);
    json_key(j, key);
    json_open(j, '[');
    while (query_next(r)) {
        (void)putc('\n', j->out);
        json_open(j, '{');
        put_row(j, r);
        json_close(j, '}');
    }
    json_close(j, ']');
    query_end(r);
}

void as_json(struct query *q, FILE *out)
{
    struct json j = {.out = out};
    json_open(&j, '{');
    json_key(&j, "summary");
    json_open(&j, '{');
    put_members(&j, q, QUERY_SUMMARY);
    put_members(&j, q, QUERY_OUTCOME);
    json_close(&j, '}');
    put_list(&j, q, "runs", QUERY_RUNS);
    put_list(&j, q, "sources", QUERY_SOURCES);
    put_list(&j, q, "traffic", QUERY_TRAFFIC);
    put_list(&j, q, "findings", QUERY_FINDINGS);
    put_list(&j, q, "waivers", QUERY_WAIVERS);
    put_list(&j, q, "missing", QUERY_MISSING);
    put_list(&j, q, "notes", QUERY_NOTES);
    put_list(&j, q, "any_role", QUERY_ANY_ROLE);
    put_list(&j, q, "warnings", QUERY_WARNINGS);
    put_list(&j, q, "coverage", QUERY_COVERAGE);
    put_list(&j, q, "rules", QUERY_RULES);
    json_close(&j, '}');
    (void)putc('\n', out);
}
