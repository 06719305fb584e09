#include "capture/stream.h"

#include <criterion/criterion.h>

#include "tests/unit/flowrun.h"

enum { ISN = 100, PEER = 5001 };

static uint8_t truth[4000];
static const uint8_t zeros[16];

static void begin(void)
{
    flowrun_begin(0, FLOWSINK_ALL, truth, sizeof truth);
}

static void connect_client(void)
{
    flowrun_take(flowsink_tcp(1, true, TCP_SYN, ISN, 0));
    flowrun_take(flowsink_tcp(1, false, TCP_SYN | TCP_ACK, PEER - 1, ISN + 1));
    flowrun_take(flowsink_tcp(1, true, TCP_ACK, ISN + 1, PEER));
}

static void send_as(unsigned flags, uint64_t at, const uint8_t *from, size_t n)
{
    struct segment s = flowsink_tcp(1, true, (uint8_t)flags, ISN + 1 + (uint32_t)at, PEER);
    flowsink_load(&s, from, n);
    flowrun_take(s);
}

static void data(uint64_t from, uint64_t to)
{
    send_as(TCP_ACK | TCP_PSH, from, truth + from, (size_t)(to - from));
}

static void filler(uint64_t at, size_t n)
{
    send_as(TCP_ACK, at, zeros, n);
}

static void acknowledge(uint64_t offset)
{
    flowrun_take(flowsink_tcp(1, false, TCP_ACK, PEER, ISN + 1 + (uint32_t)offset));
}

static void expect(const char *what, uint64_t payload, uint64_t shown)
{
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, payload, "%s: payload %lu", what,
                 sink.last.side[0].payload_bytes);
    cr_expect_eq(sink.side[0].bytes, shown, "%s: shown %lu", what, sink.side[0].bytes);
    cr_expect_eq(sink.side[0].holes, 0, "%s: holes", what);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0, "%s: lost", what);
}

Test(stream_filler, is_dropped_when_real_bytes_come_in_its_place)
{
    for (size_t n = 1; n <= STREAM_FILLER_MOST; n++) {
        begin();
        connect_client();
        filler(0, n);
        data(0, 100);
        filler(100, n);
        filler(100, 7 - n);
        data(100, 103);
        data(103, 200);
        filler(200, n);
        expect("filler before each segment", 200, 200);
    }
}

Test(stream_filler, is_payload_when_the_side_goes_on_behind_it)
{
    begin();
    sink.any_bytes = true;
    connect_client();
    data(0, 10);
    filler(10, 4);
    cr_expect_eq(sink.side[0].bytes, 10);
    data(14, 20);
    cr_expect_eq(sink.side[0].bytes, 20);
    expect("zeros between data", 20, 20);
}

Test(stream_filler, is_payload_when_zeros_go_on_behind_zeros)
{
    begin();
    sink.any_bytes = true;
    connect_client();
    for (uint64_t i = 0; i < 50; i++)
        filler(i, 1);
    data(50, 60);
    expect("one zero at a time", 60, 60);
}

Test(stream_filler, is_payload_when_the_peer_or_a_bare_ack_says_so)
{
    begin();
    sink.any_bytes = true;
    connect_client();
    data(0, 10);
    filler(10, 4);
    acknowledge(10);
    cr_expect_eq(sink.side[0].bytes, 10);
    acknowledge(14);
    cr_expect_eq(sink.side[0].bytes, 14);
    filler(14, 3);
    flowrun_take(flowsink_tcp(1, true, TCP_ACK, ISN + 1 + 14, PEER));
    cr_expect_eq(sink.side[0].bytes, 14, "an ACK at its place says nothing");
    flowrun_take(flowsink_tcp(1, true, TCP_ACK, ISN + 1 + 17, PEER));
    cr_expect_eq(sink.side[0].bytes, 17);
    expect("acknowledged", 17, 17);
}

