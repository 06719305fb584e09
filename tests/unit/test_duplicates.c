#include "capture/duplicates.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/proto.h"

static struct duplicates *seen;
static uint8_t payload[1400];
static const uint8_t stamps[12] = {1, 1, 8, 10, 0, 0, 0, 7, 0, 0, 0, 3};

static void begin(void)
{
    struct err err;
    seen = duplicates_open(&err);
    cr_assert_not_null(seen);
    for (size_t i = 0; i < sizeof payload; i++)
        payload[i] = (uint8_t)(i * 7);
}

static struct segment segment_of(uint8_t transport, uint16_t id, int64_t time_us)
{
    struct segment s = {.time_us = time_us, .transport = transport, .ip_id = id, .sport = 40000, .dport = 80};
    s.src = addr_v4((const uint8_t[]){10, 0, 0, 1});
    s.dst = addr_v4((const uint8_t[]){10, 0, 0, 2});
    s.payload = bytes_of(payload, 1000);
    s.payload_bytes = 1000;
    s.tcp_options = bytes_none();
    if (transport != TRANSPORT_TCP)
        return s;
    s.seq = 1000;
    s.ack = 2000;
    s.tcp_flags = TCP_ACK;
    s.tcp_window = 500;
    s.tcp_options = bytes_of(stamps, sizeof stamps);
    return s;
}

static bool has(struct segment s)
{
    return duplicates_has(seen, &s);
}

Test(duplicates, are_copies_that_come_soon)
{
    static const uint8_t transports[] = {TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_ICMP, 132};
    for (unsigned i = 0; i < sizeof transports; i++) {
        begin();
        cr_expect(!has(segment_of(transports[i], 9, 1000000)), "transport %u", transports[i]);
        cr_expect(has(segment_of(transports[i], 9, 1000001)), "transport %u", transports[i]);
        cr_expect(has(segment_of(transports[i], 9, 1000000 + DUPLICATES_US - 1500)), "a third copy");
        cr_expect(!has(segment_of(transports[i], 9, 1000000 + DUPLICATES_US + 1500)), "too late");
        duplicates_close(seen);
    }
}

Test(duplicates, come_at_once_where_there_is_no_identification)
{
    begin();
    cr_expect(!has(segment_of(TRANSPORT_TCP, 0, 1000000)));
    cr_expect(has(segment_of(TRANSPORT_TCP, 0, 1000000 + DUPLICATES_NO_ID_US - 1500)));
    cr_expect(!has(segment_of(TRANSPORT_TCP, 0, 1000000 + DUPLICATES_NO_ID_US + 1500)), "a retransmission");
    duplicates_close(seen);
}

Test(duplicates, may_come_with_an_earlier_time)
{
    begin();
    cr_expect(!has(segment_of(TRANSPORT_UDP, 7, 1000000)));
    cr_expect(has(segment_of(TRANSPORT_UDP, 7, 999000)));
    cr_expect(!has(segment_of(TRANSPORT_UDP, 7, 0)));
    cr_expect(!has(segment_of(TRANSPORT_UDP, 7, INT64_C(3600000000))));
    (void)has(segment_of(TRANSPORT_UDP, 7, INT64_MAX));
    (void)has(segment_of(TRANSPORT_UDP, 7, INT64_MIN));
    duplicates_close(seen);
}

Test(duplicates, may_carry_other_tags_and_tunnels)
{
    begin();
    struct segment s = segment_of(TRANSPORT_TCP, 9, 1000000);
    cr_expect(!has(s));
    s.outer = (struct outer){.vlan = {7}, .vlans = 1, .tunnel = {TUNNEL_ERSPAN}, .tunnels = 1};
    s.wire_bytes += 54;
    cr_expect(has(s));
    duplicates_close(seen);
}

