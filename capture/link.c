#include "capture/link.h"

#include <pcap/dlt.h>
#include <stdlib.h>

#include "capture/ip.h"
#include "capture/link_ether.h"
#include "capture/link_walk.h"

static const char *const skip_names[LINK_SKIPS] = {
    "taken",      "held",    "linktype", "ethertype", "truncated",
    "bad_header", "nesting", "fragment", "checksum",  "duplicate",
};
static const char *const tunnel_names[TUNNEL_KINDS] = {
    "ipip", "gre", "pppoe", "vxlan", "geneve", "erspan", "gtp", "mpls",
};

const char *link_skip_name(enum link_skip why)
{
    return skip_names[why];
}

const char *link_tunnel_name(enum tunnel_kind kind)
{
    return tunnel_names[kind];
}

static struct link_step sll(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 16, &h))
        return link_walk_short(w, 16);
    bytes_skip(&h, 14);
    return link_ether_type(bytes_be16(&h));
}

static struct link_step sll2(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 20, &h))
        return link_walk_short(w, 20);
    return link_ether_type(bytes_be16(&h));
}

static struct link_step loopback(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    uint32_t family = bytes_be32(&h);
    if (family > 0xffff)
        family = __builtin_bswap32(family);
    switch (family) {
    case LINK_AF_INET:
        return link_walk_on(ip_v4);
    case LINK_AF_INET6_LINUX:
    case LINK_AF_INET6_WINDOWS:
    case LINK_AF_INET6_NETBSD:
    case LINK_AF_INET6_FREEBSD:
    case LINK_AF_INET6_DARWIN:
        return link_walk_on(ip_v6);
    default:
        return link_walk_end(LINK_SKIP_ETHERTYPE);
    }
}

static struct link_step cisco_hdlc(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 4, &h))
        return link_walk_short(w, 4);
    bytes_skip(&h, 2);
    return link_ether_type(bytes_be16(&h));
}

static struct link_step serial(struct link_walk *w)
{
    struct bytes rest = w->data;
    uint8_t address = bytes_u8(&rest);
    return link_walk_on(address == 0x0f || address == 0x8f ? cisco_hdlc : link_ether_ppp);
}

static struct link_step per_packet(struct link_walk *w);

static const struct link_row {
    int type;
    struct link_step (*read)(struct link_walk *w);
} rows[] = {
    {DLT_EN10MB, link_ether},
    {DLT_LINUX_SLL, sll},
    {DLT_LINUX_SLL2, sll2},
    {DLT_NULL, loopback},
    {DLT_LOOP, loopback},
    {DLT_RAW, ip_any},
    {LINK_TYPE_RAW_OPENBSD, ip_any},
    {LINK_TYPE_RAW, ip_any},
    {DLT_IPV4, ip_v4},
    {DLT_IPV6, ip_v6},
    {DLT_PPP, link_ether_ppp},
    {DLT_PPP_SERIAL, serial},
    {DLT_C_HDLC, cisco_hdlc},
    {DLT_PPI, per_packet},
};

static const struct link_row *row_of(int link_type)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].type == link_type)
            return &rows[i];
    return NULL;
}

static struct link_step per_packet(struct link_walk *w)
{
    struct bytes h, peek = w->data;
    bytes_skip(&peek, 2);
    uint16_t length = bytes_le16(&peek);
    uint32_t type = bytes_le32(&peek);
    if (!bytes_ok(&peek))
        return link_walk_short(w, 8);
    if (length < 8)
        return link_walk_end(LINK_SKIP_BAD_HEADER);
    if (!link_walk_take(w, length, &h))
        return link_walk_short(w, length);
    const struct link_row *row = type <= INT32_MAX ? row_of((int)type) : NULL;
    return row != NULL ? link_walk_on(row->read) : link_walk_end(LINK_SKIP_LINKTYPE);
}

bool link_known(int link_type)
{
    return row_of(link_type) != NULL;
}

static void start(struct segment *s, const struct source_frame *frame)
{
    s->time_us = frame->time_us;
    s->frames = 1;
    s->wire_bytes = frame->wire;
    s->sport = s->dport = 0;
    s->tcp_flags = s->icmp_type = 0;
    s->seq = s->ack = 0;
    s->outer = (struct outer){.vlans = 0};
}

static enum link_skip walk(struct link *l, int link_type, const struct source_frame *frame, struct segment *s)
{
    const struct link_row *row = row_of(link_type);
    start(s, frame);
    if (row == NULL)
        return LINK_SKIP_LINKTYPE;
    size_t wire = frame->wire > frame->captured ? frame->wire : frame->captured;
    struct link_walk w = {bytes_of(frame->data, frame->captured), wire, s, l, false, false};
    struct link_step step = link_walk_on(row->read);
    for (unsigned n = 0; n < LINK_STEPS_MOST; n++) {
        step = step.read(&w);
        if (step.read == NULL)
            return step.why;
    }
    return LINK_SKIP_NESTING;
}

struct link *link_open(const struct link_options *options, struct err *err)
{
    struct link *l = calloc(1, sizeof *l);
    if (l == NULL) {
        (void)err_set(err, "cannot open the reader of frames: out of memory");
        return NULL;
    }
    l->verify_checksums = options->verify_checksums;
    l->fragments = fragments_open(options->memory_bytes, err);
    if (l->fragments != NULL)
        return l;
    link_close(l);
    return NULL;
}

void link_close(struct link *l)
{
    if (l == NULL)
        return;
    fragments_close(l->fragments);
    free(l);
}

enum link_skip link_read(struct link *l, int link_type, const struct source_frame *frame, struct segment *s)
{
    enum link_skip why = walk(l, link_type, frame, s);
    if (why != LINK_HELD)
        l->counts.skipped[why] += s->frames;
    return why;
}

struct link_counts link_counts(const struct link *l)
{
    struct link_counts c = l->counts;
    c.fragments = fragments_counts(l->fragments);
    c.skipped[LINK_SKIP_FRAGMENT] += c.fragments.frames;
    return c;
}
