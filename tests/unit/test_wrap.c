#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/wrap.h"

static char *wrapped(const char *lead, const char *text)
{
    char *out = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&out, &n);
    wrap(f, lead, text);
    (void)fclose(f);
    return out;
}

Test(wrap, keeps_short_text_on_one_line)
{
    static const char *const rows[][3] = {
        {"", "", "\n"},
        {"  ", "word", "  word\n"},
        {"a ", " two  words ", "a two words\n"},
        {"", "x\ny\\", "x\\x0Ay\\\n"},
        {"", "caf\xc3\xa9\xff", "caf\xc3\xa9\\xFF\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *out = wrapped(rows[i][0], rows[i][1]);
        cr_expect_str_eq(out, rows[i][2], "row %zu: %s", i, out);
        free(out);
    }
}

static size_t widest(const char *text)
{
    size_t most = 0, columns = 0;
    for (; *text != '\0'; text++) {
        columns = *text == '\n' ? 0 : columns + (((unsigned char)*text & 0xc0) != 0x80);
        most = columns > most ? columns : most;
    }
    return most;
}

Test(wrap, never_exceeds_the_width_and_loses_nothing)
{
    char text[600];
    for (unsigned word = 1; word < 300; word += 7) {
        for (size_t i = 0; i + 1 < sizeof text; i++)
            text[i] = i % (word + 1) == word ? ' ' : (char)('a' + i % 26);
        text[sizeof text - 1] = '\0';
        char *out = wrapped("    ", text);
        cr_expect_leq(widest(out), WRAP_WIDTH, "words of %u", word);
        size_t letters = 0, expected = 0;
        for (const char *p = out; *p != '\0'; p++)
            letters += *p != ' ' && *p != '\n';
        for (const char *p = text; *p != '\0'; p++)
            expected += *p != ' ';
        cr_expect_eq(letters, expected, "words of %u", word);
        free(out);
    }
}

Test(wrap, goes_on_under_the_text)
{
    char text[] =
        "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 end";
    char *out = wrapped("  lead  ", text);
    cr_expect_str_eq(out,
                     "  lead  0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789"
                     " 0123456789 end\n");
    free(out);
    text[10] = 'x';
    out = wrapped("            ", text);
    cr_expect_not_null(strstr(out, "\n            end\n"), "%s", out);
    free(out);
}
