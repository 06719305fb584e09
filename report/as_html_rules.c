#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { RULES_SHOWN = 300, FINDINGS_SHOWN = 1000, OF_ONE_RULE = 200, LEAST = 5, FINDINGS_BYTES = 1800000 };

/* As QUERY_RULE has them. */
enum { TITLE, SOURCE = 2, RATIONALE, REMEDY };

/* Rules with findings that are not waived, the first of all. */
static size_t rules_of(const struct broken *b)
{
    size_t n = 0;
    while (n < broken_count(b) && broken_at(b, n)->sums.findings > 0)
        n++;
    return n;
}

static void put_row(struct html *h, struct query *q, const struct broken_rule *rule, size_t n)
{
    struct query_rows *r = query_rows(q, QUERY_RULE, rule->rule);
    html_put(h, "<tr><th scope=\"row\"><a href=\"#rule-%" PRId64 "\">%s</a></th><td data-label=\"Severity\">",
             (int64_t)n, rule->rule);
    as_html_parts_badge(h, severity_name(rule->severity));
    html_put(h, "</td><td data-label=\"What\">");
    if (query_next(r))
        as_html_parts_text(h, r, TITLE);
    query_end(r);
    html_put(h, "</td>");
    as_html_parts_figure(h, "Findings", (int64_t)rule->sums.findings);
    as_html_parts_figure(h, "Clients", (int64_t)rule->clients);
    as_html_parts_figure(h, "Servers", (int64_t)rule->servers);
    as_html_parts_figure(h, "Flows", (int64_t)rule->sums.flows);
    html_put(h, "</tr>\n");
}

static void put_overview(struct html *h, struct query *q, const struct broken *b, size_t rules)
{
    as_html_parts_table(h, "cards overview", "Rules that were broken, gravest first");
    html_put(
        h, "<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Severity</th><th scope=\"col\">What</th>"
           "<th scope=\"col\" class=\"num\">Findings</th><th scope=\"col\" class=\"num\">Clients</th>"
           "<th scope=\"col\" class=\"num\">Servers</th><th scope=\"col\" class=\"num\">Flows</th>"
           "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < rules; i++)
        put_row(h, q, broken_at(b, i), i + 1);
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    if (!broken_counts_hosts(b))
        html_put(h, "<p class=\"more\">There are at least so many clients and servers.</p>\n");
}

static void put_fact(struct html *h, const char *name, const struct query_rows *r, int at)
{
    if (query_text(r, at, NULL)[0] == '\0')
        return;
    html_put(h, "<dt>%s</dt><dd>", name);
    as_html_parts_text(h, r, at);
    html_put(h, "</dd>\n");
}

static void put_seen(struct html *h, const struct broken_rule *rule)
{
    html_put(h, "<dt>Seen</dt><dd>");
    as_html_parts_count(h, (int64_t)rule->sums.findings, "finding");
    html_put(h, ", ");
    as_html_parts_count(h, (int64_t)rule->clients, "client");
    html_put(h, ", ");
    as_html_parts_count(h, (int64_t)rule->servers, "server");
    html_put(h, ", ");
    as_html_parts_count(h, (int64_t)rule->sums.flows, "flow");
    html_put(h, ", first ");
    as_html_parts_time_us(h, rule->first_us);
    html_put(h, ", last ");
    as_html_parts_time_us(h, rule->last_us);
    html_put(h, "</dd>\n");
}

static void put_rule(struct html *h, struct query *q, const struct broken_rule *rule, size_t n,
                     const struct worst_list *list)
{
    struct query_rows *r = query_rows(q, QUERY_RULE, rule->rule);
    bool known = query_next(r);
    html_put(h, "<article class=\"rule\" aria-labelledby=\"rule-%" PRId64 "\">\n<h3 id=\"rule-%" PRId64 "\">",
             (int64_t)n, (int64_t)n);
    as_html_parts_badge(h, severity_name(rule->severity));
    html_put(h, " <code>%s</code> <span>", rule->rule);
    if (known)
        as_html_parts_text(h, r, TITLE);
    html_put(h, "</span></h3>\n<dl class=\"facts\">\n");
    put_seen(h, rule);
    if (known) {
        put_fact(h, "Why it matters", r, RATIONALE);
        put_fact(h, "Remedy", r, REMEDY);
        put_fact(h, "Source", r, SOURCE);
    }
    query_end(r);
    html_put(h, "</dl>\n");
    size_t listed = list == NULL ? 0 : as_html_findings(h, q, list);
    as_html_parts_more(h, q, (int64_t)rule->sums.findings - (int64_t)listed, "finding");
    html_put(h, "</article>\n");
}

/* How many of each rule: as many as there is room for, but some of the last one, too. */
static void share_out(const struct broken *b, struct worst_list *lists, size_t rules)
{
    int64_t left = FINDINGS_SHOWN;
    for (size_t i = 0; i < rules; i++) {
        const struct broken_rule *rule = broken_at(b, i);
        int64_t most = left - LEAST * (int64_t)(rules - i - 1), all = (int64_t)rule->sums.findings;
        most = most < LEAST ? LEAST : most > OF_ONE_RULE ? OF_ONE_RULE : most;
        most = most > all ? all : most;
        memcpy(lists[i].rule, rule->rule, sizeof lists[i].rule);
        lists[i].most = (size_t)most;
        left -= most;
    }
}

static void put_rules(struct html *h, struct query *q, const struct broken *b, size_t rules)
{
    struct worst_list *lists = calloc(rules + 1, sizeof *lists);
    if (lists == NULL) {
        query_lacks_memory(q);
        return;
    }
    share_out(b, lists, rules);
    worst_read(q, lists, rules);
    html_part(h, FINDINGS_BYTES);
    for (size_t i = 0; i < rules; i++)
        put_rule(h, q, broken_at(b, i), i + 1, worst_of(lists, rules, broken_at(b, i)->rule));
    worst_free(lists, rules);
    free(lists);
}

void as_html_rules(struct html *h, struct query *q, const struct broken *b)
{
    size_t all = rules_of(b), rules = all < RULES_SHOWN ? all : RULES_SHOWN;
    html_put(h, "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings by rule</h2>\n");
    if (rules == 0) {
        html_put(h, "<p>None.</p>\n</section>\n");
        return;
    }
    html_put(h, "<p>Gravest first. <code>wireaudit explain RULE</code> tells a rule in full, <code>wireaudit"
                " explain -d DB NUMBER</code> what one finding rests on.</p>\n");
    put_overview(h, q, b, rules);
    as_html_findings_tools(h, q);
    put_rules(h, q, b, rules);
    if (all > rules || broken_left_out(b) > 0) {
        html_put(h, "<p class=\"more\">More rules were broken than are shown here: ");
        as_html_parts_command(h, q, "csv");
        html_put(h, " lists all findings.</p>\n");
    }
    html_put(h, "</section>\n");
}
