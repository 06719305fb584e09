#include <criterion/criterion.h>

#include "policy/stays.h"

#define SECOND INT64_C(1000000)
#define GAP (600 * SECOND)
#define LATER (1000 * SECOND) /* when the capture has run for longer than a gap */

static struct addr inside, elsewhere, outside, six;

static struct stays *begin(size_t most)
{
    cr_assert(addr_read(&inside, "10.1.5.3") && addr_read(&elsewhere, "10.1.6.3") &&
              addr_read(&outside, "203.0.113.51") && addr_read(&six, "fd00::53"));
    struct stays *s = stays_open(most, GAP);
    stays_seen_from(s, 0);
    return s;
}

static enum fact_order order(struct stays *s, int64_t now_us)
{
    return stays_order(s, &inside, now_us);
}

Test(stays, tells_whether_the_management_point_was_tried)
{
    struct stays *s = begin(64);
    cr_expect_eq(order(s, LATER), ORDER_UNKNOWN);
    stays_flow(s, &inside, &inside, false, LATER);
    cr_expect_eq(order(s, LATER), ORDER_UNTRIED);
    stays_tried(s, &inside, 7, LATER);
    cr_expect_eq(order(s, LATER + SECOND), ORDER_TRIED);
    cr_expect_eq(order(s, LATER + 3 * SECOND), ORDER_FAILED, "nobody answered");
    stays_answered(s, &inside, 8);
    cr_expect_eq(order(s, LATER + 3 * SECOND), ORDER_FAILED, "another flow's answer");
    stays_answered(s, &inside, 7);
    cr_expect_eq(order(s, LATER + 3 * SECOND), ORDER_TRIED);
    stays_failed(s, &inside, LATER);
    cr_expect_eq(order(s, LATER + 4 * SECOND), ORDER_FAILED);
    stays_worked(s, &inside);
    cr_expect_eq(order(s, LATER + 5 * SECOND), ORDER_WORKED);
    stays_failed(s, &inside, LATER);
    cr_expect_eq(order(s, LATER + 6 * SECOND), ORDER_WORKED, "once is enough for a stay");
    stays_close(s);
}

Test(stays, begin_anew_after_a_gap_or_at_another_address)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_worked(s, &inside);
    stays_flow_end(s, &inside, &inside, LATER + SECOND);
    stays_flow(s, &inside, &inside, false, LATER + SECOND + GAP);
    cr_expect_eq(order(s, LATER + SECOND + GAP), ORDER_WORKED, "the gap itself is still inside");
    stays_flow_end(s, &inside, &inside, LATER + SECOND + GAP);
    stays_flow(s, &inside, &inside, false, LATER + SECOND + 2 * GAP + 1);
    cr_expect_eq(order(s, LATER + 3 * GAP), ORDER_UNTRIED);
    stays_worked(s, &inside);
    stays_flow(s, &inside, &outside, true, LATER + 3 * GAP);
    cr_expect_eq(order(s, LATER + 3 * GAP), ORDER_UNTRIED);
    stays_flow(s, &inside, &inside, false, LATER + 3 * GAP + SECOND);
    cr_expect_eq(order(s, LATER + 3 * GAP + SECOND), ORDER_UNTRIED, "back again is a new stay, too");
    stays_close(s);
}

Test(stays, go_on_where_a_host_uses_both_families)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &six, false, LATER);
    stays_tried(s, &inside, 1, LATER);
    stays_flow(s, &inside, &inside, false, LATER + SECOND);
    cr_expect_eq(order(s, LATER + SECOND), ORDER_TRIED);
    stays_flow(s, &inside, &elsewhere, false, LATER + 2 * SECOND);
    cr_expect_eq(order(s, LATER + 2 * SECOND), ORDER_UNKNOWN, "a move, or a second card");
    stays_close(s);
}

Test(stays, count_what_was_seen_from_either_of_two_network_cards)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_worked(s, &inside);
    stays_flow(s, &inside, &elsewhere, false, LATER + SECOND);
    cr_expect_eq(order(s, LATER + SECOND), ORDER_UNKNOWN);
    stays_flow(s, &inside, &inside, false, LATER + 2 * SECOND);
    cr_expect_eq(order(s, LATER + 2 * SECOND), ORDER_WORKED);
    stays_flow(s, &inside, &elsewhere, false, LATER + 3 * SECOND);
    cr_expect_eq(order(s, LATER + 3 * SECOND), ORDER_WORKED);
    stays_flow(s, &inside, &outside, true, LATER + 4 * SECOND);
    cr_expect_eq(order(s, LATER + 4 * SECOND), ORDER_UNTRIED, "on the internet it is elsewhere for certain");
    stays_flow(s, &inside, &inside, false, LATER + 5 * SECOND);
    cr_expect_eq(order(s, LATER + 5 * SECOND), ORDER_UNTRIED);
    stays_close(s);
}

