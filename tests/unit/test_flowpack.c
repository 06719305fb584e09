#include "capture/flowpack.h"

#include <criterion/criterion.h>

#include "tests/unit/flowsink.h"

static struct stream_flow flow_between(unsigned client, bool v6)
{
    struct stream_flow f = {.flow = {.id = 1, .transport = TRANSPORT_TCP}};
    f.flow.end[0] = (struct flow_end){flowsink_client(client), 40000};
    f.flow.end[1] = (struct flow_end){flowsink_server(), 80};
    if (v6)
        f.flow.end[1].ip.b[0] = 0xfd;
    return f;
}

static void expect_same(const struct stream_flow *a, const struct stream_flow *b, const char *what)
{
    const struct flow *f = &a->flow, *g = &b->flow;
    cr_expect(f->id == g->id && f->first_us == g->first_us && f->last_us == g->last_us &&
                  f->first_frame == g->first_frame && f->last_frame == g->last_frame &&
                  f->state == g->state && f->source == g->source && f->transport == g->transport &&
                  f->initiator_seen == g->initiator_seen && f->truncated == g->truncated &&
                  f->decode == g->decode,
              "%s", what);
    for (unsigned i = 0; i < 2; i++) {
        cr_expect(addr_eq(&f->end[i].ip, &g->end[i].ip) && f->end[i].port == g->end[i].port, "%s", what);
        cr_expect(memcmp(&f->side[i], &g->side[i], sizeof f->side[i]) == 0, "%s", what);
        const struct stream *s = &a->stream[i], *t = &b->stream[i];
        cr_expect(s->want == t->want && s->top == t->top && s->acked == t->acked &&
                      s->acked_us == t->acked_us && s->gaps == t->gaps && s->base == t->base &&
                      s->stray_seq == t->stray_seq && s->strays == t->strays && s->doubtful == t->doubtful &&
                      s->known == t->known,
                  "%s", what);
    }
}

static size_t expect_kept(const struct stream_flow *f, const struct flowtcp *tcp, const char *what)
{
    uint8_t record[FLOWPACK_MOST];
    struct stream_flow back;
    struct flowtcp tcp_back;
    size_t n = flowpack_write(record, f, tcp);
    cr_assert_leq(n, (size_t)FLOWPACK_MOST, "%s", what);
    memset(record + n, 0xff, sizeof record - n);
    flowpack_read(record, f->flow.last_us, &back, &tcp_back);
    expect_same(f, &back, what);
    cr_expect_eq(memcmp(tcp, &tcp_back, sizeof *tcp), 0, "%s", what);
    cr_expect_eq(flowpack_id(record), f->flow.id, "%s", what);
    return n;
}

