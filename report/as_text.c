#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/escape.h"
#include "base/utc.h"
#include "report/formats.h"
#include "report/wrap.h"

enum { WORST_SHOWN = 5, LINE = 4096, WORD = 24, COUNT_TEXT = 48, DAY_TEXT = 10, CLOCK_TEXT = 8 };

/* One line (or paragraph) behind its lead. */
__attribute__((format(printf, 3, 4))) static void put(FILE *out, const char *lead, const char *format, ...)
{
    char line[LINE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    wrap(out, lead, line);
}

/* "3 findings", "1 finding" */
static const char *count_text(int64_t n, const char *one, char out[COUNT_TEXT])
{
    (void)snprintf(out, COUNT_TEXT, "%" PRId64 " %s%s", n, one, n == 1 ? "" : "s");
    return out;
}

/* "2026-11-20 12:46:00" */
static const char *time_text(const struct query_rows *r, int at, char out[UTC_TEXT])
{
    if (query_type(r, at) == QUERY_NULL)
        return memcpy(out, "?", 2);
    utc_text(query_number(r, at), out);
    out[DAY_TEXT] = ' ';
    out[DAY_TEXT + 1 + CLOCK_TEXT] = '\0';
    return out;
}

/* A short word for a table's cell. */
static const char *cell(const struct query_rows *r, int at, char out[WORD])
{
    size_t n;
    const char *text = query_text(r, at, &n);
    if (escape_shown(out, WORD, text, n) == 0)
        (void)snprintf(out, WORD, "-");
    return out;
}

/* Flows by what was said of them. */
struct sums {
    int64_t undetermined, judged, flows;
};

/* Did every run see all there was to see? */
static bool all_was_audited(struct query *q)
{
    struct query_rows *r = query_rows(q, QUERY_OUTCOME, NULL);
    bool all = query_next(r) && query_number(r, 2) == 0;
    query_end(r);
    return all;
}

/* "2 critical, 1 low" */
static void name_severities(const struct query_rows *summary, char *out, size_t room)
{
    static const char *const grave[] = {"critical", "high", "medium", "low", "info"};
    size_t used = 0;
    for (int i = 0; i < 5 && used < room; i++) {
        int64_t n = query_number(summary, 1 + i);
        if (n > 0)
            used += (size_t)snprintf(out + used, room - used, "%s%" PRId64 " %s", used > 0 ? ", " : "", n,
                                     grave[i]);
    }
}

/* Verdicts are counted without these options, so what they leave out must not be called compliant. */
static bool is_narrowed(const struct report_options *o)
{
    return o->severity > SEVERITY_INFO || o->since_us != INT64_MIN || o->until_us != INT64_MAX;
}

static void put_judgement(const struct query_rows *summary, FILE *out, const struct sums *sums, bool narrowed,
                          bool all)
{
    char by[LINE / 8], one[COUNT_TEXT], two[COUNT_TEXT];
    if (query_number(summary, 0) > 0) {
        name_severities(summary, by, sizeof by);
        put(out, "", "NOT COMPLIANT: %s (%s) in %s.", count_text(query_number(summary, 0), "finding", one),
            by, count_text(query_number(summary, 6), "flow", two));
    } else if (narrowed) {
        put(out, "", "NO SUCH FINDING: the options leave none; the verdicts below count every flow.");
    } else if (sums->undetermined > 0 || !all) {
        put(out, "", "NOT PROVEN: no violation was found, but not everything could be judged.");
    } else if (sums->judged > 0) {
        put(out, "", "COMPLIANT: the policy speaks of %s, none broke it.",
            count_text(sums->judged, "flow", one));
    } else if (sums->flows == 0) {
        put(out, "", "NOTHING SEEN: there are no such flows.");
    } else {
        put(out, "", "NOTHING TO JUDGE: the policy speaks of none of these flows.");
    }
    if (query_number(summary, 7) > 0)
        put(out, "  ", "%s waived and not counted.", count_text(query_number(summary, 7), "finding", one));
}

static void put_summary(struct query *q, FILE *out)
{
    struct sums sums = {0};
    char flows[COUNT_TEXT];
    bool all = all_was_audited(q);
    struct query_rows *r = query_rows(q, QUERY_VERDICTS, NULL);
    while (query_next(r)) {
        sums.undetermined += query_number(r, 5);
        sums.judged += query_number(r, 2) + query_number(r, 3);
        sums.flows += query_number(r, 6);
    }
    query_end(r);
    r = query_rows(q, QUERY_SUMMARY, NULL);
    if (query_next(r))
        put_judgement(r, out, &sums, is_narrowed(query_options(q)), all);
    query_end(r);
    if (sums.undetermined > 0)
        put(out, "  ", "%s could not be judged: see \"Not judged\".",
            count_text(sums.undetermined, "flow", flows));
    put(out, "  ", "%s",
        all ? "Nothing was lost: all that was captured was audited."
            : "Part of the traffic was not audited: see \"Not audited\".");
}

/* What the options leave out is said, so that a short report is not taken for the whole. */
static void put_choice(const struct report_options *o, FILE *out)
{
    char time[UTC_TEXT];
    if (o->site != NULL)
        put(out, "Only ", "site %s", o->site);
    if (o->severity > SEVERITY_INFO)
        put(out, "Only ", "findings of severity %s or graver", severity_name(o->severity));
    if (o->since_us != INT64_MIN)
        put(out, "Only ", "findings seen at or after %s", utc_text(o->since_us, time));
    if (o->until_us != INT64_MAX)
        put(out, "Only ", "findings seen at or before %s", utc_text(o->until_us, time));
}

static void put_run(const struct query_rows *r, FILE *out)
{
    char began[UTC_TEXT], ended[UTC_TEXT], lead[COUNT_TEXT], packets[COUNT_TEXT], bytes[COUNT_TEXT],
        flows[COUNT_TEXT];
    (void)snprintf(lead, sizeof lead, "  %-5" PRId64, query_number(r, 0));
    put(out, lead, "%s, %s to %s UTC, wireaudit %s", query_text(r, 4, NULL), time_text(r, 1, began),
        time_text(r, 2, ended), query_text(r, 6, NULL));
    if (query_type(r, 5) != QUERY_NULL)
        put(out, "       ", "reason: %s", query_text(r, 5, NULL));
    wrap(out, "       source: ", query_text(r, 3, NULL));
    if (query_type(r, 8) == QUERY_NULL)
        put(out, "       ", "no site file: flows were classified, not judged");
    else
        put(out, "       ", "policy %s, site file %.16s (SHA-256)", query_text(r, 7, NULL),
            query_text(r, 8, NULL));
    put(out, "       ", "%s, %s, %s", count_text(query_number(r, 9), "packet", packets),
        count_text(query_number(r, 10), "byte", bytes), count_text(query_number(r, 11), "flow", flows));
}

static void put_runs(struct query *q, FILE *out)
{
    (void)fputs("\nRuns\n", out);
    struct query_rows *r = query_rows(q, QUERY_RUNS, NULL);
    while (query_next(r))
        put_run(r, out);
    query_end(r);
    r = query_rows(q, QUERY_SOURCES, NULL);
    while (query_next(r)) {
        if (strcmp(query_text(r, 5, NULL), "complete") == 0)
            continue;
        char lead[COUNT_TEXT];
        (void)snprintf(lead, sizeof lead, "  %-5" PRId64, query_number(r, 0));
        put(out, lead, "%s is %s: %s", query_text(r, 1, NULL), query_text(r, 5, NULL),
            query_text(r, 6, NULL));
    }
    query_end(r);
}

static void put_verdicts(struct query *q, FILE *out)
{
    static const char *const heads[] = {"compliant", "violation", "not covered", "undeterminable", "flows"};
    int64_t sums[5] = {0};
    char site[WORD], role[WORD];
    (void)fprintf(out, "\nVerdicts by site and role of the server, in flows\n  %-5s %-13s", "site", "role");
    for (int i = 0; i < 5; i++)
        (void)fprintf(out, " %14s", heads[i]);
    (void)putc('\n', out);
    struct query_rows *r = query_rows(q, QUERY_VERDICTS, NULL);
    while (query_next(r)) {
        (void)fprintf(out, "  %-5s %-13s", cell(r, 0, site), cell(r, 1, role));
        for (int i = 0; i < 5; i++) {
            (void)fprintf(out, " %14" PRId64, query_number(r, 2 + i));
            sums[i] += query_number(r, 2 + i);
        }
        (void)putc('\n', out);
    }
    query_end(r);
    (void)fprintf(out, "  %-19s", "all");
    for (int i = 0; i < 5; i++)
        (void)fprintf(out, " %14" PRId64, sums[i]);
    (void)putc('\n', out);
}

/* "10.1.0.10:80/tcp" of the columns address, port and transport */
static const char *server_text(const struct query_rows *r, int at, char *out, size_t room)
{
    const char *address = query_text(r, at, NULL), *transport = query_text(r, at + 2, NULL);
    int64_t port = query_number(r, at + 1);
    if (port <= 0)
        (void)snprintf(out, room, "%s/%s", address, transport);
    else if (strchr(address, ':') != NULL)
        (void)snprintf(out, room, "[%s]:%" PRId64 "/%s", address, port, transport);
    else
        (void)snprintf(out, room, "%s:%" PRId64 "/%s", address, port, transport);
    return out;
}

/* "#4 10.1.5.1 -> 10.1.0.10:80/tcp HTTP (A01 MP), 9 flows, 2026-11-20 12:00:00 to 12:10:00" */
static void put_pair(const struct query_rows *r, FILE *out, const char *lead)
{
    char first[UTC_TEXT], last[UTC_TEXT], flows[COUNT_TEXT], server[LINE / 4], of[LINE / 4] = "";
    if (query_type(r, 11) != QUERY_NULL)
        (void)snprintf(of, sizeof of, " (%s %s)", query_text(r, 10, NULL), query_text(r, 11, NULL));
    time_text(r, 13, first);
    time_text(r, 14, last);
    bool same_day = strncmp(first, last, DAY_TEXT) == 0, same = strcmp(first, last) == 0;
    const char *until = same ? "" : same_day ? last + DAY_TEXT + 1 : last;
    put(out, lead, "#%" PRId64 " %s -> %s %s%s, %s, %s%s%s", query_number(r, 1), query_text(r, 5, NULL),
        server_text(r, 6, server, sizeof server), query_text(r, 9, NULL), of,
        count_text(query_number(r, 12), "flow", flows), first, same ? "" : " to ", until);
}

static void put_worst(struct query *q, FILE *out, const char *rule, int64_t findings)
{
    struct query_rows *r = query_rows(q, QUERY_WORST, rule);
    for (int shown = 0; shown < WORST_SHOWN && query_next(r); shown++) {
        if (shown == 0)
            wrap(out, "    why     ", query_text(r, 15, NULL));
        put_pair(r, out, shown == 0 ? "    who     " : "            ");
    }
    query_end(r);
    if (findings > WORST_SHOWN)
        put(out, "            ", "and %" PRId64 " more", findings - WORST_SHOWN);
}

static void put_rule(struct query *q, const struct query_rows *r, FILE *out)
{
    char findings[COUNT_TEXT], clients[COUNT_TEXT], servers[COUNT_TEXT], flows[COUNT_TEXT], severity[WORD],
        id[COUNT_TEXT], lead[WORD * 4];
    size_t n;
    const char *rule = query_text(r, 0, &n);
    escape_shown(id, sizeof id, rule, n);
    (void)snprintf(lead, sizeof lead, "  %-8s  %s  ", cell(r, 1, severity), id);
    (void)fputc('\n', out);
    wrap(out, lead, query_text(r, 2, NULL));
    put(out, "    seen    ", "%s, %s, %s, %s", count_text(query_number(r, 5), "finding", findings),
        count_text(query_number(r, 6), "client", clients), count_text(query_number(r, 7), "server", servers),
        count_text(query_number(r, 8), "flow", flows));
    put_worst(q, out, rule, query_number(r, 5));
    if (query_text(r, 3, NULL)[0] != '\0')
        wrap(out, "    source  ", query_text(r, 3, NULL));
    if (query_text(r, 4, NULL)[0] != '\0')
        wrap(out, "    remedy  ", query_text(r, 4, NULL));
}

static void put_findings(struct query *q, FILE *out)
{
    (void)fputs("\nFindings, by rule, gravest first\n", out);
    bool any = false;
    struct query_rows *r = query_rows(q, QUERY_BROKEN_RULES, NULL);
    for (; query_next(r); any = true)
        put_rule(q, r, out);
    query_end(r);
    if (!any)
        put(out, "  ", "none");
}

/* "10.1.0.0/16 -> 10.1.0.10:80/tcp NONE (A01 MP), 2 flows" */
static void put_open_pairs(struct query *q, FILE *out, const char *rule)
{
    int more = 0;
    struct query_rows *r = query_rows(q, QUERY_OPEN_PAIRS, rule);
    while (query_next(r)) {
        char server[LINE / 4], flows[COUNT_TEXT], of[LINE / 4] = "";
        if (more++ >= WORST_SHOWN)
            continue;
        if (query_type(r, 6) != QUERY_NULL)
            (void)snprintf(of, sizeof of, " (%s %s)", query_text(r, 5, NULL), query_text(r, 6, NULL));
        put(out, "              ", "%s -> %s %s%s, %s", query_text(r, 0, NULL),
            server_text(r, 1, server, sizeof server), query_text(r, 4, NULL), of,
            count_text(query_number(r, 7), "flow", flows));
    }
    query_end(r);
    if (more > WORST_SHOWN)
        put(out, "              ", "and %d more", more - WORST_SHOWN);
}

static void put_undetermined(struct query *q, FILE *out)
{
    bool any = false;
    struct query_rows *r = query_rows(q, QUERY_UNDETERMINED, NULL);
    for (; query_next(r); any = true) {
        char lead[COUNT_TEXT];
        if (!any)
            (void)fputs("\nNot judged: the policy speaks of these flows, the evidence does not suffice\n",
                        out);
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 2));
        const char *title = query_text(r, 1, NULL);
        put(out, lead, "%s%s%s", query_text(r, 0, NULL), title[0] == '\0' ? "" : ": ", title);
        put_open_pairs(q, out, query_text(r, 0, NULL));
        if (query_text(r, 4, NULL)[0] != '\0')
            wrap(out, "              remedy  ", query_text(r, 4, NULL));
    }
    query_end(r);
}

