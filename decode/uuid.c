#include "decode/uuid.h"

struct uuid uuid_read(struct bytes *b, bool big_endian)
{
    static const uint8_t swapped[UUID_BYTES] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    struct uuid u = {{0}};
    struct bytes raw = bytes_take(b, UUID_BYTES);
    for (size_t i = 0; i < UUID_BYTES && bytes_ok(&raw); i++)
        u.b[i] = raw.at[big_endian ? i : swapped[i]];
    return u;
}

const char *uuid_text(const struct uuid *u, char out[UUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    char *at = out;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[u->b[i] >> 4];
        *at++ = digits[u->b[i] & 15];
    }
    *at = '\0';
    return out;
}
