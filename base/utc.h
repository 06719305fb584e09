/* Times are int64_t microseconds since 1970 UTC. */
#ifndef BASE_UTC_H
#define BASE_UTC_H

#include <stdbool.h>
#include <stdint.h>

enum { UTC_TEXT = 64 };

/* RFC 3339 with microseconds, "2026-11-20T12:46:00.000001Z"; years outside 0..9999 are clamped. Returns out.
 */
const char *utc_text(int64_t us, char out[UTC_TEXT]);

/*
 * Reads "2026-11-20", or RFC 3339 whose seconds, fraction and offset may be left out: "2026-11-20T12:46",
 * "2026-11-20T12:46:00.5+01:00". Without an offset it is UTC; digits behind microseconds are ignored. False
 * when it is neither, or no such day or time exists.
 */
bool utc_read(int64_t *us, const char *text, bool *has_offset);

/* The system's clock. */
int64_t utc_now_us(void);

#endif
