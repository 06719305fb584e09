#include "capture/stream.h"

#include <criterion/criterion.h>

#include "tests/unit/flowrun.h"

enum { ISN = 100, PEER = 5001, TRUTH = 400000 };

static uint8_t truth[TRUTH];

static void begin(void)
{
    flowrun_begin(64 << 20, FLOWSINK_ALL, truth, sizeof truth);
}

static void bare(bool from_client, unsigned flags, uint32_t seq, uint32_t ack)
{
    flowrun_take(flowsink_tcp(1, from_client, (uint8_t)flags, seq, ack));
}

static void connect_client(void)
{
    bare(true, TCP_SYN, ISN, 0);
    bare(false, TCP_SYN | TCP_ACK, PEER - 1, ISN + 1);
    bare(true, TCP_ACK, ISN + 1, PEER);
}

static void send_flags(unsigned flags, uint64_t from, uint64_t to)
{
    struct segment s = flowsink_tcp(1, true, (uint8_t)flags, ISN + 1 + (uint32_t)from, PEER);
    flowsink_load(&s, truth + from, (size_t)(to - from));
    flowrun_take(s);
}

static void data(uint64_t from, uint64_t to)
{
    send_flags(TCP_ACK | TCP_PSH, from, to);
}

static void acknowledge(uint64_t offset)
{
    bare(false, TCP_ACK, PEER, ISN + 1 + (uint32_t)offset);
}

Test(stream_torture, orders_what_is_turned_around_within_its_room)
{
    begin();
    connect_client();
    for (uint64_t at = 100; at < 15000; at += 1000)
        data(at, at + 1000);
    data(0, 100);
    cr_expect_eq(sink.side[0].holes, 0);
    cr_expect_eq(sink.side[0].bytes, 15100);
    data(90100, 155100);
    cr_expect_eq(sink.side[0].holes, 0);
    flowrun_finish();
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.last.side[0].lost_bytes, 75000);
    cr_expect_eq(sink.last.side[0].payload_bytes, 15100 + 65000);
    cr_expect_eq(sink.side[0].bytes + sink.side[0].hole_bytes, 155100);
}

Test(stream_torture, lets_the_first_of_two_contents_win)
{
    uint8_t other[1000];
    memset(other, 'x', sizeof other);
    begin();
    connect_client();
    data(0, 500);
    struct segment s = flowsink_tcp(1, true, TCP_ACK, ISN + 1, PEER);
    flowsink_load(&s, other, 500);
    flowrun_take(s);
    data(600, 1000);
    s.seq = ISN + 1 + 600;
    flowsink_load(&s, other, 400);
    flowrun_take(s);
    data(500, 600);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 1000);
    cr_expect_eq(sink.last.side[0].payload_bytes, 1000);
}

Test(stream_torture, wraps_twice_with_headers_only)
{
    enum { STEP = 1 << 29 };
    begin();
    sink.manner = FLOWSINK_NOTHING;
    connect_client();
    for (uint64_t at = 0; at < UINT64_C(100000000000); at += STEP) {
        struct segment s = flowsink_tcp(1, true, TCP_ACK, ISN + 1 + (uint32_t)at, PEER);
        flowsink_load(&s, truth, 100);
        s.payload_bytes = STEP;
        s.truncated = true;
        flowrun_take(s);
    }
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, (UINT64_C(100000000000) / STEP + 1) * STEP);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
}

Test(stream_torture, counts_what_many_holes_lack)
{
    begin();
    sink.manner = FLOWSINK_NOTHING;
    connect_client();
    for (uint64_t i = 0; i < 50; i++)
        data(i * 200, i * 200 + 100);
    for (uint64_t i = 0; i < 49; i++)
        data(i * 200 + 100, i * 200 + 200);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes + sink.last.side[0].lost_bytes, 9900);
    cr_expect_geq(sink.last.side[0].payload_bytes, 5000 + 800, "at least the last gaps are known");
}

