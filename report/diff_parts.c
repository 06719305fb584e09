#include "report/diff_parts.h"

#include <inttypes.h>
#include <string.h>

const char *diff_parts_side(int side)
{
    return side == DIFF_OLD ? "old" : "new";
}

/* One column of the run's row; "" for NULL. */
static void of_run(struct diff *d, int side, int column, char out[DIFF_PARTS_VALUE])
{
    struct query_rows *r = query_rows(d->query[side], QUERY_RUNS, NULL);
    out[0] = '\0';
    if (query_next(r))
        (void)snprintf(out, DIFF_PARTS_VALUE, "%s", query_text(r, column, NULL));
    query_end(r);
}

/* One of v_setting's; "" when it was not kept. */
static void of_settings(struct diff *d, int side, const char *name, char out[DIFF_PARTS_VALUE])
{
    struct query_rows *r = query_rows(d->query[side], QUERY_SETTINGS, NULL);
    out[0] = '\0';
    while (query_next(r))
        if (strcmp(query_text(r, 1, NULL), name) == 0)
            (void)snprintf(out, DIFF_PARTS_VALUE, "%s", query_text(r, 2, NULL));
    query_end(r);
}

static const struct {
    const char *what;
    int column;          /* of v_run; -1: a setting, or a count of the outcome */
    const char *setting; /* or NULL */
} differences[] = {
    {"status", 4, NULL},
    {"version", 6, NULL},
    {"policy", 7, NULL},
    {"site file", 8, NULL},
    {"filter", -1, "filter"},
    {"waivers", -1, "waivers"},
    {"duplicates", -1, "duplicates"},
    {"checksums", -1, "checksums"},
    {"not audited", -1, NULL},
};

bool diff_parts_difference(struct diff *d, unsigned *i, struct diff_parts_difference *out)
{
    for (; *i < sizeof differences / sizeof differences[0]; (*i)++) {
        out->what = differences[*i].what;
        for (int side = 0; side < DIFF_SIDES; side++) {
            if (differences[*i].column >= 0)
                of_run(d, side, differences[*i].column, out->value[side]);
            else if (differences[*i].setting != NULL)
                of_settings(d, side, differences[*i].setting, out->value[side]);
            else
                (void)snprintf(out->value[side], DIFF_PARTS_VALUE, "%" PRIu64, d->not_audited[side]);
        }
        if (strcmp(out->value[DIFF_OLD], out->value[DIFF_NEW]) != 0) {
            (*i)++;
            return true;
        }
    }
    return false;
}

bool diff_parts_group(const struct diff *d, enum diff_join_status status, size_t *at, size_t *end)
{
    const struct diff_join_pair *pairs = d->join.pairs;
    size_t last = d->join.begins[status + 1];
    if (*end < d->join.begins[status])
        *end = d->join.begins[status];
    *at = *end;
    while (*end < last && pairs[*end].severity == pairs[*at].severity && pairs[*end].rule == pairs[*at].rule)
        (*end)++;
    return *at < last;
}

const char *diff_parts_title(struct diff *d, uint16_t rule, char out[DIFF_PARTS_TITLE])
{
    out[0] = '\0';
    for (int side = DIFF_NEW; side >= DIFF_OLD && out[0] == '\0'; side--) {
        struct query_rows *r = query_rows(d->query[side], QUERY_RULE, diff_rules_name(d->rules, rule));
        if (query_next(r))
            (void)snprintf(out, DIFF_PARTS_TITLE, "%s", query_text(r, 0, NULL));
        query_end(r);
    }
    return out;
}

bool diff_parts_blind(const struct diff *d)
{
    return d->judged[DIFF_NEW] == 0 && d->join.counts.status[DIFF_JOIN_FIXED] > 0;
}

uint64_t diff_parts_unproven(const struct diff *d)
{
    return d->undetermined[DIFF_NEW] + d->not_audited[DIFF_NEW] + diff_parts_blind(d);
}

static int64_t flows_of(struct diff *d, int side)
{
    int64_t flows = 0;
    struct query_rows *r = query_rows(d->query[side], QUERY_RUNS, NULL);
    if (query_next(r))
        flows = query_number(r, 11);
    query_end(r);
    return flows;
}

const char *diff_parts_how(struct diff *d, const struct diff_join_pair *p, char out[DIFF_PARTS_HOW])
{
    size_t n = 0;
    out[0] = '\0';
    for (int side = DIFF_NEW; side >= DIFF_OLD; side--) {
        if (p->finding[side] == 0)
            continue;
        struct query_rows *r = query_about(d->query[side], QUERY_FINDING, p->finding[side]);
        if (query_next(r) && n < DIFF_PARTS_HOW)
            n += (size_t)snprintf(out + n, DIFF_PARTS_HOW - n, "%s%.10s, %" PRId64 " of %" PRId64 " flows%s",
                                  n > 0 ? "; " : "", query_text(r, 4, NULL), query_number(r, 12),
                                  flows_of(d, side), side == DIFF_OLD ? " before" : "");
        query_end(r);
    }
    return out;
}
