#include <inttypes.h>
#include <string.h>

#include "base/escape.h"
#include "report/as_text_open.h"
#include "report/as_text_waivers.h"
#include "report/broken.h"
#include "report/formats.h"
#include "report/judgement.h"
#include "report/phrase.h"
#include "report/wrap.h"

enum { RULES_SHOWN = 500, LINE = 4096, WORD = 24 };

/* A short word for a table's cell. */
static const char *cell(const struct query_rows *r, int at, char out[WORD])
{
    size_t n;
    const char *text = query_text(r, at, &n);
    if (escape_shown(out, WORD, text, n) == 0)
        (void)snprintf(out, WORD, "-");
    return out;
}

static void put_judgement(const struct judgement *j, FILE *out)
{
    char by[PHRASE_SEVERITIES], one[PHRASE_COUNT], two[PHRASE_COUNT];
    switch (j->kind) {
    case JUDGEMENT_VIOLATIONS:
        phrase(out, "", "NOT COMPLIANT: %s (%s) in %s.",
               phrase_count((int64_t)j->found.findings, "finding", one),
               phrase_severities(j->found.by_severity, by),
               phrase_count((int64_t)j->found.flows, "flow", two));
        break;
    case JUDGEMENT_NARROWED:
        phrase(out, "", "NO SUCH FINDING: the options leave none; the verdicts below count every flow.");
        break;
    case JUDGEMENT_NOT_PROVEN:
        phrase(out, "", "NOT PROVEN: %s, but not everything could be %s.",
               j->found.waived > 0 ? "each finding is waived" : "no violation was found",
               j->undetermined > 0 ? "judged" : "audited");
        break;
    case JUDGEMENT_WAIVED:
        phrase(out, "", "COMPLIANT BUT FOR WAIVERS: the policy speaks of %s. What broke it is waived: %s.",
               phrase_count(j->compliant + j->violation, "flow", one),
               phrase_count(j->violation, "flow", two));
        break;
    case JUDGEMENT_COMPLIANT:
        phrase(out, "", "COMPLIANT: the policy speaks of %s, none broke it.",
               phrase_count(j->compliant + j->violation, "flow", one));
        break;
    case JUDGEMENT_NOTHING_SEEN:
        phrase(out, "", "NOTHING SEEN: there are no such flows.");
        break;
    case JUDGEMENT_NOTHING_JUDGED:
        phrase(out, "", "NOTHING TO JUDGE: the policy speaks of none of these flows.");
        break;
    }
    if (j->found.waived > 0)
        phrase(out, "  ", "%s waived and not counted.",
               phrase_count((int64_t)j->found.waived, "finding", one));
}

/* From when to when there was traffic, to the minute. */
static void put_period(struct query *q, FILE *out)
{
    char from[ZONE_TEXT], to[ZONE_TEXT];
    struct query_rows *r = query_rows(q, QUERY_PERIOD, NULL);
    if (query_next(r) && query_type(r, 0) != QUERY_NULL)
        phrase(out, "  ", "Flows that began from %s to %s.", phrase_time(r, 0, from), phrase_time(r, 1, to));
    query_end(r);
}

static void put_summary(struct query *q, FILE *out, const struct broken_sums *found)
{
    struct judgement j;
    char flows[PHRASE_COUNT];
    judgement_make(q, found, &j);
    put_judgement(&j, out);
    if (j.undetermined > 0)
        phrase(out, "  ", "%s could not be judged: see \"Not judged\".",
               phrase_count(j.undetermined, "flow", flows));
    phrase(out, "  ", "%s",
           !judgement_all_audited(&j) ? "Part of the traffic was not audited: see \"Not audited\"."
           : j.filtered > 0           ? "Only what a filter let through was audited: see \"Not audited\"."
                                      : "Nothing was lost: all that was captured was audited.");
    put_period(q, out);
}

/* What the options leave out is said, so that a short report is not taken for the whole. */
static void put_choice(const struct report_options *o, FILE *out)
{
    char time[ZONE_TEXT];
    if (o->site != NULL)
        phrase(out, "Only ", "site %s", o->site);
    if (o->severity > SEVERITY_INFO)
        phrase(out, "Only ", "findings of severity %s or graver", severity_name(o->severity));
    if (o->since_us != INT64_MIN)
        phrase(out, "Only ", "findings last seen at or after %s", phrase_moment(&o->zone, o->since_us, time));
    if (o->until_us != INT64_MAX)
        phrase(out, "Only ", "findings first seen at or before %s",
               phrase_moment(&o->zone, o->until_us, time));
}

static void put_run(const struct query_rows *r, FILE *out)
{
    char began[ZONE_TEXT], ended[ZONE_TEXT], lead[PHRASE_COUNT], packets[PHRASE_COUNT], bytes[PHRASE_COUNT],
        flows[PHRASE_COUNT];
    (void)snprintf(lead, sizeof lead, "  %-5" PRId64, query_number(r, 0));
    phrase(out, lead, "%s, %s to %s, wireaudit %s", query_text(r, 4, NULL), phrase_time(r, 1, began),
           phrase_time(r, 2, ended), query_text(r, 6, NULL));
    if (query_type(r, 5) != QUERY_NULL)
        phrase(out, "       ", "reason: %s", query_text(r, 5, NULL));
    wrap(out, "       source: ", query_text(r, 3, NULL));
    if (query_type(r, 8) == QUERY_NULL)
        phrase(out, "       ", "no site file: flows were classified, not judged");
    else
        phrase(out, "       ", "policy %s, site file %.16s (SHA-256)", query_text(r, 7, NULL),
               query_text(r, 8, NULL));
    phrase(out, "       ", "%s, %s, %s", phrase_count(query_number(r, 9), "packet", packets),
           phrase_count(query_number(r, 10), "byte", bytes),
           phrase_count(query_number(r, 11), "flow", flows));
}