Test(stream_torture, takes_the_data_of_a_fast_open_once)
{
    static const bool covered[] = {false, true};
    for (unsigned i = 0; i < 2; i++) {
        begin();
        struct segment s = flowsink_tcp(1, true, TCP_SYN, ISN, 0);
        flowsink_load(&s, truth, 300);
        flowrun_take(s);
        bare(false, TCP_SYN | TCP_ACK, PEER - 1, ISN + 1 + (covered[i] ? 300 : 0));
        bare(true, TCP_ACK, ISN + 1 + (covered[i] ? 300 : 0), PEER);
        if (!covered[i])
            data(0, 300);
        data(300, 400);
        acknowledge(400);
        flowrun_finish();
        cr_expect_eq(sink.side[0].bytes, 400, "covered %d: %lu", covered[i], sink.side[0].bytes);
        cr_expect_eq(sink.last.side[0].payload_bytes, 400, "covered %d: %lu", covered[i],
                     sink.last.side[0].payload_bytes);
        cr_expect_eq(sink.last.side[0].lost_bytes, 0, "covered %d", covered[i]);
    }
}

Test(stream_torture, takes_what_comes_after_a_fin)
{
    begin();
    connect_client();
    data(0, 100);
    send_flags(TCP_FIN | TCP_ACK, 100, 200);
    data(200, 300);
    data(50, 200);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.side[0].bytes, 300);
}

Test(stream_torture, shows_nothing_of_a_reset)
{
    begin();
    connect_client();
    data(0, 100);
    send_flags(TCP_RST | TCP_ACK, 100, 120);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 100);
    cr_expect_eq(sink.last.side[0].payload_bytes, 100);
}

Test(stream_torture, follows_a_pause_of_the_capture)
{
    static const uint64_t pause[] = {1000000, UINT64_C(1) << 30, UINT64_C(3) << 30};
    for (unsigned i = 0; i < sizeof pause / sizeof pause[0]; i++) {
        begin();
        sink.any_bytes = true;
        connect_client();
        data(0, 100);
        for (unsigned n = 0; n < 6; n++) {
            struct segment s = flowsink_tcp(1, true, TCP_ACK | TCP_PSH,
                                            ISN + 1 + (uint32_t)(100 + pause[i] + n * 100), PEER);
            flowsink_load(&s, truth, 100);
            flowrun_take(s);
        }
        flowrun_finish();
        cr_expect_geq(sink.side[0].bytes, 500, "pause %lu: %lu bytes", pause[i], sink.side[0].bytes);
        cr_expect_eq(sink.side[0].holes, 1, "pause %lu", pause[i]);
        cr_expect_geq(sink.last.side[0].lost_bytes, pause[i], "pause %lu", pause[i]);
    }
}

Test(stream_torture, is_not_moved_by_garbage_far_outside)
{
    begin();
    connect_client();
    data(0, 100);
    for (uint32_t i = 1; i < 50; i++) {
        struct segment s = flowsink_tcp(1, true, TCP_ACK, ISN + 0x50000000U + i * 0x00777777U, PEER);
        flowsink_load(&s, truth, 10);
        flowrun_take(s);
    }
    data(100, 200);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 200);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
}

Test(stream_torture, reads_one_side_whose_acks_never_come)
{
    begin();
    bare(true, TCP_SYN, ISN, 0);
    data(0, 1000);
    data(1100, 2000);
    now_us += STREAM_AGE_MOST_US;
    data(2000, 3000);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.one_sided, 1);
    cr_expect_eq(sink.side[0].hole_bytes, 100);
    cr_expect_eq(sink.side[0].bytes, 2900);
}

Test(stream_torture, keeps_urgent_bytes_in_line)
{
    begin();
    connect_client();
    data(0, 10);
    send_flags(TCP_ACK | TCP_URG, 10, 11);
    data(11, 20);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 20);
}
