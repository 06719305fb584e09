#include "tests/unit/carrier.h"

enum { ETHERNET = 1 };

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
        carrier_put_datagram(&f);
        carrier_expect_datagram(&f, &s, "tagged");
        cr_expect(s.outer.vlans == 2 && s.outer.vlan[0] == 0x123 && s.outer.vlan[1] == 0xfff, "%x", types[i]);
    }
}

Test(link_ether, drops_the_padding_of_short_frames)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x0800);
    carrier_put_datagram(&f);
    frame_fill_lengths(&f);
    frame_zero(&f, 60 - f.n);
    carrier_expect_datagram(&f, &s, "padded");
    cr_expect_eq(s.wire_bytes, 60U);
    cr_expect_eq(s.payload_bytes, 5U);
    cr_expect_not(s.truncated);
}

Test(link_ether, skips_what_is_not_ip)
{
    static const unsigned types[] = {0x0806, 0x88cc, 0x05dd, 0x88e5, 0xffff, 0x8863};
    struct segment s;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct frame f = {.n = 0};
        frame_ether(&f, types[i]);
        frame_zero(&f, 46);
        cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_ETHERTYPE, "%04x", types[i]);
    }
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
    carrier_put_datagram(&f);
    carrier_expect_datagram(&f, &s, "fabric path");
    cr_expect(s.outer.vlans == 1 && s.outer.vlan[0] == 7);
}

Test(link_ether, steps_over_every_tag)
{
    static const struct {
        const char *what, *header;
        size_t n;
        unsigned kind;
        uint32_t id;
    } rows[] = {
        {"VN-tag", "\x89\x26\x80\x01\0\x02\x08\0", 8, TUNNEL_KINDS, 0},
        {"E-tag", "\x89\x3f\0\x01\0\x02\0\0\x08\0", 10, TUNNEL_KINDS, 0},
        {"security group tag", "\x89\x09\x01\x01\0\x01\0\x2a\x08\0", 10, TUNNEL_KINDS, 0},
        {"two options", "\x89\x09\x01\x02\0\x01\0\x2a\0\x01\0\x2b\x08\0", 14, TUNNEL_KINDS, 0},
        {"tag 9200", "\x92\0\0\x05\x08\0", 6, TUNNEL_KINDS, 0},
        {"provider backbone", "\x88\xe7\0\x01\x02\x03zzzzzzyyyyyy\x08\0", 20, TUNNEL_PBB, 0x010203},
        {"TRILL", "\x22\xf3\0\x3f\0\x01\0\x02zzzzzzyyyyyy\x08\0", 22, TUNNEL_KINDS, 0},
        {"TRILL with options", "\x22\xf3\0\x7f\0\x01\0\x02oooozzzzzzyyyyyy\x08\0", 26, TUNNEL_KINDS, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, 0);
        f.n -= 2;
        frame_put(&f, rows[i].header, rows[i].n);
        carrier_put_datagram(&f);
        carrier_expect_datagram(&f, &s, rows[i].what);
        cr_expect_eq(s.outer.tunnels, rows[i].kind == TUNNEL_KINDS ? 0 : 1, "%s", rows[i].what);
        if (rows[i].kind != TUNNEL_KINDS)
            cr_expect(s.outer.tunnel[0] == rows[i].kind && s.outer.tunnel_id[0] == rows[i].id, "%s",
                      rows[i].what);
        for (size_t cut = 0; cut < 14 + rows[i].n; cut++)
            cr_expect_eq(frame_read_cut(ETHERNET, &f, cut, f.n, &s), LINK_SKIP_TRUNCATED, "%s cut at %zu",
                         rows[i].what, cut);
    }
}

Test(link_ether, refuses_tags_of_another_version)
{
    static const char *const headers[] = {"\x89\x09\x02\x01\0\x01\0\x2a\x08\0",
                                          "\x22\xf3\x40\x3f\0\x01\0\x02zz"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, 0);
        f.n -= 2;
        frame_put(&f, headers[i], 10);
        frame_zero(&f, 60);
        cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER, "%zu", i);
    }
}
