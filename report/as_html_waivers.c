#include <inttypes.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { WAIVERS_SHOWN = 200, FINDINGS_SHOWN = 50, WAIVERS_BYTES = 250000 };

/* As QUERY_WAIVERS has them. */
enum { RUN, WAIVER, NAME, RULE, CLIENT, SERVER, REASON, APPROVER, EXPIRES, EXPIRED, PLACE, FINDINGS };

static void put_state(struct html *h, const struct query_rows *r)
{
    bool expired = query_number(r, EXPIRED) != 0, used = query_number(r, FINDINGS) > 0;
    const char *tone = expired ? "bad" : used ? "good" : "none";
    const char *word = expired && used ? "expired, findings count again"
                       : expired       ? "expired, unused"
                       : used          ? "in use"
                                       : "unused";
    html_put(h, "<span class=\"badge %s\">%s</span>", tone, word);
}

static void put_fact(struct html *h, const char *name, const struct query_rows *r, int at, const char *absent)
{
    html_put(h, "<dt>%s</dt><dd>", name);
    if (query_type(r, at) == QUERY_NULL)
        html_put(h, "%s", absent);
    else
        as_html_parts_text(h, r, at);
    html_put(h, "</dd>\n");
}

static void put_covered(struct html *h, struct query *q, const struct query_rows *waiver)
{
    int64_t listed = 0;
    struct query_rows *r = query_about(q, QUERY_WAIVED_BY, query_number(waiver, WAIVER));
    for (; listed < FINDINGS_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0) {
            as_html_parts_table(h, "cards", "Findings that meet the waiver");
            html_put(
                h, "<thead><tr><th scope=\"col\">Finding</th><th scope=\"col\">Rule</th>"
                   "<th scope=\"col\">Severity</th><th scope=\"col\">Client</th><th scope=\"col\">Server</th>"
                   "<th scope=\"col\">Protocol</th><th scope=\"col\" class=\"num\">Flows</th>"
                   "<th scope=\"col\">Last seen</th></tr></thead>\n<tbody>\n");
        }
        html_put(h, "<tr><th scope=\"row\">#%" PRId64 "</th><td data-label=\"Rule\">", query_number(r, 1));
        as_html_parts_text(h, r, 3);
        html_put(h, "</td><td data-label=\"Severity\">");
        as_html_parts_text(h, r, 4);
        html_put(h, "</td><td data-label=\"Client\">");
        as_html_parts_text(h, r, 5);
        html_put(h, "</td><td data-label=\"Server\">");
        as_html_parts_server(h, r, 6);
        html_put(h, "</td><td data-label=\"Protocol\">");
        as_html_parts_text(h, r, 9);
        html_put(h, "</td>");
        as_html_parts_figure(h, "Flows", query_number(r, 12));
        html_put(h, "<td class=\"when\" data-label=\"Last seen\">");
        as_html_parts_time(h, r, 14);
        html_put(h, "</td></tr>\n");
    }
    query_end(r);
    if (listed > 0) {
        html_put(h, "</tbody>\n");
        as_html_parts_table_end(h);
    }
    as_html_parts_more(h, q, query_number(waiver, FINDINGS) - listed, "finding");
}

static void put_waiver(struct html *h, struct query *q, const struct query_rows *r)
{
    html_put(h, "<article class=\"rule\">\n<h3>");
    put_state(h, r);
    html_put(h, " <span>");
    as_html_parts_text(h, r, NAME);
    html_put(h, "</span></h3>\n<dl class=\"facts\">\n");
    put_fact(h, "Rule", r, RULE, "any");
    put_fact(h, "Client", r, CLIENT, "any");
    put_fact(h, "Server", r, SERVER, "any");
    put_fact(h, "Reason", r, REASON, "none given");
    put_fact(h, "Approved by", r, APPROVER, "nobody named");
    put_fact(h, "Expires", r, EXPIRES, "never");
    put_fact(h, "Written in", r, PLACE, "not known");
    html_put(h, "</dl>\n");
    put_covered(h, q, r);
    html_put(h, "</article>\n");
}

void as_html_waivers(struct html *h, struct query *q)
{
    int listed = 0;
    html_put(h, "<section aria-labelledby=\"waivers\">\n<h2 id=\"waivers\">Waivers</h2>\n");
    html_part(h, WAIVERS_BYTES);
    struct query_rows *r = query_rows(q, QUERY_WAIVERS, NULL);
    for (; listed < WAIVERS_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0)
            html_put(
                h, "<p>Findings that somebody has accepted. They are listed here and not counted, as long as"
                   " the waiver has not expired.</p>\n");
        put_waiver(h, q, r);
    }
    if (listed == 0)
        html_put(h, "<p>None: no finding was accepted beforehand.</p>\n");
    if (query_next(r))
        html_put(h, "<p class=\"more\">There are further waivers.</p>\n");
    query_end(r);
    html_put(h, "</section>\n");
}
