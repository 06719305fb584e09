#include "base/csv.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text, *cell;
} rows[] = {
    {"", ""},
    {"n01-mp", "n01-mp"},
    {"a, b", "\"a, b\""},
    {"say \"no\"", "\"say \"\"no\"\"\""},
    {"=1+1", "'=1+1"},
    {"+1", "'+1"},
    {"-1", "'-1"},
    {"@x", "'@x"},
    {" =1", "' =1"},
    {"\xef\xbc\x9d"
     "1",
     "'\xef\xbc\x9d"
     "1"},
    {"\xef\xbc\xa1", "\xef\xbc\xa1"},
    {"=1,2", "\"'=1,2\""},
    {"a=b", "a=b"},
    {"two\nlines\r", "two\\x0Alines\\x0D"},
    {"caf\xc3\xa9", "caf\xc3\xa9"},
    {"\x1b[31m", "\\x1B[31m"},
};

Test(csv, writes_cells_that_no_spreadsheet_takes_for_more_than_text)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *got = NULL;
        size_t n = 0;
        FILE *out = open_memstream(&got, &n);
        csv_text(out, rows[i].text, strlen(rows[i].text));
        cr_assert_eq(fclose(out), 0);
        cr_expect_str_eq(got, rows[i].cell, "%s", rows[i].text);
        free(got);
    }
}
