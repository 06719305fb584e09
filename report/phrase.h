/* Pieces of documents for people. */
#ifndef REPORT_PHRASE_H
#define REPORT_PHRASE_H

#include <stdint.h>
#include <stdio.h>

#include "base/severity.h"
#include "base/zone.h"
#include "report/query.h"

enum {
    PHRASE_COUNT = 48,
    PHRASE_DAY = 10,
    PHRASE_SERVER = 1024,
    PHRASE_LINE = 4096,
    PHRASE_SEVERITIES = 256
};

/* One line (or paragraph) behind its lead, as wrap() does it. */
void phrase(FILE *out, const char *lead, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "3 findings", "1 finding". Returns out. */
const char *phrase_count(int64_t n, const char *one, char out[PHRASE_COUNT]);
/* "2 critical, 1 low"; "" for none. Returns out. */
const char *phrase_severities(const uint64_t by[SEVERITIES], char out[PHRASE_SEVERITIES]);
/* "2026-11-20 13:46:00+01:00", RFC 3339 in the zone of the options; the day is PHRASE_DAY long. Returns out.
 */
const char *phrase_moment(const struct zone *zone, int64_t us, char out[ZONE_TEXT]);
/* The same of a column of microseconds, "?" of NULL. */
const char *phrase_time(const struct query_rows *r, int at, char out[ZONE_TEXT]);
/* "10.1.0.10:80/tcp" of the columns address, port and transport. Not escaped. Returns out. */
const char *phrase_server(const struct query_rows *r, int at, char out[PHRASE_SERVER]);

/* v_finding's columns: "#4 10.1.5.1 -> 10.1.0.10:80/tcp HTTP (A01 MP), 9 flows, 2026-11-20 12:00:00Z
 * to 12:10:00Z"; with its run at the end when several are reported */
const char *phrase_finding_line(const struct query_rows *r, char out[PHRASE_LINE]);
/* The same as phrase() does it. */
void phrase_finding(const struct query_rows *r, FILE *out, const char *lead);

#endif
