#include <criterion/criterion.h>
#include <string.h>

#include "base/escape.h"

static const struct {
    const char *name, *in;
    size_t n;
    const char *out;
} rows[] = {
    {"plain", "abc /x?y", 8, "abc /x?y"},
    {"umlaut stays", "\xc3\xa4", 2, "\xc3\xa4"},
    {"backslash", "a\\b", 3, "a\\x5Cb"},
    {"escape sequence", "\x1b[31m", 5, "\\x1B[31m"},
    {"NUL", "a\0b", 3, "a\\x00b"},
    {"DEL", "\x7f", 1, "\\x7F"},
    {"C1 control", "\xc2\x9b", 2, "\\xC2\\x9B"},
    {"lone continuation", "\x80", 1, "\\x80"},
    {"overlong slash", "\xc0\xaf", 2, "\\xC0\\xAF"},
    {"surrogate", "\xed\xa0\x80", 3, "\\xED\\xA0\\x80"},
    {"cut character", "\xe2\x82", 2, "\\xE2\\x82"},
    {"beyond Unicode", "\xf4\x90\x80\x80", 4, "\\xF4\\x90\\x80\\x80"},
    {"right-to-left override", "\xe2\x80\xae", 3, "\\xE2\\x80\\xAE"},
    {"right-to-left isolate", "\xe2\x81\xa7", 3, "\\xE2\\x81\\xA7"},
    {"Arabic letter mark", "\xd8\x9c", 2, "\\xD8\\x9C"},
    {"zero-width space", "\xe2\x80\x8b", 3, "\\xE2\\x80\\x8B"},
    {"word joiner", "\xe2\x81\xa0", 3, "\\xE2\\x81\\xA0"},
    {"soft hyphen", "\xc2\xad", 2, "\\xC2\\xAD"},
    {"tag", "\xf3\xa0\x81\x81", 4, "\\xF3\\xA0\\x81\\x81"},
    {"noncharacter", "\xef\xbf\xbf", 3, "\\xEF\\xBF\\xBF"},
    {"no-break space stays", "\xc2\xa0", 2, "\xc2\xa0"},
    {"Japanese stays", "\xe6\x97\xa5", 3, "\xe6\x97\xa5"},
    {"beyond the first plane stays", "\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80"},
};

Test(escape, shows_what_is_safe_and_spells_out_the_rest)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[64];
        size_t n = escape_text(out, sizeof out, rows[i].in, rows[i].n);
        cr_expect_str_eq(out, rows[i].out, "%s: %s", rows[i].name, out);
        cr_expect_eq(n, strlen(rows[i].out), "%s", rows[i].name);
    }
}

Test(escape, never_cuts_a_character_or_an_escape_in_two)
{
    const char in[] = "\xc3\xa4\x01\xe2\x82\xac";
    const char *const whole[] = {"", "\xc3\xa4", "\xc3\xa4\\x01", "\xc3\xa4\\x01\xe2\x82\xac"};
    for (size_t room = 1; room < 16; room++) {
        char out[16];
        size_t n = escape_text(out, room, in, 6);
        bool found = false;
        for (size_t i = 0; i < 4; i++)
            found |= strcmp(out, whole[i]) == 0;
        cr_expect(found && n < room, "room %zu gave %s", room, out);
    }
}

Test(escape, leaves_backslashes_of_what_is_shown)
{
    char out[64];
    (void)escape_shown(out, sizeof out, "\\x0A\n\xff", 6);
    cr_expect_str_eq(out, "\\x0A\\x0A\\xFF");
}
