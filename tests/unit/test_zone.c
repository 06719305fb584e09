#include "base/zone.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)

static struct zone zone(const char *name)
{
    struct zone z;
    struct err err = {""};
    cr_assert_eq(zone_read(&z, name, &err), 0, "%s", err.text);
    return z;
}

Test(zone, writes_moments_with_their_offset)
{
    static const struct {
        const char *zone;
        int64_t s;
        const char *text, *plain;
    } rows[] = {
        {"UTC", 0, "1970-01-01T00:00:00Z", "1970-01-01 00:00:00"},
        {"Z", 1795178760, "2026-11-20T12:46:00Z", "2026-11-20 12:46:00"},
        {"+02:00", 1795178760, "2026-11-20T14:46:00+02:00", "2026-11-20 14:46:00"},
        {"-0530", 1795178760, "2026-11-20T07:16:00-05:30", "2026-11-20 07:16:00"},
        {"+14", 1795178760, "2026-11-21T02:46:00+14:00", "2026-11-21 02:46:00"},
        {"Europe/Berlin", 1795178760, "2026-11-20T13:46:00+01:00", "2026-11-20 13:46:00"},
        {"Europe/Berlin", 1774745999, "2026-03-29T01:59:59+01:00", "2026-03-29 01:59:59"},
        {"Europe/Berlin", 1774746000, "2026-03-29T03:00:00+02:00", "2026-03-29 03:00:00"},
        {"Europe/Berlin", 1792889999, "2026-10-25T02:59:59+02:00", "2026-10-25 02:59:59"},
        {"Europe/Berlin", 1792890000, "2026-10-25T02:00:00+01:00", "2026-10-25 02:00:00"},
        {"Asia/Tokyo", 1795178760, "2026-11-20T21:46:00+09:00", "2026-11-20 21:46:00"},
        {"America/St_Johns", 1795178760, "2026-11-20T09:16:00-03:30", "2026-11-20 09:16:00"},
        {"Europe/London", 1795178760, "2026-11-20T12:46:00+00:00", "2026-11-20 12:46:00"},
        {"Europe/Berlin", 2900000000, "2061-11-23T20:33:20+01:00", "2061-11-23 20:33:20"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zone z = zone(rows[i].zone);
        char out[ZONE_TEXT];
        cr_expect_str_eq(zone_text(&z, rows[i].s * SECOND, out), rows[i].text);
        cr_expect_str_eq(zone_plain(&z, rows[i].s * SECOND, out), rows[i].plain);
    }
}

Test(zone, writes_microseconds_and_any_number)
{
    struct zone utc = {0}, z = zone("+01:00");
    char out[ZONE_TEXT];
    cr_expect_str_eq(zone_exact(&utc, 1795178760000001, out), "2026-11-20T12:46:00.000001Z");
    cr_expect_str_eq(zone_exact(&z, 1795178760250000, out), "2026-11-20T13:46:00.250000+01:00");
    cr_expect_str_eq(zone_exact(&utc, -1, out), "1969-12-31T23:59:59.999999Z");
    cr_expect_eq(strlen(zone_exact(&z, INT64_MAX, out)), 32);
    cr_expect_eq(strlen(zone_exact(&z, INT64_MIN, out)), 32);
    cr_expect_eq(strlen(zone_plain(&z, INT64_MIN, out)), 19);
}

Test(zone, has_a_name)
{
    struct zone utc = {0}, offset = zone("-3"), berlin = zone("Europe/Berlin"), local = zone("local");
    cr_expect_str_eq(zone_name(&utc), "UTC");
    cr_expect_str_eq(zone_name(&offset), "-03:00");
    cr_expect_str_eq(zone_name(&berlin), "Europe/Berlin");
    cr_expect_str_eq(zone_name(&local), "local time");
    cr_expect_eq(zone_offset(&offset, 0), -180);
}

Test(zone, takes_the_system_s_own)
{
    char out[ZONE_TEXT];
    (void)setenv("TZ", "XXX-3:30", 1);
    struct zone z = zone("local");
    cr_expect_str_eq(zone_text(&z, 0, out), "1970-01-01T03:30:00+03:30");
}

Test(zone, reads_times_in_the_zone)
{
    static const int64_t now = 1795178760 * SECOND;
    static const struct {
        const char *zone, *text;
        int64_t s;
    } rows[] = {
        {"UTC", "2026-11-20", 1795132800},
        {"+02:00", "2026-11-20", 1795125600},
        {"Europe/Berlin", "2026-11-20", 1795129200},
        {"Europe/Berlin", "2026-11-20T13:46", 1795178760},
        {"Europe/Berlin", "2026-11-20T13:46Z", 1795182360},
        {"Europe/Berlin", "2026-11-20T13:46:00+02:00", 1795175160},
        {"Europe/Berlin", "2026-07-01", 1782856800},
        {"Europe/Berlin", "2026-03-29T02:30", 1774747800}, /* skipped: 03:30 */
        {"Europe/Berlin", "2026-10-25T02:30", 1792888200}, /* twice: the first */
        {"Europe/Berlin", "2026-10-25T03:00", 1792893600},
        {"America/Sao_Paulo", "2018-11-04", 1541300400}, /* a day that begins at 01:00 */
        {"Asia/Tokyo", "90s", 1795178760 - 90},
        {"UTC", "30m", 1795178760 - 1800},
        {"UTC", "24h", 1795178760 - 86400},
        {"UTC", "7d", 1795178760 - 7 * 86400},
        {"UTC", "2w", 1795178760 - 14 * 86400},
        {"UTC", "0s", 1795178760},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zone z = zone(rows[i].zone);
        int64_t us = 1;
        cr_expect(zone_time(&z, rows[i].text, now, &us), "%s", rows[i].text);
        cr_expect_eq(us, rows[i].s * SECOND, "%s %s: %lld", rows[i].zone, rows[i].text,
                     (long long)(us / SECOND));
    }
}

Test(zone, reads_no_other_times)
{
    static const char *const texts[] = {
        "", "h", "-1h", "1", "1y", "1h ", "24 h", "1.5h", "99999999999999999999d", "2026-13-01", "yesterday",
    };
    struct zone utc = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t us;
        cr_expect_not(zone_time(&utc, texts[i], 0, &us), "%s", texts[i]);
    }
}

Test(zone, knows_no_other_zones)
{
    static const char *const names[] = {
        "",
        "Europe/Nowhere",
        "Europe",
        "Europe/",
        "/Europe/Berlin",
        "../zoneinfo/Europe/Berlin",
        "Europe/../Europe/Berlin",
        "./UTC",
        "Europe//Berlin",
        "/etc/localtime",
        ":Europe/Berlin",
        "EST5EDT,M3.2.0",
        "zone.tab",
        "tzdata.zi",
        "+",
        "+24",
        "+02:60",
        "+123",
        "+02:",
        "+2:00",
        "+02:0x",
        "+020000",
        "--02:00",
        "utc ",
        "Europe/Berlin\n",
        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct zone z;
        struct err err = {""};
        cr_expect_eq(zone_read(&z, names[i], &err), -1, "%s", names[i]);
        cr_expect_not_null(strstr(err.text, "time zone"), "%s: %s", names[i], err.text);
    }
}
