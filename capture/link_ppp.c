#include "capture/link_ppp.h"

#include "capture/ip.h"
#include "capture/link_ether.h"
#include "capture/link_mpls.h"

enum { PPP_IP4 = 0x0021, PPP_MULTILINK = 0x003d, PPP_IP6 = 0x0057, PPP_MPLS = 0x0281 };
enum { FRAGMENT_WHOLE = 0xc0 };

static uint16_t take_protocol(struct bytes *b)
{
    uint8_t high = bytes_u8(b);
    return (uint16_t)(high & 1 ? high : high << 8 | bytes_u8(b));
}

static bool carries_packets(uint16_t protocol)
{
    return protocol == PPP_IP4 || protocol == PPP_IP6 || protocol == PPP_MPLS;
}

static bool is_packet_at(const struct link_walk *w, size_t offset)
{
    struct bytes rest = w->data;
    bytes_skip(&rest, offset);
    return carries_packets(take_protocol(&rest)) && bytes_ok(&rest);
}

static struct link_step multilink(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    uint8_t flags = bytes_u8(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 1);
    if ((flags & FRAGMENT_WHOLE) != FRAGMENT_WHOLE)
        return link_walk_end(LINK_SKIP_FRAGMENT);
    if (w->data.left < 6)
        return link_walk_short(w, 6);
    size_t header = (flags & 0x03) == 0 && is_packet_at(w, 4) ? 4 : 2;
    if (!link_walk_take(w, header, &h))
        return link_walk_short(w, header);
    return link_walk_on(link_ppp);
}

static struct link_step ppp_protocol(uint16_t protocol)
{
    switch (protocol) {
    case PPP_IP4:
        return link_walk_on(ip_v4);
    case PPP_IP6:
        return link_walk_on(ip_v6);
    case PPP_MPLS:
        return link_walk_on(link_mpls);
    case PPP_MULTILINK:
        return link_walk_on(multilink);
    default:
        return link_walk_unknown(LINK_SKIP_PPP, protocol);
    }
}

struct link_step link_ppp(struct link_walk *w)
{
    struct bytes h;
    if (bytes_begin(&w->data, "\xff", 1) && !link_walk_take(w, 2, &h))
        return link_walk_short(w, 2);
    struct bytes peek = w->data;
    uint16_t protocol = take_protocol(&peek);
    size_t length = bytes_ok(&peek) ? w->data.left - peek.left : w->data.left + 1;
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, length);
    return ppp_protocol(protocol);
}

bool link_ppp_known(const struct link_walk *w)
{
    return is_packet_at(w, bytes_begin(&w->data, "\xff\x03", 2) ? 2 : 0);
}

struct link_step link_ppp_over_ether(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 6, &h))
        return link_walk_short(w, 6);
    uint8_t version_type = bytes_u8(&h);
    uint8_t code = bytes_u8(&h);
    uint16_t session = bytes_be16(&h);
    uint16_t length = bytes_be16(&h);
    if (version_type != 0x11 || code != 0)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (length < w->wire)
        link_walk_extent(w, length);
    link_walk_tunnel(w, TUNNEL_PPPOE, session);
    return link_walk_on(link_ppp);
}

struct link_step link_ppp_cisco(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    bytes_skip(&h, 2);
    return link_ether_type(bytes_be16(&h));
}

struct link_step link_ppp_serial(struct link_walk *w)
{
    struct bytes rest = w->data;
    uint8_t address = bytes_u8(&rest);
    return link_walk_on(address == 0x0f || address == 0x8f ? link_ppp_cisco : link_ppp);
}
