#include "decode/evidence_http.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

enum { SEGMENTS = 2, SEGMENT_MOST = 64, SCAN_MOST = 256 };

struct key {
    uint8_t *out;
    size_t n;
};

struct segments {
    uint8_t text[SEGMENTS][SEGMENT_MOST];
    size_t length[SEGMENTS];
    size_t count;
};

static void put(struct key *k, const void *bytes, size_t n)
{
    size_t room = EVIDENCE_HTTP_KEY_MOST - k->n;
    if (n > room)
        n = room;
    if (n > 0)
        memcpy(k->out + k->n, bytes, n);
    k->n += n;
}

static int hex(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static uint8_t next_char(struct bytes *path)
{
    uint8_t c = bytes_u8(path);
    if (c != '%' || path->left < 2)
        return lower(c);
    int high = hex(path->at[0]), low = hex(path->at[1]);
    if (high < 0 || low < 0)
        return c;
    bytes_skip(path, 2);
    return lower((uint8_t)(high << 4 | low));
}

static void segment_ends(struct segments *s, const uint8_t *text, size_t n)
{
    if (n == 0 || (n == 1 && text[0] == '.'))
        return;
    if (n == 2 && text[0] == '.' && text[1] == '.') {
        s->count -= s->count > 0;
        return;
    }
    if (s->count < SEGMENTS) {
        memcpy(s->text[s->count], text, n);
        s->length[s->count] = n;
    }
    s->count++;
}

static void read_segments(struct segments *s, struct bytes path)
{
    uint8_t text[SEGMENT_MOST];
    size_t n = 0;
    while (path.left > 0 && path.at[0] != '?') {
        uint8_t c = next_char(&path);
        if (c == '/' || c == '\\') {
            segment_ends(s, text, n);
            n = 0;
        } else if (n < SEGMENT_MOST) {
            text[n++] = c;
        }
    }
    segment_ends(s, text, n);
}

static struct bytes take_authority(struct bytes *target)
{
    if (target->left == 0 || target->at[0] == '/')
        return bytes_none();
    const uint8_t *scheme = memmem(target->at, target->left < 16 ? target->left : 16, "://", 3);
    if (scheme == NULL)
        return bytes_none();
    struct bytes from = *target;
    bytes_skip(&from, (size_t)(scheme - target->at) + 3);
    const uint8_t *slash = memchr(from.at, '/', from.left);
    size_t n = slash == NULL ? from.left : (size_t)(slash - from.at);
    struct bytes authority = bytes_take(&from, n);
    *target = from;
    return authority;
}

static bool names_text(struct bytes target)
{
    const uint8_t *query = memchr(target.at, '?', target.left);
    size_t n = query == NULL ? target.left : (size_t)(query - target.at);
    return n >= 4 && strncasecmp((const char *)target.at + n - 4, ".txt", 4) == 0;
}

size_t evidence_http_key(const struct evidence *item, uint8_t out[EVIDENCE_HTTP_KEY_MOST])
{
    struct key k = {out, 0};
    struct bytes target = bytes_of(item->text[1].at, item->text[1].length);
    uint8_t error = (uint8_t)(item->number >= 400 ? item->number % 100 : 0);
    uint8_t head[] = {(uint8_t)(item->number / 100), error, names_text(target)};
    put(&k, head, sizeof head);
    put(&k, item->text[0].at, item->text[0].length);
    put(&k, " ", 1);
    put(&k, item->text[2].at, item->text[2].length);
    put(&k, " ", 1);
    put(&k, item->text[4].at, item->text[4].length);
    put(&k, " ", 1);

    struct bytes authority = take_authority(&target);
    put(&k, authority.at, authority.left);

    struct segments s = {.count = 0};
    read_segments(&s, bytes_upto(&target, SCAN_MOST));
    for (size_t i = 0; i < s.count && i < SEGMENTS; i++) {
        put(&k, "/", 1);
        put(&k, s.text[i], s.length[i]);
    }
    return k.n;
}
