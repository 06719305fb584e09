#include <criterion/criterion.h>
#include <string.h>

#include "decode/utf16.h"

static const struct {
    const char *what, *utf16;
    size_t n;
    const char *utf8;
} rows[] = {
    {"ASCII", "A\0b\0", 4, "Ab"},
    {"two bytes", "\xe9\0", 2, "\xc3\xa9"},
    {"three bytes", "\xac\x20", 2, "\xe2\x82\xac"},
    {"a pair", "\x3d\xd8\x00\xde", 4, "\xf0\x9f\x98\x80"},
    {"a lone high half",
     "\x3d\xd8"
     "A\0",
     4,
     "\xef\xbf\xbd"
     "A"},
    {"a lone low half",
     "\x00\xde"
     "A\0",
     4,
     "\xef\xbf\xbd"
     "A"},
    {"a high half at the end", "A\0\x3d\xd8", 4, "A\xef\xbf\xbd"},
    {"an odd last byte", "A\0B", 3, "A"},
    {"a NUL inside", "A\0\0\0B\0", 6, "A"},
    {"nothing", "", 0, ""},
};

Test(utf16, becomes_utf8)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[16];
        size_t n = utf16_text(bytes_of(rows[i].utf16, rows[i].n), out, sizeof out);
        cr_expect(n == strlen(rows[i].utf8) && memcmp(out, rows[i].utf8, n) == 0, "%s", rows[i].what);
    }
}

Test(utf16, writes_no_half_characters_into_a_full_room)
{
    char out[8];
    struct bytes euros = bytes_of("\xac\x20\xac\x20\xac\x20", 6);
    for (size_t room = 0; room < sizeof out; room++) {
        memset(out, '!', sizeof out);
        size_t n = utf16_text(euros, out, room);
        cr_expect_eq(n, room / 3 * 3, "room %zu", room);
        cr_expect(memchr(out + room, '!', sizeof out - room) == out + room, "room %zu", room);
    }
}
