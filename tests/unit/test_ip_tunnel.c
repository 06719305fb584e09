#include "tests/unit/carrier.h"

Test(ip_tunnel, follows_vxlan_with_every_reserved_bit_right)
{
    static const struct carrier rows[] = {
        {"VXLAN", "\x08\0\0\0\x12\x34\x56\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 0x123456},
        {"group policy", "\x88\0\x12\x34\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 42},
        {"group policy applied", "\x88\x48\x12\x34\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 42},
        {"no id flag", "\0\0\0\0\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"a reserved flag", "\x09\0\0\0\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved bytes", "\x08\0\0\x01\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved last byte", "\x08\0\0\0\0\0\x2a\x01", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"group policy, reserved flag", "\x88\x80\0\0\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 4789);
}

Test(ip_tunnel, follows_geneve_over_its_options)
{
    static const struct carrier rows[] = {
        {"Ethernet", "\0\0\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_GENEVE, 42},
        {"IPv4", "\0\0\x08\0\0\0\x2a\0", 8, IN_IP4, TUNNEL_GENEVE, 42},
        {"options", "\x02\x40\x86\xdd\x01\0\0\0oooooooo", 16, IN_IP6, TUNNEL_GENEVE, 0x010000},
        {"version 1", "\x40\0\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"control packet", "\0\x80\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved bits", "\0\x01\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved byte", "\0\0\x65\x58\0\0\x2a\x01", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"unknown type", "\0\0\x12\x34\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"options beyond the packet", "\x3f\0\x65\x58\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 6081);
}

Test(ip_tunnel, follows_gtp_over_its_extensions)
{
    static const struct carrier rows[] = {
        {"plain", "\x30\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, TUNNEL_GTP, 0x102},
        {"sequence", "\x32\xff\0\x2f\0\0\x01\x02\0\x05\0\0", 12, IN_IP4, TUNNEL_GTP, 0x102},
        {"extension", "\x34\xff\0\x33\0\0\x01\x02\0\0\0\x85\x01\0\x09\0", 16, IN_IP4, TUNNEL_GTP, 0x102},
        {"IPv6", "\x30\xff\0\x3f\0\0\x01\x02", 8, IN_IP6, TUNNEL_GTP, 0x102},
        {"echo request", "\x32\x01\0\x2f\0\0\x01\x02\0\x05\0\0", 12, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"version 2", "\x50\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"GTP prime", "\x20\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"reserved bit", "\x38\xff\0\x2b\0\0\x01\x02", 8, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"longer than the packet", "\x30\xff\0\x2c\0\0\x01\x02", 8, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"extension of no length", "\x34\xff\0\x33\0\0\x01\x02\0\0\0\x85\0\0\x09\0", 16, IN_IP4,
         CARRIER_NO_TUNNEL, 0},
        {"not IP inside", "\x30\xff\0\x2b\0\0\x01\x02", 8, IN_PPP, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 2152);
}

Test(ip_tunnel, follows_vxlan_gpe_to_what_it_names)
{
    static const struct carrier rows[] = {
        {"Ethernet", "\x0c\0\0\x03\0\0\x2a\0", 8, IN_ETHERNET, TUNNEL_VXLAN, 42},
        {"IPv4", "\x0c\0\0\x01\0\0\x2a\0", 8, IN_IP4, TUNNEL_VXLAN, 42},
        {"IPv6, broadcast bit", "\x0e\0\0\x02\0\0\x2a\0", 8, IN_IP6, TUNNEL_VXLAN, 42},
        {"no id", "\x04\0\0\x03\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"no protocol", "\x08\0\0\x03\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"management", "\x0d\0\0\x03\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"version 1", "\x1c\0\0\x03\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved bytes", "\x0c\0\x01\x03\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved last byte", "\x0c\0\0\x03\0\0\x2a\x01", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"unknown protocol", "\x0c\0\0\x09\0\0\x2a\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 4790);
}

Test(ip_tunnel, follows_vxlan_on_the_port_of_linux)
{
    static const struct carrier row = {"8472",  "\x08\0\0\0\x12\x34\x56\0", 8, IN_ETHERNET, TUNNEL_VXLAN,
                                       0x123456};
    carrier_expect_rows_over_udp(&row, 1, 50000, 8472);
}

Test(ip_tunnel, follows_gre_over_udp)
{
    static const struct carrier rows[] = {
        {"IPv4", "\0\0\x08\0", 4, IN_IP4, TUNNEL_GRE, 0},
        {"key", "\x20\0\x65\x58\0\0\0\x2a", 8, IN_ETHERNET, TUNNEL_GRE, 42},
        {"unknown type", "\0\0\x12\x34", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"reserved bit", "\0\x08\x08\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"version 1", "\x30\x01\x88\x0b\0\x31\0\x01\0\0\0\x01", 12, IN_PPP, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 4754);
}

Test(ip_tunnel, follows_mpls_over_ip_and_udp_where_it_is_proven)
{
    static const struct carrier rows[] = {
        {"IPv4", "\0\x01\x01\x40", 4, IN_IP4, TUNNEL_MPLS, 16},
        {"IPv6", "\0\x01\x01\x40", 4, IN_IP6, TUNNEL_MPLS, 16},
        {"Ethernet", "\0\x01\x01\x40", 4, IN_ETHERNET, TUNNEL_MPLS, 16},
        {"control word", "\0\x01\x01\x40\0\0\0\x01", 8, IN_ETHERNET, TUNNEL_MPLS, 16},
        {"not a control word", "\0\x01\x01\x40\x10\0\0\x01", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"no bottom", "\0\x01\0\x40", 4, IN_PPP, CARRIER_NO_TUNNEL, 0},
        {"something else", "\0\x01\x01\x40", 4, IN_PPP, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 6635);
    carrier_expect_rows_over_ip(rows, sizeof rows / sizeof rows[0], 137);
}

Test(ip_tunnel, follows_gue_without_options)
{
    static const struct carrier rows[] = {
        {"IPv4", "\0\x04\0\0", 4, IN_IP4, TUNNEL_GUE, 0},
        {"IPv6", "\0\x29\0\0", 4, IN_IP6, TUNNEL_GUE, 0},
        {"bare IPv4", "", 0, IN_IP4, TUNNEL_GUE, 0},
        {"bare IPv6", "", 0, IN_IP6, TUNNEL_GUE, 0},
        {"options", "\x01\x04\0\x01oooo", 8, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"control", "\x20\x04\0\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"flags", "\0\x04\0\x01", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"TCP", "\0\x06\0\0", 4, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"text", "\0\x04\0\0", 4, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(rows, sizeof rows / sizeof rows[0], 50000, 6080);
}

Test(ip_tunnel, follows_etherip)
{
    static const struct carrier rows[] = {
        {"version 3", "\x30\0", 2, IN_ETHERNET, TUNNEL_ETHERIP, 0},
        {"version 4", "\x40\0", 2, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved bits", "\x30\x01", 2, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_ip(rows, sizeof rows / sizeof rows[0], 97);
}

Test(ip_tunnel, takes_no_port_but_the_tunnels_own)
{
    static const struct carrier vxlan[] = {
        {"VXLAN", "\x08\0\0\0\x12\x34\x56\0", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0}};
    carrier_expect_rows_over_udp(vxlan, 1, 50000, 4788);
    carrier_expect_rows_over_udp(vxlan, 1, 4789, 50000);
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
    carrier_put_inside(&f, IN_IP4);
    cr_expect_eq(frame_read(CARRIER_RAW_LINK, &f, &s), LINK_TAKEN);
    cr_expect_eq(s.outer.tunnels, OUTER_TUNNELS);
    for (unsigned i = 0; i < OUTER_TUNNELS; i++)
        cr_expect(s.outer.tunnel[i] == TUNNEL_GRE && s.outer.tunnel_id[i] == i);
}
