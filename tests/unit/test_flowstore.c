#include "capture/flowstore.h"

#include <criterion/criterion.h>

#include "tests/unit/flowsink.h"

enum { NODES = 600, VIEWS = 8 };

static struct flowstore store;

static void begin(void)
{
    cr_assert_eq(flowstore_open(&store, NODES, VIEWS), 0);
}

/* Adds a flow; packs another for its view where need be. 0 when there is no node for either. */
static uint32_t add(uint64_t id, uint64_t wire_bytes)
{
    struct flowstore_view *v = flowstore_view_take(&store);
    if (v == NULL) {
        struct flowstore_view *cold = flowstore_coldest(&store);
        cr_assert_not_null(cold);
        if (!flowstore_pack(&store, cold))
            return 0;
        v = flowstore_view_take(&store);
    }
    cr_assert_not_null(v);
    v->f = (struct stream_flow){.flow = {.id = id, .transport = TRANSPORT_TCP, .last_us = (int64_t)id * 10}};
    v->f.flow.end[0] = (struct flow_end){flowsink_client((unsigned)id), 40000};
    v->f.flow.end[1] = (struct flow_end){flowsink_server(), 80};
    v->f.flow.side[0] = (struct flow_side){wire_bytes, wire_bytes, wire_bytes, wire_bytes};
    v->f.flow.side[1] = v->f.flow.side[0];
    v->tcp = (struct flowtcp){.reset = true};
    uint32_t number = flowstore_add(&store, v);
    if (number == 0)
        flowstore_view_give(&store, v);
    return number;
}

static void expect_flow(uint32_t number, uint64_t id, uint64_t wire_bytes)
{
    unsigned side;
    struct segment s = flowsink_tcp((unsigned)id, true, TCP_ACK, 0, 0);
    cr_expect(flowstore_is(&store, number, &s, &side) && side == 0, "flow %lu", id);
    cr_expect_eq(flowstore_id(&store, number), id);
    cr_expect_eq(flowstore_last_us(&store, number), (int64_t)id * 10);
    const struct flowstore_view *v = flowstore_peek(&store, number);
    cr_expect_eq(v->f.flow.id, id);
    cr_expect_eq(v->f.flow.side[1].wire_bytes, wire_bytes, "flow %lu", id);
    cr_expect(v->tcp.reset);
}

Test(flowstore, keeps_flows_beyond_its_views)
{
    uint32_t number[100];
    begin();
    for (unsigned i = 0; i < 100; i++)
        cr_assert_neq(number[i] = add(i + 1, i % 3 == 0 ? UINT64_MAX : i), 0);
    for (unsigned i = 0; i < 100; i++)
        expect_flow(number[i], i + 1, i % 3 == 0 ? UINT64_MAX : i);
    cr_expect_eq(store.views.made, VIEWS);
    flowstore_close(&store);
}

Test(flowstore, brings_a_packed_flow_back)
{
    begin();
    uint32_t first = add(1, UINT64_MAX);
    for (unsigned i = 0; i < VIEWS; i++)
        (void)add(i + 2, 5);
    cr_assert(flowstore_entry(&store, first)->packed);
    cr_assert(flowstore_pack(&store, flowstore_coldest(&store)));
    struct flowstore_view *v = flowstore_view_take(&store);
    flowstore_unpack(&store, first, v);
    cr_expect_not(flowstore_entry(&store, first)->packed);
    cr_expect_eq(flowstore_view(&store, first), v);
    expect_flow(first, 1, UINT64_MAX);
    flowstore_close(&store);
}

Test(flowstore, packs_what_was_not_used_and_is_not_held)
{
    begin();
    uint32_t number[VIEWS];
    for (unsigned i = 0; i < VIEWS; i++)
        number[i] = add(i + 1, 1);
    for (unsigned i = 0; i < VIEWS; i++)
        flowstore_view(&store, number[i])->used = i != 3 && i != 5;
    static int held;
    memcpy(&flowstore_view(&store, number[3])->f.stream[1].window, &(void *){&held}, sizeof(void *));
    cr_expect_eq(flowstore_coldest(&store)->number, number[5]);
    for (unsigned i = 0; i < VIEWS; i++)
        memcpy(&flowstore_view(&store, number[i])->f.stream[0].engaged, &(void *){&held}, sizeof(void *));
    cr_expect_null(flowstore_coldest(&store), "all are held");
    flowstore_close(&store);
}

Test(flowstore, makes_room_for_any_flow_by_dropping_flows)
{
    begin();
    uint32_t number[NODES], n = 0;
    uint64_t id = 0;
    while ((number[n] = add(++id, UINT64_MAX)) != 0)
        cr_assert_lt(++n, NODES);
    cr_expect_geq(n, NODES / 4, "a long record takes three nodes at the most");
    for (unsigned i = 0; i < 3; i++)
        flowstore_drop(&store, number[i]);
    cr_expect_neq(add(++id, UINT64_MAX), 0);
    for (unsigned i = 3; i < n; i++)
        flowstore_drop(&store, number[i]);
    uint32_t small = 0;
    while (add(++id, 1) != 0)
        small++;
    cr_expect_geq(small, NODES - 4, "no node was lost: %u", small);
    flowstore_close(&store);
}
