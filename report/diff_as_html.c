#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/diff_parts.h"
#include "report/html.h"
#include "report/phrase.h"

enum { SHOWN_BY_RULE = 50, SHOWN_BYTES = 8 << 20 };

static void put_text(struct html *h, const struct query_rows *r, int at)
{
    size_t n;
    const char *text = query_text(r, at, &n);
    html_text(h, text, n);
}

static void put_figure(struct html *h, const char *name, const char *tone, uint64_t n)
{
    char figure[HTML_FIGURE];
    html_put(h, "<div class=\"%s\"><dt>%s</dt><dd>%s</dd></div>\n", n > 0 ? tone : "zero", name,
             html_figure((int64_t)n, figure));
}

static void put_verdict(struct html *h, const struct diff *d)
{
    const struct diff_join_counts *c = &d->join.counts;
    bool worse = c->worse_new + c->worse_regressed > 0, open = diff_parts_unproven(d) > 0;
    html_put(h, "<section class=\"verdict %s\"><h2>%s</h2>\n",
             worse  ? "bad"
             : open ? "open"
                    : "good",
             worse  ? "Worse"
             : open ? "Not proven"
                    : "Not worse");
    html_put(h, "<p>%" PRId64 " new and %" PRId64 " regressed findings count.", (int64_t)c->worse_new,
             (int64_t)c->worse_regressed);
    if (c->waived_worse > 0)
        html_put(h, " %" PRId64 " more are waived and do not.", (int64_t)c->waived_worse);
    html_put(h, "</p>\n");
    if (c->status[DIFF_JOIN_FIXED] > 0)
        html_put(h,
                 "<p>Of %" PRId64 " fixed findings the client's network still spoke to the server in %" PRId64
                 "; of %" PRId64 " nothing of the kind was judged, so that they may not be fixed.</p>\n",
                 (int64_t)c->status[DIFF_JOIN_FIXED], (int64_t)c->fixed_seen,
                 (int64_t)(c->status[DIFF_JOIN_FIXED] - c->fixed_seen));
    if (d->undetermined[DIFF_NEW] > 0) {
        html_put(h, "<p>");
        as_html_parts_count(h, (int64_t)d->undetermined[DIFF_NEW], "flow");
        html_put(h, " of the new audit could not be judged.</p>\n");
    }
    if (diff_parts_blind(d))
        html_put(h, "<p>The new audit judged no flow, so it can have no finding.</p>\n");
    if (d->not_audited[DIFF_NEW] > 0)
        html_put(h, "<p>The new audit did not see all there was: what it has no finding of may not be "
                    "fixed.</p>\n");
    html_put(h, "</section>\n");
}

static void put_figures(struct html *h, const struct diff_join_counts *c)
{
    html_put(h, "<dl class=\"figures\">\n");
    put_figure(h, "new", "bad", c->status[DIFF_JOIN_NEW]);
    put_figure(h, "regressed", "bad", c->status[DIFF_JOIN_REGRESSED]);
    put_figure(h, "fixed", "good", c->fixed_seen);
    put_figure(h, "gone, not judged", "open", c->status[DIFF_JOIN_FIXED] - c->fixed_seen);
    put_figure(h, "unchanged", "none", c->status[DIFF_JOIN_UNCHANGED]);
    put_figure(h, "waived now", "seen", c->now_waived);
    put_figure(h, "no longer waived", "open", c->no_longer_waived);
    html_put(h, "</dl>\n");
}

static void put_run(struct html *h, struct diff *d, int side)
{
    char began[ZONE_TEXT], ended[ZONE_TEXT];
    struct query_rows *r = query_rows(d->query[side], QUERY_RUNS, NULL);
    if (query_next(r)) {
        html_put(h, "<h3>%s audit</h3>\n<dl class=\"facts\">\n", side == DIFF_OLD ? "Old" : "New");
        html_put(h, "<dt>database</dt><dd>%s, run %" PRId64 "</dd>\n", d->path[side], query_number(r, 0));
        html_put(h, "<dt>status</dt><dd>%s, %s to %s</dd>\n", query_text(r, 4, NULL),
                 phrase_time(r, 1, began), phrase_time(r, 2, ended));
        html_put(h, "<dt>source</dt><dd>");
        put_text(h, r, 3);
        html_put(
            h, "</dd>\n<dt>flows</dt><dd>%" PRId64 " in %" PRId64 " packets; not audited: %" PRId64 "</dd>\n",
            query_number(r, 11), query_number(r, 9), (int64_t)d->not_audited[side]);
        html_put(h, "</dl>\n");
    }
    query_end(r);
}

