#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { SITES_SHOWN = 100, SITES_BYTES = 1200000, MODE = 48, SITE = 256, NAME = 320 };

/* Behind all rows of a site. */
static void skip(struct as_html_cursor *c, const char *site)
{
    while (as_html_cursor_is_at(c, site))
        as_html_cursor_next(c);
}

/* The mode, when the row at hand says it and nothing else. */
static void take_mode(struct as_html_cursor *c, const char *site, char mode[MODE])
{
    mode[0] = '\0';
    while (as_html_cursor_is_at(c, site) && query_type(c->rows, 2) == QUERY_NULL) {
        (void)snprintf(mode, MODE, "%s", query_text(c->rows, 3, NULL));
        as_html_cursor_next(c);
    }
}

/* The rows of sites before it are of none that the matrix has. */
static void catch_up(struct as_html_cursor *c, const char *site)
{
    while (c->has && site[0] != '\0' && query_type(c->rows, 0) != QUERY_NULL &&
           strcmp(query_text(c->rows, 0, NULL), site) < 0)
        as_html_cursor_next(c);
}

static void put_head(struct html *h, const char *site, const char *mode)
{
    if (strchr(mode, ',') != NULL) {
        html_put(h, "<h3>Site %s: of another mode in another run (%s)</h3>\n", site, mode);
        html_put(h, "<p class=\"soft\">What was expected is that of all these runs together.</p>\n");
        return;
    }
    html_put(h, "<h3>Site %s%s%s%s</h3>\n", site, mode[0] != '\0' ? ": " : "", mode,
             mode[0] != '\0' ? " mode" : "");
    if (mode[0] == '\0')
        html_put(h, "<p class=\"soft\">The mode of this site was not stored with the run.</p>\n");
}

static void put_site(struct html *h, struct as_html_cursor *cells, struct as_html_cursor *minutes)
{
    char site[SITE], mode[MODE], name[NAME];
    size_t n;
    (void)snprintf(site, sizeof site, "%s", query_text(cells->rows, 0, &n));
    take_mode(cells, site, mode);
    if (site[0] == '\0') {
        (void)snprintf(name, sizeof name, "servers of no site");
        html_put(h, "<h3>Servers of no site</h3>\n<p class=\"soft\">Hosts that the site file names at no"
                    " site.</p>\n");
    } else {
        (void)snprintf(name, sizeof name, "site %s", site);
        put_head(h, site, mode);
    }
    as_html_matrix(h, cells, site, name);
    catch_up(minutes, site);
    as_html_chart(h, minutes, site, name);
    if (n >= sizeof site) {
        cells->has = false;
        minutes->has = false;
    }
    skip(cells, site);
    skip(minutes, site);
}

void as_html_sites(struct html *h, struct query *q)
{
    struct as_html_cursor cells = {query_rows(q, QUERY_MATRIX, NULL), false},
                          minutes = {query_rows(q, QUERY_MINUTES, NULL), false};
    int shown = 0;
    if (cells.rows == NULL)
        cells.rows = query_rows(q, QUERY_SEEN, NULL);
    html_put(
        h, "<section aria-labelledby=\"sites\">\n<h2 id=\"sites\">Sites</h2>\n"
           "<p>For each site, what its servers were expected to be asked, and what they were asked: flows by"
           " the server's role and by protocol. The protocol is told by content, never by port.</p>\n");
    html_part(h, SITES_BYTES);
    as_html_cursor_next(&cells);
    as_html_cursor_next(&minutes);
    for (; cells.has && shown < SITES_SHOWN && !html_full(h); shown++)
        put_site(h, &cells, &minutes);
    if (shown == 0)
        html_put(h, "<p>No flow was seen.</p>\n");
    if (cells.has) {
        html_put(h, "<p class=\"more\">More sites are not shown here: ");
        as_html_parts_command(h, q, "html");
        html_put(h, " with <code>--site CODE</code> shows one.</p>\n");
    }
    query_end(cells.rows);
    query_end(minutes.rows);
    html_put(h, "</section>\n");
}
