#include "capture/stream_order.h"

#include <criterion/criterion.h>
#include <malloc.h>

#include "tests/unit/flowrun.h"

enum { ISN = 100, PEER = 5001, TRUTH = 4000000 };

static uint8_t truth[TRUTH];

static void begin(size_t memory_bytes, enum flowsink_manner manner)
{
    flowrun_begin(memory_bytes, manner, truth, sizeof truth);
}

static struct flowtable_counts finish(void)
{
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.reassembly_warnings, 0, "libnids reported");
    return c;
}

static void bare(unsigned client, bool from_client, unsigned flags, uint32_t seq, uint32_t ack)
{
    flowrun_take(flowsink_tcp(client, from_client, (uint8_t)flags, seq, ack));
}

static void connect_client(unsigned client)
{
    bare(client, true, TCP_SYN, ISN, 0);
    bare(client, false, TCP_SYN | TCP_ACK, PEER - 1, ISN + 1);
    bare(client, true, TCP_ACK, ISN + 1, PEER);
}

static void send(unsigned client, uint64_t from, uint64_t to)
{
    struct segment s = flowsink_tcp(client, true, TCP_ACK | TCP_PSH, ISN + 1 + (uint32_t)from, PEER);
    flowsink_load(&s, truth + from, (size_t)(to - from));
    flowrun_take(s);
}

static void acknowledge(uint64_t offset)
{
    bare(1, false, TCP_ACK, PEER, ISN + 1 + (uint32_t)offset);
}

/* [from, to) in segments of n bytes, a few microseconds each. */
static void send_run(uint64_t from, uint64_t to, uint64_t n)
{
    for (; from < to; from += n) {
        now_us += 8;
        send(1, from, from + n < to ? from + n : to);
    }
}

static const uint64_t displacement[] = {100000, 200000, 900000};
static const uint64_t segment[] = {500, 1460, 9000, 65000};

#define EACH(array, i)                                                                                       \
    size_t i = 0;                                                                                            \
    i < sizeof array / sizeof array[0];                                                                      \
    i++

Test(stream_order, waits_for_a_segment_that_comes_much_later)
{
    static const enum flowsink_manner manner[] = {FLOWSINK_ALL, FLOWSINK_RECORDS, FLOWSINK_SKIPS};
    for (EACH(displacement, d)) {
        for (unsigned i = 0; i < 3 * sizeof segment / sizeof segment[0]; i++) {
            uint64_t n = segment[i / 3], from = 20000, to = from + n + displacement[d];
            begin(64 << 20, manner[i % 3]);
            connect_client(1);
            send_run(0, from, n);
            send_run(from + n, to, n);
            send_run(from, from + n, n);
            send_run(to, to + 5000, n);
            struct flowtable_counts c = finish();
            cr_expect_eq(c.holes, 0, "%lu by %lu", n, displacement[d]);
            cr_expect_eq(c.streams_disengaged, 0);
            cr_expect_eq(sink.last.side[0].payload_bytes, to + 5000);
            cr_expect_eq(sink.last.side[0].lost_bytes, 0);
            if (manner[i % 3] == FLOWSINK_ALL)
                cr_expect_eq(sink.side[0].bytes, to + 5000, "%lu by %lu", n, displacement[d]);
        }
    }
}

Test(stream_order, waits_for_what_a_segment_overtook_by_much)
{
    for (EACH(displacement, d)) {
        for (EACH(segment, i)) {
            uint64_t n = segment[i], to = 20000 + displacement[d];
            begin(64 << 20, FLOWSINK_ALL);
            connect_client(1);
            send_run(0, 20000, n);
            send_run(to, to + n, n);
            send_run(20000, to, n);
            struct flowtable_counts c = finish();
            cr_expect_eq(c.holes, 0, "%lu by %lu", n, displacement[d]);
            cr_expect_eq(sink.side[0].bytes, to + n, "%lu by %lu", n, displacement[d]);
        }
    }
}

Test(stream_order, waits_for_each_of_many_displaced_segments)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    for (uint64_t at = 0; at < 1000000; at += 2000)
        send(1, at + 1000, at + 2000);
    for (uint64_t at = 1000000; at > 0; at -= 2000)
        send(1, at - 2000, at - 1000);
    struct flowtable_counts c = finish();
    cr_expect_eq(c.holes, 0);
    cr_expect_eq(sink.side[0].bytes, 1000000);
}

Test(stream_order, takes_what_an_ack_overtook_by_less_than_proof)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    for (uint64_t at = 1460; at < 900000; at += 1460) {
        now_us += 10;
        send(1, at, at + 1460);
        acknowledge(at + 1460);
    }
    send(1, 0, 1460);
    cr_expect_eq(finish().holes, 0);
    cr_expect_geq(sink.side[0].bytes, 900000);
}

