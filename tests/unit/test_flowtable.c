#include "capture/flowtable.h"

#include <criterion/criterion.h>
#include <malloc.h>

#include "capture/stream.h"
#include "tests/unit/flowrun.h"

static uint8_t truth[100000];

static void begin(size_t memory_bytes)
{
    flowrun_begin(memory_bytes, FLOWSINK_ALL, truth, sizeof truth);
}

static void begin_many(size_t memory_bytes)
{
    begin(memory_bytes);
    sink.many = sink.any_bytes = true;
}

static void tcp(unsigned client, bool from_client, unsigned flags, uint32_t seq, uint32_t ack)
{
    flowrun_take(flowsink_tcp(client, from_client, (uint8_t)flags, seq, ack));
}

static void data(unsigned client, bool from_client, uint32_t seq, uint32_t ack, size_t n)
{
    struct segment s = flowsink_tcp(client, from_client, TCP_ACK | TCP_PSH, seq, ack);
    flowsink_load(&s, truth, n);
    flowrun_take(s);
}

static void connect_client(unsigned client)
{
    tcp(client, true, TCP_SYN, 100, 0);
    tcp(client, false, TCP_SYN | TCP_ACK, 500, 101);
    tcp(client, true, TCP_ACK, 101, 501);
}

static void hang_up(unsigned client)
{
    tcp(client, true, TCP_FIN | TCP_ACK, 101, 501);
    tcp(client, false, TCP_FIN | TCP_ACK, 501, 102);
    tcp(client, true, TCP_ACK, 102, 502);
}

static struct segment datagram(unsigned client, bool from_client, uint8_t transport)
{
    struct segment s = flowsink_tcp(client, from_client, 0, 0, 0);
    s.transport = transport;
    return s;
}

Test(flowtable, tells_a_connection_from_its_start_to_its_end)
{
    begin(0);
    connect_client(1);
    data(1, true, 101, 501, 70);
    data(1, false, 501, 171, 90);
    cr_expect_eq(sink.opened, 1);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(sink.closed, 1);
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.last.id, 1);
    cr_expect(sink.last.initiator_seen);
    cr_expect_eq(sink.last.state, STATE_ESTABLISHED_DATA);
    cr_expect_eq(sink.last.end[0].port, 40000);
    cr_expect_eq(sink.last.side[0].packets, 3);
    cr_expect_eq(sink.last.side[1].packets, 2);
    cr_expect_eq(sink.last.side[0].payload_bytes, 70);
    cr_expect_eq(sink.last.side[1].payload_bytes, 90);
    cr_expect_eq(sink.last.side[0].wire_bytes, 54 * 3 + 70);
    cr_expect_eq(c.one_sided, 0);
}

/* A letter per segment: capitals of the client. S SYN, A ACK, s SYN+ACK, R RST, D data, F FIN+ACK. */
static void play(const char *script)
{
    uint32_t seq[2] = {101, 501};
    for (; *script != '\0'; script++) {
        bool up = *script >= 'A' && *script <= 'Z';
        unsigned side = up ? 0 : 1;
        uint32_t ack = seq[1 - side];
        switch (up ? *script - 'A' + 'a' : *script) {
        case 's':
            tcp(1, up, up ? TCP_SYN : TCP_SYN | TCP_ACK, seq[side] - 1, up ? 0 : ack);
            break;
        case 'a':
            tcp(1, up, TCP_ACK, seq[side], ack);
            break;
        case 'r':
            tcp(1, up, TCP_RST | TCP_ACK, seq[side], ack);
            break;
        case 'f':
            tcp(1, up, TCP_FIN | TCP_ACK, seq[side]++, ack);
            break;
        case 'd':
            data(1, up, seq[side], ack, 10);
            seq[side] += 10;
            break;
        default:
            cr_assert_fail("no such segment: %c", *script);
        }
    }
}

