#include "capture/ip_tunnel.h"

#include "capture/ip.h"
#include "capture/ip_gre.h"
#include "capture/ip_l2tp.h"
#include "capture/ip_teredo.h"
#include "capture/ip_transport.h"
#include "capture/link_ether.h"
#include "capture/link_mpls.h"
#include "capture/link_nsh.h"
#include "capture/link_proof.h"

enum { GPE_HAS_ID_AND_PROTOCOL = 0x0c, GPE_BROADCAST = 0x02 };
enum { GUE_IP4 = 4, GUE_IP6 = 41 };

static const struct link_step refused = {NULL, LINK_SKIP_BAD_HEADER, 0};

struct link_step ip_tunnel_etherip(struct link_walk *w)
{
    struct bytes h;
    if (!bytes_begin(&w->data, "\x30", 2))
        return ip_transport_other(w);
    (void)link_walk_take(w, 2, &h);
    link_walk_tunnel(w, TUNNEL_ETHERIP, 0);
    return link_walk_on(link_ether);
}

struct link_step ip_tunnel_mpls(struct link_walk *w)
{
    return link_mpls_proven(w) ? link_mpls(w) : ip_transport_other(w);
}

static struct link_step vxlan(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 8, &h))
        return refused;
    uint8_t flags = bytes_u8(&h);
    uint32_t policy = bytes_be24(&h);
    uint32_t network = bytes_be24(&h);
    bool group_policy = flags == 0x88 && (policy & 0xb70000) == 0;
    if (bytes_u8(&h) != 0 || !((flags == 0x08 && policy == 0) || group_policy))
        return refused;
    link_walk_tunnel(w, TUNNEL_VXLAN, network);
    return link_walk_on(link_ether);
}

static struct link_step vxlan_gpe(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 8, &h))
        return refused;
    uint8_t flags = bytes_u8(&h);
    uint16_t reserved = bytes_be16(&h);
    struct link_step inside = link_nsh_protocol(bytes_u8(&h));
    uint32_t network = bytes_be24(&h);
    if ((flags & ~GPE_BROADCAST) != GPE_HAS_ID_AND_PROTOCOL || reserved != 0 || bytes_u8(&h) != 0)
        return refused;
    if (inside.read != NULL)
        link_walk_tunnel(w, TUNNEL_VXLAN, network);
    return inside;
}

static struct link_step geneve(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 8, &h))
        return refused;
    uint8_t version_options = bytes_u8(&h);
    uint8_t control_critical = bytes_u8(&h);
    uint16_t type = bytes_be16(&h);
    uint32_t network = bytes_be24(&h);
    size_t options = (size_t)(version_options & 0x3f) * 4;
    struct link_step inside = link_ether_type(type);
    if (version_options >> 6 != 0 || (control_critical & ~0x40) != 0 || bytes_u8(&h) != 0)
        return refused;
    if (inside.read == NULL || !link_walk_take(w, options, &h))
        return refused;
    link_walk_tunnel(w, TUNNEL_GENEVE, network);
    return inside;
}

static bool skip_gtp_extensions(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return false;
    bytes_skip(&h, 3);
    uint8_t type = bytes_u8(&h);
    while (type != 0) {
        struct bytes peek = w->data;
        size_t length = (size_t)bytes_u8(&peek) * 4;
        if (length == 0 || !link_walk_take(w, length, &h))
            return false;
        bytes_skip(&h, length - 1);
        type = bytes_u8(&h);
    }
    return true;
}

static struct link_step gtp(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 8, &h))
        return refused;
    uint8_t flags = bytes_u8(&h);
    uint8_t message = bytes_u8(&h);
    uint16_t length = bytes_be16(&h);
    uint32_t endpoint = bytes_be32(&h);
    if (flags >> 3 != 6 || message != 0xff || length > w->wire)
        return refused;
    link_walk_extent(w, length);
    if ((flags & 7) != 0 && !skip_gtp_extensions(w))
        return refused;
    struct bytes peek = w->data;
    uint8_t version = bytes_u8(&peek) >> 4;
    if (version != 4 && version != 6)
        return refused;
    link_walk_tunnel(w, TUNNEL_GTP, endpoint);
    return link_walk_on(ip_any);
}

static struct link_step gue(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    uint8_t first = bytes_u8(&peek);
    uint8_t protocol = bytes_u8(&peek);
    uint16_t flags = bytes_be16(&peek);
    bool bare = first >> 6 == 1;
    if (!bare && (first != 0 || flags != 0 || (protocol != GUE_IP4 && protocol != GUE_IP6)))
        return refused;
    if (!link_walk_take(w, bare ? 0 : 4, &h) || !link_proof_ip(w->data, w->wire))
        return refused;
    link_walk_tunnel(w, TUNNEL_GUE, 0);
    return link_walk_on(ip_any);
}

static struct link_step mpls(struct link_walk *w)
{
    return link_mpls_proven(w) ? link_mpls(w) : refused;
}

static struct link_step row_of(uint16_t port)
{
    switch (port) {
    case IP_TUNNEL_PORT_L2TP:
        return link_walk_on(ip_l2tp_over_udp);
    case 2152:
        return link_walk_on(gtp);
    case IP_TUNNEL_PORT_TEREDO:
        return link_walk_on(ip_teredo);
    case 4754:
        return link_walk_on(ip_gre_over_udp);
    case 4789:
    case 8472:
        return link_walk_on(vxlan);
    case 4790:
        return link_walk_on(vxlan_gpe);
    case 6080:
        return link_walk_on(gue);
    case 6081:
        return link_walk_on(geneve);
    case 6635:
        return link_walk_on(mpls);
    default:
        return refused;
    }
}

struct link_step ip_tunnel_udp(struct link_walk *w, uint16_t sport, uint16_t dport)
{
    struct link_step row = row_of(dport);
    if (row.read == NULL && (sport == IP_TUNNEL_PORT_TEREDO || sport == IP_TUNNEL_PORT_L2TP))
        row = row_of(sport);
    if (row.read == NULL)
        return refused;
    struct link_walk before = *w;
    struct link_step inside = row.read(w);
    if (inside.read == NULL)
        *w = before;
    return inside;
}
