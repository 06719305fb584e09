#include <criterion/criterion.h>
#include <stdio.h>

#include "base/proto.h"
#include "capture/link_unknown.h"
#include "tests/unit/frame.h"

enum { ETHERNET = 1 };

static void expect_tcp(struct frame *f, int link_type, const char *what)
{
    struct segment s;
    cr_expect_eq(frame_read(link_type, f, &s), LINK_TAKEN, "%s", what);
    cr_expect(s.transport == TRANSPORT_TCP && s.sport == 40000 && s.dport == 80, "%s", what);
    cr_expect(s.payload.left == 3 && memcmp(s.payload.at, "GET", 3) == 0, "%s", what);
}

static void put_request(struct frame *f, bool v6)
{
    if (v6)
        frame_ip6(f, TRANSPORT_TCP, 1);
    else
        frame_ip4(f, TRANSPORT_TCP, 1);
    frame_tcp(f, 40000, 80, TCP_ACK);
    frame_put(f, "GET", 3);
}

Test(link, knows_every_row_by_its_header)
{
    static const struct {
        int link_type;
        const char *header;
        size_t n;
        bool v6;
    } rows[] = {
        {1, "aaaaaabbbbbb\x08\0", 14, false},
        {1, "aaaaaabbbbbb\x86\xdd", 14, true},
        {1, "aaaaaabbbbbb\0\x30\xaa\xaa\x03\0\0\0\x08\0", 22, false},
        {113, "\0\0\0\x01\0\x06\0\0\0\0\0\0\0\0\x08\0", 16, false},
        {113, "\0\0\0\x01\0\x06\0\0\0\0\0\0\0\0\x86\xdd", 16, true},
        {113, "\0\0\0\x01\0\x06\0\0\0\0\0\0\0\0\x81\0\0\x07\x08\0", 20, false},
        {113, "\0\0\0\x01\0\x06\0\0\0\0\0\0\0\0\0\x04\xaa\xaa\x03\0\0\0\x08\0", 24, false},
        {276, "\x08\0\0\0\0\0\0\x02\0\x01\0\x06\0\0\0\0\0\0\0\0", 20, false},
        {276, "\x86\xdd\0\0\0\0\0\x02\0\x01\0\x06\0\0\0\0\0\0\0\0", 20, true},
        {0, "\x02\0\0\0", 4, false},
        {0, "\0\0\0\x02", 4, false},
        {0, "\x0a\0\0\0", 4, true},
        {0, "\x17\0\0\0", 4, true},
        {0, "\x18\0\0\0", 4, true},
        {0, "\x1c\0\0\0", 4, true},
        {0, "\x1e\0\0\0", 4, true},
        {0, "\0\0\0\x1e", 4, true},
        {108, "\0\0\0\x02", 4, false},
        {108, "\x18\0\0\0", 4, true},
        {12, "", 0, false},
        {14, "", 0, true},
        {101, "", 0, false},
        {101, "", 0, true},
        {228, "", 0, false},
        {229, "", 0, true},
        {9, "\xff\x03\0\x21", 4, false},
        {9, "\0\x21", 2, false},
        {9, "\x21", 1, false},
        {9, "\xff\x03\0\x57", 4, true},
        {50, "\xff\x03\0\x21", 4, false},
        {50, "\x0f\0\x08\0", 4, false},
        {104, "\x0f\0\x08\0", 4, false},
        {104, "\x8f\0\x86\xdd", 4, true},
        {192, "\0\0\x0c\0\x01\0\0\0zzzzaaaaaabbbbbb\x08\0", 26, false},
        {192, "\0\0\x08\0\x64\0\0\0\xaa\xaa\x03\0\0\0\x08\0", 16, false},
        {113,
         "\0\0\x03\x23\0\x06\0\0\0\0\0\0\0\0\0\x04\0\0\x08\0\0\0\0\0"
         "\x08\x01\0\0aaaaaabbbbbbcccccc\0\0\xaa\xaa\x03\0\0\0\x08\0",
         56, false},
        {276,
         "\0\x04\0\0\0\0\0\x02\x03\x21\0\x06\0\0\0\0\0\0\0\0"
         "\x08\x01\0\0aaaaaabbbbbbcccccc\0\0\xaa\xaa\x03\0\0\0\x86\xdd",
         52, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char what[32];
        struct frame f = {.n = 0};
        frame_put(&f, rows[i].header, rows[i].n);
        put_request(&f, rows[i].v6);
        (void)snprintf(what, sizeof what, "row %zu, link type %d", i, rows[i].link_type);
        cr_expect(link_known(rows[i].link_type), "%s", what);
        expect_tcp(&f, rows[i].link_type, what);
    }
}

Test(link, skips_link_types_without_a_row)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_zero(&f, 100);
    cr_expect_not(link_known(147));
    cr_expect_eq(frame_read(147, &f, &s), LINK_SKIP_LINKTYPE);
    cr_expect_eq(frame_read(-1, &f, &s), LINK_SKIP_LINKTYPE);
    f.n = 0;
    frame_put(&f, "\0\0\x08\0\x93\0\0\0", 8);
    cr_expect_eq(frame_read(192, &f, &s), LINK_SKIP_LINKTYPE, "inside PPI");
    f.n = 0;
    frame_put(&f, "\0\0\x07\0\x01\0\0\0", 8);
    cr_expect_eq(frame_read(192, &f, &s), LINK_SKIP_BAD_HEADER, "PPI shorter than itself");
}

