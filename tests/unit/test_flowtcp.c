#include "capture/flowtcp.h"

#include <criterion/criterion.h>

#include "tests/unit/flowsink.h"

static struct segment segment(bool from_client, unsigned flags, uint32_t seq)
{
    return flowsink_tcp(1, from_client, (uint8_t)flags, seq, 0);
}

Test(flowtcp, begins_by_the_flags_of_the_first_segment)
{
    static const struct {
        unsigned flags;
        enum flow_state state;
        enum flowtcp_phase phase;
    } row[] = {
        {TCP_SYN, STATE_ATTEMPT_SILENT, FLOWTCP_HALF_OPEN},
        {TCP_SYN | TCP_ACK, STATE_ESTABLISHED_NODATA, FLOWTCP_HALF_OPEN},
        {TCP_ACK, STATE_MIDSTREAM, FLOWTCP_STRAY},
        {TCP_FIN | TCP_ACK, STATE_MIDSTREAM, FLOWTCP_STRAY},
        {TCP_RST, STATE_MIDSTREAM, FLOWTCP_CLOSED},
        {TCP_SYN | TCP_RST, STATE_MIDSTREAM, FLOWTCP_CLOSED},
        {0, STATE_MIDSTREAM, FLOWTCP_STRAY},
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct flowtcp c;
        struct flow f = {.id = 1};
        struct segment s = segment(true, row[i].flags, 100);
        unsigned side = row[i].flags == (TCP_SYN | TCP_ACK) ? 1 : 0;
        flowtcp_open(&c, &f, &s);
        flowtcp_take(&c, &f, side, &s);
        cr_expect_eq(f.state, row[i].state, "flags %x", row[i].flags);
        cr_expect_eq(flowtcp_phase(&c, &f), row[i].phase, "flags %x", row[i].flags);
    }
}

Test(flowtcp, numbers_both_sides_from_the_answer)
{
    struct flowtcp c = {.syn = {false, false}};
    struct stream_flow f = {.flow = {.id = 1}};
    struct segment s = flowsink_tcp(1, false, TCP_SYN | TCP_ACK, 500, 101);
    flowtcp_number(&c, &f, 1, &s);
    cr_expect(f.stream[0].known && f.stream[0].base == 101);
    cr_expect(f.stream[1].known && f.stream[1].base == 501);
}

Test(flowtcp, takes_a_syn_for_a_new_connection_by_its_number)
{
    struct flowtcp open = {.established = true}, reset = {.reset = true}, half = {.syn = {true, false}};
    struct stream_flow f = {.stream = {{.known = true, .base = 101}}};
    struct segment same = segment(true, TCP_SYN, 100), other = segment(true, TCP_SYN, 4711);
    struct segment broken = segment(true, TCP_SYN | TCP_RST, 4711);
    cr_expect(flowtcp_reused(&open, &f, 0, &other));
    cr_expect(flowtcp_reused(&reset, &f, 0, &other));
    cr_expect_not(flowtcp_reused(&half, &f, 0, &other));
    cr_expect_not(flowtcp_reused(&open, &f, 0, &same));
    cr_expect_not(flowtcp_reused(&reset, &f, 0, &same));
    cr_expect_not(flowtcp_reused(&open, &f, 0, &broken));
}

Test(flowtcp, tells_how_a_connection_ended)
{
    static const struct {
        unsigned flags[2][2]; /* by segment and side */
        unsigned want;
    } rows[] = {
        {{{TCP_ACK, 0}, {0, TCP_ACK}}, 0},
        {{{TCP_FIN | TCP_ACK, 0}, {0, TCP_ACK}}, FLOW_FIN(0)},
        {{{TCP_FIN | TCP_ACK, 0}, {0, TCP_FIN | TCP_ACK}}, FLOW_FIN(0) | FLOW_FIN(1)},
        {{{0, TCP_RST}, {0, 0}}, FLOW_RST(1)},
        {{{0, TCP_RST}, {TCP_RST, 0}}, FLOW_RST(1)},
        {{{TCP_RST | TCP_ACK, 0}, {0, TCP_RST}}, FLOW_RST(0)},
        {{{0, TCP_FIN | TCP_ACK}, {TCP_RST, 0}}, FLOW_FIN(1) | FLOW_RST(0)},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct flowtcp c = {.established = true};
        struct flow f = {.id = 1, .state = STATE_ESTABLISHED_DATA, .initiator_seen = true};
        for (unsigned n = 0; n < 2; n++)
            for (unsigned side = 0; side < 2; side++) {
                struct segment s = segment(side == 0, rows[i].flags[n][side], 100);
                if (rows[i].flags[n][side] != 0)
                    flowtcp_take(&c, &f, side, &s);
            }
        cr_expect_eq(flowtcp_ended(&c), rows[i].want, "row %u: %u", i, flowtcp_ended(&c));
    }
}