Test(stream_filler, makes_no_payload_of_a_connection_that_has_none)
{
    begin();
    connect_client();
    filler(0, 6);
    filler(0, 6);
    send_as(TCP_FIN | TCP_ACK, 0, zeros, 6);
    acknowledge(1);
    expect("nothing but filler", 0, 0);
    cr_expect_eq(sink.last.state, STATE_ESTABLISHED_NODATA);
}

Test(stream_filler, does_not_hold_back_other_bytes)
{
    static const uint8_t one[6] = {0, 0, 0, 0, 0, 1};
    static const struct {
        const char *what;
        const uint8_t *at;
        size_t n;
        unsigned flags;
        uint64_t payload;
    } row[] = {
        {"PSH", zeros, 6, TCP_ACK | TCP_PSH, 6},           {"seven zeros", zeros, 7, TCP_ACK, 7},
        {"one byte is not zero", one, 6, TCP_ACK, 6},      {"urgent", zeros, 1, TCP_ACK | TCP_URG, 1},
        {"six zeros of a bare ACK", zeros, 6, TCP_ACK, 0},
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin();
        sink.any_bytes = true;
        connect_client();
        send_as(row[i].flags, 0, row[i].at, row[i].n);
        expect(row[i].what, row[i].payload, row[i].payload);
    }
}

Test(stream_filler, is_no_news_of_a_probe_below_what_was_sent)
{
    begin();
    connect_client();
    data(0, 100);
    for (unsigned i = 0; i < 5; i++) {
        filler(99, 1);
        acknowledge(100);
        filler(99, 2);
    }
    data(100, 200);
    acknowledge(200);
    expect("keep-alives", 200, 200);
}

Test(stream_filler, lets_a_zero_window_probe_be_sent_again_with_the_rest)
{
    begin();
    connect_client();
    data(0, 100);
    acknowledge(100);
    filler(100, 1);
    acknowledge(100);
    filler(100, 1);
    acknowledge(100);
    data(100, 1000);
    expect("zero-window probes", 1000, 1000);
}

Test(stream_filler, meets_a_flow_by_a_probe_or_by_padding)
{
    static const struct {
        const char *what;
        size_t filler;
        uint64_t at; /* the first byte after it */
    } row[] = {{"a probe", 1, 1}, {"padding of one byte", 1, 0}, {"padding", 6, 0}};
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin();
        filler(0, row[i].filler);
        struct segment s = flowsink_tcp(1, true, TCP_ACK, ISN + 1 + (uint32_t)row[i].at, PEER);
        flowsink_load(&s, truth, 100);
        flowrun_take(s);
        expect(row[i].what, 100, 100);
        cr_expect_eq(sink.last.state, STATE_MIDSTREAM);
    }
}

Test(stream_filler, leaves_no_zeros_behind_when_the_number_is_learned_late)
{
    begin();
    filler(5000, 6);
    flowrun_take(flowsink_tcp(1, true, TCP_SYN, ISN, 0));
    flowrun_take(flowsink_tcp(1, false, TCP_SYN | TCP_ACK, PEER - 1, ISN + 1));
    data(0, 100);
    expect("filler, then SYN", 100, 100);
}

Test(stream_filler, does_not_follow_a_side_that_jumps)
{
    const uint64_t far = UINT64_C(1) << 31;
    begin();
    sink.any_bytes = true;
    connect_client();
    data(0, 100);
    filler(100, 3);
    for (uint64_t at = far; at < far + 30; at += 10)
        send_as(TCP_ACK | TCP_PSH, at, truth, 10);
    send_as(TCP_ACK, far + 100, truth, 0);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 110);
    cr_expect_eq(sink.side[0].bytes, 110);
}

Test(stream_filler, gives_way_to_a_hole)
{
    begin();
    connect_client();
    data(0, 100);
    filler(100, 6);
    acknowledge(300);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 100);
    cr_expect_eq(sink.last.side[0].lost_bytes, 200);
    cr_expect_eq(sink.side[0].hole_bytes, 200);
}
