#include "capture/gaps.h"

#include <criterion/criterion.h>

Test(gaps, is_filled_from_its_ends_and_middle)
{
    struct gaps g = {.count = 0};
    gaps_add(&g, 100, 200);
    cr_expect_eq(gaps_fill(&g, 0, 100), 0);
    cr_expect_eq(gaps_fill(&g, 90, 110), 10);
    cr_expect_eq(gaps_fill(&g, 190, 300), 10);
    cr_expect_eq(gaps_fill(&g, 140, 150), 10);
    cr_expect_eq(g.count, 2);
    cr_expect_eq(gaps_fill(&g, 140, 150), 0);
    cr_expect_eq(gaps_fill(&g, 0, 1000), 70);
    cr_expect_eq(g.count, 0);
}

Test(gaps, fills_several_at_once)
{
    struct gaps g = {.count = 0};
    for (uint64_t i = 0; i < GAPS_MOST; i++)
        gaps_add(&g, i * 10, i * 10 + 5);
    cr_expect_eq(gaps_fill(&g, 2, 72), 3 + 6 * 5 + 2);
    cr_expect_eq(g.count, 2);
    cr_expect_eq(g.range[0].to, 2);
    cr_expect_eq(g.range[1].from, 72);
}

Test(gaps, forgets_the_lowest_when_there_is_no_room)
{
    struct gaps g = {.count = 0};
    for (uint64_t i = 0; i <= GAPS_MOST; i++)
        gaps_add(&g, i * 10, i * 10 + 5);
    cr_expect_eq(g.count, GAPS_MOST);
    cr_expect_eq(gaps_fill(&g, 0, 5), 0);
    cr_expect_eq(gaps_fill(&g, 22, 23), 1, "a split takes the room of the lowest");
    cr_expect_eq(g.count, GAPS_MOST);
    cr_expect_eq(gaps_fill(&g, 10, 15), 0);
    cr_expect_eq(gaps_fill(&g, 20, 22), 2);
}

Test(gaps, splits_the_lowest_by_keeping_its_upper_part)
{
    struct gaps g = {.count = 0};
    for (uint64_t i = 0; i < GAPS_MOST; i++)
        gaps_add(&g, i * 10, i * 10 + 5);
    cr_expect_eq(gaps_fill(&g, 2, 3), 1);
    cr_expect_eq(g.count, GAPS_MOST);
    cr_expect_eq(gaps_fill(&g, 0, 2), 0);
    cr_expect_eq(gaps_fill(&g, 3, 5), 2);
}
