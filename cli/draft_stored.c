#include "cli/draft_stored.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/proto.h"
#include "cli/command.h"
#include "report/query.h"

static const char magic[16] = "SQLite format 3"; /* SQLite file format 1.3.1, with the NUL */

bool draft_stored_is(const char *path)
{
    char head[sizeof magic];
    struct stat at;
    bool regular = strcmp(path, "-") != 0 && stat(path, &at) == 0 && S_ISREG(at.st_mode);
    FILE *f = regular ? fopen(path, "rb") : NULL;
    bool is =
        f != NULL && fread(head, 1, sizeof head, f) == sizeof head && memcmp(head, magic, sizeof magic) == 0;
    if (f != NULL)
        (void)fclose(f);
    return is;
}

static const char *or_null(const struct query_rows *r, int column)
{
    return query_type(r, column) == QUERY_TEXT ? query_text(r, column, NULL) : NULL;
}

/* A row whose values are no addresses or numbers of a flow is left out: the database is a stranger's. */
static void take(const struct query_rows *r, struct survey *s)
{
    struct survey_stored row = {.datagrams = strcmp(query_text(r, 3, NULL), "udp") == 0,
                                .class_ = CLASS_UNKNOWN,
                                .site = or_null(r, 5),
                                .role = or_null(r, 6),
                                .rule = or_null(r, 7)};
    int64_t port = query_number(r, 2), flows = query_number(r, 8);
    if (!addr_range_read(&row.clients, query_text(r, 0, NULL)) ||
        !addr_read(&row.server, query_text(r, 1, NULL)) || port < 0 || port > UINT16_MAX || flows <= 0)
        return;
    (void)proto_class_read(&row.class_, query_text(r, 4, NULL));
    row.port = (uint16_t)port;
    row.flows = (uint64_t)flows;
    survey_stored(s, &row);
}

int draft_stored(const char *path, struct survey *s, struct err *err)
{
    static const struct report_options all = {.run = -1, .since_us = INT64_MIN, .until_us = INT64_MAX};
    enum report_failure why = REPORT_FAILED;
    struct query *q = query_open(path, &all, &why, err);
    if (q == NULL)
        return why == REPORT_NOT_OURS ? STATUS_BAD_INPUT : STATUS_FAILED;
    struct query_rows *rows = query_rows(q, QUERY_PAIRS, NULL);
    while (query_next(rows))
        take(rows, s);
    query_end(rows);
    bool failed = query_failed(q, err);
    query_close(q);
    return failed ? STATUS_FAILED : STATUS_OK;
}