Test(stream_order, tells_each_hole_that_an_ack_proves)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    for (uint64_t at = 0; at < 600000; at += 3000)
        send(1, at + 1000, at + 3000);
    acknowledge(300500);
    now_us += STREAM_PROOF_US;
    acknowledge(300500);
    cr_expect_eq(sink.side[0].holes, 101);
    cr_expect_eq(sink.side[0].hole_bytes, 100500, "%lu", sink.side[0].hole_bytes);
    cr_expect_eq(sink.side[0].bytes, 200000);
    now_us += STREAM_AGE_MOST_US + FLOWTABLE_STEP_US;
    flowtable_tick(table, now_us);
    cr_expect_eq(sink.side[0].holes, 102, "%lu", sink.side[0].holes);
    finish();
    cr_expect_eq(sink.side[0].bytes, 400000);
    cr_expect_eq(sink.last.side[0].lost_bytes, 200000);
}

Test(stream_order, gives_up_a_hole_when_much_waits_behind_it)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    for (uint64_t at = 1000; sink.side[0].holes == 0 && at < TRUTH - 1000; at += 1000)
        send(1, at, at + 1000);
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].hole_bytes, 1000);
    cr_expect_gt(sink.side[0].bytes, REASSEMBLY_REACH - 5000);
    cr_expect_lt(sink.side[0].bytes, REASSEMBLY_REACH + 5000);
    finish();
}

Test(stream_order, gives_up_no_more_holes_than_it_must)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    send(1, 1000, 2000);
    send_run(3000, REASSEMBLY_REACH + 500, 1000);
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].bytes, 1000);
    send(1, 2000, 3000);
    finish();
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].bytes, REASSEMBLY_REACH + 500 - 1000);
}

Test(stream_order, does_not_wait_for_a_larger_hole_than_it_can_fill)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    send(1, 0, 100);
    send(1, 2000000, 2000100);
    cr_expect_eq(sink.side[0].hole_bytes, 1999900);
    cr_expect_eq(sink.side[0].bytes, 200);
    finish();
    cr_expect_eq(sink.last.side[0].lost_bytes, 1999900);
}

Test(stream_order, joins_what_waited_far_behind_a_hole_with_what_overlaps_it)
{
    begin(64 << 20, FLOWSINK_MORE);
    connect_client(1);
    uint64_t far = REASSEMBLY_REACH - 200;
    send(1, far, far + 200);
    cr_expect_eq(sink.side[0].holes, 0);
    send(1, far + 100, far + 250);
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].want, far);
    cr_expect_eq(sink.side[0].shown_to, far + 250);
    finish();
}

/* Many clients whose first byte is missing, with `each` bytes behind it. */
static void make_wait(unsigned clients, uint64_t each)
{
    for (unsigned n = 1; n <= clients; n++) {
        connect_client(n);
        for (uint64_t at = 1; at < each; at += 1000)
            send(n, at, at + 1000);
        now_us++;
    }
}

Test(stream_order, stays_within_its_memory_when_ten_thousand_streams_wait)
{
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    begin(32 << 20, FLOWSINK_ALL);
    sink.many = true;
    make_wait(10000, 50000);
    size_t used = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    cr_expect_leq(used, (32 << 20) + (4 << 20), "%zu", used);
    struct flowtable_counts c = finish();
    cr_expect_gt(c.streams_disengaged, 9000);
    cr_expect_eq(c.holes, 10000);
    cr_expect_eq(c.hole_bytes, 10000);
    cr_expect_eq(sink.last.side[0].payload_bytes, 50000);
}

Test(stream_order, lets_the_stream_that_stood_still_for_longest_give_way)
{
    begin(1 << 20, FLOWSINK_ALL);
    sink.many = true;
    make_wait(2, 50000);
    cr_expect_eq(flowtable_counts(table).streams_disengaged, 0);
    make_wait(10, 50000);
    struct flowtable_counts c = flowtable_counts(table);
    cr_expect_gt(c.streams_disengaged, 0);
    cr_expect_eq(c.holes, c.streams_disengaged);
    finish();
}

Test(stream_order, tells_a_hole_before_the_answer_that_proves_it)
{
    begin(64 << 20, FLOWSINK_ALL);
    connect_client(1);
    send(1, 100, 200);
    struct segment s = flowsink_tcp(1, false, TCP_ACK | TCP_PSH, PEER, ISN + 1 + 200);
    flowsink_load(&s, truth, 50);
    flowrun_take(s);
    cr_expect_eq(sink.side[0].holes, 1);
    cr_expect_eq(sink.side[0].bytes, 100);
    cr_expect_eq(sink.side[1].bytes, 50);
    finish();
}
