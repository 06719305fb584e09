#include "capture/ip.h"

#include "capture/checksum.h"
#include "capture/ip_gre.h"
#include "capture/ip_l2tp.h"
#include "capture/ip_transport.h"
#include "capture/ip_tunnel.h"

static struct link_step extension(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    uint8_t next = bytes_u8(&peek);
    size_t length = 8 + (size_t)bytes_u8(&peek) * 8;
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, bytes_ok(&peek) ? length : 2);
    return ip_protocol(w, next);
}

/* RFC 2675 2: the length of a packet whose header says 0, if the options name one; 0: none, 1: a false one.
 */
static size_t jumbo_length(struct bytes options)
{
    while (options.left > 0) {
        uint8_t type = bytes_u8(&options);
        if (type == 0)
            continue;
        struct bytes value = bytes_take(&options, bytes_u8(&options));
        if (type != 0xc2)
            continue;
        uint32_t length = bytes_be32(&value);
        return bytes_ok(&value) && length > UINT16_MAX ? length : 1;
    }
    return 0;
}

static struct link_step hop_by_hop(struct link_walk *w)
{
    struct bytes peek = w->data;
    bytes_skip(&peek, 1);
    size_t n = 6 + (size_t)bytes_u8(&peek) * 8;
    size_t length = w->no_length ? jumbo_length(bytes_upto(&peek, n)) : 0;
    if (length == 1 || (length > w->wire && length > IP_OFFLOAD_MOST))
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (length != 0)
        link_walk_extent(w, length);
    return extension(w);
}

/* RFC 8200 4.4: while segments are left, checksums are over the last one's address, not over the header's. */
static struct link_step routing(struct link_walk *w)
{
    struct bytes peek = w->data;
    bytes_skip(&peek, 3);
    w->rerouted = w->rerouted || bytes_u8(&peek) != 0;
    return extension(w);
}

static struct link_step authentication(struct link_walk *w)
{
    struct bytes peek = w->data, h;
    uint8_t next = bytes_u8(&peek);
    size_t length = 8 + (size_t)bytes_u8(&peek) * 4;
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, bytes_ok(&peek) ? length : 2);
    return ip_protocol(w, next);
}

static void note_fragment(struct link *l, const struct fragment *f, const uint8_t *whole)
{
    if (l->fragment_count == LINK_FRAGMENTS)
        return;
    l->fragment[l->fragment_count++] =
        (struct link_fragment){fragments_datagram(l->fragments), f->data, f->offset, whole};
}

/* The walk ends, or goes on in the whole datagram. */
static struct link_step reassemble(struct link_walk *w, struct fragment *f)
{
    static const enum link_skip ends[] = {[FRAGMENTS_HELD] = LINK_HELD,
                                          [FRAGMENTS_ECHO] = LINK_SKIP_DUPLICATE,
                                          [FRAGMENTS_REFUSED] = LINK_SKIP_FRAGMENT};
    struct datagram whole;
    f->data = w->data;
    f->wire = w->wire;
    enum fragments_result result = fragments_take(w->link->fragments, w->s, f, &whole);
    note_fragment(w->link, f, result == FRAGMENTS_WHOLE ? whole.data.at : NULL);
    if (result != FRAGMENTS_WHOLE)
        return link_walk_end(ends[result]);
    w->data = whole.data;
    w->wire = whole.wire;
    w->s->frames = whole.frames;
    w->s->wire_bytes = whole.wire_bytes;
    return ip_protocol(w, whole.protocol);
}

static struct link_step fragment(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 8, &h))
        return link_walk_short(w, 8);
    struct fragment f = {.v6 = true, .protocol = bytes_u8(&h), .most = PIECES_MOST};
    bytes_skip(&h, 1);
    uint16_t offset_more = bytes_be16(&h);
    f.id = bytes_be32(&h);
    f.offset = offset_more & 0xfff8U;
    f.more = offset_more & 1;
    return f.more || f.offset != 0 ? reassemble(w, &f) : ip_protocol(w, f.protocol);
}