Test(stays, are_sure_of_two_network_cards_that_never_tried)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_flow(s, &inside, &elsewhere, false, LATER + SECOND);
    cr_expect_eq(order(s, LATER + SECOND), ORDER_UNTRIED);
    stays_tried(s, &inside, 3, LATER + 2 * SECOND);
    stays_flow(s, &inside, &inside, false, LATER + 3 * SECOND);
    cr_expect_eq(order(s, LATER + 3 * SECOND), ORDER_TRIED);
    stays_close(s);
}

Test(stays, bound_the_addresses_of_a_client)
{
    struct stays *s = begin(64);
    struct addr at = inside;
    for (unsigned i = 0; i < 64; i++) {
        at.b[15] = (uint8_t)i;
        stays_flow(s, &inside, &at, false, LATER + i * SECOND);
        stays_tried(s, &inside, i, LATER + i * SECOND);
        cr_expect_eq(order(s, LATER + i * SECOND), ORDER_TRIED, "address %u", i);
    }
    stays_close(s);
}

Test(stays, that_were_under_way_say_only_what_was_seen)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, GAP);
    cr_expect_eq(order(s, GAP), ORDER_UNKNOWN, "within idle_gap of the capture's start");
    stays_tried(s, &inside, 1, GAP);
    cr_expect_eq(order(s, GAP + SECOND), ORDER_TRIED);
    stays_close(s);
    s = begin(64);
    stays_flow(s, &inside, &inside, false, GAP + 1);
    cr_expect_eq(order(s, GAP + 1), ORDER_UNTRIED);
    stays_close(s);
}

Test(stays, are_not_sure_of_a_gap_while_a_flow_is_open)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_flow(s, &inside, &inside, false, LATER + 2 * GAP);
    cr_expect_eq(order(s, LATER + 2 * GAP), ORDER_UNKNOWN, "the first one may have been alive");
    stays_close(s);
}

Test(stays, do_not_take_an_earlier_stay_s_failure_for_theirs)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_tried(s, &inside, 1, LATER);
    stays_flow(s, &inside, &elsewhere, false, LATER + SECOND);
    stays_failed(s, &inside, LATER);
    cr_expect_eq(order(s, LATER + 9 * SECOND), ORDER_UNKNOWN);
    stays_flow(s, &inside, &outside, true, LATER + 10 * SECOND);
    stays_failed(s, &inside, LATER);
    cr_expect_eq(order(s, LATER + 19 * SECOND), ORDER_UNTRIED);
    stays_close(s);
}

Test(stays, say_nothing_of_an_address_that_several_share)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_crowded(s, &inside);
    cr_expect_eq(order(s, LATER), ORDER_UNKNOWN);
    stays_worked(s, &inside);
    cr_expect_eq(order(s, LATER), ORDER_UNKNOWN);
    stays_close(s);
}

Test(stays, that_gave_way_are_not_taken_for_new_ones)
{
    struct stays *s = begin(2);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_tried(s, &inside, 1, LATER);
    stays_flow(s, &outside, &outside, true, LATER + 1);
    stays_flow(s, &elsewhere, &elsewhere, false, LATER + 2);
    cr_expect_eq(stays_dropped(s), 1U);
    cr_expect_eq(order(s, LATER + 3), ORDER_UNKNOWN);
    stays_flow(s, &inside, &inside, false, LATER + 4);
    cr_expect_eq(order(s, LATER + 4), ORDER_UNKNOWN);
    cr_expect_eq(stays_order(s, &elsewhere, LATER + 5), ORDER_UNKNOWN,
                 "it may have been here before as well");
    stays_close(s);
}

Test(stays, trust_nothing_after_a_flow_that_was_not_followed)
{
    struct stays *s = begin(64);
    stays_flow(s, &inside, &inside, false, LATER);
    stays_missed(s, LATER + SECOND);
    cr_expect_eq(order(s, LATER + 2 * SECOND), ORDER_UNKNOWN);
    stays_tried(s, &inside, 1, LATER + 3 * SECOND);
    cr_expect_eq(order(s, LATER + 4 * SECOND), ORDER_TRIED);
    stays_close(s);
}
