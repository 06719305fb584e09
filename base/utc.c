#include "base/utc.h"

#include <stdio.h>
#include <time.h>

const char *utc_text(int64_t us, char out[UTC_TEXT])
{
    const int64_t least = -62167219200, most = 253402300799; /* 0000-01-01, 9999-12-31 */
    int64_t s = us / 1000000, rest = us % 1000000;
    if (rest < 0) {
        s -= 1;
        rest += 1000000;
    }
    time_t t = (time_t)(s < least ? least : s > most ? most : s);
    struct tm tm;
    (void)gmtime_r(&t, &tm);
    (void)snprintf(out, UTC_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                   tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)rest);
    return out;
}

int64_t utc_now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