static void put_coverage(struct query *q, FILE *out)
{
    bool any = false;
    (void)fputs("\nNot audited\n", out);
    struct query_rows *r = query_rows(q, QUERY_NOT_AUDITED, NULL);
    for (; query_next(r); any = true) {
        char lead[COUNT_TEXT];
        (void)snprintf(lead, sizeof lead, "  %10" PRId64 "  ", query_number(r, 1));
        wrap(out, lead, query_text(r, 0, NULL));
    }
    query_end(r);
    r = query_rows(q, QUERY_RUNS, NULL);
    while (query_next(r)) {
        if (strcmp(query_text(r, 4, NULL), "complete") == 0)
            continue;
        any = true;
        put(out, "  ", "run %" PRId64 " is %s: what came after is not known", query_number(r, 0),
            query_text(r, 4, NULL));
    }
    query_end(r);
    if (!any)
        put(out, "  ", "nothing: no frame was lost, skipped or cut, no flow was dropped");
}

void as_text(struct query *q, FILE *out)
{
    (void)fputs("wireaudit report\n\n", out);
    put_choice(query_options(q), out);
    put_summary(q, out);
    put_runs(q, out);
    put_verdicts(q, out);
    put_findings(q, out);
    put_undetermined(q, out);
    put_coverage(q, out);
}
