#include <criterion/criterion.h>

#include "base/utc.h"

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
