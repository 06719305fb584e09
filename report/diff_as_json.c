#include <string.h>

#include "base/json.h"
#include "report/diff_parts.h"
#include "report/json_row.h"

static void put_run(struct json *j, struct diff *d, int side)
{
    json_key(j, diff_parts_side(side));
    json_open(j, '{');
    json_member_text(j, "database", d->path[side]);
    struct query_rows *r = query_rows(d->query[side], QUERY_RUNS, NULL);
    if (query_next(r)) {
        for (int i = 0; i < query_columns(r); i++)
            json_row_member(j, r, i);
    }
    query_end(r);
    json_member_count(j, "undetermined", d->undetermined[side]);
    json_member_count(j, "not_audited", d->not_audited[side]);
    json_close(j, '}');
}

static void put_summary(struct json *j, const struct diff *d)
{
    const struct diff_join_counts *c = &d->join.counts;
    json_key(j, "summary");
    json_open(j, '{');
    for (enum diff_join_status s = 0; s < DIFF_JOIN_STATUSES; s++)
        json_member_count(j, diff_join_status_name(s), c->status[s]);
    json_member_count(j, "fixed_seen", c->fixed_seen);
    json_member_count(j, "worse", c->worse_new + c->worse_regressed);
    for (int s = SEVERITY_CRITICAL; s >= SEVERITY_INFO; s--)
        json_member_count(j, severity_name((enum severity)s), c->worse[s]);
    json_member_count(j, "worse_but_waived", c->waived_worse);
    json_member_count(j, "now_waived", c->now_waived);
    json_member_count(j, "no_longer_waived", c->no_longer_waived);
    json_close(j, '}');
}

static void put_differences(struct json *j, struct diff *d)
{
    struct diff_parts_difference difference;
    json_key(j, "differences");
    json_open(j, '[');
    for (unsigned i = 0; diff_parts_difference(d, &i, &difference);) {
        json_open(j, '{');
        json_member_text(j, "what", difference.what);
        json_member_text(j, "old", difference.value[DIFF_OLD]);
        json_member_text(j, "new", difference.value[DIFF_NEW]);
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* What a finding is: v_finding's columns from fingerprint to role, but for the severity, and why. */
static void put_identity(struct json *j, const struct query_rows *r)
{
    for (int i = 2; i <= 11; i++)
        if (i != 4)
            json_row_member(j, r, i);
    json_row_member(j, r, 15);
}

/* What may differ: finding, severity, occurrences, first and last moment, waived. */
static void put_side(struct json *j, const char *name, const struct query_rows *r)
{
    static const int columns[] = {1, 4, 12, 13, 14, 16};
    json_key(j, name);
    json_open(j, '{');
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        json_row_member(j, r, columns[i]);
    json_close(j, '}');
}

static void put_pair(struct json *j, struct diff *d, const struct diff_join_pair *p)
{
    struct query_rows *rows[DIFF_SIDES] = {NULL, NULL};
    for (int side = 0; side < DIFF_SIDES; side++)
        if (p->finding[side] != 0)
            rows[side] = query_about(d->query[side], QUERY_FINDING, p->finding[side]);
    bool here[DIFF_SIDES] = {query_next(rows[DIFF_OLD]), query_next(rows[DIFF_NEW])};
    if (here[DIFF_OLD] || here[DIFF_NEW]) {
        (void)putc('\n', j->out);
        json_open(j, '{');
        json_member_text(j, "status", diff_join_status_name((enum diff_join_status)p->status));
        json_key(j, "seen");
        json_bool(j, p->seen);
        put_identity(j, rows[here[DIFF_NEW] ? DIFF_NEW : DIFF_OLD]);
        for (int side = 0; side < DIFF_SIDES; side++)
            if (here[side])
                put_side(j, diff_parts_side(side), rows[side]);
        json_close(j, '}');
    }
    query_end(rows[DIFF_OLD]);
    query_end(rows[DIFF_NEW]);
}

static void put_findings(struct json *j, struct diff *d)
{
    json_key(j, "findings");
    json_open(j, '[');
    for (size_t i = 0; i < d->join.count; i++)
        put_pair(j, d, &d->join.pairs[i]);
    json_close(j, ']');
}

void diff_as_json(struct diff *d, FILE *out)
{
    struct json j = {.out = out};
    json_open(&j, '{');
    put_summary(&j, d);
    put_run(&j, d, DIFF_OLD);
    put_run(&j, d, DIFF_NEW);
    put_differences(&j, d);
    put_findings(&j, d);
    json_close(&j, '}');
    (void)putc('\n', out);
}
