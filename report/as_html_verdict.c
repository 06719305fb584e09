#include <inttypes.h>
#include <string.h>

#include "base/utc.h"
#include "report/as_html_parts.h"
#include "report/as_html_sections.h"
#include "report/phrase.h"

enum { REASONS_SHOWN = 4 };

static const struct {
    const char *tone, *sign, *head;
} verdicts[] = {
    [JUDGEMENT_VIOLATIONS] = {"bad", "✕", "Not compliant"},
    [JUDGEMENT_NARROWED] = {"none", "–", "No such finding"},
    [JUDGEMENT_NOT_PROVEN] = {"open", "?", "Not proven"},
    [JUDGEMENT_COMPLIANT] = {"good", "✓", "Compliant"},
    [JUDGEMENT_WAIVED] = {"open", "✓", "Compliant but for waivers"},
    [JUDGEMENT_NOTHING_SEEN] = {"none", "–", "Nothing seen"},
    [JUDGEMENT_NOTHING_JUDGED] = {"none", "–", "Nothing to judge"},
};

static void put_sentence(struct html *h, const struct judgement *j)
{
    char by[PHRASE_SEVERITIES];
    switch (j->kind) {
    case JUDGEMENT_VIOLATIONS:
        as_html_parts_count(h, (int64_t)j->found.findings, "finding");
        html_put(h, " in ");
        as_html_parts_count(h, (int64_t)j->found.flows, "flow");
        html_put(h, ": %s.", phrase_severities(j->found.by_severity, by));
        break;
    case JUDGEMENT_NARROWED:
        html_put(h, "The options leave no finding; the verdicts below count every flow.");
        break;
    case JUDGEMENT_NOT_PROVEN:
        html_put(h, "%s, but not everything could be %s.",
                 j->found.waived > 0 ? "Each finding is waived" : "No violation was found",
                 j->undetermined > 0 ? "judged" : "audited");
        break;
    case JUDGEMENT_COMPLIANT:
        html_put(h, "The policy speaks of ");
        as_html_parts_count(h, j->compliant + j->violation, "flow");
        html_put(h, ", none broke it.");
        break;
    case JUDGEMENT_WAIVED:
        html_put(h, "The policy speaks of ");
        as_html_parts_count(h, j->compliant + j->violation, "flow");
        html_put(h, ". What broke it is waived: ");
        as_html_parts_count(h, j->violation, "flow");
        html_put(h, ".");
        break;
    case JUDGEMENT_NOTHING_SEEN:
        html_put(h, "There are no such flows.");
        break;
    case JUDGEMENT_NOTHING_JUDGED:
        html_put(h, "The policy speaks of none of these flows.");
        break;
    }
}

static void put_panel(struct html *h, const struct judgement *j)
{
    html_put(
        h, "<div class=\"verdict %s\">\n<h2 id=\"verdict\"><span aria-hidden=\"true\">%s</span> %s</h2>\n<p>",
        verdicts[j->kind].tone, verdicts[j->kind].sign, verdicts[j->kind].head);
    put_sentence(h, j);
    html_put(h, "</p>\n");
    if (j->undetermined > 0) {
        html_put(h, "<p>");
        as_html_parts_count(h, j->undetermined, "flow");
        html_put(h, " could not be judged: see <a href=\"#open\">what is missing</a>.</p>\n");
    }
    if ((int64_t)j->found.waived > 0) {
        html_put(h, "<p>");
        as_html_parts_count(h, (int64_t)j->found.waived, "finding");
        html_put(h, " waived and not counted: see <a href=\"#waivers\">the waivers</a>.</p>\n");
    }
    html_put(h, "</div>\n");
}

static void put_amounts(struct html *h, struct query *q)
{
    int64_t packets = 0, bytes = 0, flows = 0;
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    while (query_next(r)) {
        packets += query_number(r, 9);
        bytes += query_number(r, 10);
        flows += query_number(r, 11);
    }
    query_end(r);
    as_html_parts_count(h, packets, "packet");
    html_put(h, " with ");
    as_html_parts_count(h, bytes, "byte");
    html_put(h, " in ");
    as_html_parts_count(h, flows, "flow");
}

