#include "base/utc.h"

#include <stdio.h>
#include <string.h>
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

/* Digits of a fraction of a second, as microseconds. */
static const char *read_fraction(const char *at, int64_t *us)
{
    int64_t unit = 100000;
    for (; *at >= '0' && *at <= '9'; at++, unit /= 10)
        *us += (*at - '0') * unit;
    return at;
}

/* "Z", "+01:00" or nothing, up to the end of the text. */
static bool read_offset(const char *at, int64_t *seconds)
{
    struct tm offset = {0};
    *seconds = 0;
    if (*at == '\0' || strcmp(at, "Z") == 0)
        return true;
    if ((*at != '+' && *at != '-') || strlen(at) != 6)
        return false;
    const char *end = strptime(at + 1, "%H:%M", &offset);
    *seconds = (offset.tm_hour * 60 + offset.tm_min) * (*at == '-' ? -60 : 60);
    return end != NULL && *end == '\0';
}

bool utc_read(int64_t *us, const char *text, bool *has_offset)
{
    struct tm tm = {0};
    const char *day = strptime(text, "%Y-%m-%d", &tm), *at;
    int day_of_month = tm.tm_mday;
    int64_t fraction = 0, offset;
    if (day == NULL)
        return false;
    at = strptime(day, "T%H:%M:%S", &tm);
    if (at == NULL)
        at = *day == 'T' ? strptime(day, "T%H:%M", &tm) : day;
    else if (at[0] == '.' && at[1] >= '0' && at[1] <= '9')
        at = read_fraction(at + 1, &fraction);
    if (at == NULL || !read_offset(at, &offset))
        return false;
    *has_offset = *at != '\0';
    *us = ((int64_t)timegm(&tm) - offset) * 1000000 + fraction;
    return tm.tm_mday == day_of_month;
}

int64_t utc_now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
