#include "capture/ip_l2tp.h"

#include "capture/ip_transport.h"
#include "capture/link_ether.h"
#include "capture/link_ppp.h"
#include "capture/link_proof.h"

enum {
    L2TP_CONTROL = 0x8000,
    L2TP_LENGTH = 0x4000,
    L2TP_RESERVED = 0x34f0,
    L2TP_SEQUENCE = 0x0800,
    L2TP_OFFSET = 0x0200,
    L2TP_VERSION = 0x000f
};
enum { COOKIE_AND_SUBLAYER_MOST = 12 };

static const struct link_step refused = {NULL, LINK_SKIP_BAD_HEADER, 0};

static struct link_step version_3(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return refused;
    uint32_t session = bytes_be32(&h);
    for (size_t skip = 0; session != 0 && skip <= COOKIE_AND_SUBLAYER_MOST && skip <= w->data.left;
         skip += 4) {
        struct bytes rest = w->data;
        bytes_skip(&rest, skip);
        if (!link_proof_ether(rest, w->wire - skip))
            continue;
        (void)link_walk_take(w, skip, &h);
        link_walk_tunnel(w, TUNNEL_L2TP, session);
        return link_walk_on(link_ether);
    }
    return refused;
}

static struct link_step version_2(struct link_walk *w, uint16_t flags)
{
    struct bytes h;
    size_t whole = w->wire;
    size_t length = 6 + (flags & L2TP_LENGTH ? 2U : 0) + (flags & L2TP_SEQUENCE ? 4U : 0);
    if (!link_walk_take(w, length, &h))
        return refused;
    bytes_skip(&h, 2);
    uint16_t total = flags & L2TP_LENGTH ? bytes_be16(&h) : 0;
    bytes_skip(&h, 2);
    uint16_t session = bytes_be16(&h);
    if ((flags & L2TP_LENGTH) && (total < length || total > whole))
        return refused;
    if (flags & L2TP_LENGTH)
        link_walk_extent(w, total - length);
    if (flags & L2TP_OFFSET) {
        if (!link_walk_take(w, 2, &h) || !link_walk_take(w, bytes_be16(&h), &h))
            return refused;
    }
    if (!link_ppp_known(w))
        return refused;
    link_walk_tunnel(w, TUNNEL_L2TP, session);
    return link_walk_on(link_ppp);
}

struct link_step ip_l2tp_over_udp(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    uint16_t flags = bytes_be16(&peek);
    if (!bytes_ok(&peek) || (flags & (L2TP_CONTROL | L2TP_RESERVED)))
        return refused;
    if ((flags & L2TP_VERSION) == 2)
        return version_2(w, flags);
    if (flags != 3 || bytes_be16(&peek) != 0 || !link_walk_take(w, 4, &h))
        return refused;
    return version_3(w);
}

struct link_step ip_l2tp(struct link_walk *w)
{
    struct link_walk inner = *w;
    struct link_step inside = version_3(&inner);
    if (inside.read == NULL)
        return ip_transport_other(w);
    *w = inner;
    return inside;
}