Test(flowtable, knows_how_far_a_connection_got)
{
    static const struct {
        const char *script;
        enum flow_state state;
        bool initiator_seen;
        unsigned refused, one_sided;
    } row[] = {
        {"S", STATE_ATTEMPT_SILENT, true, 0, 0},
        {"SSS", STATE_ATTEMPT_SILENT, true, 0, 0},
        {"SR", STATE_ATTEMPT_SILENT, true, 0, 0},
        {"Sr", STATE_ATTEMPT_REFUSED, true, 1, 0},
        {"SrSrSr", STATE_ATTEMPT_REFUSED, true, 1, 0},
        {"Ss", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"SsR", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"Ssr", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"SsA", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"SsAr", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"SsAFfA", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"SsAD", STATE_ESTABLISHED_DATA, true, 0, 0},
        {"SsAd", STATE_ESTABLISHED_DATA, true, 0, 0},
        {"SsADr", STATE_ESTABLISHED_DATA, true, 0, 0},
        {"SAD", STATE_ESTABLISHED_DATA, true, 0, 1},
        {"SADd", STATE_ESTABLISHED_DATA, true, 0, 0},
        {"Sd", STATE_ESTABLISHED_DATA, true, 0, 0},
        {"sA", STATE_ESTABLISHED_NODATA, true, 0, 0},
        {"sAD", STATE_ESTABLISHED_DATA, true, 0, 0},
        {"A", STATE_MIDSTREAM, false, 0, 1},
        {"Dd", STATE_MIDSTREAM, false, 0, 0},
        {"dD", STATE_MIDSTREAM, false, 0, 0},
        {"d", STATE_MIDSTREAM, false, 0, 1},
        {"r", STATE_MIDSTREAM, false, 0, 1},
        {"F", STATE_MIDSTREAM, false, 0, 1},
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin(0);
        play(row[i].script);
        struct flowtable_counts c = flowrun_finish();
        cr_expect_eq(c.flows, 1, "%s: %lu flows", row[i].script, c.flows);
        cr_expect_eq(sink.last.state, row[i].state, "%s: %s", row[i].script,
                     proto_state_name(sink.last.state));
        cr_expect_eq(sink.last.initiator_seen, row[i].initiator_seen, "%s", row[i].script);
        cr_expect_eq(sink.refused, row[i].refused, "%s: refused", row[i].script);
        cr_expect_eq(c.one_sided, row[i].one_sided, "%s: one-sided", row[i].script);
        cr_expect_eq(sink.last.end[0].port, 40000, "%s: direction", row[i].script);
        cr_expect_eq(sink.last.side[0].lost_bytes + sink.last.side[1].lost_bytes, 0, "%s: lost",
                     row[i].script);
    }
}

Test(flowtable, learns_who_began_from_a_syn_that_comes_late)
{
    begin(0);
    data(1, true, 101, 501, 10);
    tcp(1, true, TCP_SYN, 100, 0);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect(sink.last.initiator_seen);
    cr_expect_eq(sink.last.state, STATE_ESTABLISHED_DATA);
}

/* A FIN or an acknowledgement that overtook the data it stands behind. */
Test(flowtable, begins_with_the_lowest_byte_where_no_syn_was_seen)
{
    begin(1 << 20);
    tcp(1, true, TCP_ACK | TCP_FIN, 1500, 9000);
    tcp(1, false, TCP_ACK, 9000, 1501);
    data(1, true, 1000, 9000, 500);
    tcp(1, false, TCP_ACK, 9000, 1501);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes + sink.side[1].bytes, 500);
    cr_expect_eq(sink.side[0].holes + sink.side[1].holes, 0);
    cr_expect_eq(sink.last.side[0].payload_bytes + sink.last.side[1].payload_bytes, 500);
    cr_expect_eq(sink.last.side[0].lost_bytes + sink.last.side[1].lost_bytes, 0);
    begin(1 << 20);
    tcp(1, true, TCP_SYN, 100, 0);
    tcp(1, true, TCP_ACK, 101, 5700);
    data(1, false, 5000, 101, 700);
    flowrun_finish();
    cr_expect_eq(sink.side[1].bytes, 700);
}