static void put_differences(struct html *h, struct diff *d)
{
    struct diff_parts_difference difference;
    bool any = false;
    for (unsigned i = 0; diff_parts_difference(d, &i, &difference); any = true) {
        if (!any)
            html_put(h, "<h3>What differs besides the traffic</h3>\n<p>It may change findings by "
                        "itself.</p>\n<div class=\"scroll\"><table class=\"plain\"><thead><tr><th "
                        "scope=\"col\">what</th><th scope=\"col\">old</th><th scope=\"col\">new</th></tr>"
                        "</thead><tbody>\n");
        html_put(h, "<tr><th scope=\"row\" class=\"when\">%s</th><td>%s</td><td>%s</td></tr>\n",
                 difference.what, difference.value[DIFF_OLD][0] != '\0' ? difference.value[DIFF_OLD] : "none",
                 difference.value[DIFF_NEW][0] != '\0' ? difference.value[DIFF_NEW] : "none");
    }
    if (any)
        html_put(h, "</tbody></table></div>\n");
}

static void put_note(struct html *h, struct diff *d, const struct diff_join_pair *p,
                     const struct query_rows *r)
{
    char how[DIFF_PARTS_HOW];
    html_put(h, "<tr class=\"why\"><td colspan=\"5\"><p>");
    put_text(h, r, 15);
    html_put(h, "</p>");
    if (p->status == DIFF_JOIN_REGRESSED)
        html_put(h, "<p>%s</p>", diff_parts_how(d, p, how));
    if (p->status == DIFF_JOIN_FIXED && !p->seen)
        html_put(h, "<p>Nothing of the kind was judged: it may not be fixed.</p>");
    if (query_type(r, 16) != QUERY_NULL) {
        html_put(h, "<p>Waived: ");
        put_text(h, r, 16);
        html_put(h, "</p>");
    }
    html_put(h, "</td></tr>");
}

static void put_pair(struct html *h, struct diff *d, const struct diff_join_pair *p)
{
    char server[PHRASE_SERVER], first[ZONE_TEXT], last[ZONE_TEXT];
    int side = p->finding[DIFF_NEW] != 0 ? DIFF_NEW : DIFF_OLD;
    struct query_rows *r = query_about(d->query[side], QUERY_FINDING, p->finding[side]);
    if (query_next(r)) {
        html_put(
            h, "<tbody class=\"finding\"><tr><th scope=\"row\">%s #%" PRId64 "</th><td><code>%s</code></td>",
            diff_parts_side(side), query_number(r, 1), query_text(r, 5, NULL));
        html_put(h, "<td><code>%s</code> %s", phrase_server(r, 6, server), query_text(r, 9, NULL));
        if (query_type(r, 11) != QUERY_NULL)
            html_put(h, " (%s %s)", query_text(r, 10, NULL), query_text(r, 11, NULL));
        html_put(h, "</td><td class=\"num\">%" PRId64 "</td>", query_number(r, 12));
        html_put(h, "<td class=\"when\">%s to %s</td></tr>", phrase_time(r, 13, first),
                 phrase_time(r, 14, last));
        put_note(h, d, p, r);
        html_put(h, "</tbody>\n");
    }
    query_end(r);
}

static void put_group(struct html *h, struct diff *d, size_t at, size_t end, size_t most)
{
    char title[DIFF_PARTS_TITLE];
    const struct diff_join_pair *p = &d->join.pairs[at];
    const char *severity = severity_name((enum severity)p->severity);
    size_t i = at;
    html_put(h, "<article class=\"rule\"><h3><span class=\"badge %s\">%s</span> <code>%s</code> %s</h3>\n",
             severity, severity, diff_rules_name(d->rules, p->rule), diff_parts_title(d, p->rule, title));
    if (most > 0)
        html_put(h, "<div class=\"scroll\"><table class=\"findings\"><thead><tr><th scope=\"col\">finding"
                    "</th><th scope=\"col\">client</th><th scope=\"col\">server</th><th scope=\"col\" "
                    "class=\"num\">flows</th><th scope=\"col\">seen</th></tr></thead>\n");
    for (; i < end && i < at + most && !html_full(h); i++)
        put_pair(h, d, &d->join.pairs[i]);
    if (most > 0)
        html_put(h, "</table></div>\n");
    if (i < end)
        html_put(h, "<p class=\"more\">%" PRId64 " findings%s</p>\n", (int64_t)(end - i),
                 most > 0 ? " more: wireaudit diff -f json lists all" : "");
    html_put(h, "</article>\n");
}

