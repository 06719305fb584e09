#include "capture/ip_gre.h"

#include "capture/ip.h"
#include "capture/ip_transport.h"
#include "capture/link_ether.h"
#include "capture/link_ppp.h"

enum {
    GRE_CHECKSUM = 0x8000,
    GRE_ROUTING = 0x4000,
    GRE_KEY = 0x2000,
    GRE_SEQUENCE = 0x1000,
    GRE_ACK = 0x0080
};
enum { TYPE_PPP = 0x880b, TYPE_ERSPAN = 0x88be, TYPE_ERSPAN_III = 0x22eb };

static struct link_step erspan_i_ii(struct link_walk *w, bool sequence)
{
    struct bytes h;
    uint16_t session = 0;
    if (sequence) {
        if (!link_walk_take(w, 8, &h))
            return link_walk_short(w, 8);
        if (bytes_be16(&h) >> 12 != 1)
            return link_walk_end(LINK_SKIP_BAD_HEADER);
        session = bytes_be16(&h) & 0x03ff;
    }
    link_walk_tunnel(w, TUNNEL_ERSPAN, session);
    return link_walk_on(link_ether);
}

static struct link_step erspan_iii(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 12, &h))
        return link_walk_short(w, 12);
    uint8_t version = (uint8_t)(bytes_be16(&h) >> 12);
    uint16_t session = bytes_be16(&h) & 0x03ff;
    bytes_skip(&h, 6);
    uint16_t flags = bytes_be16(&h);
    uint8_t frame_type = flags >> 10 & 0x1f;
    if (version != 2 || (frame_type != 0 && frame_type != 2))
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if ((flags & 1) && !link_walk_take(w, 8, &h))
        return link_walk_short(w, 8);
    link_walk_tunnel(w, TUNNEL_ERSPAN, session);
    return link_walk_on(frame_type == 0 ? link_ether : ip_any);
}

static struct link_step gre_0(struct link_walk *w, uint16_t flags, uint16_t type)
{
    struct link_walk inner = *w;
    struct bytes h;
    size_t length =
        4 + (flags & GRE_CHECKSUM ? 4U : 0) + (flags & GRE_KEY ? 4U : 0) + (flags & GRE_SEQUENCE ? 4U : 0);
    if (!link_walk_take(&inner, length, &h))
        return link_walk_short(w, length);
    bytes_skip(&h, flags & GRE_CHECKSUM ? 8 : 4);
    uint32_t key = flags & GRE_KEY ? bytes_be32(&h) : 0;
    struct link_step inside;
    if (type == TYPE_ERSPAN) {
        inside = erspan_i_ii(&inner, flags & GRE_SEQUENCE);
    } else if (type == TYPE_ERSPAN_III) {
        inside = erspan_iii(&inner);
    } else {
        inside = type == TYPE_PPP ? link_walk_on(link_ppp) : link_ether_type(type);
        if (inside.read == NULL)
            return ip_transport_other(w);
        link_walk_tunnel(&inner, TUNNEL_GRE, key);
    }
    *w = inner;
    return inside;
}

static struct link_step gre_1(struct link_walk *w, uint16_t flags, uint16_t type)
{
    struct link_walk inner = *w;
    struct bytes h;
    size_t length = 8 + (flags & GRE_SEQUENCE ? 4U : 0) + (flags & GRE_ACK ? 4U : 0);
    if (type != TYPE_PPP || !(flags & GRE_KEY) || (flags & (GRE_CHECKSUM | GRE_ROUTING)))
        return ip_transport_other(w);
    if (!link_walk_take(&inner, length, &h))
        return link_walk_short(w, length);
    bytes_skip(&h, 4);
    uint16_t payload = bytes_be16(&h);
    uint16_t call = bytes_be16(&h);
    if (payload == 0 || !(flags & GRE_SEQUENCE))
        return ip_transport_other(w);
    *w = inner;
    if (payload < w->wire)
        link_walk_extent(w, payload);
    link_walk_tunnel(w, TUNNEL_GRE, call);
    return link_walk_on(link_ppp);
}

struct link_step ip_gre(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint16_t flags = bytes_be16(&peek);
    uint16_t type = bytes_be16(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 4);
    if ((flags & 7) == 0 && !(flags & GRE_ROUTING))
        return gre_0(w, flags, type);
    if ((flags & 7) == 1)
        return gre_1(w, flags, type);
    return ip_transport_other(w);
}

struct link_step ip_gre_over_udp(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint16_t flags = bytes_be16(&peek);
    if ((flags & ~(GRE_CHECKSUM | GRE_KEY | GRE_SEQUENCE)) != 0)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    return ip_gre(w);
}
