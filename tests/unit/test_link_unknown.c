#include "capture/link_unknown.h"

#include <criterion/criterion.h>

#include "capture/link.h"

Test(link_unknown, counts_each_number_under_its_reason)
{
    struct link_unknowns u = {.count = 0};
    link_unknown_count(&u, LINK_SKIP_ETHERTYPE, 0x0806, 1);
    link_unknown_count(&u, LINK_SKIP_LLC, 0x0806, 1);
    link_unknown_count(&u, LINK_SKIP_ETHERTYPE, 0x0806, 5);
    link_unknown_count(&u, LINK_SKIP_LINKTYPE, 147, 1);
    cr_assert_eq(u.count, 3);
    cr_expect(u.list[0].frames == 6 && u.list[1].frames == 1 && u.list[2].frames == 1);
    cr_expect_str_eq(u.list[0].name, "ethertype-0806");
    cr_expect_str_eq(u.list[1].name, "llc-0806");
    cr_expect_str_eq(u.list[2].name, "linktype-147");
}

Test(link_unknown, leaves_reasons_without_numbers_alone)
{
    struct link_unknowns u = {.count = 0};
    link_unknown_count(&u, LINK_TAKEN, 0, 1);
    link_unknown_count(&u, LINK_SKIP_TRUNCATED, 0, 1);
    link_unknown_count(&u, LINK_SKIP_FRAGMENT, 7, 1);
    cr_expect_eq(u.count, 0);
}

Test(link_unknown, names_the_largest_number_whole)
{
    struct link_unknowns u = {.count = 0};
    link_unknown_count(&u, LINK_SKIP_LINKTYPE, UINT32_MAX, 1);
    link_unknown_count(&u, LINK_SKIP_ETHERTYPE, UINT32_MAX, 1);
    cr_expect_str_eq(u.list[0].name, "linktype-4294967295");
    cr_expect_str_eq(u.list[1].name, "ethertype-ffffffff");
}

Test(link_unknown, is_bounded_and_keeps_counting_what_it_has)
{
    struct link_unknowns u = {.count = 0};
    for (unsigned round = 0; round < 2; round++)
        for (uint32_t number = 0; number < 1000; number++)
            link_unknown_count(&u, LINK_SKIP_ETHERTYPE, number, 1);
    cr_expect_eq(u.count, LINK_UNKNOWN_MOST);
    for (size_t i = 0; i < u.count; i++)
        cr_expect(u.list[i].number == i && u.list[i].frames == 2, "%zu", i);
}
