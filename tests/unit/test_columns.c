#include "cli/columns.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const unsigned width[] = {6, 4, 10};

static void expect(const char *a, const char *b, const char *c, const char *want)
{
    const char *cells[] = {a, b, c};
    char *got = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&got, &n);
    columns_row(out, width, cells, 3);
    cr_assert_eq(fclose(out), 0);
    cr_expect_str_eq(got, want, "%s|%s|%s gave\n%s", a, b, c, got);
    free(got);
}

Test(columns, stand_side_by_side)
{
    expect("a", "b", "c", "a       b     c\n");
    expect("a", "b", "", "a       b\n");
    expect("", "", "c", "              c\n");
    expect("", "", "", "");
}

Test(columns, wrap_between_words)
{
    expect("one two", "b", "c", "one     b     c\ntwo\n");
    expect("a", "b", "three four five", "a       b     three four\n              five\n");
    expect("one two three", "b b b b", "c", "one     b b   c\ntwo     b b\nthree\n");
}

Test(columns, break_words_that_are_too_wide)
{
    expect("abcdefghij", "b", "c", "abcdef  b     c\nghij\n");
}

Test(columns, count_characters_not_bytes)
{
    expect("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "b", "c",
           "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9  b     c\n");
}

Test(columns, escape_what_could_move_a_cursor)
{
    expect("a\nb", "b", "c", "a\\x0Ab  b     c\n");
}