/* From when to when there was traffic, to the minute. */
static void put_period(struct html *h, struct query *q)
{
    struct query_rows *r = query_rows(q, QUERY_PERIOD, NULL);
    if (query_next(r) && query_type(r, 0) != QUERY_NULL) {
        html_put(h, "<p>Flows that began from ");
        as_html_parts_time(h, r, 0);
        html_put(h, " to ");
        as_html_parts_time(h, r, 1);
        html_put(h, ".</p>\n");
    }
    query_end(r);
}

static void put_losses(struct html *h, struct query *q, const struct judgement *j)
{
    int shown = 0;
    html_put(h, "<ul>\n");
    if (j->incomplete > 0) {
        html_put(h, "<li>");
        as_html_parts_count(h, j->incomplete, "run");
        html_put(h, " ended early: what came after is not known</li>\n");
    }
    struct query_rows *r = query_rows(q, QUERY_NOT_AUDITED, NULL);
    while (shown < REASONS_SHOWN && query_next(r)) {
        char figure[HTML_FIGURE];
        html_put(h, "<li>%s × ", html_figure(query_number(r, 1), figure));
        as_html_parts_text(h, r, 0);
        html_put(h, "</li>\n");
        shown++;
    }
    bool more = query_next(r);
    query_end(r);
    html_put(h, "</ul>\n<p>%s<a href=\"#coverage\">What was not audited</a> says what each means.</p>\n",
             more ? "And more. " : "");
}

static void put_coverage(struct html *h, struct query *q, const struct judgement *j)
{
    bool all = judgement_all_audited(j), filtered = j->filtered > 0;
    html_put(h, "<div class=\"coverage %s\">\n<h2>%s</h2>\n<p>", all && !filtered ? "good" : "open",
             !all       ? "Coverage: part of the traffic was not audited"
             : filtered ? "Coverage: only what a filter let through"
                        : "Coverage: nothing was lost");
    put_amounts(h, q);
    html_put(h, "%s%s</p>\n", filtered ? " were let through by the filter" : " were captured",
             all ? ", and all of it was audited." : ". Not audited:");
    if (filtered)
        html_put(h, "<p>Other frames of these captures are not known here: see <a href=\"#coverage\">what was"
                    " not audited</a>.</p>\n");
    if (!all)
        put_losses(h, q, j);
    put_period(h, q);
    html_put(h, "</div>\n");
}

static void put_figure(struct html *h, const char *tone, const char *name, int64_t n)
{
    char figure[HTML_FIGURE];
    html_put(h, "<div class=\"%s%s\"><dt>%s</dt><dd>%s</dd></div>\n", tone, n == 0 ? " zero" : "", name,
             html_figure(n, figure));
}

/* What the options leave out is said, so that a short report is not taken for the whole. */
static void put_choice(struct html *h, const struct report_options *o)
{
    if (o->site != NULL)
        html_put(h, "<p>Only site %s is reported.</p>\n", o->site);
    if (o->severity > SEVERITY_INFO)
        html_put(h, "<p>Only findings of severity %s or graver are reported.</p>\n",
                 severity_name(o->severity));
    if (o->since_us != INT64_MIN) {
        html_put(h, "<p>Only findings last seen at or after ");
        as_html_parts_time_us(h, o->since_us);
        html_put(h, " are reported.</p>\n");
    }
    if (o->until_us != INT64_MAX) {
        html_put(h, "<p>Only findings first seen at or before ");
        as_html_parts_time_us(h, o->until_us);
        html_put(h, " are reported.</p>\n");
    }
}

void as_html_verdict(struct html *h, struct query *q, const struct judgement *j)
{
    html_put(h, "<section aria-labelledby=\"verdict\">\n");
    put_panel(h, j);
    put_coverage(h, q, j);
    put_choice(h, query_options(q));
    html_put(h, "<dl class=\"figures\">\n");
    put_figure(h, "", "flows", j->flows);
    put_figure(h, "bad", "violating", j->violation);
    put_figure(h, "open", "undetermined", j->undetermined);
    put_figure(h, "good", "compliant", j->compliant);
    put_figure(h, "none", "not covered", j->not_covered);
    html_put(h, "</dl>\n</section>\n");
}
