#include <inttypes.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum {
    REASONS_SHOWN = 50,
    PLACES_SHOWN = 50,
    PAIRS_SHOWN = 20,
    NOTES_SHOWN = 100,
    SERVERS_SHOWN = 100,
    OPEN_BYTES = 300000
};

/* What the site file would have to say. False when that is not known. */
static bool put_missing(struct html *h, struct query *q, const char *rule)
{
    int64_t listed = 0, more = 0;
    struct query_rows *r = query_rows(q, QUERY_MISSING, rule);
    while (query_next(r)) {
        if (listed == PLACES_SHOWN || html_full(h)) {
            more++;
            continue;
        }
        if (listed++ == 0) {
            as_html_parts_table(h, "cards", "What to write into the site file");
            html_put(h, "<thead><tr><th scope=\"col\">Write into the site file</th><th scope=\"col\">At</th>"
                        "<th scope=\"col\" class=\"num\">Flows decided by it</th></tr></thead>\n<tbody>\n");
        }
        html_put(h, "<tr><td data-label=\"Write\"><code>");
        as_html_parts_text(h, r, 1);
        html_put(h, ":</code> ");
        as_html_parts_text(h, r, 4);
        html_put(h, "</td><td data-label=\"At\">");
        as_html_parts_text(h, r, 2);
        html_put(h, " <code>");
        as_html_parts_text(h, r, 3);
        html_put(h, "</code>");
        if (query_type(r, 5) != QUERY_NULL) {
            html_put(h, " (");
            as_html_parts_text(h, r, 5);
            html_put(h, ")");
        }
        html_put(h, "</td>");
        as_html_parts_figure(h, "Flows decided by it", query_number(r, 6));
        html_put(h, "</tr>\n");
    }
    query_end(r);
    if (listed > 0) {
        html_put(h, "</tbody>\n");
        as_html_parts_table_end(h);
    }
    as_html_parts_more(h, q, more, "place");
    return listed > 0;
}

static void put_pairs(struct html *h, struct query *q, const char *rule)
{
    int64_t listed = 0, more = 0;
    struct query_rows *r = query_rows(q, QUERY_OPEN_PAIRS, rule);
    as_html_parts_table(h, "cards", "Flows that could not be judged");
    html_put(h, "<thead><tr><th scope=\"col\">Clients in</th><th scope=\"col\">Server</th>"
                "<th scope=\"col\">Protocol</th><th scope=\"col\">Site and role</th>"
                "<th scope=\"col\" class=\"num\">Flows</th></tr></thead>\n<tbody>\n");
    while (query_next(r)) {
        if (listed == PAIRS_SHOWN || html_full(h)) {
            more++;
            continue;
        }
        listed++;
        html_put(h, "<tr><td data-label=\"Clients in\">");
        as_html_parts_text(h, r, 0);
        html_put(h, "</td><td data-label=\"Server\">");
        as_html_parts_server(h, r, 1);
        html_put(h, "</td><td data-label=\"Protocol\">");
        as_html_parts_text(h, r, 4);
        html_put(h, "</td><td data-label=\"Site and role\">");
        as_html_parts_text(h, r, 5);
        html_put(h, " ");
        as_html_parts_text(h, r, 6);
        html_put(h, "</td>");
        as_html_parts_figure(h, "Flows", query_number(r, 7));
        html_put(h, "</tr>\n");
    }
    query_end(r);
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    if (more > 0) {
        html_put(h, "<p class=\"more\">");
        as_html_parts_count(h, more, "further pair");
        html_put(h, " of networks and servers.</p>\n");
    }
}

static void put_reason(struct html *h, struct query *q, const struct query_rows *r)
{
    html_put(h, "<article class=\"rule\">\n<h3><span class=\"badge open\">undetermined</span> <code>");
    as_html_parts_text(h, r, 0);
    html_put(h, "</code>");
    if (query_type(r, 1) != QUERY_NULL) {
        html_put(h, " <span>");
        as_html_parts_text(h, r, 1);
        html_put(h, "</span>");
    }
    html_put(h, "</h3>\n<dl class=\"facts\">\n<dt>Seen</dt><dd>");
    as_html_parts_count(h, query_number(r, 2), "flow");
    html_put(h, " to ");
    as_html_parts_count(h, query_number(r, 3), "server");
    html_put(h, "</dd>\n");
    if (query_text(r, 4, NULL)[0] != '\0') {
        html_put(h, "<dt>Remedy</dt><dd>");
        as_html_parts_text(h, r, 4);
        html_put(h, "</dd>\n");
    }
    html_put(h, "</dl>\n");
    (void)put_missing(h, q, query_text(r, 0, NULL));
    put_pairs(h, q, query_text(r, 0, NULL));
    html_put(h, "</article>\n");
}

