#include "report/explained.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/phrase.h"
#include "report/query.h"
#include "report/wrap.h"

enum { NAME_WIDTH = 16, NAME = 24 };

struct explained {
    struct query *query;
    int64_t finding;
    char rule[EXPLAINED_RULE];
    char initiator[64], responder[64];
};

static const struct report_options all_runs = {
    .run = -1, .since_us = INT64_MIN, .until_us = INT64_MAX, .severity = SEVERITY_INFO};

static void keep(char *out, size_t room, const struct query_rows *r, int at)
{
    size_t n;
    const char *text = query_text(r, at, &n);
    (void)escape_shown(out, room, text, n);
}

/* Finds it, and keeps what is needed later. */
static int look(struct explained *e, const char *database, struct err *err)
{
    struct query_rows *r = query_about(e->query, QUERY_FINDING, e->finding);
    bool found = query_next(r);
    if (found) {
        keep(e->rule, sizeof e->rule, r, 3);
        keep(e->initiator, sizeof e->initiator, r, 5);
        keep(e->responder, sizeof e->responder, r, 6);
    }
    query_end(r);
    if (query_failed(e->query, err))
        return -1;
    return found ? 0 : err_set(err, "%s: it has no finding %" PRId64, database, e->finding);
}

struct explained *explained_open(const char *database, int64_t finding, enum report_failure *why,
                                 struct err *err)
{
    struct explained *e = calloc(1, sizeof *e);
    *why = REPORT_FAILED;
    if (e == NULL) {
        (void)err_set(err, "%s: out of memory", database);
        return NULL;
    }
    e->finding = finding;
    e->query = query_open(database, &all_runs, why, err);
    if (e->query != NULL && look(e, database, err) == 0)
        return e;
    explained_close(e);
    return NULL;
}

void explained_close(struct explained *e)
{
    if (e == NULL)
        return;
    query_close(e->query);
    free(e);
}

const char *explained_rule(const struct explained *e)
{
    return e->rule;
}

static void put_expired(struct explained *e, FILE *out)
{
    struct query_rows *r = query_about(e->query, QUERY_WAIVER_OF, e->finding);
    if (query_next(r) && query_number(r, 3) != 0)
        phrase(out, "", "Not waived: the waiver %s expired on %s, so it counts.", query_text(r, 1, NULL),
               query_text(r, 2, NULL));
    query_end(r);
}

static void put_finding(struct explained *e, FILE *out)
{
    struct query_rows *r = query_about(e->query, QUERY_FINDING, e->finding);
    if (query_next(r)) {
        phrase(out, "", "%s, %s", query_text(r, 3, NULL), query_text(r, 4, NULL));
        phrase_finding(r, out, "");
        phrase(out, "", "Seen in run %" PRId64 " of %s, judged by a site file with SHA-256 %.16s.",
               query_number(r, 0), query_text(r, 18, NULL), query_text(r, 19, NULL));
        if (query_type(r, 16) != QUERY_NULL)
            phrase(out, "", "Waived: %s", query_text(r, 16, NULL));
        put_expired(e, out);
        (void)putc('\n', out);
        wrap(out, "", query_text(r, 15, NULL));
    }
    query_end(r);
}

/* "    bits              yes  [listed, site.yaml:31]" */
static void put_fact(const struct query_rows *r, FILE *out)
{
    char name[NAME], lead[NAME + NAME_WIDTH];
    const char *basis = query_text(r, 3, NULL), *place = query_text(r, 4, NULL);
    bool both = basis[0] != '\0' && place[0] != '\0', any = basis[0] != '\0' || place[0] != '\0';
    keep(name, sizeof name, r, 1);
    (void)snprintf(lead, sizeof lead, "    %-*s  ", NAME_WIDTH, name);
    phrase(out, lead, "%s%s%s%s%s%s", query_text(r, 2, NULL), any ? "  [" : "", basis, both ? ", " : "",
           place, any ? "]" : "");
}

/* The lines of one part; returns how many there were. */
static unsigned put_part(struct explained *e, const char *part, const char *head, FILE *out)
{
    unsigned n = 0;
    struct query_rows *r = query_about(e->query, QUERY_ACCOUNT, e->finding);
    while (query_next(r)) {
        if (strcmp(query_text(r, 0, NULL), part) != 0)
            continue;
        if (n++ == 0)
            (void)fprintf(out, "\n  %s\n", head);
        put_fact(r, out);
    }
    query_end(r);
    return n;
}

void explained_facts(struct explained *e, FILE *out)
{
    char head[2][NAME + sizeof e->initiator];
    (void)snprintf(head[0], sizeof head[0], "who began it, %s", e->initiator);
    (void)snprintf(head[1], sizeof head[1], "who was asked, %s", e->responder);
    put_finding(e, out);
    (void)fputs("\nFacts, as they were then\n", out);
    unsigned n = put_part(e, "initiator", head[0], out) + put_part(e, "responder", head[1], out) +
                 put_part(e, "flow", "the flow", out);
    if (n > 0)
        return;
    if (query_version(e->query) < 2)
        wrap(out, "  ",
             "none: the database was written by an older wireaudit, which kept no accounts. Replay "
             "the capture into a new database to have them.");
    else
        wrap(out, "  ", "none: no account was kept of this finding.");
}

void explained_evidence(struct explained *e, FILE *out)
{
    struct query_rows *r = query_about(e->query, QUERY_EVIDENCE, e->finding);
    if (query_next(r)) {
        (void)fputs("\nEvidence\n", out);
        if (query_type(r, 0) != QUERY_NULL) {
            char packets[PHRASE_COUNT], flows[PHRASE_COUNT];
            phrase(out, "  ", "%s: %s of %s", query_text(r, 0, NULL),
                   phrase_count(query_number(r, 3), "packet", packets),
                   phrase_count(query_number(r, 2), "flow", flows));
            phrase(out, "  ", "SHA-256 %s", query_text(r, 1, NULL));
        }
        if (query_type(r, 5) != QUERY_NULL)
            phrase(out, "  missing: ", "%s", query_text(r, 5, NULL));
    }
    query_end(r);
}

static void put_listed(struct explained *e, const char *name, const char *head, FILE *out)
{
    bool any = false;
    struct query_rows *r = query_about(e->query, QUERY_ACCOUNT, e->finding);
    for (; query_next(r);) {
        if (strcmp(query_text(r, 0, NULL), "rules") != 0 || strcmp(query_text(r, 1, NULL), name) != 0)
            continue;
        if (!any)
            (void)fprintf(out, "\n%s\n", head);
        any = true;
        wrap(out, "  ", query_text(r, 2, NULL));
    }
    query_end(r);
}

void explained_alternatives(struct explained *e, FILE *out)
{
    put_listed(e, "broke too", "Other rules that were broken", out);
    put_listed(e, "ruled out", "Ruled out: rules that are near, and what failed", out);
}

int explained_end(struct explained *e, FILE *out, struct err *err)
{
    if (query_failed(e->query, err))
        return -1;
    if (fflush(out) != 0 || ferror(out))
        return err_set(err, "cannot write to standard output");
    return 0;
}
