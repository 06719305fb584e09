#include "capture/stream.h"

#include <criterion/criterion.h>

#include "tests/unit/flowrun.h"

enum { TRUTH = 300000, SEGMENTS_MOST = 4000 };

static uint8_t truth[TRUTH + 100000];

static void begin(enum flowsink_manner manner)
{
    flowrun_begin(64 << 20, manner, truth, sizeof truth);
}

/* Handshake of client 1: offset 0 of the client is isn + 1, of the server 5001. */
static void connect_from(uint32_t isn)
{
    flowrun_take(flowsink_tcp(1, true, TCP_SYN, isn, 0));
    flowrun_take(flowsink_tcp(1, false, TCP_SYN | TCP_ACK, 5000, isn + 1));
    flowrun_take(flowsink_tcp(1, true, TCP_ACK, isn + 1, 5001));
}

/* Bytes [from, to) of the truth from the client. */
static void send(uint32_t isn, uint64_t from, uint64_t to)
{
    struct segment s = flowsink_tcp(1, true, TCP_ACK | TCP_PSH, isn + 1 + (uint32_t)from, 5001);
    flowsink_load(&s, truth + from, (size_t)(to - from));
    flowrun_take(s);
}

static void acknowledge(uint32_t isn, uint64_t offset)
{
    flowrun_take(flowsink_tcp(1, false, TCP_ACK, 5001, isn + 1 + (uint32_t)offset));
}

Test(stream, shows_bytes_in_order_straight)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 0, 10);
    send(100, 10, 1000);
    cr_expect_eq(sink.side[0].bytes, 1000);
    cr_expect_eq(sink.side[0].calls, 2);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 1000);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
    cr_expect_eq(sink.last.state, STATE_ESTABLISHED_DATA);
}

Test(stream, keeps_what_is_not_enough_and_shows_it_with_more)
{
    begin(FLOWSINK_RECORDS);
    connect_from(100);
    for (uint64_t i = 0; i < 20000; i++)
        send(100, i, i + 1);
    flowrun_finish();
    cr_expect_geq(sink.side[0].bytes, 20000 - 4336);
    cr_expect_eq(sink.side[0].holes, 0);
}

Test(stream, gives_up_a_side_that_is_never_content)
{
    begin(FLOWSINK_MORE);
    connect_from(100);
    for (uint64_t i = 0; i < 100000; i += 1000)
        send(100, i, i + 1000);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(sink.side[0].shown_to, FLOW_WINDOW_MOST);
    cr_expect_eq(c.windows_refused, 1);
    cr_expect_eq(sink.last.side[0].payload_bytes, 100000);
}

Test(stream, shows_a_large_segment_in_windows)
{
    begin(FLOWSINK_RECORDS);
    connect_from(100);
    send(100, 0, 65000);
    send(100, 65000, 130000);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_geq(sink.side[0].bytes, 130000 - 4336);
    cr_expect_eq(c.windows_refused, 0);
}

Test(stream, shows_nothing_more_to_a_decoder_that_is_done)
{
    begin(FLOWSINK_NOTHING);
    connect_from(100);
    send(100, 0, 10);
    send(100, 20, 30);
    send(100, 50, 60);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(sink.side[0].calls, 1);
    cr_expect_eq(c.holes, 0);
    cr_expect_eq(sink.last.side[0].lost_bytes, 30);
    cr_expect_eq(sink.last.side[0].payload_bytes, 30);
}

Test(stream, puts_swapped_segments_in_order)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 100, 200);
    send(100, 300, 400);
    cr_expect_eq(sink.side[0].bytes, 0);
    send(100, 0, 100);
    cr_expect_eq(sink.side[0].bytes, 200);
    send(100, 200, 300);
    cr_expect_eq(sink.side[0].bytes, 400);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.holes, 0);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
}

Test(stream, does_not_count_bytes_twice)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 0, 100);
    send(100, 0, 100);
    send(100, 50, 150);
    send(100, 149, 150);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 150);
    cr_expect_eq(sink.side[0].bytes, 150);
}

Test(stream, takes_a_keep_alive_for_no_payload)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    uint8_t garbage = 0;
    struct segment probe = flowsink_tcp(1, true, TCP_ACK, 100, 5001);
    flowsink_load(&probe, &garbage, 1);
    flowrun_take(probe);
    send(100, 0, 100);
    probe.seq = 200;
    flowrun_take(probe);
    send(100, 100, 200);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 200);
    cr_expect_eq(sink.side[0].bytes, 200);
}

Test(stream, meets_a_flow_by_its_keep_alive)
{
    begin(FLOWSINK_ALL);
    uint8_t garbage = 0;
    struct segment probe = flowsink_tcp(1, true, TCP_ACK, 100, 5001);
    flowsink_load(&probe, &garbage, 1);
    flowrun_take(probe);
    send(100, 0, 100);
    flowrun_finish();
    cr_expect_eq(sink.last.state, STATE_MIDSTREAM);
    cr_expect_eq(sink.side[0].bytes, 100);
    cr_expect_eq(sink.last.side[0].payload_bytes, 100);
}

