#include "policy/siteescape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Bytes of the UTF-8 character at p, 0 when there is none. */
static size_t character(const uint8_t *p, uint32_t *code)
{
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : 4;
    if (n == 4 && (p[0] < 0xf0 || p[0] > 0xf4))
        return 0;
    *code = n == 1 ? p[0] : p[0] & (0xffU >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (p[i] & 0x3f);
    }
    bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < smallest[n] || *code > 0x10ffff || surrogate ? 0 : n;
}

static bool is_shown(uint32_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    bool unseen = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                  (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff;
    return !control && !unseen;
}

const char *siteescape(const char *text, char *out, size_t room)
{
    static const char hex[] = "0123456789abcdef";
    const uint8_t *p = (const uint8_t *)text;
    size_t used = 0;
    while (*p != '\0') {
        uint32_t code = 0;
        size_t n = character(p, &code);
        bool shown = n > 0 && is_shown(code);
        size_t bytes = n > 0 ? n : 1, need = shown ? bytes : bytes * 4;
        if (used + need >= room)
            break;
        for (size_t i = 0; i < bytes && !shown; i++) {
            char escaped[4] = {'\\', 'x', hex[p[i] >> 4], hex[p[i] & 15]};
            memcpy(out + used + i * 4, escaped, 4);
        }
        if (shown)
            memcpy(out + used, p, bytes);
        used += need;
        p += bytes;
    }
    out[used] = '\0';
    return out;
}
