#include "tests/unit/carrier.h"

enum { ETHERNET = 1 };

Test(link_mpls, follows_mpls_labels_to_what_is_below)
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
        carrier_put_datagram(&f);
        carrier_expect_datagram(&f, &s, "mpls");
        cr_expect(s.outer.tunnels == 2 && s.outer.tunnel[0] == TUNNEL_MPLS && s.outer.tunnel_id[0] == 1000);
        cr_expect(s.outer.tunnel[1] == TUNNEL_MPLS && s.outer.tunnel_id[1] == 17);
    }
}

Test(link_mpls, ends_an_mpls_stack_without_a_bottom)
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

static const char label[] = "\0\x01\x01\x40";

static void put_labels(struct frame *f)
{
    frame_ether(f, 0x8847);
    frame_put(f, label, 4);
}

Test(link_mpls, tells_ethernet_with_and_without_control_word_by_content)
{
    static const struct {
        const char *what, *address;
        size_t n;
        enum carrier_inside inside;
        unsigned type;
    } rows[] = {
        {"address that begins with 0", "\x00\x1b\x21\0\0\x01\x02\0\0\0\0\x02", 12, IN_IP4, 0x0800},
        {"address that begins with 4", "\x44\x1b\x21\0\0\x01\x02\0\0\0\0\x02", 12, IN_IP4, 0x0800},
        {"address that begins with 45", "\x45\x1b\xff\0\0\x01\x02\0\0\0\0\x02", 12, IN_IP6, 0x86dd},
        {"address that begins with 6", "\x60\x1b\x21\0\xff\xff\x02\0\0\0\0\x02", 12, IN_IP6, 0x86dd},
        {"address that begins with 1", "\x10\x1b\x21\0\0\x01\x02\0\0\0\0\x02", 12, IN_IP4, 0x0800},
        {"address that begins with b", "\xb8\x1b\x21\0\0\x01\x02\0\0\0\0\x02", 12, IN_IP4, 0x0800},
        {"control word", "\0\0\0\x07\x44\x1b\x21\0\0\x01\x02\0\0\0\0\x02", 16, IN_IP4, 0x0800},
        {"control word, address of zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, IN_IP4, 0x0800},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        put_labels(&f);
        frame_put(&f, rows[i].address, rows[i].n);
        frame_16(&f, rows[i].type);
        carrier_put_inside(&f, rows[i].inside);
        carrier_expect_inside(ETHERNET, &f, &s, rows[i].what);
        cr_expect(s.outer.tunnels == 1 && s.outer.tunnel_id[0] == 16, "%s", rows[i].what);
    }
}

Test(link_mpls, sees_ethernet_behind_tags_in_a_pseudowire)
{
    struct frame f = {.n = 0};
    struct segment s;
    put_labels(&f);
    frame_put(&f, "\x44\x1b\x21\0\0\x01\x02\0\0\0\0\x02\x81\0\0\x09\x08\0", 18);
    carrier_put_inside(&f, IN_IP4);
    carrier_expect_inside(ETHERNET, &f, &s, "tag");
    cr_expect(s.outer.vlans == 1 && s.outer.vlan[0] == 9);
}

Test(link_mpls, counts_what_does_not_show_what_it_is)
{
    static const char *const below[] = {"\x10\0\0\x07", "\x9a\0\0\0"};
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        put_labels(&f);
        frame_put(&f, below[i], 4);
        frame_zero(&f, 60);
        cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_ETHERTYPE, "%zu", i);
    }
}