static struct link_step v4_inside(struct link_walk *w)
{
    link_walk_tunnel(w, TUNNEL_IPIP, 0);
    return ip_v4(w);
}

static struct link_step v6_inside(struct link_walk *w)
{
    link_walk_tunnel(w, TUNNEL_IPIP, 0);
    return ip_v6(w);
}

static const struct protocol_row {
    uint8_t number;
    struct link_step (*read)(struct link_walk *w);
} rows[] = {
    {TRANSPORT_TCP, ip_transport_tcp},
    {TRANSPORT_UDP, ip_transport_udp},
    {TRANSPORT_ICMP, ip_transport_icmp},
    {TRANSPORT_ICMP6, ip_transport_icmp},
    {0, hop_by_hop},
    {43, routing},
    {44, fragment},
    {51, authentication},
    {60, extension},
    {135, extension},
    {139, extension},
    {140, extension},
    {4, v4_inside},
    {41, v6_inside},
    {47, ip_gre},
    {97, ip_tunnel_etherip},
    {115, ip_l2tp},
    {137, ip_tunnel_mpls},
};

struct link_step ip_protocol(struct link_walk *w, uint8_t number)
{
    w->s->transport = number;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].number == number)
            return link_walk_on(rows[i].read);
    return link_walk_on(ip_transport_other);
}

struct link_step ip_v4(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 20, &h))
        return link_walk_short(w, 20);
    uint64_t sum = w->link->verify_checksums ? checksum_add(0, h) : 0;
    uint8_t version_length = bytes_u8(&h);
    bytes_skip(&h, 1);
    uint16_t total = bytes_be16(&h);
    w->s->ip_id = bytes_be16(&h);
    uint16_t flags_offset = bytes_be16(&h);
    bytes_skip(&h, 1);
    uint8_t protocol = bytes_u8(&h);
    bytes_skip(&h, 2);
    w->s->src = addr_v4(bytes_take(&h, 4).at);
    w->s->dst = addr_v4(bytes_take(&h, 4).at);

    size_t header = (size_t)(version_length & 0x0f) * 4;
    if (version_length >> 4 != 4 || header < 20 || (total != 0 && total < header))
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (total == 0 && w->wire > IP_OFFLOAD_MOST)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (total != 0)
        link_walk_extent(w, total - 20U);
    if (!link_walk_take(w, header - 20, &h))
        return link_walk_short(w, header - 20);
    if (w->link->verify_checksums && !checksum_right(checksum_add(sum, h)))
        return link_walk_end(LINK_SKIP_CHECKSUM);
    w->rerouted = false;
    if ((flags_offset & 0x3fff) == 0)
        return ip_protocol(w, protocol);
    struct fragment f = {.protocol = protocol,
                         .id = w->s->ip_id,
                         .offset = (flags_offset & 0x1fffU) * 8,
                         .more = flags_offset & 0x2000,
                         .most = PIECES_MOST - header};
    return reassemble(w, &f);
}

struct link_step ip_v6(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 40, &h))
        return link_walk_short(w, 40);
    uint32_t version = bytes_be32(&h) >> 28;
    uint16_t length = bytes_be16(&h);
    uint8_t next = bytes_u8(&h);
    bytes_skip(&h, 1);
    w->s->ip_id = 0;
    w->s->src = addr_v6(bytes_take(&h, 16).at);
    w->s->dst = addr_v6(bytes_take(&h, 16).at);
    if (version != 6 || (length == 0 && w->wire > IP_OFFLOAD_MOST))
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    w->rerouted = false;
    w->no_length = length == 0;
    if (length != 0 || next == 59)
        link_walk_extent(w, length);
    return ip_protocol(w, next);
}

struct link_step ip_any(struct link_walk *w)
{
    struct bytes peek = w->data;
    uint8_t version = bytes_u8(&peek) >> 4;
    if (!bytes_ok(&peek))
        return link_walk_short(w, 1);
    if (version != 4 && version != 6)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    return version == 4 ? ip_v4(w) : ip_v6(w);
}
