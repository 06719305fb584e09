#include "capture/link_mpls.h"

#include "capture/ip.h"
#include "capture/link_ether.h"
#include "capture/link_proof.h"

enum { MPLS_TYPE = 0x8847, MPLS_BOTTOM = 0x100, CONTROL_WORD_BYTES = 4 };

static bool ether_at(const struct link_walk *w, size_t offset)
{
    struct bytes rest = w->data;
    bytes_skip(&rest, offset);
    return bytes_ok(&rest) && link_proof_ether(rest, w->wire - offset);
}

static bool has_control_word(const struct link_walk *w)
{
    struct bytes rest = w->data;
    return bytes_u8(&rest) >> 4 == 0 && ether_at(w, CONTROL_WORD_BYTES);
}

static struct link_step control_word(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, CONTROL_WORD_BYTES, &h))
        return link_walk_short(w, CONTROL_WORD_BYTES);
    return link_walk_on(link_ether);
}

static struct link_step below(struct link_walk *w)
{
    struct bytes rest = w->data;
    uint8_t nibble = bytes_u8(&rest) >> 4;
    if (!bytes_ok(&rest))
        return link_walk_short(w, 1);
    bool bare_ether = ether_at(w, 0);
    switch (nibble) {
    case 4:
    case 6:
        return link_walk_on(bare_ether && !link_proof_ip(w->data, w->wire) ? link_ether : ip_any);
    case 0:
        return bare_ether && !has_control_word(w) ? link_walk_on(link_ether) : control_word(w);
    default:
        return bare_ether ? link_walk_on(link_ether) : link_walk_unknown(LINK_SKIP_ETHERTYPE, MPLS_TYPE);
    }
}

struct link_step link_mpls(struct link_walk *w)
{
    struct bytes h;
    bool bottom = false;
    while (!bottom) {
        if (!link_walk_take(w, 4, &h))
            return link_walk_short(w, 4);
        uint32_t entry = bytes_be32(&h);
        link_walk_tunnel(w, TUNNEL_MPLS, entry >> 12);
        bottom = (entry & MPLS_BOTTOM) != 0;
    }
    return below(w);
}

bool link_mpls_proven(const struct link_walk *w)
{
    struct bytes rest = w->data;
    while (!(bytes_be32(&rest) & MPLS_BOTTOM))
        if (!bytes_ok(&rest))
            return false;
    struct link_walk inner = *w;
    inner.wire -= w->data.left - rest.left;
    inner.data = rest;
    return bytes_ok(&rest) &&
           (link_proof_ip(rest, inner.wire) || ether_at(&inner, 0) || has_control_word(&inner));
}
