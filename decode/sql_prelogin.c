#include "decode/sql_prelogin.h"

enum { VERSION = 0, ENCRYPTION = 1, TERMINATOR = 0xff, TOKENS = 16, VERSION_BYTES = 6 };

enum probe sql_prelogin_probe(struct bytes payload, size_t length)
{
    struct bytes b = payload;
    for (unsigned i = 0; i < TOKENS; i++) {
        uint8_t token = bytes_u8(&b);
        if (bytes_ok(&b) && i > 0 && token == TERMINATOR)
            return PROBE_EITHER;
        if (bytes_ok(&b) && (i == 0 ? token != VERSION : token == VERSION || token >= TOKENS))
            return PROBE_NO;
        size_t offset = bytes_be16(&b);
        size_t size = bytes_be16(&b);
        if (!bytes_ok(&b))
            return payload.left >= length ? PROBE_NO : PROBE_MORE;
        if (offset + size > length || offset < 5U * (i + 1) + 1 || (i == 0 && size != VERSION_BYTES))
            return PROBE_NO;
    }
    return PROBE_NO;
}

int sql_prelogin_encryption(struct bytes payload)
{
    struct bytes b = payload;
    for (unsigned i = 0; i < TOKENS; i++) {
        uint8_t token = bytes_u8(&b);
        size_t offset = bytes_be16(&b);
        bytes_skip(&b, 2);
        if (!bytes_ok(&b) || token == TERMINATOR)
            break;
        if (token != ENCRYPTION)
            continue;
        bytes_skip(&payload, offset);
        uint8_t value = bytes_u8(&payload);
        return bytes_ok(&payload) && value <= 3 ? value : -1;
    }
    return -1;
}
