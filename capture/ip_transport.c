#include "capture/ip_transport.h"

#include "capture/checksum.h"
#include "capture/ip_tunnel.h"

/* Over what is left of the walk; right also where it cannot be said. */
static bool is_right(const struct link_walk *w, bool with_addresses)
{
    const struct segment *s = w->s;
    if (!w->link->verify_checksums || w->data.left < w->wire || (with_addresses && w->rerouted))
        return true;
    uint64_t sum = with_addresses ? checksum_pseudo(&s->src, &s->dst, s->transport, (uint32_t)w->wire) : 0;
    return checksum_right(checksum_add(sum, w->data));
}

struct link_step ip_transport_tcp(struct link_walk *w)
{
    struct bytes h;
    bool right = is_right(w, true);
    if (!link_walk_take(w, 20, &h))
        return link_walk_short(w, 20);
    w->s->sport = bytes_be16(&h);
    w->s->dport = bytes_be16(&h);
    w->s->seq = bytes_be32(&h);
    w->s->ack = bytes_be32(&h);
    size_t header = (size_t)(bytes_u8(&h) >> 4) * 4;
    w->s->tcp_flags = bytes_u8(&h);
    w->s->tcp_window = bytes_be16(&h);
    if (header < 20)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    size_t options = header - 20;
    if (options > w->wire)
        return link_walk_short(w, options);
    w->s->tcp_options = bytes_upto(&w->data, options);
    w->wire -= options;
    return right ? link_walk_payload(w) : link_walk_end(LINK_SKIP_CHECKSUM);
}

struct link_step ip_transport_udp(struct link_walk *w)
{
    struct link_walk whole = *w;
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
    link_walk_extent(&whole, w->wire + 8);
    bool has_checksum = bytes_be16(&h) != 0;
    if (has_checksum && !is_right(&whole, true))
        return link_walk_end(LINK_SKIP_CHECKSUM);
    struct link_step inside = ip_tunnel_udp(w, sport, dport);
    if (inside.read != NULL)
        return inside;
    if (!has_checksum && w->link->verify_checksums && !addr_is_v4(&w->s->src))
        return link_walk_end(LINK_SKIP_CHECKSUM);
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
    if (!is_right(w, w->s->transport == TRANSPORT_ICMP6))
        return link_walk_end(LINK_SKIP_CHECKSUM);
    return link_walk_payload(w);
}

struct link_step ip_transport_other(struct link_walk *w)
{
    return link_walk_payload(w);
}
