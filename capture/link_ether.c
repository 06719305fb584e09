#include "capture/link_ether.h"

#include "base/proto.h"
#include "capture/ip.h"

static struct link_step vlan(struct link_walk *w)
{
    struct bytes h;
    struct outer *o = &w->s->outer;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    uint16_t id = bytes_be16(&h) & 0x0fff;
    if (o->vlans < OUTER_VLANS)
        o->vlan[o->vlans++] = id;
    return link_ether_type(bytes_be16(&h));
}

static struct link_step mpls(struct link_walk *w)
{
    struct bytes h;
    bool bottom = false;
    while (!bottom) {
        if (!link_walk_take(w, 4, &h))
            return link_walk_short(w, 4);
        uint32_t entry = bytes_be32(&h);
        link_walk_tunnel(w, TUNNEL_MPLS, entry >> 12);
        bottom = (entry & 0x100) != 0;
    }
    struct bytes rest = w->data;
    if (bytes_u8(&rest) >> 4 != 0 || !bytes_ok(&rest))
        return link_walk_on(ip_any);
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    return link_walk_on(link_ether);
}

static struct link_step fabric_path(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 2, &h))
        return link_walk_short(w, 2);
    return link_walk_on(link_ether);
}

static struct link_step pppoe(struct link_walk *w)
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
    return link_walk_on(link_ether_ppp);
}

static struct link_step wake_on_lan(struct link_walk *w)
{
    w->s->src = w->s->dst = (struct addr){{0}};
    w->s->transport = TRANSPORT_UDP;
    w->s->dport = 9;
    return link_walk_payload(w);
}

static struct link_step llc(struct link_walk *w)
{
    static const uint8_t snap[6] = {0xaa, 0xaa, 0x03, 0, 0, 0};
    struct bytes h;
    if (!bytes_begin(&w->data, snap, sizeof snap))
        return link_walk_end(LINK_SKIP_ETHERTYPE);
    if (!link_walk_take(w, 8, &h))
        return link_walk_short(w, 8);
    bytes_skip(&h, sizeof snap);
    return link_ether_type(bytes_be16(&h));
}

static const struct ether_row {
    uint16_t type;
    struct link_step (*read)(struct link_walk *w);
} rows[] = {
    {0x0800, ip_v4},       {0x86dd, ip_v6},      {0x8100, vlan},        {0x88a8, vlan},
    {0x9100, vlan},        {0x8864, pppoe},      {0x8847, mpls},        {0x8848, mpls},
    {0x0842, wake_on_lan}, {0x6558, link_ether}, {0x8903, fabric_path}, {0x0004, llc},
};

struct link_step link_ether_type(uint16_t type)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].type == type)
            return link_walk_on(rows[i].read);
    return link_walk_end(LINK_SKIP_ETHERTYPE);
}

struct link_step link_ether(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 14, &h))
        return link_walk_short(w, 14);
    bytes_skip(&h, 12);
    uint16_t type = bytes_be16(&h);
    return type <= 1500 ? llc(w) : link_ether_type(type);
}

static struct link_step ppp_protocol(uint16_t protocol)
{
    switch (protocol) {
    case 0x0021:
        return link_walk_on(ip_v4);
    case 0x0057:
        return link_walk_on(ip_v6);
    case 0x0281:
        return link_walk_on(mpls);
    default:
        return link_walk_end(LINK_SKIP_ETHERTYPE);
    }
}

struct link_step link_ether_ppp(struct link_walk *w)
{
    struct bytes h;
    if (bytes_begin(&w->data, "\xff", 1) && !link_walk_take(w, 2, &h))
        return link_walk_short(w, 2);
    if (!link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    uint8_t high = bytes_u8(&h);
    if (high & 1)
        return ppp_protocol(high);
    if (!link_walk_take(w, 1, &h))
        return link_walk_short(w, 1);
    return ppp_protocol((uint16_t)(high << 8 | bytes_u8(&h)));
}
