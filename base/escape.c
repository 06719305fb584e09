#include "base/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Length of the UTF-8 character (RFC 3629) at p, 0 when there is none; its code point in *code. */
static size_t utf8_character(const uint8_t *p, size_t n, uint32_t *code)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
    if (length == 0 || length > n)
        return 0;
    uint32_t c = length == 1 ? p[0] : p[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    *code = c;
    return c >= least[length] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? length : 0;
}

/* First and last code points that are not shown as themselves, in order. */
static const uint32_t unsafe[][2] = {
    {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},      {0x61c, 0x61c},
    {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},    {0x2028, 0x202e},
    {0x2060, 0x206f},   {0x3164, 0x3164},   {0xe000, 0xf8ff},   {0xfdd0, 0xfdef},    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},    {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0x1fffe, 0x1ffff}, {0x2fffe, 0x2ffff}, {0x3fffe, 0x10ffff},
};

static bool shows_as_itself(uint32_t c)
{
    if (c >= 0x20 && c < 0x7f)
        return true;
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++)
        if (c <= unsafe[i][1])
            return c < unsafe[i][0];
    return false;
}

static size_t escape(char *out, size_t room, const char *text, size_t n, bool backslash_stays)
{
    static const char hex[] = "0123456789ABCDEF";
    const uint8_t *p = (const uint8_t *)text;
    size_t length = 0;
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t character = utf8_character(p + i, n - i, &code);
        bool plain = character > 0 && shows_as_itself(code) && (backslash_stays || code != '\\');
        size_t taken = character > 0 ? character : 1;
        if (length + (plain ? taken : 4 * taken) >= room)
            break;
        if (plain) {
            memcpy(out + length, p + i, taken);
            length += taken;
        }
        for (size_t k = 0; !plain && k < taken; k++, length += 4)
            memcpy(out + length, (const char[]){'\\', 'x', hex[p[i + k] >> 4], hex[p[i + k] & 15]}, 4);
        i += taken;
    }
    out[length] = '\0';
    return length;
}

size_t escape_text(char *out, size_t room, const char *text, size_t n)
{
    return escape(out, room, text, n, false);
}

size_t escape_shown(char *out, size_t room, const char *text, size_t n)
{
    return escape(out, room, text, n, true);
}