Test(flowtable, does_not_begin_with_a_probe_nor_far_away)
{
    begin(1 << 20);
    tcp(1, true, TCP_ACK | TCP_FIN, 1 << 24, 9000);
    data(1, true, (1 << 24) - 1, 9000, 1);
    data(1, true, (1 << 24) - STREAM_RESET_NEAR - 1, 9000, 500);
    flowrun_finish();
    cr_expect_eq(sink.side[0].bytes + sink.side[1].bytes, 0);
    begin(1 << 20);
    sink.any_bytes = true;
    connect_client(1);
    data(1, true, 100, 501, 2);
    flowrun_finish();
    cr_expect_eq(sink.last.side[0].payload_bytes, 1);
}

Test(flowtable, bears_a_simultaneous_open)
{
    begin(0);
    tcp(1, true, TCP_SYN, 100, 0);
    tcp(1, false, TCP_SYN, 500, 0);
    tcp(1, true, TCP_SYN | TCP_ACK, 100, 501);
    tcp(1, false, TCP_SYN | TCP_ACK, 500, 101);
    data(1, false, 501, 101, 10);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.last.state, STATE_ESTABLISHED_DATA);
    cr_expect_eq(sink.side[1].bytes, 10);
}

Test(flowtable, opens_a_new_flow_when_a_port_is_used_again)
{
    static const char *const before[] = {"SsAD", "SsA", "SsADFfA", "SsAr", "Sr", "Dd"};
    for (unsigned i = 0; i < sizeof before / sizeof before[0]; i++) {
        begin(0);
        play(before[i]);
        tcp(1, true, TCP_SYN, 70000, 0);
        cr_expect_eq(sink.closed, 1, "%s", before[i]);
        data(1, true, 70001, 501, 10);
        struct flowtable_counts c = flowrun_finish();
        cr_expect_eq(c.flows, 2, "%s", before[i]);
        cr_expect_eq(sink.last.side[0].payload_bytes, 10, "%s", before[i]);
    }
}

Test(flowtable, takes_a_lower_number_for_a_new_connection_too)
{
    static const char *const before[] = {"SsAD", "SsADFfA", "SsAr", "Dd"};
    for (unsigned i = 0; i < sizeof before / sizeof before[0]; i++) {
        begin(0);
        play(before[i]);
        tcp(1, true, TCP_SYN, 40, 0);
        tcp(1, false, TCP_SYN | TCP_ACK, 30, 41);
        data(1, true, 41, 31, 10);
        struct flowtable_counts c = flowrun_finish();
        cr_expect_eq(c.flows, 2, "%s", before[i]);
        cr_expect_eq(sink.last.side[0].payload_bytes, 10, "%s", before[i]);
        cr_expect_eq(sink.last.side[0].lost_bytes, 0, "%s", before[i]);
    }
}

Test(flowtable, bears_a_handshake_in_pieces)
{
    begin(0);
    tcp(1, true, TCP_SYN, 100, 0);
    tcp(1, false, TCP_ACK, 0, 101);
    tcp(1, false, TCP_SYN, 500, 0);
    tcp(1, true, TCP_SYN | TCP_ACK, 100, 501);
    tcp(1, false, TCP_ACK, 501, 101);
    data(1, true, 101, 501, 10);
    data(1, false, 501, 111, 10);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.side[0].bytes, 10);
    cr_expect_eq(sink.side[1].bytes, 10);
    cr_expect_eq(sink.last.side[1].lost_bytes, 0);
}

