#include "report/as_text_open.h"

#include <inttypes.h>
#include <string.h>

#include "report/phrase.h"
#include "report/wrap.h"

enum { WORST_SHOWN = 5, MISSING_SHOWN = 20, WARNINGS_SHOWN = 20, LINE = 4096 };

/* "10.1.0.0/16 -> 10.1.0.10:80/tcp NONE (A01 MP), 2 flows" */
static void put_open_pairs(struct query *q, FILE *out, const char *rule)
{
    int more = 0;
    struct query_rows *r = query_rows(q, QUERY_OPEN_PAIRS, rule);
    while (query_next(r)) {
        char server[PHRASE_SERVER], flows[PHRASE_COUNT], of[LINE / 4] = "";
        if (more++ >= WORST_SHOWN)
            continue;
        if (query_type(r, 6) != QUERY_NULL)
            (void)snprintf(of, sizeof of, " (%s %s)", query_text(r, 5, NULL), query_text(r, 6, NULL));
        phrase(out, "              ", "%s -> %s %s%s, %s", query_text(r, 0, NULL),
               phrase_server(r, 1, server), query_text(r, 4, NULL), of,
               phrase_count(query_number(r, 7), "flow", flows));
    }
    query_end(r);
    if (more > WORST_SHOWN)
        phrase(out, "              ", "and %d more", more - WORST_SHOWN);
}

/* What the site file would have to say. False when that is not known. */
static bool put_missing(struct query *q, FILE *out, const char *rule)
{
    int more = 0;
    struct query_rows *r = query_rows(q, QUERY_MISSING, rule);
    while (query_next(r)) {
        char flows[PHRASE_COUNT];
        if (more++ >= MISSING_SHOWN)
            continue;
        phrase(out, "              remedy  ", "%s: %s", query_text(r, 7, NULL),
               phrase_count(query_number(r, 6), "flow", flows));
    }
    query_end(r);
    if (more > MISSING_SHOWN)
        phrase(out, "              ", "and %d more places", more - MISSING_SHOWN);
    return more > 0;
}

static void put_undetermined(struct query *q, FILE *out)
{
    bool any = false;
    struct query_rows *r = query_rows(q, QUERY_UNDETERMINED, NULL);
    for (; query_next(r); any = true) {
        char lead[PHRASE_COUNT];
        if (!any)
            (void)fputs("\nNot judged: the policy speaks of these flows, the evidence does not suffice\n",
                        out);
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 2));
        const char *title = query_text(r, 1, NULL);
        phrase(out, lead, "%s%s%s", query_text(r, 0, NULL), title[0] == '\0' ? "" : ": ", title);
        put_open_pairs(q, out, query_text(r, 0, NULL));
        if (!put_missing(q, out, query_text(r, 0, NULL)) && query_text(r, 4, NULL)[0] != '\0')
            wrap(out, "              remedy  ", query_text(r, 4, NULL));
    }
    query_end(r);
}

static void put_not_covered(struct query *q, FILE *out)
{
    bool any = false;
    struct query_rows *r = query_rows(q, QUERY_NOT_COVERED, NULL);
    for (; query_next(r); any = true) {
        char lead[PHRASE_COUNT], servers[PHRASE_COUNT];
        const char *title = query_text(r, 1, NULL);
        if (!any)
            (void)fputs("\nNot covered, in flows: the policy does not speak of them\n", out);
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 2));
        phrase(out, lead, "%s%s%s, %s", query_text(r, 0, NULL), title[0] == '\0' ? "" : ": ", title,
               phrase_count(query_number(r, 3), "server", servers));
    }
    query_end(r);
}

static void put_coverage(struct query *q, FILE *out)
{
    bool any = false;
    (void)fputs("\nNot audited\n", out);
    struct query_rows *r = query_rows(q, QUERY_NOT_AUDITED, NULL);
    for (; query_next(r); any = true) {
        char lead[PHRASE_COUNT];
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 1));
        wrap(out, lead, query_text(r, 0, NULL));
    }
    query_end(r);
    r = query_rows(q, QUERY_RUNS, NULL);
    while (query_next(r)) {
        if (strcmp(query_text(r, 4, NULL), "complete") == 0)
            continue;
        any = true;
        phrase(out, "  ", "run %" PRId64 " is %s: what came after is not known", query_number(r, 0),
               query_text(r, 4, NULL));
    }
    query_end(r);
    r = query_rows(q, QUERY_FILTERS, NULL);
    for (; query_next(r); any = true)
        phrase(out, "  ", "run %" PRId64 ": frames that do not match its filter, however many: %s",
               query_number(r, 0), query_text(r, 1, NULL));
    query_end(r);
    if (!any)
        phrase(out, "  ", "nothing: no frame was lost, skipped or cut, no flow was dropped");
}

static void put_notes(struct query *q, FILE *out)
{
    bool any = false;
    struct query_rows *r = query_rows(q, QUERY_NOTES, NULL);
    for (; query_next(r); any = true) {
        char lead[PHRASE_COUNT], servers[PHRASE_COUNT];
        const char *title = query_text(r, 1, NULL);
        if (!any)
            (void)fputs("\nNotes, in flows (wireaudit explain NOTE tells what it means)\n", out);
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 2));
        phrase(out, lead, "%s%s%s, %s", query_text(r, 0, NULL), title[0] == '\0' ? "" : ": ", title,
               phrase_count(query_number(r, 3), "server", servers));
    }
    query_end(r);
}

static void put_any_role(struct query *q, FILE *out)
{
    bool any = false;
    struct query_rows *r = query_rows(q, QUERY_ANY_ROLE, NULL);
    for (; query_next(r); any = true) {
        char lead[PHRASE_COUNT], flows[PHRASE_COUNT];
        if (!any)
            (void)fputs("\nEncrypted flows allowed for any of several roles, by server\n", out);
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 2));
        phrase(out, lead, "of %s judged to %s of %s, %" PRId64 " %%",
               phrase_count(query_number(r, 3), "flow", flows), query_text(r, 0, NULL),
               query_text(r, 1, NULL), query_number(r, 4));
    }
    query_end(r);
}

static void put_warnings(struct query *q, FILE *out)
{
    int more = 0;
    struct query_rows *r = query_rows(q, QUERY_WARNINGS, NULL);
    while (query_next(r)) {
        if (more == 0)
            (void)fputs("\nThe site file was loaded with warnings\n", out);
        if (more++ < WARNINGS_SHOWN)
            wrap(out, "  ", query_text(r, 1, NULL));
    }
    query_end(r);
    if (more > WARNINGS_SHOWN)
        phrase(out, "  ", "and %d more: wireaudit check tells all", more - WARNINGS_SHOWN);
}

void as_text_open(struct query *q, FILE *out)
{
    put_undetermined(q, out);
    put_not_covered(q, out);
    put_notes(q, out);
    put_any_role(q, out);
    put_warnings(q, out);
    put_coverage(q, out);
}
