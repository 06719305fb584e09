#include "capture/link_ether.h"

#include "base/proto.h"
#include "capture/ip.h"
#include "capture/link_llc.h"
#include "capture/link_mpls.h"
#include "capture/link_nsh.h"
#include "capture/link_ppp.h"

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

static struct link_step tag_of(struct link_walk *w, size_t length)
{
    struct bytes h;
    if (!link_walk_take(w, length + 2, &h))
        return link_walk_short(w, length + 2);
    bytes_skip(&h, length);
    return link_ether_type(bytes_be16(&h));
}

static struct link_step vn_tag(struct link_walk *w)
{
    return tag_of(w, 4);
}

static struct link_step e_tag(struct link_walk *w)
{
    return tag_of(w, 6);
}

static struct link_step cisco_metadata(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint8_t version = bytes_u8(&peek);
    uint8_t options = bytes_u8(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 2);
    if (version != 1)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    return tag_of(w, 2 + (size_t)options * 4);
}

static struct link_step provider_backbone(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    bytes_skip(&h, 1);
    link_walk_tunnel(w, TUNNEL_PBB, bytes_be24(&h));
    return link_walk_on(link_ether);
}

static struct link_step trill(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    uint16_t first = bytes_be16(&peek);
    size_t length = 6 + (size_t)(first >> 6 & 0x1f) * 4;
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, bytes_ok(&peek) ? length : 2);
    return first >> 14 == 0 ? link_walk_on(link_ether) : link_walk_end(LINK_SKIP_BAD_HEADER);
}

static struct link_step fabric_path(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 2, &h))
        return link_walk_short(w, 2);
    return link_walk_on(link_ether);
}

static struct link_step wake_on_lan(struct link_walk *w)
{
    w->s->src = w->s->dst = (struct addr){{0}};
    w->s->transport = TRANSPORT_UDP;
    w->s->dport = 9;
    return link_walk_payload(w);
}

static const struct ether_row {
    uint16_t type;
    struct link_step (*read)(struct link_walk *w);
} rows[] = {
    {0x0800, ip_v4},
    {0x86dd, ip_v6},
    {0x8100, vlan},
    {0x88a8, vlan},
    {0x9100, vlan},
    {0x9200, vlan},
    {0x8847, link_mpls},
    {0x8848, link_mpls},
    {0x8864, link_ppp_over_ether},
    {0x8903, fabric_path},
    {0x8909, cisco_metadata},
    {0x8926, vn_tag},
    {0x893f, e_tag},
    {0x88e7, provider_backbone},
    {0x894f, link_nsh},
    {0x22f3, trill},
    {0x6558, link_ether},
    {0x0842, wake_on_lan},
    {0x0004, link_llc},
};

struct link_step link_ether_type(uint16_t type)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].type == type)
            return link_walk_on(rows[i].read);
    return link_walk_unknown(LINK_SKIP_ETHERTYPE, type);
}

struct link_step link_ether(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 14, &h))
        return link_walk_short(w, 14);
    bytes_skip(&h, 12);
    uint16_t type = bytes_be16(&h);
    return type <= 1500 ? link_llc(w) : link_ether_type(type);
}