static void put_notes(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_NOTES, NULL);
    for (; listed < NOTES_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0) {
            html_put(h, "<h3>Notes on flows</h3>\n<p>Of no severity by themselves; <code>wireaudit explain"
                        " NOTE</code> tells what one means.</p>\n");
            as_html_parts_table(h, "cards", "Notes on flows");
            html_put(h,
                     "<thead><tr><th scope=\"col\">Note</th><th scope=\"col\">What</th>"
                     "<th scope=\"col\" class=\"num\">Flows</th><th scope=\"col\" class=\"num\">Servers</th>"
                     "</tr></thead>\n<tbody>\n");
        }
        html_put(h, "<tr><th scope=\"row\">");
        as_html_parts_text(h, r, 0);
        html_put(h, "</th><td data-label=\"What\">");
        as_html_parts_text(h, r, 1);
        html_put(h, "</td>");
        as_html_parts_figure(h, "Flows", query_number(r, 2));
        as_html_parts_figure(h, "Servers", query_number(r, 3));
        html_put(h, "</tr>\n");
    }
    query_end(r);
    if (listed > 0) {
        html_put(h, "</tbody>\n");
        as_html_parts_table_end(h);
    }
}

static void put_any_role(struct html *h, struct query *q)
{
    int listed = 0;
    struct query_rows *r = query_rows(q, QUERY_ANY_ROLE, NULL);
    for (; listed < SERVERS_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0) {
            html_put(
                h, "<h3>Encrypted flows allowed for any of several roles</h3>\n<p>What they asked for cannot"
                   " be seen; some role of the server allows them.</p>\n");
            as_html_parts_table(h, "cards", "Encrypted flows allowed for any of several roles, by server");
            html_put(h,
                     "<thead><tr><th scope=\"col\">Server</th><th scope=\"col\">Site</th>"
                     "<th scope=\"col\" class=\"num\">Such flows</th><th scope=\"col\" class=\"num\">Judged"
                     " flows</th><th scope=\"col\" class=\"num\">Percent</th></tr></thead>\n<tbody>\n");
        }
        html_put(h, "<tr><th scope=\"row\">");
        as_html_parts_text(h, r, 0);
        html_put(h, "</th><td data-label=\"Site\">");
        as_html_parts_text(h, r, 1);
        html_put(h, "</td>");
        as_html_parts_figure(h, "Such flows", query_number(r, 2));
        as_html_parts_figure(h, "Judged flows", query_number(r, 3));
        as_html_parts_figure(h, "Percent", query_number(r, 4));
        html_put(h, "</tr>\n");
    }
    query_end(r);
    if (listed > 0) {
        html_put(h, "</tbody>\n");
        as_html_parts_table_end(h);
    }
}

void as_html_open(struct html *h, struct query *q)
{
    int listed = 0;
    html_put(h, "<section aria-labelledby=\"open\">\n<h2 id=\"open\">Not judged</h2>\n");
    html_part(h, OPEN_BYTES);
    struct query_rows *r = query_rows(q, QUERY_UNDETERMINED, NULL);
    for (; listed < REASONS_SHOWN && !html_full(h) && query_next(r); listed++) {
        if (listed == 0)
            html_put(h, "<p>The policy speaks of these flows, but the evidence does not suffice. They are not"
                        " counted as compliant.</p>\n");
        put_reason(h, q, r);
    }
    if (listed == 0)
        html_put(h, "<p>Every flow that the policy speaks of could be judged.</p>\n");
    if (query_next(r))
        html_put(h, "<p class=\"more\">There are further reasons.</p>\n");
    query_end(r);
    put_notes(h, q);
    put_any_role(h, q);
    html_put(h, "</section>\n");
}