static void change(struct segment *s, unsigned what)
{
    static uint8_t other[1400], options[12];
    memcpy(other, payload, sizeof other);
    memcpy(options, stamps, sizeof options);
    switch (what) {
    case 0:
        s->src.b[15]++;
        break;
    case 1:
        s->dst.b[12]++;
        break;
    case 2:
        s->sport++;
        break;
    case 3:
        s->dport++;
        break;
    case 4:
        s->ip_id++;
        break;
    case 5:
        s->payload_bytes++;
        break;
    case 6:
        other[3]++;
        s->payload.at = other;
        break;
    case 7: {
        struct addr a = s->src;
        s->src = s->dst;
        s->dst = a;
    } break;
    case 8:
        s->transport++;
        break;
    case 9:
        s->payload.left = 0;
        break;
    case 10:
        s->seq++;
        break;
    case 11:
        s->ack++;
        break;
    case 12:
        s->tcp_flags ^= TCP_PSH;
        break;
    case 13:
        s->tcp_window++;
        break;
    case 14:
        options[7]++;
        s->tcp_options.at = options;
        break;
    case 15:
        s->tcp_options.left = 0;
        break;
    default:
        cr_assert_fail("no such change");
    }
}

Test(duplicates, differ_in_nothing_that_counts)
{
    for (unsigned i = 0; i < 26; i++) {
        uint8_t transport = i < 16 ? TRANSPORT_TCP : TRANSPORT_UDP;
        begin();
        struct segment s = segment_of(transport, 9, 1000000);
        cr_expect(!has(s));
        change(&s, i % 16);
        cr_expect(!has(s), "change %u of transport %u", i % 16, transport);
        cr_expect(has(s), "change %u of transport %u, twice", i % 16, transport);
        duplicates_close(seen);
    }
}

Test(duplicates, compare_every_byte_of_a_datagram)
{
    begin();
    struct segment s = segment_of(TRANSPORT_UDP, 9, 1000000);
    for (s.payload_bytes = 0; s.payload_bytes < 60; s.payload_bytes++) {
        s.payload.left = s.payload_bytes;
        cr_expect(!has(s), "length %u", s.payload_bytes);
        for (size_t i = 0; i < s.payload.left; i++) {
            payload[i] ^= 1;
            cr_expect(!has(s), "length %u, byte %zu", s.payload_bytes, i);
            payload[i] ^= 1;
        }
        cr_expect(has(s), "length %u", s.payload_bytes);
    }
    duplicates_close(seen);
}

Test(duplicates, may_be_cut_at_another_byte)
{
    begin();
    struct segment s = segment_of(TRANSPORT_TCP, 9, 1000000);
    s.truncated = true;
    s.payload.left = 14;
    cr_expect(!has(s));
    s.payload.left = 10;
    cr_expect(has(s));
    s.ip_id++;
    s.payload.left = 200;
    cr_expect(!has(s));
    s.payload.left = 196;
    cr_expect(has(s));
    duplicates_close(seen);
}

Test(duplicates, are_found_among_thousands_and_forgotten_after_many_thousands)
{
    enum { NEAR = 2000, FAR = 40000 };
    unsigned found = 0, old = 0;
    begin();
    for (unsigned i = 0; i < FAR; i++) {
        struct segment s = segment_of(TRANSPORT_TCP, 9, 1000000 + i / 1000);
        s.seq = i;
        cr_expect(!has(s), "segment %u", i);
    }
    for (unsigned i = FAR - NEAR; i < FAR; i++) {
        struct segment s = segment_of(TRANSPORT_TCP, 9, 1000040);
        s.seq = i;
        found += has(s);
    }
    for (unsigned i = 0; i < NEAR; i++) {
        struct segment s = segment_of(TRANSPORT_TCP, 9, 1000040);
        s.seq = i;
        old += has(s);
    }
    cr_expect(found > NEAR / 100 * 95, "%u found", found);
    cr_expect_eq(old, 0);
    duplicates_close(seen);
}

Test(duplicates, take_segments_as_tests_make_them)
{
    begin();
    struct segment s = {.transport = TRANSPORT_TCP};
    cr_expect(!has(s));
    cr_expect(has(s));
    duplicates_close(seen);
    duplicates_close(NULL);
}