Test(link, sets_every_member_but_the_number)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x0800);
    frame_ip4(&f, TRANSPORT_TCP, 1);
    frame_tcp(&f, 1, 2, TCP_SYN);
    cr_expect_eq(frame_read_cut(ETHERNET, &f, f.n, 100, &s), LINK_TAKEN);
    cr_expect(s.time_us == 7 && s.wire_bytes == 100 && s.payload_bytes == 0 && !s.truncated);
    cr_expect(s.tcp_flags == TCP_SYN && s.icmp_type == 0 && s.seq == 0x01020304 && s.ack == 0x05060708);
    cr_expect(s.outer.vlans == 0 && s.outer.tunnels == 0);
    cr_expect(s.payload.left == 0 && s.payload.at != NULL);
}

Test(link, never_takes_a_frame_cut_in_its_headers)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x8100);
    frame_16(&f, 5);
    frame_16(&f, 0x0800);
    size_t headers = f.n + 40;
    put_request(&f, false);
    for (size_t cut = 0; cut < f.n; cut++) {
        enum link_skip expected = cut < headers ? LINK_SKIP_TRUNCATED : LINK_TAKEN;
        cr_expect_eq(frame_read_cut(ETHERNET, &f, cut, f.n, &s), expected, "%zu bytes", cut);
        if (expected == LINK_TAKEN)
            cr_expect(s.truncated && s.payload_bytes == 3 && s.payload.left == cut - headers);
    }
}

Test(link, tells_a_short_frame_from_one_cut_by_the_snaplen)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x0800);
    cr_expect_eq(frame_read(ETHERNET, &f, &s), LINK_SKIP_BAD_HEADER);
    cr_expect_eq(frame_read_cut(ETHERNET, &f, f.n, 60, &s), LINK_SKIP_TRUNCATED);
    cr_expect_eq(frame_read_cut(ETHERNET, &f, 0, 0, &s), LINK_SKIP_BAD_HEADER);
}

Test(link, follows_a_bounded_number_of_headers)
{
    for (unsigned tags = 0; tags < 20; tags++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ether(&f, tags > 0 ? 0x8100 : 0x0800);
        for (unsigned i = 1; i <= tags; i++) {
            frame_16(&f, 0xe000 + i);
            frame_16(&f, i < tags ? 0x8100 : 0x0800);
        }
        put_request(&f, false);
        bool fits = tags + 3 <= LINK_STEPS_MOST;
        cr_expect_eq(frame_read(ETHERNET, &f, &s), fits ? LINK_TAKEN : LINK_SKIP_NESTING, "%u tags", tags);
        if (!fits)
            continue;
        cr_expect_eq(s.outer.vlans, tags < OUTER_VLANS ? tags : OUTER_VLANS);
        for (unsigned i = 0; i < s.outer.vlans; i++)
            cr_expect_eq(s.outer.vlan[i], i + 1);
    }
}

