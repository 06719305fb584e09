#include "base/zone.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/utc.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400, SECOND_US = 1000000 };

/* "+02:00", "+0200", "+2", "-05:30" */
static bool read_offset(const char *text, int32_t *seconds)
{
    char digits[5] = "";
    size_t n = 0;
    if (text[0] != '+' && text[0] != '-')
        return false;
    for (const char *at = text + 1; *at != '\0'; at++) {
        bool colon = *at == ':' && at == text + 3 && at[1] != '\0';
        if (!colon && (!isdigit((unsigned char)*at) || n == 4))
            return false;
        if (!colon)
            digits[n++] = *at;
    }
    int32_t number = (int32_t)strtol(digits, NULL, 10);
    int32_t hours = n <= 2 ? number : number / 100, minutes = n <= 2 ? 0 : number % 100;
    *seconds = (hours * HOUR_S + minutes * MINUTE_S) * (text[0] == '-' ? -1 : 1);
    return n > 0 && n != 3 && minutes < 60 && hours < 24;
}

/* Words of letters, digits and a few signs, between slashes: nothing that leads out of the directory. */
static bool may_be_name(const char *name)
{
    static const char signs[] = "_-+";
    bool begins = true;
    for (const char *at = name; *at != '\0'; at++) {
        bool word = isalnum((unsigned char)*at) || strchr(signs, *at) != NULL;
        if (begins ? !isalpha((unsigned char)*at) : !word && *at != '/')
            return false;
        begins = *at == '/';
    }
    return !begins && strlen(name) < ZONE_NAME;
}

/* RFC 8536 3.1: a zone file begins with "TZif". */
static bool is_zone_file(const char *path)
{
    char magic[4] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return false;
    ssize_t n = read(file, magic, sizeof magic);
    (void)close(file);
    return n == (ssize_t)sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
}

static bool use_named(const char *name)
{
    const char *directory = getenv("TZDIR");
    char path[PATH_MAX];
    if (!may_be_name(name))
        return false;
    int n = snprintf(path, sizeof path, ":%s/%s",
                     directory != NULL && directory[0] == '/' ? directory : "/usr/share/zoneinfo", name);
    if (n >= (int)sizeof path || !is_zone_file(path + 1) || setenv("TZ", path, 1) != 0)
        return false;
    tzset();
    return true;
}

int zone_read(struct zone *z, const char *text, struct err *err)
{
    *z = (struct zone){0};
    if (strcmp(text, "UTC") == 0 || strcmp(text, "Z") == 0)
        return 0;
    if (strcmp(text, "local") == 0) {
        tzset();
        *z = (struct zone){.named = true, .name = "local time"};
        return 0;
    }
    if (read_offset(text, &z->offset_s)) {
        int minutes = abs(z->offset_s) / MINUTE_S;
        (void)snprintf(z->name, sizeof z->name, "%c%02d:%02d", text[0], minutes / 60, minutes % 60);
        return 0;
    }
    if (!use_named(text))
        return err_set(err, "no such time zone: %s", text);
    z->named = true;
    (void)snprintf(z->name, sizeof z->name, "%s", text);
    return 0;
}

const char *zone_name(const struct zone *z)
{
    return z->name[0] == '\0' ? "UTC" : z->name;
}

/* Seconds since 1970, rounded down, within years of four digits in any zone. */
static int64_t seconds_of(int64_t us)
{
    const int64_t least = -62167219200 + DAY_S, most = 253402300799 - DAY_S;
    int64_t s = us / SECOND_US - (us % SECOND_US < 0);
    return s < least ? least : s > most ? most : s;
}

static int64_t offset_at(const struct zone *z, int64_t s)
{
    time_t t = (time_t)s;
    struct tm tm;
    if (!z->named)
        return z->offset_s;
    return localtime_r(&t, &tm) == NULL ? 0 : tm.tm_gmtoff;
}

