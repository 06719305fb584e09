#include "tests/unit/carrier.h"

enum { ETHERNET = 1 };

Test(link_nsh, reads_what_its_next_protocol_announces)
{
    static const struct carrier rows[] = {
        {"IPv4, no metadata", "\x0f\xc2\x02\x01\0\0\x2a\xff", 8, IN_IP4, TUNNEL_NSH, 42},
        {"IPv6, metadata of 4 words",
         "\x0f\xc6\x01\x02\0\0\x2a\xff"
         "mmmmmmmmmmmmmmmm",
         24, IN_IP6, TUNNEL_NSH, 42},
        {"Ethernet", "\x0f\xc2\x02\x03\x12\x34\x56\xff", 8, IN_ETHERNET, TUNNEL_NSH, 0x123456},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, 0x894f);
        frame_put(&f, rows[i].header, rows[i].n);
        carrier_put_inside(&f, rows[i].inside);
        carrier_expect_inside(ETHERNET, &f, &s, rows[i].what);
        cr_expect(s.outer.tunnels == 1 && s.outer.tunnel[0] == TUNNEL_NSH, "%s", rows[i].what);
        cr_expect_eq(s.outer.tunnel_id[0], rows[i].id, "%s", rows[i].what);
        carrier_expect_cuts(ETHERNET, &f, rows[i].what);
    }
}

Test(link_nsh, follows_one_header_to_the_next_and_to_labels)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x894f);
    frame_put(&f, "\x0f\xc2\x02\x04\0\0\x01\xff", 8);
    frame_put(&f, "\x0f\xc2\x02\x05\0\0\x02\xff", 8);
    frame_put(&f, "\0\x01\x01\x40", 4);
    carrier_put_inside(&f, IN_IP4);
    carrier_expect_inside(ETHERNET, &f, &s, "nested");
    cr_expect(s.outer.tunnels == 3 && s.outer.tunnel[2] == TUNNEL_MPLS && s.outer.tunnel_id[1] == 2);
}

Test(link_nsh, refuses_other_versions_lengths_and_protocols)
{
    static const struct {
        const char *header;
        enum link_skip why;
    } rows[] = {
        {"\x4f\xc2\x02\x01\0\0\x2a\xff", LINK_SKIP_BAD_HEADER},
        {"\x0f\xc1\x02\x01\0\0\x2a\xff", LINK_SKIP_BAD_HEADER},
        {"\x0f\xc0\x02\x01\0\0\x2a\xff", LINK_SKIP_BAD_HEADER},
        {"\x0f\xff\x02\x01\0\0\x2a\xff", LINK_SKIP_BAD_HEADER},
        {"\x0f\xc2\x02\x06\0\0\x2a\xff", LINK_SKIP_ETHERTYPE},
        {"\x0f\xc2\x02\0\0\0\x2a\xff", LINK_SKIP_ETHERTYPE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, 0x894f);
        frame_put(&f, rows[i].header, 8);
        carrier_put_inside(&f, IN_IP4);
        cr_expect_eq(frame_read(ETHERNET, &f, &s), rows[i].why, "%zu", i);
    }
}
