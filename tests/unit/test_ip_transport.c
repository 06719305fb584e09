#include <criterion/criterion.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

enum { RAW = 12 };

Test(ip_transport, reads_tcp_with_options)
{
    for (unsigned words = 5; words <= 15; words++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4(&f, TRANSPORT_TCP, 1);
        frame_tcp(&f, 445, 50000, TCP_SYN | TCP_ACK);
        f.b[32] = (uint8_t)(words << 4);
        frame_zero(&f, (words - 5) * 4);
        frame_put(&f, "xyz", 3);
        cr_expect_eq(frame_read(RAW, &f, &s), LINK_TAKEN);
        cr_expect(s.sport == 445 && s.dport == 50000 && s.tcp_flags == (TCP_SYN | TCP_ACK));
        cr_expect(s.seq == 0x01020304 && s.ack == 0x05060708);
        cr_expect(s.payload_bytes == 3 && s.payload.left == 3 && s.payload.at[2] == 'z', "%u", words);
    }
}

Test(ip_transport, takes_tcp_whose_options_were_cut_off)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4(&f, TRANSPORT_TCP, 1);
    frame_tcp(&f, 1, 2, TCP_ACK);
    f.b[32] = 0x80;
    frame_zero(&f, 12 + 100);
    cr_expect_eq(frame_read_cut(RAW, &f, 44, f.n, &s), LINK_TAKEN);
    cr_expect(s.truncated && s.payload_bytes == 100 && s.payload.left == 0);
    cr_expect_eq(frame_read_cut(RAW, &f, 39, f.n, &s), LINK_SKIP_TRUNCATED);
}

Test(ip_transport, refuses_tcp_offsets_that_cannot_be)
{
    struct frame f = {.n = 0};
    struct segment s;
    frame_ip4(&f, TRANSPORT_TCP, 1);
    frame_tcp(&f, 1, 2, TCP_ACK);
    for (unsigned words = 0; words < 16; words++) {
        f.b[32] = (uint8_t)(words << 4);
        enum link_skip expected = words == 5 ? LINK_TAKEN : LINK_SKIP_BAD_HEADER;
        cr_expect_eq(frame_read(RAW, &f, &s), expected, "%u words", words);
    }
}

Test(ip_transport, heeds_the_length_of_udp)
{
    static const struct {
        unsigned length;
        enum link_skip why;
        uint32_t payload, captured;
    } rows[] = {
        {0, LINK_TAKEN, 10, 10},         {1, LINK_SKIP_BAD_HEADER, 0, 0},
        {7, LINK_SKIP_BAD_HEADER, 0, 0}, {8, LINK_TAKEN, 0, 0},
        {11, LINK_TAKEN, 3, 3},          {18, LINK_TAKEN, 10, 10},
        {19, LINK_TAKEN, 11, 10},        {0xffff, LINK_TAKEN, 0xffff - 8, 10},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4(&f, TRANSPORT_UDP, 1);
        frame_16(&f, 68);
        frame_16(&f, 67);
        frame_16(&f, rows[i].length);
        frame_16(&f, 0);
        frame_put(&f, "0123456789", 10);
        cr_expect_eq(frame_read(RAW, &f, &s), rows[i].why, "length %u", rows[i].length);
        if (rows[i].why != LINK_TAKEN)
            continue;
        cr_expect(s.sport == 68 && s.dport == 67 && s.seq == 0 && s.tcp_flags == 0);
        cr_expect_eq(s.payload_bytes, rows[i].payload, "length %u", rows[i].length);
        cr_expect_eq(s.payload.left, rows[i].captured, "length %u", rows[i].length);
        cr_expect_eq(s.truncated, rows[i].captured < rows[i].payload, "length %u", rows[i].length);
    }
}

Test(ip_transport, gives_icmp_from_its_type_on)
{
    static const unsigned protocols[] = {TRANSPORT_ICMP, TRANSPORT_ICMP6};
    for (size_t i = 0; i < 2; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        i == 0 ? frame_ip4(&f, protocols[i], 1) : frame_ip6(&f, protocols[i], 1);
        size_t headers = f.n;
        cr_expect_eq(frame_read(RAW, &f, &s), LINK_SKIP_BAD_HEADER, "without a type");
        f = (struct frame){.n = 0};
        i == 0 ? frame_ip4(&f, protocols[i], 1) : frame_ip6(&f, protocols[i], 1);
        frame_put(&f, "\x08\0zz\0\x01\0\x02", 8);
        cr_expect_eq(frame_read(RAW, &f, &s), LINK_TAKEN);
        cr_expect(s.transport == protocols[i] && s.icmp_type == 8 && s.sport == 0 && s.dport == 0);
        cr_expect(s.payload.left == 8 && s.payload.at == f.b + headers);
    }
}