Test(stream, takes_an_ack_for_proof_of_loss)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 0, 100);
    send(100, 200, 300);
    acknowledge(100, 100);
    cr_expect_eq(sink.side[0].holes, 0);
    acknowledge(100, 300);
    cr_expect_eq(sink.side[0].holes, 0, "it may come in a moment");
    now_us += STREAM_PROOF_US;
    acknowledge(100, 300);
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].hole_bytes, 100);
    cr_expect_eq(sink.side[0].bytes, 200);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.hole_bytes, 100);
    cr_expect_eq(sink.last.side[0].lost_bytes, 100);
}

Test(stream, waits_a_moment_for_acknowledged_bytes_that_come_late)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    acknowledge(100, 100);
    send(100, 0, 100);
    cr_expect_eq(sink.side[0].bytes, 100);
    acknowledge(100, 200);
    now_us += STREAM_PROOF_US;
    acknowledge(100, 200);
    cr_expect_eq(sink.side[0].hole_bytes, 100);
    send(100, 100, 200);
    send(100, 200, 300);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 200);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0, "bytes that came after all are not lost");
}

Test(stream, counts_acknowledged_bytes_that_never_came)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    acknowledge(100, 100);
    flowrun_finish();
    cr_expect_eq(sink.side[0].hole_bytes, 100);
    cr_expect_eq(sink.last.side[0].lost_bytes, 100);
    cr_expect_eq(sink.last.side[0].payload_bytes, 0);
}

Test(stream, takes_the_ack_of_a_fin_for_no_loss)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 0, 100);
    flowrun_take(flowsink_tcp(1, true, TCP_FIN | TCP_ACK, 201, 5001));
    acknowledge(100, 101);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
    cr_expect_eq(sink.side[0].holes, 0);
}

Test(stream, sees_by_a_fin_what_was_lost_before_it)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 0, 100);
    flowrun_take(flowsink_tcp(1, true, TCP_FIN | TCP_ACK, 301, 5001));
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].lost_bytes, 100);
    cr_expect_eq(sink.side[0].hole_bytes, 100);
}

Test(stream, gives_up_a_hole_by_age_in_packet_time)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    send(100, 100, 200);
    now_us += STREAM_AGE_MOST_US - 1;
    flowtable_tick(table, now_us);
    cr_expect_eq(sink.side[0].holes, 0);
    now_us += FLOWTABLE_STEP_US + 1;
    flowtable_tick(table, now_us);
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].bytes, 100);
    flowrun_finish();
}

Test(stream, survives_one_byte_segments_behind_many_holes)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    for (uint64_t i = 1; i < 5000; i += 2)
        send(100, i, i + 1);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 2500);
    cr_expect_eq(sink.side[0].hole_bytes, 2500);
    cr_expect_eq(c.reassembly_warnings, 0);
}

Test(stream, ignores_a_stray_number_and_believes_a_run_of_them)
{
    begin(FLOWSINK_NOTHING);
    connect_from(100);
    send(100, 0, 100);
    uint32_t far = 100 + UINT32_C(0x60000000);
    send(far, 0, 100);
    send(100, 100, 200);
    cr_expect_eq(sink.closed, 0);
    send(far, 0, 100);
    send(far, 100, 200);
    send(far, 200, 300);
    send(far, 300, 400);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 400);
    cr_expect_eq(sink.last.side[0].lost_bytes, UINT64_C(0x60000000));
}

Test(stream, takes_the_data_of_a_syn)
{
    begin(FLOWSINK_ALL);
    struct segment syn = flowsink_tcp(1, true, TCP_SYN, 100, 0);
    flowsink_load(&syn, truth, 50);
    flowrun_take(syn);
    flowrun_take(flowsink_tcp(1, false, TCP_SYN | TCP_ACK, 5000, 151));
    send(100, 50, 100);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 100);
    cr_expect_eq(sink.last.side[0].payload_bytes, 100);
}

Test(stream, tells_the_cut_rest_of_a_segment_as_a_hole)
{
    begin(FLOWSINK_ALL);
    connect_from(100);
    struct segment s = flowsink_tcp(1, true, TCP_ACK, 101, 5001);
    flowsink_load(&s, truth, 60);
    s.payload_bytes = 1000;
    s.truncated = true;
    flowrun_take(s);
    cr_expect_eq(sink.side[0].bytes, 60);
    cr_expect_eq(sink.side[0].hole_bytes, 940);
    send(100, 1000, 1100);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes, 160);
    cr_expect_eq(sink.last.side[0].payload_bytes, 1100);
    cr_expect(sink.last.truncated);
}

