#include "capture/link_llc.h"

#include "capture/ip.h"
#include "capture/link_ether.h"
#include "capture/link_ppp.h"

enum { OUI_ETHERNET = 0x000000, OUI_BRIDGE_TUNNEL = 0x0000f8, OUI_BRIDGED = 0x0080c2 };
enum { BRIDGED_ETHERNET_WITH_FCS = 0x0001, BRIDGED_ETHERNET = 0x0007 };
enum { NLPID_SNAP = 0x80, NLPID_IP6 = 0x8e, NLPID_IP4 = 0xcc, NLPID_PPP = 0xcf };
enum { SAPS_SNAP = 0xaaaa, SAPS_IP = 0x0606, SAPS_OSI = 0xfefe, UNNUMBERED_INFORMATION = 0x03 };

static struct link_step snap(struct link_walk *w, size_t padding)
{
    struct bytes h;
    if (!link_walk_take(w, 5, &h))
        return link_walk_short(w, 5);
    uint32_t oui = bytes_be24(&h);
    uint16_t type = bytes_be16(&h);
    if (oui == OUI_ETHERNET || oui == OUI_BRIDGE_TUNNEL)
        return link_ether_type(type);
    if (oui != OUI_BRIDGED || (type != BRIDGED_ETHERNET && type != BRIDGED_ETHERNET_WITH_FCS))
        return link_walk_unknown(LINK_SKIP_LLC, SAPS_SNAP);
    if (!link_walk_take(w, padding, &h))
        return link_walk_short(w, padding);
    return link_walk_on(link_ether);
}

static struct link_step osi(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    return bytes_u8(&h) == NLPID_PPP ? link_walk_on(link_ppp) : link_walk_unknown(LINK_SKIP_LLC, SAPS_OSI);
}

struct link_step link_llc(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 3, &h))
        return link_walk_short(w, 3);
    uint16_t saps = bytes_be16(&h);
    if (bytes_u8(&h) != UNNUMBERED_INFORMATION)
        return link_walk_unknown(LINK_SKIP_LLC, saps);
    switch (saps) {
    case SAPS_SNAP:
        return snap(w, 2);
    case SAPS_IP:
        return link_walk_on(ip_v4);
    case SAPS_OSI:
        return osi(w);
    default:
        return link_walk_unknown(LINK_SKIP_LLC, saps);
    }
}

static bool take_address(struct link_walk *w)
{
    struct bytes h;
    for (unsigned n = 1; n <= 4; n++) {
        if (!link_walk_take(w, 1, &h))
            return false;
        if (bytes_u8(&h) & 1)
            return n >= 2;
    }
    return false;
}

static struct link_step by_nlpid(struct link_walk *w)
{
    struct bytes h;
    if (bytes_begin(&w->data, "", 1) && !link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    if (!link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    uint8_t nlpid = bytes_u8(&h);
    switch (nlpid) {
    case NLPID_SNAP:
        return snap(w, 0);
    case NLPID_IP4:
        return link_walk_on(ip_v4);
    case NLPID_IP6:
        return link_walk_on(ip_v6);
    case NLPID_PPP:
        return link_walk_on(link_ppp);
    default:
        return link_walk_unknown(LINK_SKIP_ETHERTYPE, nlpid);
    }
}

struct link_step link_llc_frame_relay(struct link_walk *w)
{
    struct bytes h;
    if (!take_address(w))
        return link_walk_short(w, w->data.left + 1);
    if (!link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    uint8_t first = bytes_u8(&h);
    if (first == UNNUMBERED_INFORMATION)
        return by_nlpid(w);
    if (!link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    return link_ether_type((uint16_t)(first << 8 | bytes_u8(&h)));
}
