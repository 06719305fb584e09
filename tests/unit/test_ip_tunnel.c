#include <criterion/criterion.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

enum { RAW = 12, NOT_A_TUNNEL = TUNNEL_KINDS };

enum inside { IN_ETHERNET, IN_IP4, IN_IP6, IN_PPP };

static void put_inside(struct frame *f, enum inside inside)
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

struct row {
    const char *what, *header;
    size_t n;
    enum inside inside;
    unsigned kind;
    uint32_t id;
};

static void expect_row(struct frame *f, const struct row *row, uint8_t outer_transport)
{
    struct segment s;
    enum link_skip why = frame_read(RAW, f, &s);
    cr_expect_eq(why, LINK_TAKEN, "%s: %s", row->what, link_skip_name(why));
    if (row->kind == NOT_A_TUNNEL) {
        cr_expect(s.transport == outer_transport && s.outer.tunnels == 0, "%s", row->what);
        return;
    }
    cr_expect(s.transport == TRANSPORT_TCP && s.sport == 40000 && s.dport == 80, "%s", row->what);
    cr_expect(s.payload.left == 3 && s.payload_bytes == 3 && !s.truncated, "%s", row->what);
    cr_expect(s.outer.tunnels == 1 && s.outer.tunnel[0] == row->kind, "%s", row->what);
    cr_expect_eq(s.outer.tunnel_id[0], row->id, "%s: %u", row->what, s.outer.tunnel_id[0]);
}

static void expect_no_short_read(struct frame *f, const struct row *row)
{
    struct segment s;
    for (size_t cut = 0; cut < f->n; cut++) {
        enum link_skip why = frame_read_cut(RAW, f, cut, f->n, &s);
        bool fine = why == LINK_SKIP_TRUNCATED || (why == LINK_TAKEN && s.truncated);
        cr_expect(fine, "%s cut at %zu: %s", row->what, cut, link_skip_name(why));
    }
}

