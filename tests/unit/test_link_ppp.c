#include <stdio.h>

#include "tests/unit/carrier.h"

enum { ETHERNET = 1, PPP = 9, PPP_SERIAL = 50, PPP_ETHER = 51 };

Test(link_ppp, reads_pppoe_sessions)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x8864);
    frame_put(&f, "\x11\0\x12\x34", 4);
    frame_length(&f, f.n + 2);
    frame_16(&f, 0x0021);
    carrier_put_datagram(&f);
    carrier_expect_datagram(&f, &s, "session");
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

Test(link_ppp, skips_ppp_without_ip)
{
    static const char *const protocols[] = {"\xc0\x21", "\0\xfd", "\x80\x21", "\x23", "\xff\x03\0\xfd"};
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, protocols[i], i == 4 ? 4 : 2);
        carrier_put_datagram(&f);
        cr_expect_eq(frame_read(PPP, &f, &s), LINK_SKIP_PPP, "%zu", i);
    }
}

static void expect_carried(int link_type, const char *header, size_t n, enum carrier_inside inside)
{
    struct frame f = {.n = 0};
    struct segment s;
    char what[64] = "";
    for (size_t i = 0; i < n && i < 16; i++)
        (void)snprintf(what + i * 3, sizeof what - i * 3, "%02x ", (unsigned)(uint8_t)header[i]);
    frame_put(&f, header, n);
    carrier_put_inside(&f, inside);
    carrier_expect_inside(link_type, &f, &s, what);
    carrier_expect_cuts(link_type, &f, what);
}

Test(link_ppp, reads_every_form_of_its_header)
{
    expect_carried(PPP, "\xff\x03\0\x21", 4, IN_IP4);
    expect_carried(PPP, "\xff\x03\x21", 3, IN_IP4);
    expect_carried(PPP, "\0\x21", 2, IN_IP4);
    expect_carried(PPP, "\x21", 1, IN_IP4);
    expect_carried(PPP, "\0\x57", 2, IN_IP6);
    expect_carried(PPP, "\x57", 1, IN_IP6);
    expect_carried(PPP, "\x02\x81\0\x01\x01\x40", 6, IN_IP4);
    expect_carried(PPP_ETHER, "\x11\0\0\x05\0\x2d\0\x21", 8, IN_IP4);
    expect_carried(PPP_SERIAL, "\x0f\0\x86\xdd", 4, IN_IP6);
    expect_carried(PPP_SERIAL, "\x8f\0\x08\0", 4, IN_IP4);
}

Test(link_ppp, reads_multilink_packets_that_are_whole)
{
    expect_carried(PPP, "\xff\x03\0\x3d\xc0\0\0\x07\0\x21", 10, IN_IP4);
    expect_carried(PPP, "\0\x3d\xc0\0\0\x07\x21", 7, IN_IP4);
    expect_carried(PPP, "\0\x3d\xc0\x07\0\x21", 6, IN_IP4);
    expect_carried(PPP, "\0\x3d\xc5\x07\x57", 5, IN_IP6);
    for (unsigned flags = 0; flags < 0xc0; flags += 0x40) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, "\0\x3d", 2);
        frame_8(&f, flags);
        frame_put(&f, "\0\0\x07\0\x21", 5);
        carrier_put_inside(&f, IN_IP4);
        cr_expect_eq(frame_read(PPP, &f, &s), LINK_SKIP_FRAGMENT, "%02x", flags);
    }
}

Test(link_ppp, reads_sessions_behind_tags)
{
    expect_carried(ETHERNET, "aaaaaabbbbbb\x81\0\0\x07\x88\x64\x11\0\0\x05\0\x2d\0\x21", 26, IN_IP4);
}

Test(link_ppp, drops_what_follows_a_session_packet)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_put(&f, "\x11\0\0\x05\0\x2d\0\x21", 8);
    carrier_put_inside(&f, IN_IP4);
    frame_fill_lengths(&f);
    f.b[10] = f.b[11] = 0;
    frame_zero(&f, 20);
    carrier_expect_inside(PPP_ETHER, &f, &s, "padded, no total length");
}
