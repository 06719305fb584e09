#include "report/phrase.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "report/wrap.h"

void phrase(FILE *out, const char *lead, const char *format, ...)
{
    char line[PHRASE_LINE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    wrap(out, lead, line);
}

const char *phrase_count(int64_t n, const char *one, char out[PHRASE_COUNT])
{
    (void)snprintf(out, PHRASE_COUNT, "%" PRId64 " %s%s", n, one, n == 1 ? "" : "s");
    return out;
}

const char *phrase_severities(const uint64_t by[SEVERITIES], char out[PHRASE_SEVERITIES])
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = SEVERITIES; i-- > 0;)
        if (by[i] > 0)
            used += (size_t)snprintf(out + used, PHRASE_SEVERITIES - used, "%s%" PRIu64 " %s",
                                     used > 0 ? ", " : "", by[i], severity_name((enum severity)i));
    return out;
}

const char *phrase_moment(const struct zone *zone, int64_t us, char out[ZONE_TEXT])
{
    zone_text(zone, us, out);
    out[PHRASE_DAY] = ' ';
    return out;
}

const char *phrase_time(const struct query_rows *r, int at, char out[ZONE_TEXT])
{
    if (query_type(r, at) == QUERY_NULL)
        return memcpy(out, "?", 2);
    return phrase_moment(query_zone(r), query_number(r, at), out);
}

const char *phrase_server(const struct query_rows *r, int at, char out[PHRASE_SERVER])
{
    const char *address = query_text(r, at, NULL), *transport = query_text(r, at + 2, NULL);
    int64_t port = query_number(r, at + 1);
    if (port <= 0)
        (void)snprintf(out, PHRASE_SERVER, "%s/%s", address, transport);
    else if (strchr(address, ':') != NULL)
        (void)snprintf(out, PHRASE_SERVER, "[%s]:%" PRId64 "/%s", address, port, transport);
    else
        (void)snprintf(out, PHRASE_SERVER, "%s:%" PRId64 "/%s", address, port, transport);
    return out;
}

const char *phrase_finding_line(const struct query_rows *r, char out[PHRASE_LINE])
{
    char first[ZONE_TEXT], last[ZONE_TEXT], flows[PHRASE_COUNT], server[PHRASE_SERVER],
        of[PHRASE_LINE / 4] = "", run[PHRASE_COUNT] = "";
    if (query_type(r, 11) != QUERY_NULL)
        (void)snprintf(of, sizeof of, " (%s %s)", query_text(r, 10, NULL), query_text(r, 11, NULL));
    phrase_time(r, 13, first);
    phrase_time(r, 14, last);
    bool same_day = strncmp(first, last, PHRASE_DAY) == 0, same = strcmp(first, last) == 0;
    const char *until = same ? "" : same_day ? last + PHRASE_DAY + 1 : last;
    if (query_all_runs(r))
        (void)snprintf(run, sizeof run, ", run %" PRId64, query_number(r, 0));
    (void)snprintf(out, PHRASE_LINE, "#%" PRId64 " %s -> %s %s%s, %s, %s%s%s%s", query_number(r, 1),
                   query_text(r, 5, NULL), phrase_server(r, 6, server), query_text(r, 9, NULL), of,
                   phrase_count(query_number(r, 12), "flow", flows), first, same ? "" : " to ", until, run);
    return out;
}

void phrase_finding(const struct query_rows *r, FILE *out, const char *lead)
{
    char line[PHRASE_LINE];
    wrap(out, lead, phrase_finding_line(r, line));
}
