#include <inttypes.h>
#include <string.h>

#include "report/as_html_parts.h"
#include "report/as_html_sections.h"

enum { BARS = 64, KINDS = 4, HIGH = 100, WIDE = 16, GAP = 2, PIXELS = 18 };

/* From the bottom up. */
static const struct {
    const char *name, *tone;
    int column; /* of QUERY_MINUTES */
} kinds[KINDS] = {{"violating", "bad", 6},
                  {"undetermined", "open", 8},
                  {"compliant", "good", 5},
                  {"not covered", "none", 7}};

struct chart {
    int64_t begin_us, end_us, step_us, most;
    int count;
    struct {
        int64_t from_us, flows[KINDS];
    } bars[BARS];
};

static void take(struct chart *c, const struct query_rows *r)
{
    c->step_us = query_number(r, 2);
    c->begin_us = query_number(r, 3);
    c->end_us = query_number(r, 4);
    if (c->count == BARS)
        return;
    int64_t sum = 0;
    c->bars[c->count].from_us = query_number(r, 1);
    for (int i = 0; i < KINDS; i++) {
        int64_t n = query_number(r, kinds[i].column);
        c->bars[c->count].flows[i] = n;
        sum += n > 0 ? n : 0;
    }
    c->most = sum > c->most ? sum : c->most;
    c->count++;
}

static const char *step_text(int64_t step_us, char out[HTML_FIGURE])
{
    int64_t minutes = step_us / 60000000;
    if (minutes % 1440 == 0)
        (void)snprintf(out, HTML_FIGURE, minutes == 1440 ? "day" : "%" PRId64 " days", minutes / 1440);
    else if (minutes % 60 == 0)
        (void)snprintf(out, HTML_FIGURE, minutes == 60 ? "hour" : "%" PRId64 " hours", minutes / 60);
    else
        (void)snprintf(out, HTML_FIGURE, minutes == 1 ? "minute" : "%" PRId64 " minutes", minutes);
    return out;
}

/* Tenths of a unit: bars of few flows beside many are seen, too. */
static void put_rectangle(struct html *h, int64_t x, int64_t top, int64_t high, const char *tone)
{
    html_put(h,
             "<rect class=\"bar-%s\" x=\"%" PRId64 "\" y=\"%" PRId64 ".%" PRId64 "\" width=\"%d\""
             " height=\"%" PRId64 ".%" PRId64 "\"/>",
             tone, x, top / 10, top % 10, WIDE - GAP, high / 10, high % 10);
}

static void put_bar(struct html *h, const struct chart *c, int n)
{
    int64_t slot = (c->bars[n].from_us - c->begin_us) / c->step_us, top = HIGH * 10;
    html_put(h, "<g><title>");
    as_html_parts_time_text(h, c->bars[n].from_us);
    html_put(h, ":");
    for (int i = 0; i < KINDS; i++) {
        if (c->bars[n].flows[i] > 0)
            html_put(h, " %" PRId64 " %s", c->bars[n].flows[i], kinds[i].name);
    }
    html_put(h, "</title>");
    for (int i = 0; i < KINDS; i++) {
        int64_t flows = c->bars[n].flows[i];
        if (flows <= 0)
            continue;
        int64_t high = (int64_t)((double)flows / (double)c->most * HIGH * 10);
        high = high < 10 ? 10 : high > top ? top : high;
        top -= high;
        put_rectangle(h, slot * WIDE, top, high, kinds[i].tone);
    }
    html_put(h, "</g>\n");
}

static void put_key(struct html *h)
{
    html_put(h, "<p class=\"key\" aria-hidden=\"true\">");
    for (int i = 0; i < KINDS; i++)
        html_put(h,
                 "<span><svg viewBox=\"0 0 14 14\"><rect class=\"bar-%s\" width=\"14\" "
                 "height=\"14\"/></svg>%s</span>",
                 kinds[i].tone, kinds[i].name);
    html_put(h, "</p>\n");
}

static void put_bars(struct html *h, const struct chart *c, const char *name)
{
    char step[HTML_FIGURE], figure[HTML_FIGURE];
    int64_t slots = (c->end_us - c->begin_us) / c->step_us;
    step_text(c->step_us, step);
    html_put(
        h,
        "<figure class=\"chart\">\n<figcaption class=\"peak\">Flows begun per %s, at most %s</figcaption>\n"
        "<div class=\"plot\">\n<svg role=\"img\" width=\"%" PRId64 "\" viewBox=\"0 0 %" PRId64 " %d\""
        " preserveAspectRatio=\"none\" aria-label=\"Flows over time at %s, per %s; the table below has the"
        " numbers\">\n<desc>A bar for each %s, from the bottom: violating, undetermined, compliant, not"
        " covered.</desc>\n",
        step, html_figure(c->most, figure), slots * PIXELS, slots * WIDE, HIGH, name, step, step);
    for (int i = 0; i < c->count; i++)
        put_bar(h, c, i);
    html_put(h, "</svg>\n<div class=\"axis\"><span>");
    as_html_parts_time_us(h, c->begin_us);
    html_put(h, "</span><span>");
    as_html_parts_time_us(h, c->end_us);
    html_put(h, "</span></div>\n</div>\n");
    put_key(h);
    html_put(h, "</figure>\n");
}

static void put_table(struct html *h, const struct chart *c, const char *name)
{
    html_put(h, "<details>\n<summary>Flows over time at %s as a table</summary>\n", name);
    as_html_parts_table(h, "plain", "Flows over time");
    html_put(h, "<thead><tr><th scope=\"col\">From</th>");
    for (int k = 0; k < KINDS; k++)
        html_put(h, "<th scope=\"col\" class=\"num\">%s</th>", kinds[k].name);
    html_put(h, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < c->count; i++) {
        html_put(h, "<tr><th scope=\"row\" class=\"when\">");
        as_html_parts_time_us(h, c->bars[i].from_us);
        html_put(h, "</th>");
        for (int k = 0; k < KINDS; k++)
            as_html_parts_figure(h, kinds[k].name, c->bars[i].flows[k]);
        html_put(h, "</tr>\n");
    }
    html_put(h, "</tbody>\n");
    as_html_parts_table_end(h);
    html_put(h, "</details>\n");
}

/* What a hostile database could claim is not drawn. */
static bool is_sound(const struct chart *c)
{
    return c->count > 0 && c->most > 0 && c->step_us >= 60000000 && c->end_us > c->begin_us &&
           c->begin_us > INT64_MIN / 2 && c->end_us < INT64_MAX / 2 &&
           (c->end_us - c->begin_us) / c->step_us <= BARS;
}

void as_html_chart(struct html *h, struct as_html_cursor *cursor, const char *site, const char *name)
{
    struct chart c = {0};
    char step[HTML_FIGURE];
    for (; as_html_cursor_is_at(cursor, site); as_html_cursor_next(cursor))
        take(&c, cursor->rows);
    if (!is_sound(&c))
        return;
    if (c.end_us - c.begin_us == c.step_us) {
        html_put(h, "<p class=\"more\">");
        as_html_parts_count(h, c.most, "flow");
        html_put(h, ", begun within one %s from ", step_text(c.step_us, step));
        as_html_parts_time_us(h, c.begin_us);
        html_put(h, ".</p>\n");
        return;
    }
    put_bars(h, &c, name);
    put_table(h, &c, name);
}