Test(ip_tunnel, follows_gre)
{
    static const struct row rows[] = {
        {"IPv4", "\0\0\x08\0", 4, IN_IP4, TUNNEL_GRE, 0},
        {"IPv6", "\0\0\x86\xdd", 4, IN_IP6, TUNNEL_GRE, 0},
        {"Ethernet", "\0\0\x65\x58", 4, IN_ETHERNET, TUNNEL_GRE, 0},
        {"PPP", "\0\0\x88\x0b", 4, IN_PPP, TUNNEL_GRE, 0},
        {"key", "\x20\0\x08\0\0\0\x10\x01", 8, IN_IP4, TUNNEL_GRE, 0x1001},
        {"checksum", "\x80\0\x08\0zzzz", 8, IN_IP4, TUNNEL_GRE, 0},
        {"sequence", "\x10\0\x08\0\0\0\0\x05", 8, IN_IP4, TUNNEL_GRE, 0},
        {"checksum, key and sequence", "\xb0\0\x08\0zzzz\0\0\0\x2azzzz", 16, IN_IP4, TUNNEL_GRE, 42},
        {"ERSPAN I", "\0\0\x88\xbe", 4, IN_ETHERNET, TUNNEL_ERSPAN, 0},
        {"ERSPAN II", "\x10\0\x88\xbe\0\0\0\x01\x10\x64\x18\x65\0\0\0\0", 16, IN_ETHERNET, TUNNEL_ERSPAN,
         0x65},
        {"ERSPAN III", "\x10\0\x22\xeb\0\0\0\x01\x20\x64\x03\xfftttt\0\0\0\0", 20, IN_ETHERNET, TUNNEL_ERSPAN,
         0x3ff},
        {"ERSPAN III with subheader", "\x10\0\x22\xeb\0\0\0\x01\x20\x64\0\x01tttt\0\0\0\x01ssssssss", 28,
         IN_ETHERNET, TUNNEL_ERSPAN, 1},
        {"ERSPAN III with IP", "\x10\0\x22\xeb\0\0\0\x01\x20\x64\0\x01tttt\0\0\x08\0", 20, IN_IP6,
         TUNNEL_ERSPAN, 1},
        {"keepalive", "\0\0\0\0", 4, IN_IP4, NOT_A_TUNNEL, 0},
        {"CDP", "\0\0\x20\0", 4, IN_IP4, NOT_A_TUNNEL, 0},
        {"routing", "\x40\0\x08\0", 4, IN_IP4, NOT_A_TUNNEL, 0},
        {"version 2", "\0\x02\x08\0", 4, IN_IP4, NOT_A_TUNNEL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        frame_ip4(&f, 47, 1);
        frame_put(&f, rows[i].header, rows[i].n);
        put_inside(&f, rows[i].inside);
        expect_row(&f, &rows[i], 47);
        expect_no_short_read(&f, &rows[i]);
    }
}

Test(ip_tunnel, refuses_erspan_of_another_version)
{
    static const char *const headers[] = {"\x10\0\x88\xbe\0\0\0\x01\x20\x64\0\x01zzzz",
                                          "\x10\0\x22\xeb\0\0\0\x01\x10\x64\0\x01zzzz"};
    for (size_t i = 0; i < 2; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4(&f, 47, 1);
        frame_put(&f, headers[i], 16);
        frame_zero(&f, 100);
        cr_expect_eq(frame_read(RAW, &f, &s), LINK_SKIP_BAD_HEADER, "%zu", i);
    }
}

Test(ip_tunnel, follows_pptp)
{
    for (unsigned ack = 0; ack < 2; ack++) {
        struct row row = {"PPTP", NULL, 0, IN_PPP, TUNNEL_GRE, 0xbeef};
        struct frame f = {.n = 0};
        frame_ip4(&f, 47, 1);
        frame_16(&f, ack ? 0x3081 : 0x3001);
        frame_16(&f, 0x880b);
        frame_length(&f, f.n + 8 + ack * 4);
        frame_16(&f, 0xbeef);
        frame_zero(&f, 4 + ack * 4);
        put_inside(&f, IN_PPP);
        expect_row(&f, &row, 47);
        expect_no_short_read(&f, &row);
    }
    struct row acknowledgement = {"PPTP acknowledgement", NULL, 0, IN_PPP, NOT_A_TUNNEL, 0};
    struct frame f = {.n = 0};
    frame_ip4(&f, 47, 1);
    frame_put(&f, "\x20\x81\x88\x0b\0\0\xbe\xef\0\0\0\x01", 12);
    expect_row(&f, &acknowledgement, 47);
}

static void put_udp_tunnel(struct frame *f, unsigned port, const struct row *row)
{
    frame_ip4(f, TRANSPORT_UDP, 1);
    frame_udp(f, 50000, port);
    frame_put(f, row->header, row->n);
    put_inside(f, row->inside);
}

Test(ip_tunnel, follows_vxlan_with_every_reserved_bit_right)
{
    static const struct row rows[] = {
        {"VXLAN", "\x08\0\0\0\x12\x34\x56\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 0x123456},
        {"group policy", "\x88\0\x12\x34\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 42},
        {"group policy applied", "\x88\x48\x12\x34\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 42},
        {"no id flag", "\0\0\0\0\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"a reserved flag", "\x09\0\0\0\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"reserved bytes", "\x08\0\0\x01\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"reserved last byte", "\x08\0\0\0\0\0\x2a\x01", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"group policy, reserved flag", "\x88\x80\0\0\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        put_udp_tunnel(&f, 4789, &rows[i]);
        expect_row(&f, &rows[i], TRANSPORT_UDP);
    }
}

Test(ip_tunnel, follows_geneve_over_its_options)
{
    static const struct row rows[] = {
        {"Ethernet", "\0\0\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_GENEVE, 42},
        {"IPv4", "\0\0\x08\0\0\0\x2a\0", 8, IN_IP4, TUNNEL_GENEVE, 42},
        {"options", "\x02\x40\x86\xdd\x01\0\0\0oooooooo", 16, IN_IP6, TUNNEL_GENEVE, 0x010000},
        {"version 1", "\x40\0\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"control packet", "\0\x80\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"reserved bits", "\0\x01\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"reserved byte", "\0\0\x65\x58\0\0\x2a\x01", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"unknown type", "\0\0\x12\x34\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
        {"options beyond the packet", "\x3f\0\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        put_udp_tunnel(&f, 6081, &rows[i]);
        expect_row(&f, &rows[i], TRANSPORT_UDP);
    }
}

Test(ip_tunnel, follows_gtp_over_its_extensions)
{
    static const struct row rows[] = {
        {"plain", "\x30\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, TUNNEL_GTP, 0x102},
        {"sequence", "\x32\xff\0\x2f\0\0\x01\x02\0\x05\0\0", 12, IN_IP4, TUNNEL_GTP, 0x102},
        {"extension", "\x34\xff\0\x33\0\0\x01\x02\0\0\0\x85\x01\0\x09\0", 16, IN_IP4, TUNNEL_GTP, 0x102},
        {"IPv6", "\x30\xff\0\x3f\0\0\x01\x02", 8, IN_IP6, TUNNEL_GTP, 0x102},
        {"echo request", "\x32\x01\0\x2f\0\0\x01\x02\0\x05\0\0", 12, IN_IP4, NOT_A_TUNNEL, 0},
        {"version 2", "\x50\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, NOT_A_TUNNEL, 0},
        {"GTP prime", "\x20\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, NOT_A_TUNNEL, 0},
        {"reserved bit", "\x38\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, NOT_A_TUNNEL, 0},
        {"longer than the packet", "\x30\xff\0\x2c\0\0\x01\x02", 8, IN_IP4, NOT_A_TUNNEL, 0},
        {"extension of no length", "\x34\xff\0\x33\0\0\x01\x02\0\0\0\x85\0\0\x09\0", 16, IN_IP4, NOT_A_TUNNEL,
         0},
        {"not IP inside", "\x30\xff\0\x2b\0\0\x01\x02", 8, IN_PPP, NOT_A_TUNNEL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        put_udp_tunnel(&f, 2152, &rows[i]);
        expect_row(&f, &rows[i], TRANSPORT_UDP);
    }
}

Test(ip_tunnel, takes_no_port_but_the_tunnels_own)
{
    struct row row = {"VXLAN", "\x08\0\0\0\x12\x34\x56\0", 8, IN_ETHERNET, NOT_A_TUNNEL, 0};
    struct frame f = {.n = 0};
    put_udp_tunnel(&f, 4788, &row);
    expect_row(&f, &row, TRANSPORT_UDP);
}

Test(ip_tunnel, records_tunnels_from_the_outside_in)
{
    struct frame f = {.n = 0};
    struct segment s;
    for (unsigned i = 0; i < OUTER_TUNNELS + 1; i++) {
        frame_ip4(&f, 47, i);
        frame_put(&f, "\x20\0\x08\0\0\0\0", 7);
        frame_8(&f, i);
    }
    put_inside(&f, IN_IP4);
    cr_expect_eq(frame_read(RAW, &f, &s), LINK_TAKEN);
    cr_expect_eq(s.outer.tunnels, OUTER_TUNNELS);
    for (unsigned i = 0; i < OUTER_TUNNELS; i++)
        cr_expect(s.outer.tunnel[i] == TUNNEL_GRE && s.outer.tunnel_id[i] == i);
}