Test(stream, follows_offsets_over_four_gigabytes)
{
    begin(FLOWSINK_NOTHING);
    connect_from(100);
    uint64_t to = UINT64_C(9) << 30;
    for (uint64_t at = 0; at < to; at += 60000) {
        struct segment s = flowsink_tcp(1, true, TCP_ACK, 101 + (uint32_t)at, 5001);
        flowsink_load(&s, truth, 60000);
        flowrun_take(s);
    }
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, (to + 59999) / 60000 * 60000);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
}

/* A small generator of its own: tests must not depend on the library's. */
static uint64_t seed;
static uint32_t any(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

struct piece {
    uint32_t from, to;
};

static struct piece pieces[SEGMENTS_MOST];
static uint8_t seen[TRUTH], came[TRUTH];

/* Cuts [0, length): pieces that overlap, come twice, or are left out. */
static unsigned cut(uint32_t length, uint32_t most, unsigned drop_percent)
{
    unsigned n = 0;
    for (uint32_t at = 0; at < length && n + 2 < SEGMENTS_MOST;) {
        uint32_t to = at + 1 + any(most), from = any(4) == 0 && at > 50 ? at - any(50) : at;
        to = to < length ? to : length;
        if (any(100) >= drop_percent)
            pieces[n++] = (struct piece){from, to};
        if (any(10) == 0)
            pieces[n++] = (struct piece){from, from + 1 + (to - from) / 2};
        at = to;
    }
    return n;
}

static void shuffle(unsigned n, unsigned reach)
{
    for (unsigned i = 0; i + 1 < n; i++) {
        unsigned j = i + any(reach);
        if (j < n && any(3) == 0) {
            struct piece p = pieces[i];
            pieces[i] = pieces[j];
            pieces[j] = p;
        }
    }
}

static uint64_t sum_of(const uint8_t *marks, uint8_t mark, uint32_t end)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < end; i++)
        sum += marks[i] == mark;
    return sum;
}

static uint32_t send_all(unsigned n, uint32_t isn)
{
    uint32_t end = 0;
    for (unsigned i = 0; i < n; i++) {
        memset(came + pieces[i].from, 1, pieces[i].to - pieces[i].from);
        end = pieces[i].to > end ? pieces[i].to : end;
        now_us += 100;
        send(isn, pieces[i].from, pieces[i].to);
    }
    return end;
}

/* What was never sent must have been told as a hole where it was wanted, and nothing else. */
static void compare(enum flowsink_manner manner, uint32_t end, unsigned round)
{
    uint64_t lost = sum_of(came, 0, end);
    cr_assert_eq(sink.last.side[0].payload_bytes, end - lost, "round %u: payload", round);
    cr_assert_eq(sink.last.side[0].lost_bytes, lost, "round %u: lost %lu, not %lu", round,
                 sink.last.side[0].lost_bytes, lost);
    for (uint32_t i = 0; i < end; i++) {
        if (seen[i] == 1)
            cr_assert_eq(came[i], 1, "round %u: byte %u out of nothing", round, i);
        if (seen[i] == 2)
            cr_assert_eq(came[i], 0, "round %u: byte %u came and was told lost", round, i);
        if (seen[i] == 0)
            cr_assert_eq(manner, FLOWSINK_SKIPS, "round %u: byte %u forgotten", round, i);
    }
}

static void play(enum flowsink_manner manner, unsigned round, unsigned drop_percent, uint32_t most)
{
    seed = round * 7919 + manner;
    begin(manner);
    memset(seen, 0, sizeof seen);
    memset(came, 0, sizeof came);
    sink.seen = seen;
    sink.seen_bytes = sizeof seen;
    uint32_t isn = any(2) == 0 ? any(UINT32_MAX) : UINT32_MAX - any(20000);
    connect_from(isn);
    unsigned n = cut(2000 + any(40000), most, drop_percent);
    shuffle(n, 2 + any(4));
    uint32_t end = send_all(n, isn);
    struct flowtable_counts c = flowrun_finish();
    cr_assert_eq(c.reassembly_warnings, 0);
    compare(manner, end, round);
}

Test(stream, delivers_the_truth_however_it_is_cut_and_shuffled)
{
    static const enum flowsink_manner manners[] = {FLOWSINK_ALL, FLOWSINK_RECORDS, FLOWSINK_SKIPS};
    for (unsigned round = 0; round < 200; round++) {
        for (unsigned m = 0; m < 3; m++)
            play(manners[m], round, 0, round % 5 == 0 ? 7 : 1460);
    }
}

Test(stream, tells_exactly_what_was_dropped)
{
    static const enum flowsink_manner manners[] = {FLOWSINK_ALL, FLOWSINK_RECORDS, FLOWSINK_SKIPS};
    for (unsigned round = 0; round < 200; round++) {
        for (unsigned m = 0; m < 3; m++)
            play(manners[m], round, 1 + round % 3, 1460);
    }
}
