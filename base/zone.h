/*
 * Times as people read them: in a zone, as RFC 3339, daylight saving included. {0} is UTC.
 *
 * A zone by name becomes the process's own (TZ), since the C library knows one at a time: use one a process.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { ZONE_NAME = 64, ZONE_TEXT = 48, ZONE_PLAIN_DAY = 10 };

struct zone {
    bool named;       /* the C library knows its offsets */
    int32_t offset_s; /* east of UTC, when it is not */
    char name[ZONE_NAME];
};

/*
 * Reads "UTC" (or "Z"), "local", an offset ("+02:00", "-0530", "+2"; less than a day) or a name of the
 * system's zone files ("Europe/Berlin"). -1 and err when there is no such zone.
 */
int zone_read(struct zone *z, const char *text, struct err *err);

/* "UTC", "local time", "+02:00", "Europe/Berlin". */
const char *zone_name(const struct zone *z);

/* Minutes east of UTC at that moment, seconds of older offsets left out. */
int zone_offset(const struct zone *z, int64_t us);

/* All return out. Years outside 0..9999 are clamped. */
/* "2026-11-20T13:46:00+01:00", UTC is "Z"; a fraction is cut off. */
const char *zone_text(const struct zone *z, int64_t us, char out[ZONE_TEXT]);
/* "2026-11-20T13:46:00.000001+01:00" */
const char *zone_exact(const struct zone *z, int64_t us, char out[ZONE_TEXT]);
/* "2026-11-20 13:46:00", for where the zone is told otherwise; the day is ZONE_PLAIN_DAY long. */
const char *zone_plain(const struct zone *z, int64_t us, char out[ZONE_TEXT]);

/* Reads how long ago: "90s", "30m", "24h", "7d", "2w". False when it is none of these, or too long for *us.
 */
bool zone_age(const char *text, int64_t *us);

/*
 * Reads what utc_read() does, without an offset in this zone: of a time that the clock shows twice the first
 * one, of one that it skips the same time after the gap; a day is its first moment. Also an age, before now.
 * False when it is none of these.
 */
bool zone_time(const struct zone *z, const char *text, int64_t now_us, int64_t *us);

#endif