Test(flowtable, takes_the_last_of_two_answers_to_an_attempt)
{
    begin(0);
    tcp(1, true, TCP_SYN, 100, 0);
    tcp(1, false, TCP_SYN | TCP_ACK, 500, 101);
    tcp(1, false, TCP_SYN | TCP_ACK, 90000, 101);
    tcp(1, true, TCP_ACK, 101, 90001);
    data(1, false, 90001, 101, 10);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.side[1].bytes, 10);
    cr_expect_eq(sink.last.side[1].lost_bytes, 0);
}

Test(flowtable, turns_the_flow_when_the_server_calls_back_from_its_port)
{
    begin(0);
    play("SsADFfA");
    tcp(1, false, TCP_SYN, 9000, 0);
    flowrun_finish();
    cr_expect_eq(sink.closed, 2);
    cr_expect_eq(sink.last.end[0].port, 80);
}

Test(flowtable, sees_a_new_connection_by_its_answer_alone)
{
    begin(0);
    play("SsADFfA");
    tcp(1, false, TCP_SYN | TCP_ACK, 90000, 70001);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 2);
    cr_expect_eq(sink.last.end[0].port, 40000);
}

Test(flowtable, takes_a_repeated_syn_for_what_it_is)
{
    begin(0);
    play("SsAD");
    tcp(1, true, TCP_SYN, 100, 0);
    tcp(1, false, TCP_SYN | TCP_ACK, 500, 101);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
}

Test(flowtable, takes_another_number_of_an_attempt_for_the_same_attempt)
{
    begin(0);
    tcp(1, true, TCP_SYN, 100, 0);
    tcp(1, true, TCP_SYN, 7000, 0);
    tcp(1, false, TCP_SYN | TCP_ACK, 500, 7001);
    tcp(1, true, TCP_ACK, 7001, 501);
    data(1, true, 7001, 501, 10);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.side[0].bytes, 10);
    cr_expect_eq(sink.last.side[0].lost_bytes, 0);
}

Test(flowtable, ends_a_flow_by_a_reset_only_where_its_number_makes_sense)
{
    static const struct {
        const char *before;
        bool from_client;
        uint32_t seq;
        bool ends;
    } row[] = {
        {"SsAD", true, 111, true},
        {"SsAD", true, 111 + 60000, true},
        {"SsAD", true, 101, true},
        {"SsAD", true, 0x40000000, false},
        {"SsAD", true, UINT32_C(111) - 0x200000, false},
        {"SsAD", true, 111 + 0x200000, false},
        {"SsAD", false, 501, true},
        {"SsAD", false, 0x40000000, false},
        {"DD", false, 0x40000000, true},
        {"DD", true, 0x40000000, false},
        {"DD", true, 121, true},
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        for (unsigned ack = 0; ack < 2; ack++) {
            begin(0);
            sink.any_bytes = true;
            play(row[i].before);
            tcp(1, row[i].from_client, ack ? TCP_RST | TCP_ACK : TCP_RST, row[i].seq, 0x12345678);
            flowtable_tick(table, now_us + FLOWTABLE_CLOSED_US + FLOWTABLE_STEP_US);
            cr_expect_eq(sink.closed, row[i].ends, "%s, %u", row[i].before, row[i].seq);
            flowrun_finish();
        }
    }
}

Test(flowtable, believes_a_reset_of_what_was_acknowledged_and_not_seen)
{
    begin(0);
    connect_client(1);
    tcp(1, false, TCP_ACK, 501, 101 + 50000000);
    tcp(1, true, TCP_RST, 101 + 50000000, 0);
    flowtable_tick(table, now_us + FLOWTABLE_CLOSED_US + FLOWTABLE_STEP_US);
    cr_expect_eq(sink.closed, 1);
    flowrun_finish();
}

Test(flowtable, goes_on_after_a_blind_reset)
{
    begin(0);
    play("SsAD");
    tcp(1, false, TCP_RST, 0x7fffffff, 0);
    now_us += 60000000;
    data(1, false, 501, 111, 10);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.last.side[1].payload_bytes, 10);
}

