#include "capture/link_nsh.h"

#include "capture/ip.h"
#include "capture/link_ether.h"
#include "capture/link_mpls.h"

enum { NSH_TYPE = 0x894f };

struct link_step link_nsh_protocol(uint8_t number)
{
    switch (number) {
    case 1:
        return link_walk_on(ip_v4);
    case 2:
        return link_walk_on(ip_v6);
    case 3:
        return link_walk_on(link_ether);
    case 4:
        return link_walk_on(link_nsh);
    case 5:
        return link_walk_on(link_mpls);
    default:
        return link_walk_unknown(LINK_SKIP_ETHERTYPE, NSH_TYPE);
    }
}

struct link_step link_nsh(struct link_walk *w)
{
    struct bytes h = w->data, whole;
    uint16_t first = bytes_be16(&h);
    bytes_skip(&h, 1);
    uint8_t protocol = bytes_u8(&h);
    uint32_t path = bytes_be24(&h);
    if (!bytes_ok(&h))
        return link_walk_short(w, 8);
    size_t length = (size_t)(first & 0x3f) * 4;
    if (first >> 14 != 0 || length < 8)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (!link_walk_take(w, length, &whole))
        return link_walk_short(w, length);
    link_walk_tunnel(w, TUNNEL_NSH, path);
    return link_nsh_protocol(protocol);
}