static void put_section(struct html *h, struct diff *d, enum diff_join_status status, const char *head)
{
    size_t at, end = 0;
    const char *id = diff_join_status_name(status);
    html_put(h, "<section id=\"%s\"><h2>%s</h2>\n", id, head);
    if (d->join.counts.status[status] == 0)
        html_put(h, "<p class=\"soft\">None.</p>\n");
    while (diff_parts_group(d, status, &at, &end))
        put_group(h, d, at, end, status == DIFF_JOIN_UNCHANGED ? 0 : SHOWN_BY_RULE);
    html_put(h, "</section>\n");
}

static void put_waivers(struct html *h, struct diff *d)
{
    const struct diff_join_counts *c = &d->join.counts;
    size_t shown = 0;
    if (c->now_waived + c->no_longer_waived == 0)
        return;
    html_put(h,
             "<section id=\"waivers\"><h2>Waivers that came or ended</h2>\n"
             "<div class=\"scroll\"><table class=\"findings\"><thead><tr><th scope=\"col\">finding</th>"
             "<th scope=\"col\">client</th><th scope=\"col\">server</th><th scope=\"col\" class=\"num\">flows"
             "</th><th scope=\"col\">seen</th></tr></thead>\n");
    for (size_t i = 0; i < d->join.count && shown < SHOWN_BY_RULE; i++) {
        const struct diff_join_pair *p = &d->join.pairs[i];
        if (p->finding[DIFF_OLD] == 0 || p->finding[DIFF_NEW] == 0 ||
            p->waived[DIFF_OLD] == p->waived[DIFF_NEW])
            continue;
        put_pair(h, d, p);
        shown++;
    }
    html_put(h,
             "</table></div>\n<p class=\"more\">%" PRId64 " waived now, %" PRId64
             " no longer waived, so that they count "
             "again.</p></section>\n",
             (int64_t)c->now_waived, (int64_t)c->no_longer_waived);
}

void diff_as_html(struct diff *d, FILE *out)
{
    struct html h = {.out = out};
    html_begin(&h, "wireaudit: what changed between two audits");
    html_part(&h, SHOWN_BYTES);
    html_put(&h, "<header class=\"top\"><p class=\"product\">wireaudit diff</p>"
                 "<h1>What changed between two audits</h1></header>\n"
                 "<nav class=\"contents\" aria-label=\"Contents\"><ul><li><a href=\"#new\">New</a></li>"
                 "<li><a href=\"#regressed\">Regressed</a></li><li><a href=\"#fixed\">Fixed</a></li>"
                 "<li><a href=\"#unchanged\">Unchanged</a></li><li><a href=\"#compared\">Compared</a></li>"
                 "</ul></nav>\n<main id=\"content\">\n");
    put_verdict(&h, d);
    put_figures(&h, &d->join.counts);
    html_put(&h, "<section id=\"compared\"><h2>Compared</h2>\n");
    put_run(&h, d, DIFF_OLD);
    put_run(&h, d, DIFF_NEW);
    put_differences(&h, d);
    html_put(&h, "</section>\n");
    put_section(&h, d, DIFF_JOIN_NEW, "New");
    put_section(&h, d, DIFF_JOIN_REGRESSED, "Regressed: graver, or twice as frequent");
    put_section(&h, d, DIFF_JOIN_FIXED, "Fixed");
    put_waivers(&h, d);
    put_section(&h, d, DIFF_JOIN_UNCHANGED, "Unchanged");
    html_put(&h, "</main>\n<footer><p>Written by wireaudit diff.</p></footer>\n</body>\n</html>\n");
}