Test(ip_transport, gives_other_protocols_as_datagrams_without_ports)
{
    static const unsigned protocols[] = {2, 50, 89, 132, 255};
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        struct frame f = {.n = 0};
        struct segment s;
        frame_ip4(&f, protocols[i], 1);
        frame_put(&f, "\x12\x34\x56\x78", 4);
        cr_expect_eq(frame_read(RAW, &f, &s), LINK_TAKEN);
        cr_expect(s.transport == protocols[i] && s.sport == 0 && s.dport == 0 && s.payload.left == 4);
    }
}

/* A frame of this transport with its checksum at `field` of the transport header set right. */
static void put_summed(struct frame *f, bool v6, uint8_t transport, size_t field)
{
    size_t from = v6 ? 40 : 20;
    *f = (struct frame){.n = 0};
    v6 ? frame_ip6(f, transport, 1) : frame_ip4(f, transport, 1);
    if (transport == TRANSPORT_TCP)
        frame_tcp(f, 40000, 80, TCP_ACK);
    else if (transport == TRANSPORT_UDP)
        frame_udp(f, 40000, 69);
    else
        frame_put(f, "\x08\0\0\0\0\x01\0\x02", 8);
    frame_put(f, "odd", 3);
    frame_fill_lengths(f);
    unsigned sum = 0;
    for (size_t i = v6 ? 8 : 12; i < f->n && transport != TRANSPORT_ICMP; i++)
        sum += i % 2 == 0 ? (unsigned)f->b[i] << 8 : f->b[i];
    for (size_t i = from; i < f->n && transport == TRANSPORT_ICMP; i++)
        sum += i % 2 == 0 ? (unsigned)f->b[i] << 8 : f->b[i];
    if (transport != TRANSPORT_ICMP)
        sum += transport + (unsigned)(f->n - from);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = ~((sum & 0xffff) + (sum >> 16));
    f->b[from + field] = (uint8_t)(sum >> 8), f->b[from + field + 1] = (uint8_t)sum;
    sum = 0;
    for (size_t i = 0; i < 20 && !v6; i += 2)
        sum += (unsigned)f->b[i] << 8 | f->b[i + 1];
    sum = ~((sum & 0xffff) + (sum >> 16));
    if (!v6)
        f->b[10] = (uint8_t)(sum >> 8), f->b[11] = (uint8_t)sum;
}

static enum link_skip read_verified(struct link *l, const struct frame *f, size_t captured, struct segment *s)
{
    const struct source_frame frame = {
        .time_us = 1, .captured = (uint32_t)captured, .wire = (uint32_t)f->n, .data = f->b};
    return link_read(l, RAW, &frame, s);
}

Test(ip_transport, verifies_checksums_when_asked)
{
    static const struct {
        uint8_t transport;
        size_t field;
        bool v6;
    } rows[] = {{TRANSPORT_TCP, 16, false}, {TRANSPORT_TCP, 16, true},  {TRANSPORT_UDP, 6, false},
                {TRANSPORT_UDP, 6, true},   {TRANSPORT_ICMP, 2, false}, {TRANSPORT_ICMP6, 2, true}};
    const struct link_options options = {.verify_checksums = true};
    struct err err;
    struct link *l = link_open(&options, &err);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct frame f;
        struct segment s;
        put_summed(&f, rows[i].v6, rows[i].transport, rows[i].field);
        cr_expect_eq(read_verified(l, &f, f.n, &s), LINK_TAKEN, "%zu", i);
        f.b[f.n - 1] ^= 1;
        cr_expect_eq(read_verified(l, &f, f.n, &s), LINK_SKIP_CHECKSUM, "%zu", i);
        cr_expect_eq(frame_read(RAW, &f, &s), LINK_TAKEN, "not asked for");
        cr_expect_eq(read_verified(l, &f, f.n - 1, &s), LINK_TAKEN, "cut off: cannot be said");
        f.b[f.n - 1] ^= 1;
        f.b[8] ^= 1;
        cr_expect_eq(read_verified(l, &f, f.n, &s), LINK_SKIP_CHECKSUM, "%zu: a header", i);
    }
    cr_expect_eq(link_counts(l).skipped[LINK_SKIP_CHECKSUM], 2 * sizeof rows / sizeof rows[0]);
    link_close(l);
}

Test(ip_transport, takes_ipv4_datagrams_without_a_checksum)
{
    const struct link_options options = {.verify_checksums = true};
    struct err err;
    struct link *l = link_open(&options, &err);
    for (unsigned v6 = 0; v6 < 2; v6++) {
        struct frame f;
        struct segment s;
        put_summed(&f, v6, TRANSPORT_UDP, 6);
        f.b[(v6 ? 40 : 20) + 6] = f.b[(v6 ? 40 : 20) + 7] = 0;
        cr_expect_eq(read_verified(l, &f, f.n, &s), v6 ? LINK_SKIP_CHECKSUM : LINK_TAKEN);
    }
    link_close(l);
}
