/* The sections of the HTML report, in the order of the page. Each is bounded, whatever the database holds. */
#ifndef REPORT_AS_HTML_SECTIONS_H
#define REPORT_AS_HTML_SECTIONS_H

#include "report/broken.h"
#include "report/html.h"
#include "report/judgement.h"
#include "report/query.h"
#include "report/worst.h"

/* What was found, what was not seen, and what the options leave out. */
void as_html_verdict(struct html *h, struct query *q, const struct judgement *j);

/* For each site its mode, the matrix of roles and classes, and flows over time. */
void as_html_sites(struct html *h, struct query *q);

/* The rows of a statement that is ordered by site, read site by site. */
struct as_html_cursor {
    struct query_rows *rows;
    bool has; /* a row is at hand */
};
/* Is the row at hand of this site ("" for no site)? */
bool as_html_cursor_is_at(const struct as_html_cursor *c, const char *site);
void as_html_cursor_next(struct as_html_cursor *c);

/* One site's rows of QUERY_MATRIX, without its first row of the mode; name: the site, to say so. */
void as_html_matrix(struct html *h, struct as_html_cursor *c, const char *site, const char *name);
/* One site's rows of QUERY_MINUTES as bars and as a table. */
void as_html_chart(struct html *h, struct as_html_cursor *c, const char *site, const char *name);

/* Findings by rule, gravest first; of many the gravest of each rule. */
void as_html_rules(struct html *h, struct query *q, const struct broken *b);
/* The tools to filter what as_html_findings lists; hidden until the script shows them. */
void as_html_findings_tools(struct html *h, struct query *q);
/* Findings of a rule; returns how many were listed before the part was full. */
size_t as_html_findings(struct html *h, struct query *q, const struct worst_list *list);

/* Flows that could not be judged, by what is missing; notes on flows. */
void as_html_open(struct html *h, struct query *q);

/* Waivers and the findings that they cover. */
void as_html_waivers(struct html *h, struct query *q);

/* What was not audited, and what was odd about the site file. */
void as_html_coverage(struct html *h, struct query *q);

/* Runs, captures, hashes, settings: what somebody else needs to get to the same report. */
void as_html_method(struct html *h, struct query *q);

#endif