Test(flowpack, keeps_every_number_of_a_flow)
{
#define ROW(change)                                                                                          \
    do {                                                                                                     \
        for (unsigned v6 = 0; v6 < 2; v6++) {                                                                \
            struct stream_flow f = flow_between(1, v6 != 0);                                                 \
            struct flowtcp tcp = {.reset = false};                                                           \
            change;                                                                                          \
            expect_kept(&f, &tcp, #change);                                                                  \
        }                                                                                                    \
    } while (0)
    ROW(f.flow.id = UINT64_MAX);
    ROW(f.flow.first_us = INT64_MIN / 4; f.flow.last_us = INT64_MAX / 4);
    ROW(f.flow.first_us = f.flow.last_us = -5);
    ROW(f.flow.first_frame = 7; f.flow.last_frame = UINT64_MAX);
    ROW(f.flow.state = STATE_DATAGRAMS; f.flow.transport = TRANSPORT_UDP);
    ROW(f.flow.state = STATE_ESTABLISHED_DATA; f.flow.source = UINT16_MAX);
    ROW(f.flow.initiator_seen = true);
    ROW(f.flow.truncated = true);
    ROW(f.flow.decode = &f);
    ROW(tcp.syn[0] = true);
    ROW(tcp.syn[1] = true);
    ROW(tcp.fin[0] = true);
    ROW(tcp.fin[1] = true);
    ROW(tcp.answered = true);
    ROW(tcp.established = true);
    ROW(tcp.reset = true);
    ROW(tcp.reset_side = true);
    for (unsigned i = 0; i < 2; i++) {
        ROW(f.flow.side[i] = ((struct flow_side){1, 2, 3, 4}));
        ROW(f.flow.side[i].wire_bytes = UINT64_MAX; f.flow.side[i].payload_bytes = UINT64_C(100) << 30);
        ROW(f.stream[i].want = FLOW_WANTS_NOTHING);
        ROW(f.stream[i].want = UINT64_C(1) << 40; f.stream[i].top = 9);
        ROW(f.stream[i].top = UINT64_C(1) << 40);
        ROW(f.stream[i].acked = 5; f.stream[i].top = 6);
        ROW(f.stream[i].acked = 7; f.stream[i].top = 6; f.stream[i].acked_us = f.flow.last_us - 3);
        ROW(f.stream[i].acked = 7; f.stream[i].acked_us = 9);
        ROW(f.stream[i].gaps = UINT32_MAX; f.stream[i].base = UINT32_MAX);
        ROW(f.stream[i].strays = 2; f.stream[i].stray_seq = UINT32_MAX);
        ROW(f.stream[i].known = true; f.stream[i].doubtful = UINT8_MAX; f.stream[i].strays = 1);
    }
#undef ROW
}

Test(flowpack, fits_its_bound_at_the_worst)
{
    struct stream_flow f;
    struct flowtcp tcp;
    memset(&f, 0xff, sizeof f);
    memset(&tcp, 1, sizeof tcp);
    f.flow.end[0] = f.flow.end[1] = (struct flow_end){.port = UINT16_MAX};
    f.flow.initiator_seen = f.flow.truncated = true;
    f.flow.state = STATE_DATAGRAMS;
    for (unsigned i = 0; i < 2; i++) {
        f.stream[i].window = NULL;
        f.stream[i].engaged = NULL;
        f.stream[i].known = true;
        f.stream[i].top = UINT64_C(1) << 62;
        f.stream[i].want = UINT64_C(3) << 62;
        f.stream[i].acked_us = INT64_MIN;
    }
    expect_kept(&f, &tcp, "all bits");
}

Test(flowpack, is_short_for_an_ordinary_connection)
{
    struct stream_flow f = flow_between(1, false);
    struct flowtcp tcp = {.syn = {true, true}, .answered = true, .established = true};
    f.flow.id = 1000000;
    f.flow.first_frame = 5000000;
    f.flow.last_frame = 5000004;
    f.flow.first_us = INT64_C(1700000000000000);
    f.flow.last_us = f.flow.first_us + 50000;
    f.flow.decode = &f;
    for (unsigned i = 0; i < 2; i++) {
        f.flow.side[i] = (struct flow_side){3, 500, 300, 0};
        f.stream[i] =
            (struct stream){.want = 300, .top = 300, .acked = 300, .base = 0x87654321, .known = true};
    }
    cr_expect_leq(expect_kept(&f, &tcp, "a connection"), 64);
}

Test(flowpack, knows_the_segments_of_a_packed_flow)
{
    for (unsigned v6 = 0; v6 < 2; v6++) {
        uint8_t record[FLOWPACK_MOST];
        struct stream_flow f = flow_between(1, v6 != 0);
        struct flowtcp tcp = {.reset = false};
        (void)flowpack_write(record, &f, &tcp);
        struct segment there = flowsink_tcp(1, true, TCP_ACK, 0, 0), back = flowsink_tcp(1, false, 0, 0, 0);
        there.dst = back.src = f.flow.end[1].ip;
        unsigned side;
        cr_expect(flowpack_is(record, &there, &side) && side == 0);
        cr_expect(flowpack_is(record, &back, &side) && side == 1);
        there.sport++;
        cr_expect_not(flowpack_is(record, &there, &side), "another port");
        back.transport = TRANSPORT_UDP;
        cr_expect_not(flowpack_is(record, &back, &side), "another transport");
        back.transport = TRANSPORT_TCP;
        back.src.b[15]++;
        cr_expect_not(flowpack_is(record, &back, &side), "another address");
    }
}
