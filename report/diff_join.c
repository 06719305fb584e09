#include "report/diff_join.h"

#include <stdlib.h>
#include <string.h>

const char *diff_join_status_name(enum diff_join_status status)
{
    static const char *const names[DIFF_JOIN_STATUSES] = {[DIFF_JOIN_NEW] = "new",
                                                          [DIFF_JOIN_REGRESSED] = "regressed",
                                                          [DIFF_JOIN_FIXED] = "fixed",
                                                          [DIFF_JOIN_UNCHANGED] = "unchanged"};
    return names[status];
}

bool diff_join_add(struct diff_join_prints *prints, const struct diff_join_print *print)
{
    if (prints->count == prints->room) {
        size_t room = prints->room > 0 ? prints->room + prints->room / 2 : 1024;
        struct diff_join_print *grown = realloc(prints->at, room * sizeof *grown);
        if (grown == NULL)
            return false;
        prints->at = grown;
        prints->room = room;
    }
    prints->at[prints->count++] = *print;
    return true;
}

static int by_fingerprint(const void *left, const void *right)
{
    const struct diff_join_print *a = left, *b = right;
    int order = memcmp(a->fingerprint, b->fingerprint, sizeof a->fingerprint);
    return order != 0 ? order : (a->finding > b->finding) - (a->finding < b->finding);
}

/* Occurrences per flow: products of counts of 64 bits. */
static bool doubled(const struct diff_join_print *was, uint64_t flows_then, const struct diff_join_print *is,
                    uint64_t flows_now)
{
    if (flows_then == 0 || flows_now == 0)
        return false;
    return (long double)is->occurrences * (long double)flows_then >=
           2 * (long double)was->occurrences * (long double)flows_now;
}

static struct diff_join_pair alone(const struct diff_join_print *p, int side)
{
    struct diff_join_pair pair = {.rule = p->rule,
                                  .status = side == DIFF_NEW ? DIFF_JOIN_NEW : DIFF_JOIN_FIXED,
                                  .severity = p->severity,
                                  .seen = p->seen};
    pair.finding[side] = p->finding;
    pair.waived[side] = p->waived;
    return pair;
}

static struct diff_join_pair both(const struct diff_join_print *was, uint64_t flows_then,
                                  const struct diff_join_print *is, uint64_t flows_now)
{
    bool regressed = is->severity > was->severity || doubled(was, flows_then, is, flows_now);
    return (struct diff_join_pair){.finding = {was->finding, is->finding},
                                   .rule = is->rule,
                                   .status = regressed ? DIFF_JOIN_REGRESSED : DIFF_JOIN_UNCHANGED,
                                   .severity = is->severity,
                                   .waived = {was->waived, is->waived},
                                   .seen = true};
}

/* Which comes first: the old one (< 0), the new one (> 0), or they are the same. */
static int next(const struct diff_join_prints *was, size_t old, const struct diff_join_prints *is, size_t new)
{
    if (old == was->count || new == is->count)
        return old == was->count ? 1 : -1;
    return memcmp(was->at[old].fingerprint, is->at[new].fingerprint, DIFF_JOIN_FINGERPRINT);
}

static void merge(struct diff_join *j, const struct diff_join_prints *was, const struct diff_join_prints *is)
{
    size_t old = 0, new = 0;
    while (old < was->count || new < is->count) {
        int order = next(was, old, is, new);
        struct diff_join_pair *pair = &j->pairs[j->count++];
        if (order < 0)
            *pair = alone(&was->at[old], DIFF_OLD);
        else if (order > 0)
            *pair = alone(&is->at[new], DIFF_NEW);
        else
            *pair = both(&was->at[old], was->flows, &is->at[new], is->flows);
        old += order <= 0;
        new += order >= 0;
    }
}

static int by_importance(const void *left, const void *right)
{
    const struct diff_join_pair *a = left, *b = right;
    if (a->status != b->status)
        return a->status < b->status ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    for (int side = DIFF_NEW; side >= DIFF_OLD; side--)
        if (a->finding[side] != b->finding[side])
            return a->finding[side] < b->finding[side] ? -1 : 1;
    return 0;
}

static void count(struct diff_join_counts *c, const struct diff_join_pair *p)
{
    bool worse = p->status == DIFF_JOIN_NEW || p->status == DIFF_JOIN_REGRESSED;
    bool in_both = p->finding[DIFF_OLD] != 0 && p->finding[DIFF_NEW] != 0;
    c->status[p->status]++;
    c->fixed_seen += p->status == DIFF_JOIN_FIXED && p->seen;
    c->now_waived += in_both && !p->waived[DIFF_OLD] && p->waived[DIFF_NEW];
    c->no_longer_waived += in_both && p->waived[DIFF_OLD] && !p->waived[DIFF_NEW];
    c->waived_worse += worse && p->waived[DIFF_NEW];
    if (!worse || p->waived[DIFF_NEW])
        return;
    c->worse[p->severity]++;
    c->worse_new += p->status == DIFF_JOIN_NEW;
    c->worse_regressed += p->status == DIFF_JOIN_REGRESSED;
}

static void sort(struct diff_join_prints *p)
{
    if (p->count > 1)
        qsort(p->at, p->count, sizeof *p->at, by_fingerprint);
}

bool diff_join(struct diff_join *out, struct diff_join_prints sides[DIFF_SIDES])
{
    size_t most = sides[DIFF_OLD].count + sides[DIFF_NEW].count;
    *out = (struct diff_join){.pairs = malloc((most + 1) * sizeof *out->pairs)};
    if (out->pairs == NULL)
        return false;
    sort(&sides[DIFF_OLD]);
    sort(&sides[DIFF_NEW]);
    merge(out, &sides[DIFF_OLD], &sides[DIFF_NEW]);
    if (out->count > 1)
        qsort(out->pairs, out->count, sizeof *out->pairs, by_importance);
    for (size_t i = 0; i < out->count; i++)
        count(&out->counts, &out->pairs[i]);
    for (unsigned s = 0; s < DIFF_JOIN_STATUSES; s++)
        out->begins[s + 1] = out->begins[s] + out->counts.status[s];
    return true;
}

void diff_join_free(struct diff_join *j)
{
    free(j->pairs);
    *j = (struct diff_join){0};
}
