#include "capture/ip_transport.h"

#include "capture/ip_tunnel.h"

struct link_step ip_transport_tcp(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 20, &h))
        return link_walk_short(w, 20);
    w->s->sport = bytes_be16(&h);
    w->s->dport = bytes_be16(&h);
    w->s->seq = bytes_be32(&h);
    w->s->ack = bytes_be32(&h);
    size_t header = (size_t)(bytes_u8(&h) >> 4) * 4;
    w->s->tcp_flags = bytes_u8(&h);
    if (header < 20)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    size_t options = header - 20;
    if (options > w->wire)
        return link_walk_short(w, options);
    (void)bytes_upto(&w->data, options);
    w->wire -= options;
    return link_walk_payload(w);
}

struct link_step ip_transport_udp(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 8, &h))
        return link_walk_short(w, 8);
    uint16_t sport = bytes_be16(&h);
    uint16_t dport = bytes_be16(&h);
    uint16_t length = bytes_be16(&h);
    if (length != 0 && length < 8)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (length != 0)
        link_walk_extent(w, length - 8U);
    struct link_step inside = ip_tunnel_udp(w, dport);
    if (inside.read != NULL)
        return inside;
    w->s->sport = sport;
    w->s->dport = dport;
    return link_walk_payload(w);
}

struct link_step ip_transport_icmp(struct link_walk *w)
{
    struct bytes peek = w->data;
    w->s->icmp_type = bytes_u8(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 1);
    return link_walk_payload(w);
}

struct link_step ip_transport_other(struct link_walk *w)
{
    return link_walk_payload(w);
}
