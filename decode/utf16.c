#include "decode/utf16.h"

#include <stdint.h>

enum { REPLACEMENT = 0xfffd };

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

static uint32_t next_character(struct bytes *b)
{
    uint32_t unit = bytes_le16(b);
    if (is_low(unit))
        return REPLACEMENT;
    if (!is_high(unit))
        return unit;
    struct bytes ahead = *b;
    uint32_t low = bytes_le16(&ahead);
    if (!is_low(low))
        return REPLACEMENT;
    *b = ahead;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

static size_t utf8_write(uint32_t c, char *out, size_t room)
{
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (n > room)
        return 0;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(lead[n] | c);
    return n;
}

size_t utf16_text(struct bytes b, char *out, size_t room)
{
    size_t used = 0;
    while (b.left >= 2) {
        uint32_t c = next_character(&b);
        size_t n = c == 0 ? 0 : utf8_write(c, out + used, room - used);
        if (n == 0)
            break;
        used += n;
    }
    return used;
}
