#include <criterion/criterion.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

enum { RAW = 12, MORE = 0x2000 };

static enum link_skip read_raw(struct frame *f, struct segment *s)
{
    return frame_read(RAW, f, s);
}

static void put_request(struct frame *f)
{
    frame_tcp(f, 40000, 80, TCP_ACK);
    frame_put(f, "GET", 3);
}

static void expect_request(const struct segment *s, enum link_skip why, const char *what)
{
    cr_expect_eq(why, LINK_TAKEN, "%s: %s", what, link_skip_name(why));
    cr_expect(s->transport == TRANSPORT_TCP && s->dport == 80 && s->payload_bytes == 3, "%s", what);
    cr_expect(s->payload.left == 3 && memcmp(s->payload.at, "GET", 3) == 0, "%s", what);
}

static void expect_addresses(const struct segment *s, const char *src, const char *dst)
{
    char text[ADDR_TEXT];
    cr_expect_str_eq(addr_text(&s->src, text), src);
    cr_expect_str_eq(addr_text(&s->dst, text), dst);
}

Test(ip, reads_both_versions)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4(&f, TRANSPORT_TCP, 5);
    put_request(&f);
    expect_request(&s, read_raw(&f, &s), "IPv4");
    expect_addresses(&s, "10.0.0.5", "10.0.0.6");
    f.n = 0;
    frame_ip6(&f, TRANSPORT_TCP, 5);
    put_request(&f);
    expect_request(&s, read_raw(&f, &s), "IPv6");
    expect_addresses(&s, "fd00::5", "fd00::6");
}

Test(ip, skips_over_options)
{
    for (unsigned words = 1; words <= 10; words++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4_options(&f, TRANSPORT_TCP, 1, words, 0);
        put_request(&f);
        expect_request(&s, read_raw(&f, &s), "options");
    }
}

Test(ip, refuses_headers_that_contradict_themselves)
{
    static const struct {
        size_t at;
        uint8_t value;
        const char *what;
    } rows[] = {
        {0, 0x44, "header of 16 bytes"},
        {0, 0x40, "header of no bytes"},
        {0, 0x55, "version 5"},
        {0, 0x05, "version 0"},
        {3, 19, "total length below the header"},
        {3, 20, "no room for TCP"},
        {3, 39, "no room for all of TCP"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4(&f, TRANSPORT_TCP, 1);
        put_request(&f);
        frame_fill_lengths(&f);
        f.b[rows[i].at] = rows[i].value;
        cr_expect_eq(read_raw(&f, &s), LINK_SKIP_BAD_HEADER, "%s", rows[i].what);
    }
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip6(&f, TRANSPORT_TCP, 1);
    put_request(&f);
    f.b[0] = 0x40;
    cr_expect_eq(frame_read(229, &f, &s), LINK_SKIP_BAD_HEADER, "version 4 as IPv6");
}

Test(ip, takes_length_0_for_the_rest_of_the_frame)
{
    for (unsigned v6 = 0; v6 < 2; v6++) {
        struct frame f = {.n = 0};
        struct segment s;
        v6 ? frame_ip6(&f, TRANSPORT_TCP, 1) : frame_ip4(&f, TRANSPORT_TCP, 1);
        f.lengths = 0;
        put_request(&f);
        expect_request(&s, read_raw(&f, &s), "offload");
        cr_expect_eq(frame_read_cut(RAW, &f, f.n, f.n + 200000, &s), LINK_TAKEN);
        cr_expect(s.truncated && s.payload_bytes == 200003);
        cr_expect_eq(frame_read_cut(RAW, &f, f.n, 0xffffffff, &s), LINK_SKIP_BAD_HEADER);
    }
}

Test(ip, leaves_a_packet_longer_than_its_frame_truncated)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4(&f, TRANSPORT_TCP, 1);
    put_request(&f);
    frame_fill_lengths(&f);
    f.b[2] = 5;
    cr_expect_eq(read_raw(&f, &s), LINK_TAKEN);
    cr_expect(s.truncated && s.payload.left == 3 && s.payload_bytes == 0x500 + 43 - 40);
}

Test(ip, gives_a_first_fragment_as_a_truncated_segment)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4_options(&f, TRANSPORT_TCP, 1, 0, MORE);
    put_request(&f);
    expect_request(&s, read_raw(&f, &s), "first fragment");
    cr_expect(s.truncated);
    f = (struct frame){.n = 0};
    frame_ip6(&f, 44, 1);
    frame_put(&f, "\x06\0\0\x01\0\0\0\x09", 8);
    put_request(&f);
    expect_request(&s, read_raw(&f, &s), "first fragment");
    cr_expect(s.truncated);
}

Test(ip, knows_the_length_of_a_fragmented_udp_datagram)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4_options(&f, TRANSPORT_UDP, 1, 0, MORE);
    frame_put(&f, "\x03\xe8\x07\xd0\x0b\xb8\0\0", 8);
    frame_zero(&f, 1472);
    cr_expect_eq(read_raw(&f, &s), LINK_TAKEN);
    cr_expect(s.truncated && s.payload.left == 1472 && s.payload_bytes == 3000 - 8);
}

