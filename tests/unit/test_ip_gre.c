#include "tests/unit/carrier.h"

Test(ip_gre, follows_gre)
{
    static const struct carrier rows[] = {
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
        {"keepalive", "\0\0\0\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"CDP", "\0\0\x20\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"routing", "\x40\0\x08\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"version 2", "\0\x02\x08\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_ip(rows, sizeof rows / sizeof rows[0], 47);
}

Test(ip_gre, refuses_erspan_of_another_version)
{
    static const char *const headers[] = {"\x10\0\x88\xbe\0\0\0\x01\x20\x64\0\x01zzzz",
                                          "\x10\0\x22\xeb\0\0\0\x01\x10\x64\0\x01zzzz"};
    for (size_t i = 0; i < 2; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4(&f, 47, 1);
        frame_put(&f, headers[i], 16);
        frame_zero(&f, 100);
        cr_expect_eq(frame_read(CARRIER_RAW_LINK, &f, &s), LINK_SKIP_BAD_HEADER, "%zu", i);
    }
}

Test(ip_gre, follows_pptp)
{
    for (unsigned ack = 0; ack < 2; ack++) {
        struct carrier row = {"PPTP", NULL, 0, IN_PPP, TUNNEL_GRE, 0xbeef};
        struct frame f = {.n = 0};
        frame_ip4(&f, 47, 1);
        frame_16(&f, ack ? 0x3081 : 0x3001);
        frame_16(&f, 0x880b);
        frame_length(&f, f.n + 8 + ack * 4);
        frame_16(&f, 0xbeef);
        frame_zero(&f, 4 + ack * 4);
        carrier_put_inside(&f, IN_PPP);
        carrier_expect(&f, &row, 47);
        carrier_expect_cuts(CARRIER_RAW_LINK, &f, row.what);
    }
    struct carrier acknowledgement = {"PPTP acknowledgement", NULL, 0, IN_PPP, CARRIER_NO_TUNNEL, 0};
    struct frame f = {.n = 0};
    frame_ip4(&f, 47, 1);
    frame_put(&f, "\x20\x81\x88\x0b\0\0\xbe\xef\0\0\0\x01", 12);
    carrier_expect(&f, &acknowledgement, 47);
}
