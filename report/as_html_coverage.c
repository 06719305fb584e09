#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"
#include "report/losses.h"

enum { REASONS_SHOWN = 100, RUNS_SHOWN = 50, WARNINGS_SHOWN = 100, COVERAGE_BYTES = 200000 };

static int put_incomplete(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    while (listed < RUNS_SHOWN && query_next(r)) {
        if (strcmp(query_text(r, 4, NULL), "complete") == 0)
            continue;
        html_put(h, "<p><strong>Run %" PRId64 " is ", query_number(r, 0));
        as_html_parts_text(h, r, 4);
        html_put(h, "</strong>: what came after is not known. Reason: ");
        as_html_parts_text(h, r, 5);
        html_put(h, ".</p>\n");
        listed++;
    }
    query_end(r);
    return listed;
}

static int put_losses(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_NOT_AUDITED, NULL);
    for (; listed < REASONS_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0) {
            as_html_parts_table(h, "cards", "What was not audited, by reason");
            html_put(h, "<thead><tr><th scope=\"col\">Reason</th><th scope=\"col\" class=\"num\">Count</th>"
                        "<th scope=\"col\">What it means</th></tr></thead>\n<tbody>\n");
        }
        html_put(h, "<tr><th scope=\"row\">");
        as_html_parts_text(h, r, 0);
        html_put(h, "</th>");
        as_html_parts_figure(h, "Count", query_number(r, 1));
        html_put(h, "<td data-label=\"What it means\">%s</td></tr>\n",
                 losses_meaning(query_text(r, 0, NULL)));
    }
    bool more = query_next(r);
    query_end(r);
    if (listed > 0) {
        html_put(h, "</tbody>\n");
        as_html_parts_table_end(h);
    }
    if (more)
        html_put(h, "<p class=\"more\">There are further reasons.</p>\n");
    return listed;
}

static int put_filters(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_FILTERS, NULL);
    for (; listed < RUNS_SHOWN && query_next(r); listed++) {
        html_put(h, "<p><strong>Run %" PRId64 " had a filter</strong>: frames that do not match <code>",
                 query_number(r, 0));
        as_html_parts_text(h, r, 1);
        html_put(h, "</code> were not audited, however many they are.</p>\n");
    }
    query_end(r);
    return listed;
}

static void put_warnings(struct html *h, struct query *q)
{
    int64_t listed = 0, more = 0;
    struct query_rows *r = query_rows(q, QUERY_WARNINGS, NULL);
    while (query_next(r)) {
        if (listed == WARNINGS_SHOWN || html_full(h)) {
            more++;
            continue;
        }
        if (listed++ == 0)
            html_put(h, "<h3>Warnings about the site file</h3>\n<ul class=\"warnings\">\n");
        html_put(h, "<li>");
        as_html_parts_text(h, r, 1);
        html_put(h, "</li>\n");
    }
    query_end(r);
    if (listed > 0)
        html_put(h, "</ul>\n");
    if (more > 0) {
        html_put(h, "<p class=\"more\">");
        as_html_parts_count(h, more, "further warning");
        html_put(h, ": <code>wireaudit check</code> tells all.</p>\n");
    }
}

void as_html_coverage(struct html *h, struct query *q)
{
    html_put(h, "<section aria-labelledby=\"coverage\">\n<h2 id=\"coverage\">Not audited</h2>\n");
    html_part(h, COVERAGE_BYTES);
    int incomplete = put_incomplete(h, q);
    int filtered = put_filters(h, q);
    if (put_losses(h, q) + incomplete + filtered == 0)
        html_put(h, "<p>Nothing: no frame was lost, skipped or cut, no flow was dropped.</p>\n");
    html_put(
        h, "<p>What the capture never held cannot be known: traffic that did not pass the point where it was"
           " taken is not in this report.</p>\n");
    put_warnings(h, q);
    html_put(h, "</section>\n");
}