Test(ip, counts_fragments_without_a_whole_header)
{
    static const unsigned flags_offset[] = {1, MORE | 1, 0x1fff, MORE | 0x1fff};
    struct segment s;
    for (size_t i = 0; i < sizeof flags_offset / sizeof flags_offset[0]; i++) {
        struct frame f = {.n = 0};
        frame_ip4_options(&f, TRANSPORT_TCP, 1, 0, flags_offset[i]);
        put_request(&f);
        cr_expect_eq(read_raw(&f, &s), LINK_SKIP_FRAGMENT, "%x", flags_offset[i]);
    }
    struct frame tiny = {.n = 0};
    frame_ip4_options(&tiny, TRANSPORT_TCP, 1, 0, MORE);
    frame_zero(&tiny, 8);
    cr_expect_eq(read_raw(&tiny, &s), LINK_SKIP_FRAGMENT, "tiny first fragment");
    struct frame later = {.n = 0};
    frame_ip6(&later, 44, 1);
    frame_put(&later, "\x06\0\0\x08\0\0\0\x09", 8);
    put_request(&later);
    cr_expect_eq(read_raw(&later, &s), LINK_SKIP_FRAGMENT, "IPv6");
}

Test(ip, reads_through_extension_headers)
{
    static const struct {
        const char *what;
        uint8_t first;
        const char *headers;
        size_t n;
    } rows[] = {
        {"hop by hop", 0, "\x06\0\x01\x04\0\0\0\0", 8},
        {"destination options", 60, "\x06\0\x01\x04\0\0\0\0", 8},
        {"routing", 43, "\x06\x02\x04\0\0\0\0\0zzzzzzzzzzzzzzzz", 24},
        {"atomic fragment", 44, "\x06\0\0\0\0\0\0\x01", 8},
        {"authentication", 51, "\x06\x04\0\0\0\0\0\x01\0\0\0\x01zzzzzzzzzzzz", 24},
        {"mobility", 135, "\x06\0\0\0\0\0\0\0", 8},
        {"three in a row", 0, "\x3c\0\x01\x04\0\0\0\0\x2b\0\x01\x04\0\0\0\0\x06\0\x04\0\0\0\0\0", 24},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip6(&f, rows[i].first, 1);
        frame_put(&f, rows[i].headers, rows[i].n);
        put_request(&f);
        expect_request(&s, read_raw(&f, &s), rows[i].what);
        cr_expect_not(s.truncated, "%s", rows[i].what);
        for (size_t cut = 40; cut < f.n - 3; cut++)
            cr_expect_eq(frame_read_cut(RAW, &f, cut, f.n, &s), LINK_SKIP_TRUNCATED, "%s", rows[i].what);
    }
}

Test(ip, ends_chains_of_extension_headers)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip6(&f, 0, 1);
    for (unsigned i = 0; i < 100; i++)
        frame_put(&f, "\0\0\x01\x04\0\0\0\0", 8);
    cr_expect_eq(read_raw(&f, &s), LINK_SKIP_NESTING);
    f = (struct frame){.n = 0};
    frame_ip6(&f, 60, 1);
    frame_put(&f, "\x06\xff\x01\x04\0\0\0\0", 8);
    cr_expect_eq(read_raw(&f, &s), LINK_SKIP_BAD_HEADER, "longer than the packet");
}

Test(ip, keeps_nothing_behind_no_next_header)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip6(&f, 59, 1);
    f.lengths = 0;
    frame_put(&f, "padding", 7);
    cr_expect_eq(read_raw(&f, &s), LINK_TAKEN);
    cr_expect(s.transport == 59 && s.payload_bytes == 0 && s.payload.left == 0);
}

Test(ip, follows_ip_in_ip_and_records_it)
{
    for (unsigned row = 0; row < 4; row++) {
        bool outer6 = row & 1, inner6 = row & 2;
        struct frame f = {.n = 0};
        struct segment s;
        outer6 ? frame_ip6(&f, inner6 ? 41 : 4, 1) : frame_ip4(&f, inner6 ? 41 : 4, 1);
        inner6 ? frame_ip6(&f, TRANSPORT_TCP, 7) : frame_ip4(&f, TRANSPORT_TCP, 7);
        put_request(&f);
        expect_request(&s, read_raw(&f, &s), "IP in IP");
        expect_addresses(&s, inner6 ? "fd00::7" : "10.0.0.7", inner6 ? "fd00::8" : "10.0.0.8");
        cr_expect(s.outer.tunnels == 1 && s.outer.tunnel[0] == TUNNEL_IPIP && s.outer.tunnel_id[0] == 0);
    }
}

Test(ip, keeps_an_inner_packet_incomplete_when_the_outer_one_is_a_fragment)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4_options(&f, 4, 1, 0, MORE);
    frame_ip4(&f, TRANSPORT_TCP, 7);
    put_request(&f);
    expect_request(&s, read_raw(&f, &s), "fragment around it");
    cr_expect(s.truncated);
}
