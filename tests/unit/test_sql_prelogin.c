#include "decode/sql_prelogin.h"
#include "tests/unit/reading.h"
#include "tests/unit/sqlwire.h"

static struct wire w;

static enum probe probe(void)
{
    return sql_prelogin_probe(bytes_of(w.at + 8, w.n - 8), w.n - 8);
}

Test(sql_prelogin, is_undecided_on_every_prefix_of_the_table)
{
    sqlwire_prelogin(&w, 0x12, 1);
    for (size_t n = 1; n < w.n - 8; n++)
        cr_expect_eq(sql_prelogin_probe(bytes_of(w.at + 8, n), w.n - 8), n < 21 ? PROBE_MORE : PROBE_EITHER,
                     "%zu bytes", n);
}

Test(sql_prelogin, refuses_tables_that_are_none)
{
    static const struct {
        const char *what;
        size_t at;
        uint8_t value;
    } rows[] = {{"no version first", 0, 1},
                {"version of another length", 4, 5},
                {"offset inside the table", 2, 4},
                {"offset outside the packet", 6, 9},
                {"length outside the packet", 8, 9},
                {"unknown option", 10, 99},
                {"version again", 5, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w.n = 0;
        sqlwire_prelogin(&w, 0x12, 1);
        cr_assert_eq(probe(), PROBE_EITHER);
        w.at[8 + rows[i].at] = rows[i].value;
        cr_expect_eq(probe(), PROBE_NO, "%s", rows[i].what);
    }
}

Test(sql_prelogin, refuses_a_table_without_an_end)
{
    for (unsigned i = 0; i < 30; i++) {
        wire_u8(&w, i == 0 ? 0 : 2);
        wire_be16(&w, 200);
        wire_be16(&w, i == 0 ? 6 : 1);
    }
    cr_expect_eq(sql_prelogin_probe(bytes_of(w.at, w.n), 300), PROBE_NO);
    cr_expect_eq(sql_prelogin_probe(bytes_of(w.at, 4), 4), PROBE_NO);
}

Test(sql_prelogin, reads_the_encryption)
{
    for (unsigned value = 0; value < 256; value++) {
        w.n = 0;
        sqlwire_prelogin(&w, 4, value);
        cr_expect_eq(sql_prelogin_encryption(bytes_of(w.at + 8, w.n - 8)), value <= 3 ? (int)value : -1);
    }
    cr_expect_eq(sql_prelogin_encryption(bytes_of(w.at + 8, 25)), -1, "cut in front of the value");
    cr_expect_eq(sql_prelogin_encryption(bytes_of("\0\0\6\0\0\xff\1\0\0\0\0", 11)), -1, "no such option");
}
