#include <criterion/criterion.h>

#include "base/proto.h"
#include "capture/ip.h"
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

/* The part of a packet's payload from `from` on, as a fragment: IPv4, or IPv6 behind an extension header. */
static void put_fragment(struct frame *f, bool v6, unsigned id, const struct frame *of, size_t from, size_t n)
{
    bool more = from + n < of->n;
    *f = (struct frame){.n = 0};
    if (v6) {
        frame_ip6(f, 60, 1);
        frame_put(f, "\x2c\0\x01\x04\0\0\0\0\x06\0", 10);
        frame_16(f, (unsigned)from | more);
        frame_32(f, id);
    } else {
        frame_ip4_options(f, TRANSPORT_TCP, 1, 1, (unsigned)from / 8 | (more ? MORE : 0));
        f->b[4] = (uint8_t)(id >> 8), f->b[5] = (uint8_t)id;
    }
    frame_put(f, of->b + from, n);
}

static void put_long_request(struct frame *f)
{
    *f = (struct frame){.n = 0};
    frame_tcp(f, 40000, 80, TCP_ACK);
    for (unsigned i = 0; i < 200; i++)
        frame_8(f, i);
}

Test(ip, puts_fragments_together_that_split_the_tcp_header)
{
    struct frame request, f;
    struct segment s;
    put_long_request(&request);
    for (unsigned v6 = 0; v6 < 2; v6++) {
        for (unsigned cut = 8; cut < request.n; cut += 8) {
            put_fragment(&f, v6, cut, &request, cut, request.n - cut);
            cr_expect_eq(read_raw(&f, &s), LINK_HELD, "last first");
            put_fragment(&f, v6, cut, &request, 0, cut);
            cr_expect_eq(read_raw(&f, &s), LINK_TAKEN, "%u", cut);
            cr_expect(s.dport == 80 && s.tcp_flags == TCP_ACK && s.transport == TRANSPORT_TCP);
            cr_expect(s.payload_bytes == 200 && s.payload.left == 200 && !s.truncated);
            cr_expect(s.frames == 2 && s.wire_bytes == request.n + (v6 ? 112U : 48U));
        }
    }
}

Test(ip, counts_what_the_snaplen_cut_off_fragments)
{
    struct frame request, f;
    struct segment s;
    put_long_request(&request);
    put_fragment(&f, false, 2, &request, 160, 60);
    cr_expect_eq(read_raw(&f, &s), LINK_HELD);
    put_fragment(&f, false, 2, &request, 0, 160);
    cr_expect_eq(frame_read_cut(RAW, &f, f.n - 60, f.n, &s), LINK_TAKEN);
    cr_expect(s.truncated && s.payload_bytes == 200 && s.payload.left == 80);
    put_fragment(&f, false, 3, &request, 160, 60);
    cr_expect_eq(read_raw(&f, &s), LINK_HELD);
    put_fragment(&f, false, 3, &request, 0, 160);
    cr_expect_eq(frame_read_cut(RAW, &f, 24 + 19, f.n, &s), LINK_SKIP_TRUNCATED, "inside the TCP header");
}

Test(ip, accounts_for_every_frame_of_a_datagram_that_is_none)
{
    struct link_counts before = link_counts(frame_link()), after;
    struct frame request, f;
    struct segment s;
    put_long_request(&request);
    request.b[12] = 0x10;
    for (size_t at = 0; at < request.n; at += 8) {
        put_fragment(&f, false, 4, &request, at, request.n - at < 8 ? request.n - at : 8);
        cr_expect_eq(read_raw(&f, &s), at + 8 < request.n ? LINK_HELD : LINK_SKIP_BAD_HEADER);
        after = link_counts(frame_link());
        uint64_t held = after.skipped[LINK_SKIP_FRAGMENT] - before.skipped[LINK_SKIP_FRAGMENT];
        cr_expect_eq(held, at + 8 < request.n ? at / 8 + 1 : 0);
    }
    cr_expect_eq(after.skipped[LINK_SKIP_BAD_HEADER] - before.skipped[LINK_SKIP_BAD_HEADER], 28);
}

Test(ip, refuses_fragments_beyond_the_longest_datagram)
{
    struct frame f;
    struct segment s;
    for (unsigned n = 3; n < 30; n++) {
        f = (struct frame){.n = 0};
        frame_ip4_options(&f, TRANSPORT_TCP, n, 1, 65496 / 8);
        frame_zero(&f, n);
        cr_expect_eq(read_raw(&f, &s), 24 + 65496 + n > 65535 ? LINK_SKIP_FRAGMENT : LINK_HELD, "%u", n);
    }
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

Test(ip, puts_fragments_of_fragments_together)
{
    struct frame request, inner, f;
    struct segment s;
    put_long_request(&request);
    for (size_t from = 0; from < request.n; from += 112) {
        put_fragment(&inner, true, 9, &request, from, request.n - from < 112 ? request.n - from : 112);
        frame_fill_lengths(&inner);
        put_fragment(&f, false, 5 + (unsigned)from, &inner, 0, 64);
        f.b[9] = 41;
        cr_expect_eq(read_raw(&f, &s), LINK_HELD);
        put_fragment(&f, false, 5 + (unsigned)from, &inner, 64, inner.n - 64);
        f.b[9] = 41;
        cr_expect_eq(read_raw(&f, &s), from == 0 ? LINK_HELD : LINK_TAKEN);
    }
    cr_expect(s.frames == 4 && s.payload.left == 200 && s.dport == 80);
    cr_expect_eq(s.wire_bytes, 4 * 24 + 2 * 56 + request.n);
    cr_expect(s.outer.tunnels == 1 && s.outer.tunnel[0] == TUNNEL_IPIP);
    expect_addresses(&s, "fd00::1", "fd00::2");
    for (unsigned i = 0; i < 200; i++)
        cr_expect_eq(s.payload.at[i], i);
}

Test(ip, takes_the_length_of_a_jumbogram_from_its_option)
{
    static const struct {
        uint32_t length;
        enum link_skip why;
    } rows[] = {{65536 + 8, LINK_TAKEN},
                {200000, LINK_TAKEN},
                {IP_OFFLOAD_MOST, LINK_TAKEN},
                {IP_OFFLOAD_MOST + 1, LINK_SKIP_BAD_HEADER},
                {UINT32_MAX, LINK_SKIP_BAD_HEADER},
                {65535, LINK_SKIP_BAD_HEADER}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip6(&f, 0, 1);
        f.lengths = 0;
        frame_put(&f, "\x06\0\xc2\x04", 4);
        frame_32(&f, rows[i].length);
        put_request(&f);
        cr_expect_eq(frame_read_cut(RAW, &f, f.n, 300000, &s), rows[i].why, "%u", rows[i].length);
        cr_expect(rows[i].why != LINK_TAKEN || (s.truncated && s.payload_bytes == rows[i].length - 28));
    }
}

Test(ip, takes_padding_for_no_payload)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ether(&f, 0x0800);
    frame_ip4(&f, TRANSPORT_TCP, 1);
    frame_tcp(&f, 40000, 80, TCP_ACK);
    frame_fill_lengths(&f);
    frame_zero(&f, 6);
    cr_expect_eq(frame_read(1, &f, &s), LINK_TAKEN);
    cr_expect(s.payload_bytes == 0 && s.payload.left == 0 && !s.truncated && s.wire_bytes == 60);
}
