#include <inttypes.h>
#include <string.h>

#include "base/escape.h"
#include "report/diff_parts.h"
#include "report/phrase.h"
#include "report/wrap.h"

enum { SHOWN = 5, WORD = 24 };

/* "2 new findings (1 high, 1 low), 1 regressed" */
static void put_worse(const struct diff_join_counts *c, FILE *out)
{
    char by[PHRASE_SEVERITIES], findings[PHRASE_COUNT];
    phrase(out, "", "WORSE: %s, %" PRIu64 " regressed (%s).",
           phrase_count((int64_t)c->worse_new, "new finding", findings), c->worse_regressed,
           phrase_severities(c->worse, by));
}

static void put_judgement(const struct diff *d, FILE *out)
{
    const struct diff_join_counts *c = &d->join.counts;
    char flows[PHRASE_COUNT];
    if (c->worse_new + c->worse_regressed > 0)
        put_worse(c, out);
    else if (diff_parts_blind(d))
        phrase(out, "", "NOT PROVEN: no finding is new or regressed, for the new audit judged no flow.");
    else if (diff_parts_unproven(d) > 0)
        phrase(out, "", "NOT PROVEN: no finding is new or regressed, but not everything could be judged.");
    else
        phrase(out, "", "NOT WORSE: no finding is new or regressed.");
    if (c->waived_worse > 0)
        phrase(out, "  ", "%" PRIu64 " more new or regressed, but waived and not counted.", c->waived_worse);
    if (d->undetermined[DIFF_NEW] > 0)
        phrase(out, "  ", "%s of the new audit could not be judged.",
               phrase_count((int64_t)d->undetermined[DIFF_NEW], "flow", flows));
    if (d->not_audited[DIFF_NEW] > 0)
        phrase(out, "  ",
               "The new audit did not see all there was: what it has no finding of may not be fixed.");
}

static void put_counts(const struct diff_join_counts *c, FILE *out)
{
    uint64_t fixed = c->status[DIFF_JOIN_FIXED];
    if (fixed > 0)
        phrase(out, "  ",
               "%" PRIu64 " fixed: of %" PRIu64 " the client's network still spoke to the server, of %" PRIu64
               " nothing of the kind was judged.",
               fixed, c->fixed_seen, fixed - c->fixed_seen);
    phrase(out, "  ", "%" PRIu64 " unchanged.", c->status[DIFF_JOIN_UNCHANGED]);
    if (c->now_waived + c->no_longer_waived > 0)
        phrase(out, "  ", "%" PRIu64 " waived now that were not, %" PRIu64 " no longer waived.",
               c->now_waived, c->no_longer_waived);
}

static void put_run(struct diff *d, int side, FILE *out)
{
    char began[ZONE_TEXT], ended[ZONE_TEXT], packets[PHRASE_COUNT], flows[PHRASE_COUNT];
    struct query_rows *r = query_rows(d->query[side], QUERY_RUNS, NULL);
    if (query_next(r)) {
        wrap(out, side == DIFF_OLD ? "  old  " : "  new  ", d->path[side]);
        phrase(out, "       ", "run %" PRId64 ", %s, %s to %s, wireaudit %s", query_number(r, 0),
               query_text(r, 4, NULL), phrase_time(r, 1, began), phrase_time(r, 2, ended),
               query_text(r, 6, NULL));
        wrap(out, "       source: ", query_text(r, 3, NULL));
        phrase(out, "       ", "%s, %s; not audited: %" PRIu64,
               phrase_count(query_number(r, 9), "packet", packets),
               phrase_count(query_number(r, 11), "flow", flows), d->not_audited[side]);
    }
    query_end(r);
}

static void put_differences(struct diff *d, FILE *out)
{
    struct diff_parts_difference difference;
    bool any = false;
    for (unsigned i = 0; diff_parts_difference(d, &i, &difference); any = true) {
        char lead[2 * WORD];
        if (!any)
            (void)fputs("\nWhat differs besides the traffic, and may change findings by itself\n", out);
        (void)snprintf(lead, sizeof lead, "  %-12s ", difference.what);
        phrase(out, lead, "%s -> %s",
               difference.value[DIFF_OLD][0] != '\0' ? difference.value[DIFF_OLD] : "none",
               difference.value[DIFF_NEW][0] != '\0' ? difference.value[DIFF_NEW] : "none");
    }
}