Test(flowtable, does_not_split_a_flow_by_vlan)
{
    begin(0);
    connect_client(1);
    struct segment s = flowsink_tcp(1, false, TCP_ACK, 501, 101);
    s.outer.vlan[0] = 7;
    s.outer.vlans = 1;
    flowrun_take(s);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
    cr_expect_eq(sink.vlans, 0, "the first frame's");
}

Test(flowtable, hands_over_datagrams_of_every_transport)
{
    begin(0);
    static const uint8_t transport[] = {TRANSPORT_UDP, TRANSPORT_ICMP, TRANSPORT_ICMP6, 47};
    for (unsigned i = 0; i < sizeof transport; i++) {
        struct segment there = datagram(1, true, transport[i]), back = datagram(1, false, transport[i]);
        there.icmp_type = 8;
        flowsink_load(&there, truth, 20);
        flowrun_take(there);
        flowrun_take(back);
        cr_expect_eq(sink.opened, i + 1);
        cr_expect_eq(sink.datagrams, 2 * i + 2);
    }
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 4);
    cr_expect_eq(c.one_sided, 0);
    cr_expect_eq(sink.last.state, STATE_DATAGRAMS);
    cr_expect_eq(sink.last.side[0].payload_bytes, 20);
}

Test(flowtable, ends_idle_flows_in_packet_time)
{
    static const struct {
        const char *script;
        int64_t idle_us;
    } row[] = {
        {"S", FLOWTABLE_HALF_OPEN_US}, {"Ss", FLOWTABLE_HALF_OPEN_US}, {"A", FLOWTABLE_STRAY_US},
        {"SsA", FLOWTABLE_OPEN_US},    {"SsAD", FLOWTABLE_OPEN_US},    {"D", FLOWTABLE_OPEN_US},
        {"SsAF", FLOWTABLE_OPEN_US},   {"SsAFf", FLOWTABLE_CLOSED_US}, {"SsADr", FLOWTABLE_CLOSED_US},
        {"Sr", FLOWTABLE_CLOSED_US},
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin(0);
        play(row[i].script);
        flowtable_tick(table, now_us + row[i].idle_us - 1);
        cr_expect_eq(sink.closed, 0, "%s too early", row[i].script);
        flowtable_tick(table, now_us + row[i].idle_us + FLOWTABLE_STEP_US);
        cr_expect_eq(sink.closed, 1, "%s not in time", row[i].script);
        flowrun_finish();
    }
}

Test(flowtable, takes_late_segments_of_a_closed_connection)
{
    begin(0);
    connect_client(1);
    hang_up(1);
    now_us += FLOWTABLE_CLOSED_US - 1;
    tcp(1, true, TCP_ACK, 102, 502);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 1);
}

Test(flowtable, never_goes_back_in_time)
{
    begin(0);
    tcp(1, true, TCP_SYN, 100, 0);
    int64_t first = now_us;
    now_us -= 500000;
    tcp(1, false, TCP_SYN | TCP_ACK, 500, 101);
    flowrun_finish();
    cr_expect_eq(sink.last.last_us, first);
    begin(0);
    now_us = INT64_MIN;
    tcp(1, true, TCP_SYN, 100, 0);
    now_us = INT64_MAX;
    tcp(2, true, TCP_SYN, 100, 0);
    cr_expect_eq(sink.closed, 1);
    flowrun_finish();
}

Test(flowtable, closes_the_oldest_first_at_the_end)
{
    begin_many(0);
    for (unsigned i = 1; i <= 50; i++)
        connect_client(i);
    for (unsigned i = 50; i >= 1; i--)
        data(i, true, 101, 501, 10);
    flowtable_end(table);
    cr_expect_eq(sink.closed, 50);
    for (unsigned i = 0; i < 50; i++)
        cr_expect_eq(sink.closed_id[i], i + 1);
    connect_client(1);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, 51, "the table can be used on");
    cr_expect_eq(sink.closed, 51);
}