int zone_offset(const struct zone *z, int64_t us)
{
    return (int)(offset_at(z, seconds_of(us)) / MINUTE_S);
}

static void put_digits(char *out, int value, int digits)
{
    for (int i = digits; i-- > 0; value /= 10)
        out[i] = (char)('0' + value % 10);
}

/* "2026-11-20", the separator, "13:46:00" */
static void put_clock(char out[ZONE_TEXT], int64_t s, char separator)
{
    time_t t = (time_t)s;
    struct tm tm;
    (void)gmtime_r(&t, &tm);
    memcpy(out, "0000-00-00 00:00:00", 20);
    put_digits(out, tm.tm_year + 1900, 4);
    put_digits(out + 5, tm.tm_mon + 1, 2);
    put_digits(out + 8, tm.tm_mday, 2);
    out[ZONE_PLAIN_DAY] = separator;
    put_digits(out + 11, tm.tm_hour, 2);
    put_digits(out + 14, tm.tm_min, 2);
    put_digits(out + 17, tm.tm_sec, 2);
}

static void put_offset(char *out, const struct zone *z, int minutes)
{
    if (z->name[0] == '\0') {
        memcpy(out, "Z", 2);
        return;
    }
    memcpy(out, minutes < 0 ? "-00:00" : "+00:00", 7);
    put_digits(out + 1, abs(minutes) / 60, 2);
    put_digits(out + 4, abs(minutes) % 60, 2);
}

const char *zone_plain(const struct zone *z, int64_t us, char out[ZONE_TEXT])
{
    put_clock(out, seconds_of(us) + zone_offset(z, us) * MINUTE_S, ' ');
    return out;
}

const char *zone_text(const struct zone *z, int64_t us, char out[ZONE_TEXT])
{
    int minutes = zone_offset(z, us);
    put_clock(out, seconds_of(us) + minutes * MINUTE_S, 'T');
    put_offset(out + strlen(out), z, minutes);
    return out;
}

const char *zone_exact(const struct zone *z, int64_t us, char out[ZONE_TEXT])
{
    int minutes = zone_offset(z, us), rest = (int)(us % SECOND_US);
    put_clock(out, seconds_of(us) + minutes * MINUTE_S, 'T');
    char *at = out + strlen(out);
    *at = '.';
    put_digits(at + 1, rest < 0 ? rest + SECOND_US : rest, 6);
    put_offset(at + 7, z, minutes);
    return out;
}

bool zone_age(const char *text, int64_t *us)
{
    const int64_t most_s = INT64_C(1000000000000);
    static const struct {
        char unit;
        int seconds;
    } units[] = {{'s', 1}, {'m', MINUTE_S}, {'h', HOUR_S}, {'d', DAY_S}, {'w', 7 * DAY_S}};
    char *end;
    if (!isdigit((unsigned char)text[0]))
        return false;
    errno = 0;
    long n = strtol(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (end[0] == units[i].unit && end[1] == '\0' && errno == 0 && n <= most_s / units[i].seconds) {
            *us = n * units[i].seconds * (int64_t)SECOND_US;
            return true;
        }
    }
    return false;
}

/* The moment at which the zone's clock shows what UTC's shows at s: the first one, if there are two. */
static int64_t moment_of(const struct zone *z, int64_t s)
{
    int64_t before = s - offset_at(z, s - DAY_S), after = s - offset_at(z, s + DAY_S);
    if (before + offset_at(z, before) != s && after + offset_at(z, after) == s)
        return after;
    return before;
}

bool zone_time(const struct zone *z, const char *text, int64_t now_us, int64_t *us)
{
    int64_t age;
    bool has_offset;
    if (zone_age(text, &age)) {
        *us = now_us - age;
        return true;
    }
    if (!utc_read(us, text, &has_offset))
        return false;
    if (!has_offset) {
        int64_t s = seconds_of(*us);
        *us += (moment_of(z, s) - s) * SECOND_US;
    }
    return true;
}
