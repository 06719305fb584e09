#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { RULES_SHOWN = 300, FINDINGS_SHOWN = 1000, OF_ONE_RULE = 200, LEAST = 5, FINDINGS_BYTES = 1800000 };

/* As QUERY_BROKEN_RULES has them. */
enum { RULE, SEVERITY, TITLE, SOURCE, REMEDY, FINDINGS, CLIENTS, SERVERS, FLOWS, RATIONALE, FIRST, LAST };

static int put_overview(struct html *h, struct query *q)
{
    int rules = 0;
    struct query_rows *r = query_rows(q, QUERY_BROKEN_RULES, NULL);
    as_html_parts_table(h, "cards overview", "Rules that were broken, gravest first");
    html_put(
        h, "<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Severity</th><th scope=\"col\">What</th>"
           "<th scope=\"col\" class=\"num\">Findings</th><th scope=\"col\" class=\"num\">Clients</th>"
           "<th scope=\"col\" class=\"num\">Servers</th><th scope=\"col\" class=\"num\">Flows</th>"
           "</tr></thead>\n<tbody>\n");
    while (rules < RULES_SHOWN && query_next(r)) {
        html_put(h, "<tr><th scope=\"row\"><a href=\"#rule-%d\">", ++rules);
        as_html_parts_text(h, r, RULE);
        html_put(h, "</a></th><td data-label=\"Severity\">");
        as_html_parts_badge(h, query_text(r, SEVERITY, NULL));
        html_put(h, "</td><td data-label=\"What\">");
        as_html_parts_text(h, r, TITLE);
        html_put(h, "</td>");
        as_html_parts_figure(h, "Findings", query_number(r, FINDINGS));
        as_html_parts_figure(h, "Clients", query_number(r, CLIENTS));
        as_html_parts_figure(h, "Servers", query_number(r, SERVERS));
        as_html_parts_figure(h, "Flows", query_number(r, FLOWS));
        html_put(h, "</tr>\n");
    }
    query_end(r);
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    return rules;
}

static void put_fact(struct html *h, const char *name, const struct query_rows *r, int at)
{
    if (query_text(r, at, NULL)[0] == '\0')
        return;
    html_put(h, "<dt>%s</dt><dd>", name);
    as_html_parts_text(h, r, at);
    html_put(h, "</dd>\n");
}

static void put_seen(struct html *h, const struct query_rows *r)
{
    html_put(h, "<dt>Seen</dt><dd>");
    as_html_parts_count(h, query_number(r, FINDINGS), "finding");
    html_put(h, ", ");
    as_html_parts_count(h, query_number(r, CLIENTS), "client");
    html_put(h, ", ");
    as_html_parts_count(h, query_number(r, SERVERS), "server");
    html_put(h, ", ");
    as_html_parts_count(h, query_number(r, FLOWS), "flow");
    html_put(h, ", first ");
    as_html_parts_time(h, r, FIRST);
    html_put(h, ", last ");
    as_html_parts_time(h, r, LAST);
    html_put(h, "</dd>\n");
}

static int64_t put_rule(struct html *h, struct query *q, const struct query_rows *r, int n, int64_t most)
{
    html_put(h, "<article class=\"rule\" aria-labelledby=\"rule-%d\">\n<h3 id=\"rule-%d\">", n, n);
    as_html_parts_badge(h, query_text(r, SEVERITY, NULL));
    html_put(h, " <code>");
    as_html_parts_text(h, r, RULE);
    html_put(h, "</code> <span>");
    as_html_parts_text(h, r, TITLE);
    html_put(h, "</span></h3>\n<dl class=\"facts\">\n");
    put_seen(h, r);
    put_fact(h, "Why it matters", r, RATIONALE);
    put_fact(h, "Remedy", r, REMEDY);
    put_fact(h, "Source", r, SOURCE);
    html_put(h, "</dl>\n");
    int64_t listed = as_html_findings(h, q, query_text(r, RULE, NULL), most);
    as_html_parts_more(h, q, query_number(r, FINDINGS) - listed, "finding");
    html_put(h, "</article>\n");
    return listed;
}

void as_html_rules(struct html *h, struct query *q, const struct judgement *j)
{
    html_put(h, "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings by rule</h2>\n");
    if (j->findings == 0) {
        html_put(h, "<p>None.</p>\n</section>\n");
        return;
    }
    html_put(h, "<p>Gravest first. <code>wireaudit explain RULE</code> tells a rule in full, <code>wireaudit"
                " explain -d DB NUMBER</code> what one finding rests on.</p>\n");
    int rules = put_overview(h, q), n = 0;
    int64_t left = FINDINGS_SHOWN;
    as_html_findings_tools(h, q);
    html_part(h, FINDINGS_BYTES);
    struct query_rows *r = query_rows(q, QUERY_BROKEN_RULES, NULL);
    while (n < rules && query_next(r)) {
        int64_t most = left - (int64_t)LEAST * (rules - n - 1);
        most = most > OF_ONE_RULE ? OF_ONE_RULE : most < LEAST ? LEAST : most;
        left -= put_rule(h, q, r, ++n, most);
    }
    if (query_next(r)) {
        html_put(h, "<p class=\"more\">More rules were broken than are shown here: ");
        as_html_parts_command(h, q, "csv");
        html_put(h, " lists all findings.</p>\n");
    }
    query_end(r);
    html_put(h, "</section>\n");
}
