#include <string.h>

#include "base/json.h"
#include "report/formats.h"
#include "report/json_row.h"

enum { FORMAT_VERSION = 1 };

static void put_row(struct json *j, const struct query_rows *r)
{
    for (int i = 0; i < query_columns(r); i++)
        json_row_member(j, r, i);
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

static void put_bound(struct json *j, const char *key, const struct zone *zone, int64_t us)
{
    char time[ZONE_TEXT];
    if (us != INT64_MIN && us != INT64_MAX)
        json_member_text(j, key, zone_exact(zone, us, time));
}

/* What was asked for: a document that was narrowed says so. */
static void put_options(struct json *j, const struct report_options *o)
{
    json_key(j, "options");
    json_open(j, '{');
    json_key(j, "run");
    if (o->run > 0)
        json_int(j, o->run);
    else
        json_text(j, o->run == 0 ? "last" : "all");
    json_member_text(j, "tz", zone_name(&o->zone));
    json_member_text(j, "severity", severity_name(o->severity));
    put_bound(j, "since", &o->zone, o->since_us);
    put_bound(j, "until", &o->zone, o->until_us);
    if (o->site != NULL)
        json_member_text(j, "site", o->site);
    json_close(j, '}');
}

void as_json(struct query *q, FILE *out)
{
    static const struct {
        const char *key;
        enum query_what what;
    } lists[] = {
        {"runs", QUERY_RUNS},         {"settings", QUERY_SETTINGS},  {"sources", QUERY_SOURCES},
        {"traffic", QUERY_TRAFFIC},   {"expected", QUERY_EXPECTED},  {"times", QUERY_MINUTES},
        {"findings", QUERY_FINDINGS}, {"evidence", QUERY_EVIDENCES}, {"waivers", QUERY_WAIVERS},
        {"missing", QUERY_MISSING},   {"notes", QUERY_NOTES},        {"any_role", QUERY_ANY_ROLE},
        {"warnings", QUERY_WARNINGS}, {"coverage", QUERY_COVERAGE},  {"rules", QUERY_RULES},
    };
    struct json j = {.out = out};
    json_open(&j, '{');
    json_member_count(&j, "format_version", FORMAT_VERSION);
    put_options(&j, query_options(q));
    json_key(&j, "summary");
    json_open(&j, '{');
    put_members(&j, q, QUERY_SUMMARY);
    put_members(&j, q, QUERY_OUTCOME);
    json_close(&j, '}');
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        put_list(&j, q, lists[i].key, lists[i].what);
    json_close(&j, '}');
    (void)putc('\n', out);
}
