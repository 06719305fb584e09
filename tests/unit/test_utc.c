#include <criterion/criterion.h>
#include <string.h>

#include "base/utc.h"

enum { DAY = sizeof "2023-11-14" - 1 };

Test(utc, writes_rfc_3339)
{
    const struct {
        int64_t us;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000000Z"},         {1700000000000001, "2023-11-14T22:13:20.000001Z"},
        {-1, "1969-12-31T23:59:59.999999Z"},        {INT64_MAX, "9999-12-31T23:59:59.775807Z"},
        {INT64_MIN, "0000-01-01T00:00:00.224192Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[UTC_TEXT];
        cr_expect_str_eq(utc_text(rows[i].us, out), rows[i].text);
    }
}

Test(utc, reads_days_and_rfc_3339)
{
    const struct {
        const char *text;
        int64_t us;
    } rows[] = {
        {"1970-01-01", 0},
        {"1970-01-02Z", INT64_C(86400000000)},
        {"2023-11-14T22:13", INT64_C(1699999980000000)},
        {"2023-11-14T22:13:20", INT64_C(1700000000000000)},
        {"2023-11-14T22:13:20Z", INT64_C(1700000000000000)},
        {"2023-11-14T22:13:20.000001Z", INT64_C(1700000000000001)},
        {"2023-11-14T22:13:20.5", INT64_C(1700000000500000)},
        {"2023-11-14T22:13:20.1234567899Z", INT64_C(1700000000123456)},
        {"2023-11-14T23:13:20+01:00", INT64_C(1700000000000000)},
        {"2023-11-14T16:43:20.25-05:30", INT64_C(1700000000250000)},
        {"1969-12-31T23:59:59.999999Z", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t us = INT64_MIN;
        bool has_offset, want = strpbrk(rows[i].text + DAY, "Z+-") != NULL;
        cr_expect(utc_read(&us, rows[i].text, &has_offset), "%s", rows[i].text);
        cr_expect_eq(has_offset, want, "%s", rows[i].text);
        cr_expect_eq(us, rows[i].us, "%s", rows[i].text);
    }
}

Test(utc, reads_back_what_it_writes)
{
    const int64_t times[] = {0, -1, 1700000000000001, 951782400000000, 253402300799999999};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char out[UTC_TEXT];
        int64_t us = 0;
        bool has_offset;
        cr_expect(utc_read(&us, utc_text(times[i], out), &has_offset) && us == times[i] && has_offset, "%s",
                  out);
    }
}

Test(utc, reads_nothing_else)
{
    const char *const texts[] = {
        "",
        "now",
        "2023",
        "2023-11",
        "2023-11-14T",
        "2023-11-14T22",
        "2023-11-14 22:13",
        "2023-11-14.5",
        "2023-11-14T22:13.5",
        "2023-11-14T22:13:20.",
        "2023-11-14T22:13:20.Z",
        "2023-11-14T22:13:20z1",
        "2023-11-14T22:13:20ZZ",
        "2023-11-14T22:13:20+1:00",
        "2023-11-14T22:13:20+01:00Z",
        "2023-11-14T24:13:20",
        "2023-13-14",
        "2023-02-30",
        "1700000000",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t us;
        bool has_offset;
        cr_expect_not(utc_read(&us, texts[i], &has_offset), "%s", texts[i]);
    }
}