static void put_runs(struct query *q, FILE *out)
{
    (void)fputs("\nRuns\n", out);
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    while (query_next(r))
        put_run(r, out);
    query_end(r);
    r = query_rows(q, QUERY_SOURCES, NULL);
    while (query_next(r)) {
        if (strcmp(query_text(r, 5, NULL), "complete") == 0)
            continue;
        char lead[PHRASE_COUNT];
        (void)snprintf(lead, sizeof lead, "  %-5" PRId64, query_number(r, 0));
        phrase(out, lead, "%s is %s: %s", query_text(r, 1, NULL), query_text(r, 5, NULL),
               query_text(r, 6, NULL));
    }
    query_end(r);
}

static void put_verdicts(struct query *q, FILE *out)
{
    static const char *const heads[] = {"compliant", "violation", "not covered", "undeterminable", "flows"};
    int64_t sums[5] = {0};
    char site[WORD], role[WORD];
    (void)fprintf(out, "\nVerdicts by site and role of the server, in flows\n  %-5s %-13s", "site", "role");
    for (int i = 0; i < 5; i++)
        (void)fprintf(out, " %14s", heads[i]);
    (void)putc('\n', out);
    struct query_rows *r = query_rows(q, QUERY_VERDICTS, NULL);
    while (query_next(r)) {
        (void)fprintf(out, "  %-5s %-13s", cell(r, 0, site), cell(r, 1, role));
        for (int i = 0; i < 5; i++) {
            (void)fprintf(out, " %14" PRId64, query_number(r, 2 + i));
            sums[i] += query_number(r, 2 + i);
        }
        (void)putc('\n', out);
    }
    query_end(r);
    (void)fprintf(out, "  %-19s", "all");
    for (int i = 0; i < 5; i++)
        (void)fprintf(out, " %14" PRId64, sums[i]);
    (void)putc('\n', out);
}

static void put_worst(struct query *q, FILE *out, const struct broken_rule *rule)
{
    for (unsigned i = 0; i < rule->worst_count; i++) {
        struct query_rows *r = query_about(q, QUERY_FINDING, rule->worst[i]);
        if (query_next(r)) {
            if (i == 0)
                wrap(out, "    why     ", query_text(r, 15, NULL));
            phrase_finding(r, out, i == 0 ? "    who     " : "            ");
            if (query_type(r, 17) != QUERY_NULL)
                wrap(out, "              evidence ", query_text(r, 17, NULL));
        }
        query_end(r);
    }
    if (rule->sums.findings > rule->worst_count)
        phrase(out, "            ", "and %" PRIu64 " more", rule->sums.findings - rule->worst_count);
}

static void put_seen(FILE *out, const struct broken_rule *rule, bool counts_hosts)
{
    char findings[PHRASE_COUNT], clients[PHRASE_COUNT], servers[PHRASE_COUNT], flows[PHRASE_COUNT];
    phrase(out, "    seen    ", "%s, %s%s, %s%s, %s",
           phrase_count((int64_t)rule->sums.findings, "finding", findings), counts_hosts ? "" : "at least ",
           phrase_count((int64_t)rule->clients, "client", clients), counts_hosts ? "" : "at least ",
           phrase_count((int64_t)rule->servers, "server", servers),
           phrase_count((int64_t)rule->sums.flows, "flow", flows));
}

static void put_rule(struct query *q, const struct broken_rule *rule, bool counts_hosts, FILE *out)
{
    char id[BROKEN_WORD * ESCAPE_WORST], lead[PHRASE_COUNT];
    struct query_rows *r = query_rows(q, QUERY_RULE, rule->rule);
    bool known = query_next(r);
    escape_shown(id, sizeof id, rule->rule, strlen(rule->rule));
    (void)snprintf(lead, sizeof lead, "  %-8s  %.32s  ", severity_name(rule->severity), id);
    (void)fputc('\n', out);
    wrap(out, lead, known ? query_text(r, 0, NULL) : "");
    put_seen(out, rule, counts_hosts);
    put_worst(q, out, rule);
    if (known && query_text(r, 2, NULL)[0] != '\0')
        wrap(out, "    source  ", query_text(r, 2, NULL));
    if (known && query_text(r, 4, NULL)[0] != '\0')
        wrap(out, "    remedy  ", query_text(r, 4, NULL));
    query_end(r);
}

static void put_findings(struct query *q, FILE *out, const struct broken *b)
{
    uint64_t more = 0, of = broken_left_out(b);
    (void)fputs("\nFindings, by rule, gravest first\n", out);
    for (size_t i = 0; i < broken_count(b); i++) {
        const struct broken_rule *rule = broken_at(b, i);
        if (rule->sums.findings == 0)
            break;
        if (i < RULES_SHOWN) {
            put_rule(q, rule, broken_counts_hosts(b), out);
            continue;
        }
        more++;
        of += rule->sums.findings;
    }
    if (more > 0)
        phrase(out, "\n  ", "and %" PRIu64 "%s more rules with %" PRIu64 " findings: report -f csv has them",
               more, broken_left_out(b) > 0 ? " or" : "", of);
    if (broken_all(b)->findings == 0)
        phrase(out, "  ", "none");
}

void as_text(struct query *q, FILE *out)
{
    struct broken *b = broken_read(q, BROKEN_BY_RULE);
    if (b == NULL)
        return;
    (void)fputs("wireaudit report\n\n", out);
    put_choice(query_options(q), out);
    put_summary(q, out, broken_all(b));
    put_runs(q, out);
    put_verdicts(q, out);
    put_findings(q, out, b);
    as_text_waivers(q, out);
    as_text_open(q, out);
    broken_free(b);
}
