#include "capture/headers.h"

#include <criterion/criterion.h>
#include <pcap/dlt.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

static struct link *l;

static void begin(void)
{
    const struct link_options options = {.memory_bytes = 1 << 20};
    struct err err;
    l = link_open(&options, &err);
    cr_assert_not_null(l);
}

static void end(void)
{
    link_close(l);
}

TestSuite(headers, .init = begin, .fini = end);

static enum link_skip read_frame(struct frame *f, size_t captured, struct source_frame *frame,
                                 struct segment *s)
{
    frame_fill_lengths(f);
    *frame = (struct source_frame){
        .time_us = 7, .captured = (uint32_t)captured, .wire = (uint32_t)f->n, .data = f->b};
    return link_read(l, DLT_EN10MB, frame, s);
}

static void expect(const char *what, struct frame *f, size_t headers)
{
    struct segment s;
    struct source_frame frame;
    cr_assert_eq(read_frame(f, f->n, &frame, &s), LINK_TAKEN, "%s", what);
    cr_expect_eq(headers_of_frame(l, &frame, &s), headers, "%s: %zu", what, headers_of_frame(l, &frame, &s));
}

Test(headers, end_behind_the_transport_header)
{
    for (size_t payload = 0; payload < 3; payload++) {
        struct frame tcp = {.n = 0}, udp = {.n = 0}, icmp = {.n = 0}, esp = {.n = 0}, short_icmp = {.n = 0};
        frame_ether(&tcp, 0x0800);
        frame_ip4(&tcp, TRANSPORT_TCP, 1);
        frame_tcp(&tcp, 1000, 80, TCP_ACK);
        tcp.b[tcp.n - 8] = 0x80;
        frame_zero(&tcp, 12 + payload);
        expect("TCP with options", &tcp, 14 + 20 + 32);
        frame_ether(&udp, 0x86dd);
        frame_ip6(&udp, TRANSPORT_UDP, 1);
        frame_udp(&udp, 1000, 53);
        frame_zero(&udp, payload);
        expect("UDP", &udp, 14 + 40 + 8);
        frame_ether(&icmp, 0x0800);
        frame_ip4(&icmp, TRANSPORT_ICMP, 1);
        frame_8(&icmp, 8);
        frame_zero(&icmp, 7 + payload);
        expect("ICMP", &icmp, 14 + 20 + 8);
        frame_ether(&esp, 0x0800);
        frame_ip4(&esp, TRANSPORT_ESP, 1);
        frame_zero(&esp, payload);
        expect("ESP", &esp, 14 + 20);
        frame_ether(&short_icmp, 0x0800);
        frame_ip4(&short_icmp, TRANSPORT_ICMP, 1);
        frame_zero(&short_icmp, 1 + payload);
        expect("short ICMP", &short_icmp, 14 + 20 + 1 + payload);
    }
}

Test(headers, are_counted_through_tunnels_and_leave_padding_out)
{
    struct frame f = {.n = 0};
    frame_ether(&f, 0x0800);
    frame_ip4(&f, 4, 1);
    frame_ip4(&f, TRANSPORT_UDP, 5);
    frame_udp(&f, 1000, 9000);
    frame_fill_lengths(&f);
    frame_zero(&f, 4);
    expect("UDP in IPIP, padded", &f, 14 + 20 + 20 + 8);
}

Test(headers, are_what_was_captured_of_them)
{
    struct frame f = {.n = 0};
    struct segment s;
    struct source_frame frame;
    frame_ether(&f, 0x0800);
    frame_ip4(&f, TRANSPORT_UDP, 1);
    frame_udp(&f, 1000, 9000);
    frame_zero(&f, 100);
    for (size_t captured = 42; captured <= f.n; captured++) {
        cr_assert_eq(read_frame(&f, captured, &frame, &s), LINK_TAKEN);
        cr_expect_eq(headers_of_frame(l, &frame, &s), 42, "%zu captured", captured);
    }
}

static void put_fragment(struct frame *f, const struct frame *of, size_t from, size_t n)
{
    *f = (struct frame){.n = 0};
    frame_ether(f, 0x0800);
    frame_ip4_options(f, TRANSPORT_TCP, 1, 0, (unsigned)(from / 8) | (from + n < of->n ? 0x2000U : 0));
    frame_put(f, of->b + from, n);
}

Test(headers, of_fragments_are_those_of_the_datagram)
{
    struct frame whole = {.n = 0}, part;
    struct segment s;
    struct source_frame frame;
    frame_tcp(&whole, 1000, 80, TCP_ACK);
    frame_zero(&whole, 28);
    put_fragment(&part, &whole, 16, 16);
    cr_assert_eq(read_frame(&part, part.n, &frame, &s), LINK_HELD);
    struct headers_part middle = headers_last_part(l, &frame);
    cr_expect(middle.begins == 34 && middle.left == 16 && middle.offset == 16);
    put_fragment(&part, &whole, 32, 16);
    cr_assert_eq(read_frame(&part, part.n, &frame, &s), LINK_HELD);
    struct headers_part last = headers_last_part(l, &frame);
    put_fragment(&part, &whole, 0, 16);
    cr_assert_eq(read_frame(&part, part.n, &frame, &s), LINK_TAKEN);
    cr_expect_eq(headers_of_datagram(l, &s), 20);
    cr_expect_eq(headers_of_frame(l, &frame, &s), 34 + 16);
    cr_expect_eq(headers_of_part(&middle, headers_of_datagram(l, &s)), 34 + 4);
    cr_expect_eq(headers_of_part(&last, headers_of_datagram(l, &s)), 34);
    cr_expect_eq(headers_of_part(&last, 0), 34);
}