/* Opens flows until the first is evicted; returns how many fit. */
static unsigned fill(unsigned from)
{
    unsigned before = sink.closed, n = 0;
    for (; sink.closed == before; n++) {
        cr_assert_lt(n, 100000);
        now_us++;
        tcp(from + n, true, TCP_SYN, 100, 0);
    }
    return n - 1;
}

Test(flowtable, evicts_closed_then_half_open_then_the_least_recently_used)
{
    begin_many(0);
    for (unsigned i = 1; i <= 3; i++) {
        now_us++;
        connect_client(i);
        data(i, true, 101, 501, 10);
    }
    flowrun_take(datagram(4, true, TRANSPORT_UDP));
    now_us++;
    data(1, true, 111, 501, 10);
    connect_client(5);
    hang_up(5);
    now_us++;
    unsigned fits = fill(1000);
    cr_expect_eq(sink.closed_id[0], 5, "the closed flow goes first");
    cr_expect_eq(flowtable_counts(table).evicted, 0, "which is no loss");
    now_us++;
    tcp(100000, true, TCP_SYN, 100, 0);
    cr_expect_eq(sink.closed_id[1], 6, "then the oldest attempt");
    cr_expect_eq(flowtable_counts(table).evicted, 1);
    unsigned opened = 0;
    while (opened++ < 2 * fits && sink.closed_id[(sink.closed - 1) % 64] > 4) {
        now_us++;
        connect_client(200000 + opened);
    }
    unsigned at = (sink.closed - 1) % 64;
    cr_expect_eq(sink.closed_id[at], 2, "then established ones and datagrams by last use, not %lu",
                 sink.closed_id[at]);
    flowrun_finish();
}

Test(flowtable, lets_closed_flows_linger_in_a_share_of_its_room)
{
    begin_many(0);
    unsigned fits = fill(100000), most = fits / FLOWTABLE_CLOSED_SHARE;
    flowrun_finish();
    begin_many(0);
    for (unsigned i = 1; i <= most; i++) {
        connect_client(i);
        hang_up(i);
    }
    cr_expect_eq(sink.closed, 0);
    connect_client(most + 1);
    hang_up(most + 1);
    cr_expect_eq(sink.closed, 1);
    cr_expect_eq(sink.closed_id[0], 1, "the oldest ends");
    cr_expect_eq(flowrun_finish().evicted, 0, "which is no loss");
}

/* Whole connections of many clients; returns the heap in use at the end. */
static size_t run_flows(unsigned from, unsigned n)
{
    for (unsigned i = from; i < from + n; i++) {
        now_us += 10;
        connect_client(i);
        data(i, true, 101, 501, 100);
        data(i, true, 401, 501, 100);
    }
    return mallinfo2().uordblks;
}

Test(flowtable, keeps_ten_thousand_flows_within_its_memory)
{
    size_t before = mallinfo2().uordblks;
    begin_many(16 << 20);
    size_t used = run_flows(0, 10000) - before;
    struct flowtable_counts c = flowtable_counts(table);
    cr_expect_leq(used, (16 << 20) + (2 << 20), "%zu bytes", used);
    cr_expect_eq(c.flows, 10000);
    cr_expect_eq(c.evicted, 0);
    flowrun_finish();
    cr_expect_eq(sink.closed, 10000);
}

Test(flowtable, needs_no_more_memory_for_ten_times_the_flows)
{
    begin_many(1 << 20);
    size_t few = run_flows(0, 10000);
    size_t many = run_flows(10000, 100000);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_leq(many, few + 65536, "%zu, then %zu", few, many);
    cr_expect_gt(c.evicted, 100000);
    cr_expect_eq(sink.closed, 110000);
    cr_expect_gt(c.streams_disengaged, 0);
}

