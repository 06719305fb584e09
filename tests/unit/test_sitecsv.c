#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "policy/sitecsv.h"

static const struct {
    const char *name, *text, *cells; /* cells divided by |, rows ended by /, ! for a problem */
} rows[] = {
    {"nothing", "", ""},
    {"blank lines", "\n  \n\t\r\n", ""},
    {"one cell", "a", "a/"},
    {"cells and rows", "a,b\nc,d\n", "a|b/c|d/"},
    {"line ends of Windows", "a,b\r\nc\r\n", "a|b/c/"},
    {"blanks around cells", " a\t, b c ,\n", "a|b c|/"},
    {"empty cells", ",,\n", "||/"},
    {"quotes", "\"a,b\",\"c\"\"d\" ,e\n", "a,b|c\"d|e/"},
    {"empty quotes", "\"\",\"\"\n", "|/"},
    {"a quote inside a cell", "a\"b,c\n", "a\"b|c/"},
    {"an open quote", "\"a,b\nc\n", "a,b!/c/"},
    {"text behind a quote", "\"a\"b,c\nd\n", "a!/d/"},
    {"a mark of byte order",
     "\xef\xbb\xbf"
     "a,b\n",
     "a|b/"},
    {"as many cells as there may be", "1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6\n",
     "1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6/"},
    {"too many cells", "1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7\n", "1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6!/"},
};

static const char *read_all(const char *text, char out[512])
{
    char copy[256];
    struct sitecsv_row row;
    size_t n = 0;
    (void)snprintf(copy, sizeof copy, "%s", text);
    struct sitecsv csv = sitecsv_open(copy);
    out[0] = '\0';
    while (sitecsv_next(&csv, &row)) {
        for (size_t i = 0; i < row.count; i++)
            n += (size_t)snprintf(out + n, 512 - n, "%s%s", i > 0 ? "|" : "", row.cell[i]);
        n += (size_t)snprintf(out + n, 512 - n, "%s/", row.problem != NULL ? "!" : "");
    }
    return out;
}

Test(sitecsv, cuts_rows_into_cells)
{
    char out[512];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_str_eq(read_all(rows[i].text, out), rows[i].cells, "%s: %s", rows[i].name, out);
}

Test(sitecsv, tells_where_cells_stand)
{
    char text[] = "\na, \"b\" ,c\n";
    struct sitecsv csv = sitecsv_open(text);
    struct sitecsv_row row;
    cr_assert(sitecsv_next(&csv, &row));
    cr_expect_eq(row.line, 2);
    cr_expect(row.column[0] == 1 && row.column[1] == 4 && row.column[2] == 9, "%d %d %d", row.column[0],
              row.column[1], row.column[2]);
    cr_expect(!sitecsv_next(&csv, &row));
}

Test(sitecsv, counts_at_least_the_rows)
{
    cr_expect_eq(sitecsv_lines(""), 1);
    cr_expect_eq(sitecsv_lines("a\nb"), 2);
    cr_expect_eq(sitecsv_lines("a\nb\n"), 3);
}
