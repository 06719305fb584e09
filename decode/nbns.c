#include "decode/nbns.h"

#include <string.h>

enum { FLAGS_OF_QUERY = 0xf800, SCOPE_MOST = 255, LABEL_MOST = 63, TYPE_NB = 0x20, CLASS_IN = 1 };

/* Sixteen bytes as letters from A to P, four bits each. */
static bool take_name(struct bytes *b, char name[NBNS_NAME])
{
    if (bytes_u8(b) != 2 * NBNS_NAME)
        return false;
    for (unsigned i = 0; i < NBNS_NAME; i++) {
        uint8_t high = bytes_u8(b), low = bytes_u8(b);
        if (high < 'A' || high > 'P' || low < 'A' || low > 'P')
            return false;
        name[i] = (char)((high - 'A') << 4 | (low - 'A'));
    }
    return bytes_ok(b);
}

/* The labels of the scope, most often none. */
static bool skip_scope(struct bytes *b)
{
    size_t before = b->left;
    for (uint8_t n = bytes_u8(b); n != 0; n = bytes_u8(b)) {
        bytes_skip(b, n);
        if (n > LABEL_MOST || before - b->left > SCOPE_MOST)
            return false;
    }
    return bytes_ok(b);
}

static bool is_of_a_site(const char *name, size_t n)
{
    return (n == 7 && memcmp(name, "SMS_SLP", 7) == 0) || (n == 6 && memcmp(name, "MP_", 3) == 0);
}

bool nbns_asks(struct bytes payload, char out[NBNS_NAME])
{
    bytes_skip(&payload, 2);
    uint16_t flags = bytes_be16(&payload), questions = bytes_be16(&payload);
    uint32_t answers = bytes_be32(&payload);
    bytes_skip(&payload, 2);
    if ((flags & FLAGS_OF_QUERY) != 0 || questions != 1 || answers != 0 || !take_name(&payload, out) ||
        !skip_scope(&payload) || bytes_be16(&payload) != TYPE_NB || bytes_be16(&payload) != CLASS_IN ||
        !bytes_ok(&payload) || payload.left > 0)
        return false;
    size_t n = NBNS_NAME - 1;
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    return is_of_a_site(out, n);
}