Test(flowtable, gives_up_the_oldest_window_when_memory_is_used_up)
{
    begin_many(1 << 20);
    sink.manner = FLOWSINK_MORE;
    for (unsigned i = 0; i < 300; i++) {
        now_us++;
        connect_client(i);
        data(i, true, 101, 501, 1000);
    }
    struct flowtable_counts c = flowrun_finish();
    cr_expect_gt(c.windows_dropped, 50);
    cr_expect_eq(c.windows_refused, 0);
    cr_expect_eq(c.holes, c.windows_dropped);
    cr_expect_eq(sink.closed, 300);
}

Test(flowtable, goes_on_with_flows_that_were_put_away)
{
    enum { CLIENTS = 2000, ROUNDS = 5 };
    begin_many(1 << 20);
    for (unsigned i = 0; i < CLIENTS; i++)
        connect_client(i);
    unsigned rests = sink.rests;
    cr_expect_gt(rests, CLIENTS / 2);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < CLIENTS; i++) {
            data(i, true, 101 + round * 10, 501 + round * 20, 10);
            data(i, false, 501 + round * 20, 111 + round * 10, 20);
        }
    }
    cr_expect_gt(sink.rests, rests + CLIENTS * (ROUNDS - 1));
    tcp(7, true, TCP_SYN, 90000, 0);
    cr_expect_eq(sink.closed_id[0], 8, "a SYN of its own ends a flow that was put away");
    cr_expect_eq(sink.last.side[0].packets, 2 + ROUNDS);
    struct flowtable_counts c = flowrun_finish();
    cr_expect_eq(c.flows, CLIENTS + 1);
    cr_expect_eq(c.holes + c.evicted, 0);
    for (unsigned i = 0; i < 63; i++)
        cr_expect_eq(sink.closed_id[(sink.closed - 2 - i) % 64], CLIENTS - i, "in the order of their ids");
    cr_expect_eq(sink.last.id, CLIENTS + 1);
}

static uint64_t random_state = 88172645463325252;

static uint64_t any(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

/* Mostly near one place of the stream, at times far away or with flags that do not belong there. */
static struct segment any_segment(uint32_t spread)
{
    uint64_t x = any(), y = any();
    uint8_t flags = (x >> 8 & 7) == 0 ? (uint8_t)(x >> 16) : TCP_ACK;
    struct segment s = flowsink_tcp((unsigned)(x & 63), (x & 64) != 0, flags, 0, 0);
    s.seq = (x >> 12 & 15) == 0 ? (uint32_t)(x >> 24) : 100 + (uint32_t)(x >> 24) % spread;
    s.ack = (y >> 12 & 3) == 0 ? (uint32_t)(y >> 24) : 100 + (uint32_t)(y >> 24) % spread;
    s.payload = bytes_of(truth, (size_t)(y & 0xfff) * ((y & 0xf000) == 0 ? 16 : 1));
    s.payload_bytes = (uint32_t)s.payload.left + ((x >> 60) == 0 ? 500 : 0);
    return s;
}

Test(flowtable, bears_any_segments)
{
    static const enum flowsink_manner manners[] = {FLOWSINK_ALL, FLOWSINK_RECORDS, FLOWSINK_SKIPS,
                                                   FLOWSINK_MORE};
    for (unsigned round = 0; round < 12; round++) {
        begin_many(round % 2 == 0 ? 1 << 20 : 64 << 20);
        sink.manner = manners[round % 4];
        for (unsigned i = 0; i < 30000; i++) {
            now_us += (int64_t)(any() & 0xfff);
            flowrun_take(any_segment(UINT32_C(4096) << round));
        }
        struct flowtable_counts c = flowrun_finish();
        cr_expect_eq(sink.opened, sink.closed);
        cr_expect_gt(c.flows, 64);
        cr_expect_gt(c.holes, 0);
        cr_expect_eq(c.reassembly_warnings, 0);
    }
}