/* The newer side that a pair has. */
static int side_of(const struct diff_join_pair *p)
{
    return p->finding[DIFF_NEW] != 0 ? DIFF_NEW : DIFF_OLD;
}

static void put_pair(struct diff *d, const struct diff_join_pair *p, FILE *out)
{
    char how[DIFF_PARTS_HOW];
    int side = side_of(p);
    struct query_rows *r = query_about(d->query[side], QUERY_FINDING, p->finding[side]);
    if (query_next(r)) {
        phrase_finding(r, out, "    ");
        if (p->status == DIFF_JOIN_REGRESSED)
            wrap(out, "        ", diff_parts_how(d, p, how));
        if (p->status == DIFF_JOIN_FIXED && !p->seen)
            wrap(out, "        ", "nothing of the kind was judged: it may not be fixed");
        if (query_type(r, 16) != QUERY_NULL)
            phrase(out, "        ", "waived: %s", query_text(r, 16, NULL));
    }
    query_end(r);
}

/* "  high      MODE-02  Clients ...: 3 findings" */
static void put_head(struct diff *d, const struct diff_join_pair *p, size_t n, FILE *out)
{
    char lead[3 * WORD + DIFF_RULES_NAME], id[DIFF_RULES_NAME * 2], title[DIFF_PARTS_TITLE],
        findings[PHRASE_COUNT];
    const char *rule = diff_rules_name(d->rules, p->rule);
    escape_shown(id, sizeof id, rule, strlen(rule));
    (void)snprintf(lead, sizeof lead, "  %-8s  %.48s  ", severity_name((enum severity)p->severity), id);
    (void)diff_parts_title(d, p->rule, title);
    phrase(out, lead, "%s%s%s", title, title[0] != '\0' ? ": " : "",
           phrase_count((int64_t)n, "finding", findings));
}

static void put_section(struct diff *d, enum diff_join_status status, const char *head, FILE *out)
{
    size_t at, end = 0;
    (void)fprintf(out, "\n%s\n", head);
    if (d->join.counts.status[status] == 0)
        phrase(out, "  ", "none");
    while (diff_parts_group(d, status, &at, &end)) {
        put_head(d, &d->join.pairs[at], end - at, out);
        size_t shown = status == DIFF_JOIN_UNCHANGED ? 0 : SHOWN;
        for (size_t i = at; i < end && i < at + shown; i++)
            put_pair(d, &d->join.pairs[i], out);
        if (shown > 0 && end - at > shown)
            phrase(out, "    ", "and %zu more", end - at - shown);
    }
}

static void put_waivers(struct diff *d, bool now, const char *head, FILE *out)
{
    const struct diff_join_counts *c = &d->join.counts;
    uint64_t n = now ? c->now_waived : c->no_longer_waived, shown = 0;
    if (n == 0)
        return;
    (void)fprintf(out, "\n%s\n", head);
    for (size_t i = 0; i < d->join.count && shown < SHOWN; i++) {
        const struct diff_join_pair *p = &d->join.pairs[i];
        bool both = p->finding[DIFF_OLD] != 0 && p->finding[DIFF_NEW] != 0;
        if (!both || p->waived[DIFF_NEW] == p->waived[DIFF_OLD] || p->waived[DIFF_NEW] != now)
            continue;
        put_pair(d, p, out);
        shown++;
    }
    if (n > shown)
        phrase(out, "    ", "and %" PRIu64 " more", n - shown);
}

void diff_as_text(struct diff *d, FILE *out)
{
    (void)fputs("wireaudit diff\n\n", out);
    put_judgement(d, out);
    put_counts(&d->join.counts, out);
    (void)fputs("\nCompared\n", out);
    put_run(d, DIFF_OLD, out);
    put_run(d, DIFF_NEW, out);
    put_differences(d, out);
    put_section(d, DIFF_JOIN_NEW, "New", out);
    put_section(d, DIFF_JOIN_REGRESSED, "Regressed: graver, or twice as frequent", out);
    put_section(d, DIFF_JOIN_FIXED, "Fixed (numbers are of the old audit)", out);
    put_waivers(d, true, "Waived now", out);
    put_waivers(d, false, "No longer waived, so they count again", out);
    put_section(d, DIFF_JOIN_UNCHANGED, "Unchanged", out);
}
