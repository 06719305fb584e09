#include <criterion/criterion.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

enum { ETHERNET = 1, PPP = 9 };

static void put_datagram(struct frame *f)
{
    frame_ip4(f, TRANSPORT_UDP, 1);
    frame_udp(f, 1000, 2000);
    frame_put(f, "hello", 5);
}

static void expect_datagram(struct frame *f, struct segment *s, const char *what)
{
    cr_expect_eq(frame_read(ETHERNET, f, s), LINK_TAKEN, "%s", what);
    cr_expect(s->transport == TRANSPORT_UDP && s->sport == 1000 && s->dport == 2000, "%s", what);
    cr_expect(s->payload.left == 5 && memcmp(s->payload.at, "hello", 5) == 0, "%s", what);
}

Test(link_ether, records_the_ids_of_tags)
{
    static const unsigned types[] = {0x8100, 0x88a8, 0x9100};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, types[i]);
        frame_16(&f, 0xf123);
        frame_16(&f, 0x8100);
        frame_16(&f, 0x0fff);
        frame_16(&f, 0x0800);
        put_datagram(&f);
        expect_datagram(&f, &s, "tagged");
        cr_expect(s.outer.vlans == 2 && s.outer.vlan[0] == 0x123 && s.outer.vlan[1] == 0xfff, "%x", types[i]);
    }
}

Test(link_ether, drops_the_padding_of_short_frames)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x0800);
    put_datagram(&f);
    frame_fill_lengths(&f);
    frame_zero(&f, 60 - f.n);
    expect_datagram(&f, &s, "padded");
    cr_expect_eq(s.wire_bytes, 60U);
    cr_expect_eq(s.payload_bytes, 5U);
    cr_expect_not(s.truncated);
}

Test(link_ether, skips_what_is_not_ip)
{
    static const unsigned types[] = {0x0806, 0x88cc, 0x05dd, 0x0000, 0xffff, 0x8863};
    struct segment s;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct frame f = {.n = 0};
        frame_ether(&f, types[i]);
        frame_zero(&f, 46);
        cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_ETHERTYPE, "%04x", types[i]);
    }
    struct frame stp = {.n = 0};
    frame_ether(&stp, 38);
    frame_put(&stp, "\x42\x42\x03", 3);
    frame_zero(&stp, 43);
    cr_expect_eq(frame_read(ETHERNET, &stp, &s), LINK_SKIP_ETHERTYPE);
}

Test(link_ether, gives_wake_on_lan_frames_as_datagrams)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x0842);
    frame_put(&f, "\xff\xff\xff\xff\xff\xff", 6);
    frame_zero(&f, 96);
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_TAKEN);
    cr_expect(s.transport == TRANSPORT_UDP && s.sport == 0 && s.dport == 9);
    cr_expect(s.payload.left == 102 && s.payload.at[5] == 0xff);
    cr_expect(addr_eq(&s.src, &(struct addr){{0}}) && addr_eq(&s.dst, &(struct addr){{0}}));
}

Test(link_ether, reads_pppoe_sessions)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x8864);
    frame_put(&f, "\x11\0\x12\x34", 4);
    frame_length(&f, f.n + 2);
    frame_16(&f, 0x0021);
    put_datagram(&f);
    expect_datagram(&f, &s, "session");
    cr_expect(s.outer.tunnels == 1 && s.outer.tunnel[0] == TUNNEL_PPPOE && s.outer.tunnel_id[0] == 0x1234);
    f.b[15] = 0xa7;
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER, "discovery code");
    f.b[15] = 0;
    f.b[14] = 0x21;
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER, "version 2");
    f.b[14] = 0x11;
    f.b[18] = 0;
    f.b[19] = 10;
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER, "length ends within the IP header");
}

Test(link_ether, skips_ppp_without_ip)
{
    static const char *const protocols[] = {"\xc0\x21", "\0\xfd", "\x80\x21", "\x23"};
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, protocols[i], 2);
        put_datagram(&f);
        cr_expect_eq(frame_read(PPP, &f, &s), LINK_SKIP_ETHERTYPE, "%zu", i);
    }
}

Test(link_ether, follows_mpls_labels_to_what_is_below)
{
    for (unsigned control_word = 0; control_word < 2; control_word++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, 0x8847);
        frame_32(&f, 1000U << 12 | 64);
        frame_32(&f, 17U << 12 | 0x100 | 64);
        if (control_word) {
            frame_32(&f, 0);
            frame_ether(&f, 0x0800);
        }
        put_datagram(&f);
        expect_datagram(&f, &s, "mpls");
        cr_expect(s.outer.tunnels == 2 && s.outer.tunnel[0] == TUNNEL_MPLS && s.outer.tunnel_id[0] == 1000);
        cr_expect(s.outer.tunnel[1] == TUNNEL_MPLS && s.outer.tunnel_id[1] == 17);
    }
}

Test(link_ether, ends_an_mpls_stack_without_a_bottom)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x8848);
    for (unsigned i = 0; i < 300; i++)
        frame_32(&f, 0x1000);
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER);
    f.b[f.n - 2] |= 1;
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER, "nothing below the labels");
    cr_expect_eq(s.outer.tunnels, OUTER_TUNNELS);
}

Test(link_ether, looks_into_fabric_path_and_bridged_ethernet)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x8903);
    frame_16(&f, 0x0040);
    frame_ether(&f, 0x8100);
    frame_16(&f, 7);
    frame_16(&f, 0x6558);
    frame_ether(&f, 0x0800);
    put_datagram(&f);
    expect_datagram(&f, &s, "fabric path");
    cr_expect(s.outer.vlans == 1 && s.outer.vlan[0] == 7);
}
