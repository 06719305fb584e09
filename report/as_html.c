#include <inttypes.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"
#include "report/formats.h"

enum { TITLE = 128, SOURCE_SHOWN = 400, RUNS_SHOWN = 4 };

static void put_contents(struct html *h)
{
    static const struct {
        const char *id, *name;
    } sections[] = {{"sites", "Sites"},     {"findings", "Findings"},    {"open", "Not judged"},
                    {"waivers", "Waivers"}, {"coverage", "Not audited"}, {"method", "How to reproduce"},
                    {"words", "Words used"}};
    html_put(h, "<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        html_put(h, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].name);
    html_put(h, "</ul>\n</nav>\n");
}

static void put_run(struct html *h, const struct query_rows *r)
{
    size_t n;
    const char *source = query_text(r, 3, &n);
    html_put(h, "<dl>\n<div><dt>Run</dt><dd>%" PRId64 "</dd></div>\n<div><dt>Audited</dt><dd>",
             query_number(r, 0));
    as_html_parts_time(h, r, 1);
    html_put(h, "</dd></div>\n<div><dt>Policy</dt><dd>");
    as_html_parts_text(h, r, 7);
    html_put(h, "</dd></div>\n<div><dt>Program</dt><dd>wireaudit ");
    as_html_parts_text(h, r, 6);
    html_put(h, "</dd></div>\n<div><dt>Source</dt><dd>");
    html_text(h, source, n < SOURCE_SHOWN ? n : SOURCE_SHOWN);
    html_put(h, "%s</dd></div>\n</dl>\n", n > SOURCE_SHOWN ? "…" : "");
}

/* Each run that the sums are over, up to a number. */
static void put_top(struct html *h, struct query *q)
{
    int64_t runs = 0;
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    html_put(h, "<header class=\"top\">\n<p class=\"product\">wireaudit · Configuration Manager 2007 traffic"
                " audit</p>\n<h1>Compliance report</h1>\n");
    while (query_next(r))
        if (runs++ < RUNS_SHOWN)
            put_run(h, r);
    if (runs > RUNS_SHOWN) {
        html_put(h, "<p>And ");
        as_html_parts_count(h, runs - RUNS_SHOWN, "run");
        html_put(h, " more: see <a href=\"#method\">how to reproduce</a>.</p>\n");
    }
    query_end(r);
    html_put(h, "</header>\n");
}

static void put_words(struct html *h)
{
    html_put(
        h, "<section aria-labelledby=\"words\">\n<h2 id=\"words\">Words used</h2>\n<dl class=\"facts\">\n"
           "<dt>Compliant</dt><dd>A rule of the policy expects this flow.</dd>\n"
           "<dt>Violation</dt><dd>A rule forbids the flow, or the policy speaks of this pair of hosts and"
           " expects no such flow.</dd>\n"
           "<dt>Undetermined</dt><dd>The policy speaks of the flow, but what was captured, or what the site"
           " file says, does not suffice to decide. It is never counted as compliant.</dd>\n"
           "<dt>Not covered</dt><dd>The policy says nothing of such flows: name resolution, time, ordinary"
           " web traffic, unknown hosts.</dd>\n"
           "<dt>Finding</dt><dd>All flows that break one rule between one client and one server, on one"
           " port, with one protocol.</dd>\n"
           "<dt>Severity</dt><dd>critical: management or data in the clear across the internet boundary;"
           " high: clear text where native mode demands HTTPS, or a forbidden channel; medium: encrypted,"
           " but at the wrong place; low: a deviation without harm; info: a note.</dd>\n</dl>\n</section>\n");
}

void as_html(struct query *q, FILE *out)
{
    struct html h = {.out = out, .zone = &query_options(q)->zone};
    struct judgement j;
    char title[TITLE];
    struct broken *b = broken_read(q, BROKEN_BY_RULE);
    if (b == NULL)
        return;
    judgement_make(q, broken_all(b), &j);
    (void)snprintf(title, sizeof title, "wireaudit compliance report, run %" PRId64, query_run(q));
    html_begin(&h, query_options(q)->run < 0 ? "wireaudit compliance report, all runs" : title);
    put_top(&h, q);
    put_contents(&h);
    html_put(&h, "<main id=\"content\" tabindex=\"-1\">\n");
    as_html_verdict(&h, q, &j);
    as_html_sites(&h, q);
    as_html_rules(&h, q, b);
    as_html_open(&h, q);
    as_html_waivers(&h, q);
    as_html_coverage(&h, q);
    as_html_method(&h, q);
    put_words(&h);
    html_put(&h,
             "</main>\n<footer>\n<p>Written by wireaudit %s. This file needs no network and no"
             " script.</p>\n</footer>\n",
             WIREAUDIT_VERSION);
    html_end(&h);
    broken_free(b);
}
