#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { SITES_LISTED = 200 };

/* As QUERY_FINDING has them. */
enum {
    FINDING = 1,
    SEVERITY = 4,
    CLIENT,
    SERVER,
    CLASS = 9,
    SITE,
    ROLE,
    FLOWS,
    FIRST,
    LAST,
    WHY,
    WAIVED,
    EVIDENCE
};

static void put_evidence(struct html *h, struct query *q, const struct query_rows *r)
{
    char link[HTML_LINK];
    if (query_type(r, EVIDENCE) == QUERY_NULL)
        return;
    const char *path = query_text(r, EVIDENCE, NULL), *reference = html_path(path, link);
    html_put(h, "<p>Evidence: ");
    if (reference != NULL)
        html_put(h, "<a href=\"");
    for (size_t at = 0; reference != NULL && reference[at] != '\0'; at += strnlen(reference + at, HTML_TEXT))
        html_text(h, reference + at, strnlen(reference + at, HTML_TEXT));
    html_put(h, reference != NULL ? "\"><code>" : "<code>");
    as_html_parts_text(h, r, EVIDENCE);
    html_put(h, reference != NULL ? "</code></a>" : "</code>");
    struct query_rows *e = query_about(q, QUERY_EVIDENCE, query_number(r, FINDING));
    if (query_next(e)) {
        html_put(h, ", ");
        as_html_parts_count(h, query_number(e, 3), "packet");
        html_put(h, " of ");
        as_html_parts_count(h, query_number(e, 2), "flow");
        if (query_type(e, 1) != QUERY_NULL) {
            html_put(h, ", SHA-256 <span class=\"hash\">");
            as_html_parts_text(h, e, 1);
            html_put(h, "</span>");
        }
        if (query_type(e, 5) != QUERY_NULL) {
            html_put(h, "; not in it: ");
            as_html_parts_text(h, e, 5);
        }
    }
    query_end(e);
    html_put(h, "</p>");
}

static void put_expired(struct html *h, struct query *q, const struct query_rows *r)
{
    struct query_rows *w = query_about(q, QUERY_WAIVER_OF, query_number(r, FINDING));
    if (query_next(w) && query_number(w, 3) != 0) {
        html_put(h, "<p>Waiver ");
        as_html_parts_text(h, w, 1);
        html_put(h, " expired on ");
        as_html_parts_text(h, w, 2);
        html_put(h, ": the finding counts again.</p>");
    }
    query_end(w);
}

static void put_text_cell(struct html *h, const char *label, const struct query_rows *r, int at)
{
    html_put(h, "<td data-label=\"%s\">", label);
    as_html_parts_text(h, r, at);
    html_put(h, "</td>");
}

static void put_time_cell(struct html *h, const char *label, const struct query_rows *r, int at)
{
    html_put(h, "<td class=\"when\" data-label=\"%s\" data-value=\"%" PRId64 "\">", label,
             query_number(r, at));
    as_html_parts_time(h, r, at);
    html_put(h, "</td>");
}

static void put_finding(struct html *h, struct query *q, const struct query_rows *r)
{
    html_put(h,
             "<tr class=\"finding\" data-severity=\"%s\" data-site=\"%s\"><th scope=\"row\""
             " data-value=\"%" PRId64 "\">#%" PRId64 "</th>",
             query_text(r, SEVERITY, NULL), query_text(r, SITE, NULL), query_number(r, FINDING),
             query_number(r, FINDING));
    put_text_cell(h, "Severity", r, SEVERITY);
    put_text_cell(h, "Client", r, CLIENT);
    html_put(h, "<td data-label=\"Server\">");
    as_html_parts_server(h, r, SERVER);
    html_put(h, "</td>");
    put_text_cell(h, "Protocol", r, CLASS);
    html_put(h, "<td data-label=\"Site and role\">");
    as_html_parts_text(h, r, SITE);
    html_put(h, " ");
    as_html_parts_text(h, r, ROLE);
    html_put(h, "</td>");
    as_html_parts_figure(h, "Flows", query_number(r, FLOWS));
    put_time_cell(h, "First seen", r, FIRST);
    put_time_cell(h, "Last seen", r, LAST);
    html_put(h, "</tr>\n<tr class=\"why\"><td colspan=\"9\"><p>");
    as_html_parts_text(h, r, WHY);
    html_put(h, "</p>");
    put_expired(h, q, r);
    put_evidence(h, q, r);
    html_put(h, "</td></tr>\n");
}

size_t as_html_findings(struct html *h, struct query *q, const struct worst_list *list)
{
    char name[HTML_TEXT];
    size_t listed = 0;
    (void)snprintf(name, sizeof name, "Findings of %s", list->rule);
    as_html_parts_table(h, "findings cards", name);
    html_put(h, "<thead><tr><th scope=\"col\">Finding</th><th scope=\"col\">Severity</th>"
                "<th scope=\"col\">Client</th><th scope=\"col\">Server</th><th scope=\"col\">Protocol</th>"
                "<th scope=\"col\">Site and role</th><th scope=\"col\" class=\"num\">Flows</th>"
                "<th scope=\"col\">First seen</th><th scope=\"col\">Last seen</th></tr></thead>\n<tbody>\n");
    for (; listed < list->count && !html_full(h); listed++) {
        struct query_rows *r = query_about(q, QUERY_FINDING, list->at[listed].finding);
        if (query_next(r))
            put_finding(h, q, r);
        query_end(r);
    }
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    return listed;
}

static void put_sites(struct html *h, struct query *q)
{
    char last[HTML_TEXT] = "";
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_VERDICTS, NULL);
    html_put(h, "<label>Site of the server<select name=\"site\"><option value=\"*\">all</option>");
    while (listed < SITES_LISTED && query_next(r)) {
        const char *site = query_text(r, 0, NULL);
        if (site[0] == '\0' || strncmp(site, last, sizeof last - 1) == 0)
            continue;
        (void)snprintf(last, sizeof last, "%s", site);
        html_put(h, "<option value=\"%s\">%s</option>", site, site);
        listed++;
    }
    query_end(r);
    html_put(h, "</select></label>\n");
}

void as_html_findings_tools(struct html *h, struct query *q)
{
    html_put(h, "<form class=\"tools\" role=\"search\" aria-label=\"Filter the findings\" hidden>\n"
                "<label>Search<input type=\"search\" name=\"search\" autocomplete=\"off\""
                " placeholder=\"address, rule, words of the reason\"></label>\n"
                "<fieldset><legend>Severity</legend>\n");
    for (unsigned i = SEVERITIES; i-- > 0;)
        html_put(h, "<label><input type=\"checkbox\" name=\"severity\" value=\"%s\" checked>%s</label>\n",
                 severity_name((enum severity)i), severity_name((enum severity)i));
    html_put(h, "</fieldset>\n");
    put_sites(h, q);
    html_put(h, "<output role=\"status\" aria-live=\"polite\"></output>\n</form>\n");
}