Test(link, survives_every_flipped_bit_of_a_frame_with_everything)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x88a8);
    frame_put(&f, "\0\x01\x81\0\0\x02\x08\0", 8);
    frame_ip4_options(&f, TRANSPORT_UDP, 1, 1, 0);
    frame_udp(&f, 5555, 4789);
    frame_put(&f, "\x08\0\0\0\0\0\x2a\0", 8);
    frame_ether(&f, 0x86dd);
    frame_ip6(&f, 0, 3);
    frame_put(&f, "\x06\0\x01\x04\0\0\0\0", 8);
    frame_tcp(&f, 40000, 80, TCP_ACK);
    frame_put(&f, "GET", 3);
    expect_tcp(&f, ETHERNET, "unharmed");
    for (size_t bit = 0; bit < f.n * 8; bit++) {
        f.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        enum link_skip why = frame_read(ETHERNET, &f, &s);
        cr_expect(why < LINK_SKIPS, "bit %zu", bit);
        if (why == LINK_TAKEN)
            cr_expect(s.payload.left <= s.payload_bytes && s.payload.left <= f.n, "bit %zu", bit);
        f.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

Test(link, names_reasons_and_tunnels)
{
    cr_expect_str_eq(link_skip_name(LINK_TAKEN), "taken");
    cr_expect_str_eq(link_skip_name(LINK_SKIP_FRAGMENT), "fragment");
    cr_expect_str_eq(link_tunnel_name(TUNNEL_VXLAN), "vxlan");
    for (int i = 0; i < LINK_SKIPS; i++)
        cr_expect_not_null(link_skip_name((enum link_skip)i));
    cr_expect(link_tunnel_numbered(TUNNEL_VXLAN) && !link_tunnel_numbered(TUNNEL_TEREDO));
    for (int i = 0; i < TUNNEL_KINDS; i++)
        cr_expect_not_null(link_tunnel_name((enum tunnel_kind)i));
}

Test(link, counts_what_it_does_not_know_by_number)
{
    static const struct {
        const char *what, *name;
        int link_type;
        const char *header;
        size_t n;
    } rows[] = {
        {"ARP", "ethertype-0806", 1, "aaaaaabbbbbb\x08\x06", 14},
        {"behind a tag", "ethertype-88cc", 1, "aaaaaabbbbbb\x81\0\0\x01\x88\xcc", 18},
        {"spanning tree", "llc-4242", 1, "aaaaaabbbbbb\0\x26\x42\x42\x03", 17},
        {"CDP", "llc-aaaa", 1, "aaaaaabbbbbb\0\x26\xaa\xaa\x03\0\0\x0c\x20\0", 22},
        {"link control", "ppp-c021", 9, "\xff\x03\xc0\x21", 4},
        {"AppleTalk", "family-16", 0, "\x10\0\0\0", 4},
        {"user", "linktype-147", 147, "", 0},
        {"inside PPI", "linktype-189", 192, "\0\0\x08\0\xbd\0\0\0", 8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err;
        const struct link_options options = {.memory_bytes = 1 << 20};
        struct link *l = link_open(&options, &err);
        struct frame f = {.n = 0};
        struct segment s;
        frame_put(&f, rows[i].header, rows[i].n);
        frame_zero(&f, 60);
        const struct source_frame frame = {.captured = (uint32_t)f.n, .wire = (uint32_t)f.n, .data = f.b};
        for (unsigned times = 0; times < 3; times++)
            cr_expect_neq(link_read(l, rows[i].link_type, &frame, &s), LINK_TAKEN, "%s", rows[i].what);
        const struct link_unknowns *u = link_unknowns(l);
        cr_expect(u->count == 1 && u->list[0].frames == 3, "%s: %zu", rows[i].what, u->count);
        cr_expect_str_eq(u->list[0].name, rows[i].name, "%s", rows[i].what);
        cr_expect_eq(link_counts(l).skipped[u->list[0].why], 3, "%s", rows[i].what);
        link_close(l);
    }
}
