#include "capture/ip_teredo.h"

#include "capture/ip.h"

enum { NO_NEXT_HEADER = 59 };
enum { PREFIX = 0x20010000, PREFIX_OF_TRIALS = 0x3ffe831f, LINK_LOCAL = 0xfe80 };

static const struct link_step refused = {NULL, LINK_SKIP_BAD_HEADER, 0};

static bool drop_authentication(struct link_walk *w)
{
    struct bytes h, peek = w->data;
    if (!bytes_begin(&w->data, "\0\x01", 2))
        return true;
    bytes_skip(&peek, 2);
    size_t identifier = bytes_u8(&peek);
    size_t value = bytes_u8(&peek);
    return link_walk_take(w, 4 + identifier + value + 9, &h);
}

static bool drop_origin(struct link_walk *w)
{
    struct bytes h;
    return !bytes_begin(&w->data, "\0", 2) || link_walk_take(w, 8, &h);
}

static bool is_teredo_prefix(uint32_t prefix)
{
    return prefix == PREFIX || prefix == PREFIX_OF_TRIALS;
}

static bool is_packet(struct bytes b, size_t wire)
{
    uint8_t version = bytes_u8(&b) >> 4;
    bytes_skip(&b, 3);
    size_t length = (size_t)bytes_be16(&b) + 40;
    uint8_t next = bytes_u8(&b);
    bytes_skip(&b, 1);
    uint32_t source = bytes_be32(&b);
    bytes_skip(&b, 12);
    uint32_t destination = bytes_be32(&b);
    if (!bytes_ok(&b) || version != 6 || length > wire || next == NO_NEXT_HEADER)
        return false;
    return is_teredo_prefix(source) || is_teredo_prefix(destination) || source >> 16 == LINK_LOCAL;
}

struct link_step ip_teredo(struct link_walk *w)
{
    if (!drop_authentication(w) || !drop_origin(w) || !is_packet(w->data, w->wire))
        return refused;
    link_walk_tunnel(w, TUNNEL_TEREDO, 0);
    return link_walk_on(ip_v6);
}
