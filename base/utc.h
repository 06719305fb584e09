/* Times are int64_t microseconds since 1970 UTC. */
#ifndef BASE_UTC_H
#define BASE_UTC_H

#include <stdint.h>

enum { UTC_TEXT = 64 };

/* RFC 3339 with microseconds, "2026-11-20T12:46:00.000001Z"; years outside 0..9999 are clamped. Returns out.
 */
const char *utc_text(int64_t us, char out[UTC_TEXT]);

/* The system's clock. */
int64_t utc_now_us(void);

#endif
