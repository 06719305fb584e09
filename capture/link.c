#include "capture/link.h"

#include <net/if_arp.h>
#include <pcap/dlt.h>
#include <stdlib.h>

#include "capture/ip.h"
#include "capture/link_ether.h"
#include "capture/link_llc.h"
#include "capture/link_log.h"
#include "capture/link_ppp.h"
#include "capture/link_walk.h"
#include "capture/link_wifi.h"

static const char *const skip_names[LINK_SKIPS] = {
    [LINK_TAKEN] = "taken",
    [LINK_HELD] = "held",
    [LINK_SKIP_LINKTYPE] = "linktype",
    [LINK_SKIP_ETHERTYPE] = "ethertype",
    [LINK_SKIP_LLC] = "llc",
    [LINK_SKIP_PPP] = "ppp",
    [LINK_SKIP_FAMILY] = "family",
    [LINK_SKIP_TRUNCATED] = "truncated",
    [LINK_SKIP_BAD_HEADER] = "bad_header",
    [LINK_SKIP_NESTING] = "nesting",
    [LINK_SKIP_FRAGMENT] = "fragment",
    [LINK_SKIP_CHECKSUM] = "checksum",
    [LINK_SKIP_DUPLICATE] = "duplicate",
    [LINK_SKIP_WIFI_MANAGEMENT] = "wifi_management",
    [LINK_SKIP_WIFI_CONTROL] = "wifi_control",
    [LINK_SKIP_WIFI_NULL] = "wifi_null",
    [LINK_SKIP_WIFI_ENCRYPTED] = "wifi_encrypted",
};
static const struct tunnel_row {
    const char *name;
    bool numbered;
} tunnels[TUNNEL_KINDS] = {
    [TUNNEL_IPIP] = {"ipip", false},       [TUNNEL_GRE] = {"gre", false},
    [TUNNEL_PPPOE] = {"pppoe", true},      [TUNNEL_VXLAN] = {"vxlan", true},
    [TUNNEL_GENEVE] = {"geneve", true},    [TUNNEL_ERSPAN] = {"erspan", true},
    [TUNNEL_GTP] = {"gtp", true},          [TUNNEL_MPLS] = {"mpls", true},
    [TUNNEL_TEREDO] = {"teredo", false},   [TUNNEL_L2TP] = {"l2tp", true},
    [TUNNEL_ETHERIP] = {"etherip", false}, [TUNNEL_PBB] = {"pbb", true},
    [TUNNEL_NSH] = {"nsh", true},          [TUNNEL_GUE] = {"gue", false},
};

const char *link_skip_name(enum link_skip why)
{
    return skip_names[why];
}

const char *link_tunnel_name(enum tunnel_kind kind)
{
    return tunnels[kind].name;
}

bool link_tunnel_numbered(enum tunnel_kind kind)
{
    return tunnels[kind].numbered;
}

static struct link_step by_hardware(uint16_t hardware, uint16_t type)
{
    switch (hardware) {
    case ARPHRD_IEEE80211:
        return link_walk_on(link_wifi);
    case ARPHRD_IEEE80211_PRISM:
        return link_walk_on(link_wifi_prism);
    case ARPHRD_IEEE80211_RADIOTAP:
        return link_walk_on(link_wifi_radiotap);
    default:
        return link_ether_type(type);
    }
}

static struct link_step sll(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 16, &h))
        return link_walk_short(w, 16);
    bytes_skip(&h, 2);
    uint16_t hardware = bytes_be16(&h);
    bytes_skip(&h, 10);
    return by_hardware(hardware, bytes_be16(&h));
}

static struct link_step sll2(struct link_walk *w)
{
    struct bytes h;
    if (!link_walk_take(w, 20, &h))
        return link_walk_short(w, 20);
    uint16_t type = bytes_be16(&h);
    bytes_skip(&h, 6);
    return by_hardware(bytes_be16(&h), type);
}

static struct link_step per_packet(struct link_walk *w);

static const struct link_row {
    int type;
    struct link_step (*read)(struct link_walk *w);
} rows[] = {
    {DLT_EN10MB, link_ether},
    {DLT_LINUX_SLL, sll},
    {DLT_LINUX_SLL2, sll2},
    {DLT_NULL, link_log_null},
    {DLT_LOOP, link_log_null},
    {DLT_RAW, ip_any},
    {LINK_TYPE_RAW_OPENBSD, ip_any},
    {LINK_TYPE_RAW, ip_any},
    {DLT_IPV4, ip_v4},
    {DLT_IPV6, ip_v6},
    {DLT_PPP, link_ppp},
    {DLT_PPP_SERIAL, link_ppp_serial},
    {DLT_PPP_ETHER, link_ppp_over_ether},
    {DLT_C_HDLC, link_ppp_cisco},
    {DLT_FRELAY, link_llc_frame_relay},
    {DLT_ATM_RFC1483, link_llc},
    {LINK_TYPE_ATM, link_llc},
    {DLT_IEEE802_11, link_wifi},
    {DLT_IEEE802_11_RADIO, link_wifi_radiotap},
    {DLT_PRISM_HEADER, link_wifi_prism},
    {DLT_IEEE802_11_RADIO_AVS, link_wifi_avs},
    {DLT_PPI, per_packet},
    {DLT_NFLOG, link_log_nf},
    {DLT_PFLOG, link_log_pf},
    {DLT_ENC, link_log_enc},
    {DLT_IPNET, link_log_ipnet},
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
    return row != NULL ? link_walk_on(row->read) : link_walk_unknown(LINK_SKIP_LINKTYPE, type);
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
    s->ip_id = s->tcp_window = 0;
    s->tcp_options = bytes_none();
    s->outer = (struct outer){.vlans = 0};
}

static enum link_skip ended(struct link *l, const struct segment *s, struct link_step step)
{
    if (step.why >= LINK_SKIP_FIRST)
        link_unknown_count(&l->unknowns, step.why, step.number, s->frames);
    return step.why;
}

static enum link_skip walk(struct link *l, int link_type, const struct source_frame *frame, struct segment *s)
{
    const struct link_row *row = row_of(link_type);
    start(s, frame);
    l->fragment_count = 0;
    if (row == NULL)
        return ended(l, s, link_walk_unknown(LINK_SKIP_LINKTYPE, (uint32_t)link_type));
    size_t wire = frame->wire > frame->captured ? frame->wire : frame->captured;
    struct link_walk w = {.data = bytes_of(frame->data, frame->captured), .wire = wire, .s = s, .link = l};
    struct link_step step = link_walk_on(row->read);
    for (unsigned n = 0; n < LINK_STEPS_MOST; n++) {
        step = step.read(&w);
        if (step.read == NULL)
            return ended(l, s, step);
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

const struct link_fragment *link_fragments(const struct link *l, unsigned *count)
{
    *count = l->fragment_count;
    return l->fragment;
}

struct link_counts link_counts(const struct link *l)
{
    struct link_counts c = l->counts;
    c.fragments = fragments_counts(l->fragments);
    c.skipped[LINK_SKIP_FRAGMENT] += c.fragments.frames;
    return c;
}

const struct link_unknowns *link_unknowns(const struct link *l)
{
    return &l->unknowns;
}
