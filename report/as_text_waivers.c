#include "report/as_text_waivers.h"

#include <inttypes.h>
#include <stdbool.h>

#include "report/phrase.h"
#include "report/wrap.h"

enum { WAIVERS_SHOWN = 20, FINDINGS_SHOWN = 5 };

enum kind { VALID, EXPIRED, UNUSED, KINDS };

static const char *const heads[KINDS] = {"  waived, not counted", "  expired, so these findings count again",
                                         "  met nothing"};

static enum kind kind_of(const struct query_rows *r)
{
    if (query_number(r, 11) == 0)
        return UNUSED;
    return query_number(r, 9) != 0 ? EXPIRED : VALID;
}

static const char *or_any(const struct query_rows *r, int at)
{
    return query_type(r, at) == QUERY_NULL ? "any" : query_text(r, at, NULL);
}

static void put_findings(struct query *q, int64_t waiver, FILE *out)
{
    int shown = 0;
    struct query_rows *r = query_about(q, QUERY_WAIVED_BY, waiver);
    while (shown < FINDINGS_SHOWN && query_next(r)) {
        phrase_finding(r, out, "      ");
        shown++;
    }
    query_end(r);
}

/* "old-device (site.yaml:40), until 2027-12-31: rule MODE-02, client 10.1.5.1, server any, 1 finding" */
static void put_waiver(struct query *q, const struct query_rows *r, FILE *out)
{
    char findings[PHRASE_COUNT];
    bool ends = query_type(r, 8) != QUERY_NULL, placed = query_type(r, 10) != QUERY_NULL;
    phrase(out, "    ", "%s%s%s%s, %s%s: rule %s, client %s, server %s, %s", query_text(r, 2, NULL),
           placed ? " (" : "", query_text(r, 10, NULL), placed ? ")" : "", ends ? "until " : "without end",
           query_text(r, 8, NULL), or_any(r, 3), or_any(r, 4), or_any(r, 5),
           phrase_count(query_number(r, 11), "finding", findings));
    phrase(out, "      ", "reason: %s; approved by %s",
           query_type(r, 6) == QUERY_NULL ? "none given" : query_text(r, 6, NULL),
           query_type(r, 7) == QUERY_NULL ? "nobody" : query_text(r, 7, NULL));
    put_findings(q, query_number(r, 1), out);
    if (query_number(r, 11) > FINDINGS_SHOWN)
        phrase(out, "      ", "and %" PRId64 " more", query_number(r, 11) - FINDINGS_SHOWN);
}

static void put_kind(struct query *q, enum kind kind, FILE *out)
{
    int more = 0;
    struct query_rows *r = query_rows(q, QUERY_WAIVERS, NULL);
    while (query_next(r)) {
        if (kind_of(r) != kind)
            continue;
        if (more == 0)
            (void)fprintf(out, "%s\n", heads[kind]);
        if (more++ < WAIVERS_SHOWN)
            put_waiver(q, r, out);
    }
    query_end(r);
    if (more > WAIVERS_SHOWN)
        phrase(out, "    ", "and %d more waivers", more - WAIVERS_SHOWN);
}

void as_text_waivers(struct query *q, FILE *out)
{
    struct query_rows *r = query_rows(q, QUERY_WAIVERS, NULL);
    bool any = query_next(r);
    query_end(r);
    if (!any)
        return;
    (void)fputs("\nWaivers\n", out);
    for (enum kind kind = VALID; kind < KINDS; kind++)
        put_kind(q, kind, out);
}
