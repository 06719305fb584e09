#include "capture/flowages.h"

#include <criterion/criterion.h>

#include "capture/flowtable.h"

static struct flowstore store;
static struct flowages ages;

static uint32_t add(int64_t last_us, enum flowages_kind kind)
{
    struct flowstore_view *v = flowstore_view_take(&store);
    cr_assert_not_null(v);
    v->f = (struct stream_flow){.flow = {.id = 1, .last_us = last_us}};
    uint32_t number = flowstore_add(&store, v);
    flowages_add(&ages, &store, number, kind);
    return number;
}

static void begin(void)
{
    ages = (struct flowages){.closed = 0};
    cr_assert_eq(flowstore_open(&store, 100, 100), 0);
}

Test(flowages, finds_what_is_idle_for_too_long)
{
    begin();
    cr_expect_eq(flowages_overdue(&ages, &store, INT64_MAX / 4), 0);
    uint32_t open = add(0, FLOWAGES_OPEN), closed = add(0, FLOWAGES_CLOSED);
    cr_expect_eq(flowages_overdue(&ages, &store, FLOWTABLE_CLOSED_US - 1), 0);
    cr_expect_eq(flowages_overdue(&ages, &store, FLOWTABLE_CLOSED_US), closed);
    flowages_remove(&ages, &store, closed);
    cr_expect_eq(flowages_overdue(&ages, &store, FLOWTABLE_OPEN_US - 1), 0);
    cr_expect_eq(flowages_overdue(&ages, &store, FLOWTABLE_OPEN_US), open);
    flowstore_close(&store);
}

Test(flowages, evicts_in_the_order_that_was_promised)
{
    begin();
    uint32_t expected[] = {add(9, FLOWAGES_CLOSED),    add(5, FLOWAGES_HALF_OPEN), add(6, FLOWAGES_HALF_OPEN),
                           add(8, FLOWAGES_STRAY),     add(1, FLOWAGES_DATAGRAMS), add(2, FLOWAGES_OPEN),
                           add(3, FLOWAGES_DATAGRAMS), add(4, FLOWAGES_ICMP)};
    cr_expect_eq(ages.closed, 1);
    for (unsigned i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        uint32_t victim = flowages_victim(&ages, &store);
        cr_expect_eq(victim, expected[i], "place %u", i);
        flowages_remove(&ages, &store, victim);
    }
    cr_expect_eq(flowages_victim(&ages, &store), 0);
    cr_expect_eq(ages.closed, 0);
    flowstore_close(&store);
}

Test(flowages, removes_from_the_middle)
{
    begin();
    uint32_t a = add(1, FLOWAGES_OPEN), b = add(2, FLOWAGES_OPEN), c = add(3, FLOWAGES_OPEN);
    flowages_remove(&ages, &store, b);
    flowages_remove(&ages, &store, a);
    flowages_add(&ages, &store, a, FLOWAGES_OPEN);
    cr_expect_eq(ages.list[FLOWAGES_OPEN].oldest, c);
    cr_expect_eq(ages.list[FLOWAGES_OPEN].newest, a);
    flowstore_close(&store);
}
