/* A carrier's header before a TCP segment, and what reading it must give. */
#ifndef TESTS_UNIT_CARRIER_H
#define TESTS_UNIT_CARRIER_H

#include <criterion/criterion.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

enum { CARRIER_ETHERNET_LINK = 1, CARRIER_RAW_LINK = 12, CARRIER_NO_TUNNEL = TUNNEL_KINDS };

enum carrier_inside { IN_ETHERNET, IN_IP4, IN_IP6, IN_PPP };

struct carrier {
    const char *what, *header;
    size_t n;
    enum carrier_inside inside;
    unsigned kind; /* enum tunnel_kind, or CARRIER_NO_TUNNEL: the outer datagram or packet is the segment */
    uint32_t id;
};

/* 40000 to 80, an ACK with "GET". */
static inline void carrier_put_inside(struct frame *f, enum carrier_inside inside)
{
    if (inside == IN_ETHERNET)
        frame_ether(f, 0x0800);
    if (inside == IN_PPP)
        frame_put(f, "\xff\x03\0\x21", 4);
    if (inside == IN_IP6)
        frame_ip6(f, TRANSPORT_TCP, 7);
    else
        frame_ip4(f, TRANSPORT_TCP, 7);
    frame_tcp(f, 40000, 80, TCP_ACK);
    frame_put(f, "GET", 3);
}

static inline void carrier_expect_inside(int link_type, struct frame *f, struct segment *s, const char *what)
{
    enum link_skip why = frame_read(link_type, f, s);
    cr_expect_eq(why, LINK_TAKEN, "%s: %s", what, link_skip_name(why));
    cr_expect(s->transport == TRANSPORT_TCP && s->sport == 40000 && s->dport == 80, "%s", what);
    cr_expect(s->payload.left == 3 && s->payload_bytes == 3 && !s->truncated, "%s", what);
    cr_expect(memcmp(s->payload.at, "GET", 3) == 0, "%s", what);
}

/* An IPv4 datagram from port 1000 to port 2000 that says "hello", as what an Ethernet frame carries. */
static inline void carrier_put_datagram(struct frame *f)
{
    frame_ip4(f, TRANSPORT_UDP, 1);
    frame_udp(f, 1000, 2000);
    frame_put(f, "hello", 5);
}

static inline void carrier_expect_datagram(struct frame *f, struct segment *s, const char *what)
{
    cr_expect_eq(frame_read(CARRIER_ETHERNET_LINK, f, s), LINK_TAKEN, "%s", what);
    cr_expect(s->transport == TRANSPORT_UDP && s->sport == 1000 && s->dport == 2000, "%s", what);
    cr_expect(s->payload.left == 5 && memcmp(s->payload.at, "hello", 5) == 0, "%s", what);
}

/* f: the carrier's packet from the outer IP header on. */
static inline void carrier_expect(struct frame *f, const struct carrier *row, uint8_t outer_transport)
{
    struct segment s;
    if (row->kind == CARRIER_NO_TUNNEL) {
        cr_expect_eq(frame_read(CARRIER_RAW_LINK, f, &s), LINK_TAKEN, "%s", row->what);
        cr_expect(s.transport == outer_transport && s.outer.tunnels == 0, "%s", row->what);
        return;
    }
    carrier_expect_inside(CARRIER_RAW_LINK, f, &s, row->what);
    cr_expect(s.outer.tunnels == 1 && s.outer.tunnel[0] == row->kind, "%s", row->what);
    cr_expect_eq(s.outer.tunnel_id[0], row->id, "%s: %u", row->what, s.outer.tunnel_id[0]);
}

/* Whatever the snaplen leaves of a frame, nothing else is read out of it. */
static inline void carrier_expect_cuts(int link_type, struct frame *f, const char *what)
{
    struct segment s;
    for (size_t cut = 0; cut < f->n; cut++) {
        enum link_skip why = frame_read_cut(link_type, f, cut, f->n, &s);
        bool fine = why == LINK_SKIP_TRUNCATED || (why == LINK_TAKEN && s.truncated);
        cr_expect(fine, "%s cut at %zu: %s", what, cut, link_skip_name(why));
    }
}

/* Each row behind a header of IPv4 with this protocol. */
static inline void carrier_expect_rows_over_ip(const struct carrier *rows, size_t n, uint8_t protocol)
{
    for (size_t i = 0; i < n; i++) {
        struct frame f = {.n = 0};
        frame_ip4(&f, protocol, 1);
        frame_put(&f, rows[i].header, rows[i].n);
        carrier_put_inside(&f, rows[i].inside);
        carrier_expect(&f, &rows[i], protocol);
        carrier_expect_cuts(CARRIER_RAW_LINK, &f, rows[i].what);
    }
}

/* Each row in a datagram between these ports. */
static inline void carrier_expect_rows_over_udp(const struct carrier *rows, size_t n, unsigned sport,
                                                unsigned dport)
{
    for (size_t i = 0; i < n; i++) {
        struct frame f = {.n = 0};
        frame_ip4(&f, TRANSPORT_UDP, 1);
        frame_udp(&f, sport, dport);
        frame_put(&f, rows[i].header, rows[i].n);
        carrier_put_inside(&f, rows[i].inside);
        carrier_expect(&f, &rows[i], TRANSPORT_UDP);
        carrier_expect_cuts(CARRIER_RAW_LINK, &f, rows[i].what);
    }
}

#endif
