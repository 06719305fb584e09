#include "report/as_html_parts.h"

#include <inttypes.h>
#include <string.h>

#include "base/severity.h"
#include "base/utc.h"
#include "base/zone.h"
#include "report/phrase.h"

void as_html_parts_text(struct html *h, const struct query_rows *r, int at)
{
    size_t n;
    const char *text = query_text(r, at, &n);
    if (n > 0)
        html_text(h, text, n);
    else
        html_put(h, "–");
}

void as_html_parts_time_text(struct html *h, int64_t us)
{
    char text[ZONE_TEXT];
    html_put(h, "%s", zone_plain(h->zone, us, text));
}

void as_html_parts_time_us(struct html *h, int64_t us)
{
    char exact[ZONE_TEXT], text[ZONE_TEXT];
    html_put(h, "<time datetime=\"%s\">%s</time>", zone_text(h->zone, us, exact),
             phrase_moment(h->zone, us, text));
}

void as_html_parts_time(struct html *h, const struct query_rows *r, int at)
{
    if (query_type(r, at) == QUERY_NULL)
        html_put(h, "not known");
    else
        as_html_parts_time_us(h, query_number(r, at));
}

void as_html_parts_count(struct html *h, int64_t n, const char *one)
{
    char figure[HTML_FIGURE];
    html_put(h, "%s %s%s", html_figure(n, figure), one, n == 1 ? "" : "s");
}

void as_html_parts_server(struct html *h, const struct query_rows *r, int at)
{
    char server[PHRASE_SERVER];
    phrase_server(r, at, server);
    html_text(h, server, strlen(server));
}

void as_html_parts_figure(struct html *h, const char *label, int64_t n)
{
    char figure[HTML_FIGURE];
    html_put(h, "<td class=\"num\" data-label=\"%s\" data-value=\"%" PRId64 "\">%s</td>", label, n,
             html_figure(n, figure));
}

void as_html_parts_badge(struct html *h, const char *severity)
{
    const char *known = "none";
    for (unsigned i = 0; i < SEVERITIES; i++) {
        if (strcmp(severity, severity_name((enum severity)i)) == 0)
            known = severity_name((enum severity)i);
    }
    html_put(h, "<span class=\"badge %s\">%s</span>", known, severity[0] != '\0' ? severity : "no severity");
}

/* A word as a shell takes it; -- before it when it could be an option. */
static void put_word(struct html *h, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        html_put(h, " %s", word);
        return;
    }
    html_put(h, " '");
    for (const char *at = word; *at != '\0';) {
        size_t n = strcspn(at, "'");
        html_text(h, at, n);
        at += n;
        if (*at == '\'') {
            html_put(h, "%s", "'\\''");
            at++;
        }
    }
    html_put(h, "'");
}

void as_html_parts_command(struct html *h, struct query *q, const char *format)
{
    const struct report_options *o = query_options(q);
    html_put(h, "<code>wireaudit report -f %s", format);
    if (o->run < 0)
        html_put(h, " --run all");
    else
        html_put(h, " --run %" PRId64, query_run(q));
    if (o->site != NULL) {
        html_put(h, " --site");
        put_word(h, o->site);
    }
    if (o->severity > SEVERITY_INFO)
        html_put(h, " --severity %s", severity_name(o->severity));
    char time[UTC_TEXT];
    if (o->since_us != INT64_MIN)
        html_put(h, " --since %s", utc_text(o->since_us, time));
    if (o->until_us != INT64_MAX)
        html_put(h, " --until %s", utc_text(o->until_us, time));
    if (query_path(q)[0] == '-')
        html_put(h, " --");
    put_word(h, query_path(q));
    html_put(h, "</code>");
}

void as_html_parts_more(struct html *h, struct query *q, int64_t more, const char *one)
{
    if (more <= 0)
        return;
    html_put(h, "<p class=\"more\">");
    as_html_parts_count(h, more, one);
    html_put(h, " more %s not shown here: ", more == 1 ? "is" : "are");
    as_html_parts_command(h, q, "csv");
    html_put(h, " lists all.</p>\n");
}

void as_html_parts_table(struct html *h, const char *classes, const char *name)
{
    html_put(h,
             "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"%s\">\n"
             "<table class=\"%s\">\n<caption class=\"out\">%s</caption>\n",
             name, classes, name);
}

void as_html_parts_table_end(struct html *h)
{
    html_put(h, "</table>\n</div>\n");
}
