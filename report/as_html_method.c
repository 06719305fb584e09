#include <inttypes.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { RUNS_SHOWN = 50, CAPTURES_SHOWN = 500, SETTINGS_SHOWN = 500, METHOD_BYTES = 300000 };

static void put_fact(struct html *h, const char *name, const struct query_rows *r, int at)
{
    if (query_type(r, at) == QUERY_NULL)
        return;
    html_put(h, "<dt>%s</dt><dd>", name);
    as_html_parts_text(h, r, at);
    html_put(h, "</dd>\n");
}

static void put_run(struct html *h, const struct query_rows *r)
{
    html_put(h, "<h3>Run %" PRId64 "</h3>\n<dl class=\"facts\">\n<dt>Audited</dt><dd>", query_number(r, 0));
    as_html_parts_time(h, r, 1);
    html_put(h, " to ");
    as_html_parts_time(h, r, 2);
    html_put(h, "</dd>\n");
    put_fact(h, "Status", r, 4);
    put_fact(h, "Reason", r, 5);
    html_put(h, "<dt>Program</dt><dd>wireaudit %s</dd>\n", query_text(r, 6, NULL));
    put_fact(h, "Policy", r, 7);
    if (query_type(r, 8) == QUERY_NULL) {
        html_put(h, "<dt>Site file</dt><dd>none: flows were classified, not judged</dd>\n");
    } else {
        html_put(h, "<dt>Site file</dt><dd>SHA-256 <span class=\"hash\">");
        as_html_parts_text(h, r, 8);
        html_put(h, "</span></dd>\n");
    }
    html_put(h, "<dt>Read</dt><dd>");
    as_html_parts_count(h, query_number(r, 9), "packet");
    html_put(h, ", ");
    as_html_parts_count(h, query_number(r, 10), "byte");
    html_put(h, ", ");
    as_html_parts_count(h, query_number(r, 11), "flow");
    html_put(h, "</dd>\n</dl>\n");
}

static void put_runs(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    for (; listed < RUNS_SHOWN && !html_full(h) && query_next(r); listed++)
        put_run(h, r);
    if (query_next(r))
        html_put(h, "<p class=\"more\">There are further runs.</p>\n");
    query_end(r);
}

static void put_captures(struct html *h, struct query *q)
{
    int64_t listed = 0, more = 0;
    struct query_rows *r = query_rows(q, QUERY_SOURCES, NULL);
    html_put(h, "<h3>Captures</h3>\n");
    as_html_parts_table(h, "cards", "Captures, in the order they were read");
    html_put(h, "<thead><tr><th scope=\"col\">File</th><th scope=\"col\" class=\"num\">Bytes</th>"
                "<th scope=\"col\" class=\"num\">Packets</th><th scope=\"col\">Read</th>"
                "<th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
    while (query_next(r)) {
        if (listed == CAPTURES_SHOWN || html_full(h)) {
            more++;
            continue;
        }
        listed++;
        html_put(h, "<tr><th scope=\"row\">");
        as_html_parts_text(h, r, 1);
        html_put(h, "</th>");
        as_html_parts_figure(h, "Bytes", query_number(r, 2));
        as_html_parts_figure(h, "Packets", query_number(r, 4));
        html_put(h, "<td data-label=\"Read\">");
        as_html_parts_text(h, r, 5);
        if (query_type(r, 6) != QUERY_NULL) {
            html_put(h, ": ");
            as_html_parts_text(h, r, 6);
        }
        html_put(h, "</td><td data-label=\"SHA-256\">");
        if (query_type(r, 3) == QUERY_NULL)
            html_put(h, "not recorded");
        else
            html_put(h, "<span class=\"hash\">");
        if (query_type(r, 3) != QUERY_NULL) {
            as_html_parts_text(h, r, 3);
            html_put(h, "</span>");
        }
        html_put(h, "</td></tr>\n");
    }
    query_end(r);
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    if (more > 0) {
        html_put(h, "<p class=\"more\">");
        as_html_parts_count(h, more, "further capture");
        html_put(h, ".</p>\n");
    }
}

static void put_settings(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_SETTINGS, NULL);
    for (; listed < SETTINGS_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0) {
            html_put(h, "<h3>Settings</h3>\n");
            as_html_parts_table(h, "cards", "What the runs were told, and what they used");
            html_put(h, "<thead><tr><th scope=\"col\">Setting</th><th scope=\"col\" class=\"num\">Run</th>"
                        "<th scope=\"col\">Value</th></tr></thead>\n<tbody>\n");
        }
        html_put(h, "<tr><th scope=\"row\">");
        as_html_parts_text(h, r, 1);
        html_put(h, "</th>");
        as_html_parts_figure(h, "Run", query_number(r, 0));
        html_put(h, "<td data-label=\"Value\"><code>");
        as_html_parts_text(h, r, 2);
        html_put(h, "</code></td></tr>\n");
    }
    query_end(r);
    if (listed > 0) {
        html_put(h, "</tbody>\n");
        as_html_parts_table_end(h);
    }
}

void as_html_method(struct html *h, struct query *q)
{
    html_put(h, "<section aria-labelledby=\"method\">\n<h2 id=\"method\">How to reproduce</h2>\n"
                "<p>The same captures, site file and options give the same verdicts. This report: ");
    as_html_parts_command(h, q, "html");
    html_put(h, "</p>\n");
    html_part(h, METHOD_BYTES);
    put_runs(h, q);
    put_captures(h, q);
    put_settings(h, q);
    html_put(h, "</section>\n");
}
