/* Pieces that the sections of the HTML report share. Text of a column is written with its length, so that a
 * NUL in it shows. */
#ifndef REPORT_AS_HTML_PARTS_H
#define REPORT_AS_HTML_PARTS_H

#include <stdint.h>

#include "report/html.h"
#include "report/query.h"

/* A column's text, a dash where it has none. */
void as_html_parts_text(struct html *h, const struct query_rows *r, int at);
/* <time> of a column of microseconds, to the second with the zone's offset; "not known" of none. */
void as_html_parts_time(struct html *h, const struct query_rows *r, int at);
void as_html_parts_time_us(struct html *h, int64_t us);
/* Without markup and offset. */
void as_html_parts_time_text(struct html *h, int64_t us);
/* "1,234 flows", "1 flow". */
void as_html_parts_count(struct html *h, int64_t n, const char *one);
/* "10.1.0.10:80/tcp" of the columns address, port and transport. */
void as_html_parts_server(struct html *h, const struct query_rows *r, int at);
/* <td class="num">1,234</td>, with its label for narrow screens. */
void as_html_parts_figure(struct html *h, const char *label, int64_t n);
/* <span class="badge ...">: a severity of ours by its word, any other text as plain. */
void as_html_parts_badge(struct html *h, const char *severity);
/* How many were not shown, and the command that lists all; nothing for none. */
void as_html_parts_more(struct html *h, struct query *q, int64_t more, const char *one);
/* "wireaudit report -f FORMAT --run 3 --site A01 DB", as a shell reads it. */
void as_html_parts_command(struct html *h, struct query *q, const char *format);

/* A table that can be scrolled on its own where it is too wide; classes are those of html.css. */
void as_html_parts_table(struct html *h, const char *classes, const char *name);
void as_html_parts_table_end(struct html *h);

#endif
