#include "tests/unit/carrier.h"

#define ROWS(rows) rows, sizeof rows / sizeof rows[0]

Test(ip_l2tp, follows_version_2_over_its_optional_fields)
{
    static const struct carrier rows[] = {
        {"bare", "\0\x02\0\x05\0\x09", 6, IN_PPP, TUNNEL_L2TP, 9},
        {"length", "\x40\x02\0\x37\0\x05\0\x09", 8, IN_PPP, TUNNEL_L2TP, 9},
        {"sequence", "\x08\x02\0\x05\0\x09\0\x01\0\x02", 10, IN_PPP, TUNNEL_L2TP, 9},
        {"offset", "\x02\x02\0\x05\0\x09\0\x03ooo", 11, IN_PPP, TUNNEL_L2TP, 9},
        {"offset 0, priority", "\x03\x02\0\x05\0\x09\0\0", 8, IN_PPP, TUNNEL_L2TP, 9},
        {"all of them", "\x4b\x02\0\x3f\0\x05\xff\xff\0\x01\0\x02\0\x02oo", 16, IN_PPP, TUNNEL_L2TP, 0xffff},
        {"no address and control", "\0\x02\0\x05\0\x09\0\x21", 8, IN_IP4, TUNNEL_L2TP, 9},
        {"protocol of one byte", "\0\x02\0\x05\0\x09\x57", 7, IN_IP6, TUNNEL_L2TP, 9},
        {"control message", "\xc8\x02\0\x3b\0\x05\0\x09\0\x01\0\x02", 12, IN_PPP, CARRIER_NO_TUNNEL, 0},
        {"version 1", "\0\x01\0\x05\0\x09", 6, IN_PPP, CARRIER_NO_TUNNEL, 0},
        {"link control inside", "\0\x02\0\x05\0\x09\xff\x03\xc0\x21", 10, IN_IP4, CARRIER_NO_TUNNEL, 0},
        {"length beyond the datagram", "\x40\x02\0\x38\0\x05\0\x09", 8, IN_PPP, CARRIER_NO_TUNNEL, 0},
        {"length within the header", "\x40\x02\0\x07\0\x05\0\x09", 8, IN_PPP, CARRIER_NO_TUNNEL, 0},
        {"offset beyond the datagram", "\x02\x02\0\x05\0\x09\xff\xff", 8, IN_PPP, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_udp(ROWS(rows), 1701, 1701);
    carrier_expect_rows_over_udp(ROWS(rows), 1701, 50000);
    carrier_expect_rows_over_udp(ROWS(rows), 50000, 1701);
}

Test(ip_l2tp, wants_every_reserved_bit_in_place)
{
    for (unsigned bit = 0; bit < 16; bit++) {
        if (!(0x34f0 >> bit & 1))
            continue;
        char header[6] = {(char)(1U << bit >> 8), (char)(2U | (1U << bit & 0xff)), 0, 5, 0, 9};
        struct carrier row = {"reserved bit", header, sizeof header, IN_PPP, CARRIER_NO_TUNNEL, 0};
        carrier_expect_rows_over_udp(&row, 1, 1701, 1701);
    }
}

Test(ip_l2tp, follows_version_3_where_ethernet_is_proven)
{
    static const struct carrier over_ip[] = {
        {"no cookie", "\0\0\x12\x34", 4, IN_ETHERNET, TUNNEL_L2TP, 0x1234},
        {"cookie of 4", "\0\0\x12\x34kkkk", 8, IN_ETHERNET, TUNNEL_L2TP, 0x1234},
        {"cookie of 4 and sublayer", "\0\0\x12\x34kkkk@\0\0\x01", 12, IN_ETHERNET, TUNNEL_L2TP, 0x1234},
        {"cookie of 8 and sublayer", "\0\0\x12\x34kkkkkkkk@\0\0\x01", 16, IN_ETHERNET, TUNNEL_L2TP, 0x1234},
        {"more than that", "\0\0\x12\x34kkkkkkkk@\0\0\x01zzzz", 20, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"control message", "\0\0\0\0", 4, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"PPP inside", "\0\0\x12\x34", 4, IN_PPP, CARRIER_NO_TUNNEL, 0},
    };
    static const struct carrier over_udp[] = {
        {"no cookie", "\0\x03\0\0\0\0\x12\x34", 8, IN_ETHERNET, TUNNEL_L2TP, 0x1234},
        {"cookie of 8", "\0\x03\0\0\0\0\x12\x34kkkkkkkk", 16, IN_ETHERNET, TUNNEL_L2TP, 0x1234},
        {"reserved bytes", "\0\x03\0\x01\0\0\x12\x34", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"reserved flag", "\x40\x03\0\0\0\0\x12\x34", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
        {"control message", "\xc8\x03\0\0\0\0\x12\x34", 8, IN_ETHERNET, CARRIER_NO_TUNNEL, 0},
    };
    carrier_expect_rows_over_ip(ROWS(over_ip), 115);
    carrier_expect_rows_over_udp(ROWS(over_udp), 1701, 1701);
}
