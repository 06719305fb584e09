#include "capture/link_log.h"

#include "capture/ip.h"
#include "capture/link_ether.h"

enum { NFULA_PACKET_HDR = 1, NFULA_PAYLOAD = 9, NFULA_TYPE = 0x3fff };

static struct link_step by_family(uint32_t family)
{
    switch (family) {
    case LINK_LOG_INET:
        return link_walk_on(ip_v4);
    case LINK_LOG_INET6_LINUX:
    case LINK_LOG_INET6_WINDOWS:
    case LINK_LOG_INET6_NETBSD:
    case LINK_LOG_INET6_SOLARIS:
    case LINK_LOG_INET6_FREEBSD:
    case LINK_LOG_INET6_DARWIN:
        return link_walk_on(ip_v6);
    default:
        return link_walk_unknown(LINK_SKIP_FAMILY, family);
    }
}

static struct link_step by_either_order(uint32_t family)
{
    return by_family(family > 0xffff ? __builtin_bswap32(family) : family);
}

struct link_step link_log_null(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    return by_either_order(bytes_be32(&h));
}

struct link_step link_log_nf(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    struct link_step inside = by_family(bytes_u8(&h));
    if (bytes_u8(&h) != 0)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    for (;;) {
        if (!link_walk_take(w, 4, &h))
            return link_walk_short(w, 4);
        uint16_t length = bytes_le16(&h);
        uint16_t type = bytes_le16(&h) & NFULA_TYPE;
        if (length < 4)
            return link_walk_end(LINK_SKIP_BAD_HEADER);
        if (type == NFULA_PAYLOAD) {
            if (length - 4U < w->wire)
                link_walk_extent(w, length - 4U);
            return inside;
        }
        size_t value = (length - 4U + 3U) & ~(size_t)3;
        if (!link_walk_take(w, value, &h))
            return link_walk_short(w, value);
        if (type == NFULA_PACKET_HDR && inside.read == NULL)
            inside = link_ether_type(bytes_be16(&h));
    }
}

struct link_step link_log_pf(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    size_t length = ((size_t)bytes_u8(&peek) + 3) & ~(size_t)3;
    uint8_t family = bytes_u8(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 2);
    if (length < 4)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, length);
    return by_family(family);
}

struct link_step link_log_enc(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 12, &h))
        return link_walk_short(w, 12);
    return by_either_order(bytes_be32(&h));
}

struct link_step link_log_ipnet(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 24, &h))
        return link_walk_short(w, 24);
    bytes_skip(&h, 1);
    return by_family(bytes_u8(&h));
}
