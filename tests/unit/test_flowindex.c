#include "capture/flowindex.h"

#include <criterion/criterion.h>

static uint32_t tag_of(uint32_t number)
{
    return number * 2654435761U;
}

static bool is_in(const struct flowindex *x, uint32_t tag, uint32_t number)
{
    uint32_t at = tag, found;
    while ((found = flowindex_next(x, tag, &at)) != 0) {
        if (found == number)
            return true;
    }
    return false;
}

Test(flowindex, finds_what_was_added_and_not_what_was_removed)
{
    struct flowindex x;
    cr_assert_eq(flowindex_open(&x), 0);
    for (uint32_t i = 1; i <= 20000; i++)
        cr_assert_eq(flowindex_add(&x, tag_of(i), i), 0);
    for (uint32_t i = 1; i <= 20000; i += 3)
        flowindex_remove(&x, tag_of(i), i);
    for (uint32_t i = 1; i <= 20000; i++)
        cr_assert_eq(is_in(&x, tag_of(i), i), i % 3 != 1, "%u", i);
    cr_expect_eq(flowindex_gather(&x), 20000 - 6667);
    flowindex_clear(&x);
    cr_expect_not(is_in(&x, tag_of(2), 2));
    flowindex_close(&x);
}

Test(flowindex, bears_equal_and_neighbouring_tags)
{
    struct flowindex x;
    cr_assert_eq(flowindex_open(&x), 0);
    uint32_t last = x.mask;
    for (uint32_t i = 1; i <= 300; i++)
        cr_assert_eq(flowindex_add(&x, last + i % 5, i), 0);
    for (uint32_t i = 2; i <= 300; i += 2)
        flowindex_remove(&x, last + i % 5, i);
    for (uint32_t i = 1; i <= 300; i++)
        cr_assert_eq(is_in(&x, last + i % 5, i), i % 2 == 1, "%u", i);
    flowindex_close(&x);
}

Test(flowindex, says_how_many_slots_entries_need)
{
    cr_expect_eq(flowindex_slots(1), 1024);
    cr_expect_eq(flowindex_slots(640), 1024);
    cr_expect_eq(flowindex_slots(641), 2048);
}
