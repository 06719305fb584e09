#include "decode/tftp.h"

#include <strings.h>

enum { READ_REQUEST = 1, WRITE_REQUEST = 2, NAME_MOST = 512, OPTIONS_MOST = 16 };

/* A text that ends with NUL; false when it is empty, unprintable or has no end. */
static bool take_text(struct bytes *b, struct bytes *text)
{
    const uint8_t *end = memchr(b->at, 0, b->left);
    if (end == NULL || end == b->at || end - b->at > NAME_MOST)
        return false;
    *text = bytes_take(b, (size_t)(end - b->at));
    bytes_skip(b, 1);
    for (size_t i = 0; i < text->left; i++)
        if (text->at[i] < ' ' || text->at[i] == 0x7f)
            return false;
    return true;
}

/* Two of them; `second` is the second. */
static bool take_pair(struct bytes *b, struct bytes *second)
{
    struct bytes first;
    return take_text(b, &first) && take_text(b, second);
}

static bool is_mode(struct bytes mode)
{
    static const char *const modes[] = {"octet", "netascii", "mail"};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        size_t n = strlen(modes[i]);
        const void *at = mode.at;
        if (mode.left == n && strncasecmp(at, modes[i], n) == 0)
            return true;
    }
    return false;
}

static bool read(struct evidence_sink *sink, struct bytes payload, bool *from_client)
{
    struct bytes text;
    uint16_t operation = bytes_be16(&payload);
    (void)sink;
    *from_client = true;
    if (operation != READ_REQUEST && operation != WRITE_REQUEST)
        return false;
    if (!take_pair(&payload, &text) || !is_mode(text))
        return false;
    for (size_t i = 0; i < OPTIONS_MOST && payload.left > 0; i++)
        if (!take_pair(&payload, &text))
            return false;
    return payload.left == 0;
}

const struct datagram_decoder tftp_datagram = {.name = "tftp", .class_ = CLASS_TFTP, .read = read};
