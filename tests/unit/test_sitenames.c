#include <criterion/criterion.h>
#include <stdio.h>

#include "policy/sitenames.h"

enum { NAMES = 1000 };

Test(sitenames, finds_each_name_by_its_index)
{
    static char text[NAMES][16];
    struct sitearena arena = {0};
    struct sitenames names;
    cr_assert_eq(sitenames_open(&names, &arena, NAMES), 0);
    for (int i = 0; i < NAMES; i++) {
        (void)snprintf(text[i], sizeof text[i], "n%d", i);
        cr_assert_eq(sitenames_find(&names, text[i]), -1);
        cr_assert_eq(sitenames_add(&names, text[i]), i);
    }
    for (int i = 0; i < NAMES; i++)
        cr_expect_eq(sitenames_find(&names, text[i]), i);
    cr_expect_eq(sitenames_add(&names, "one more"), -1, "the room is used up");
    cr_expect_str_eq(sitenames_near(&names, "n99x"), "n99");
    sitearena_free(&arena);
}

Test(sitenames, finds_nothing_among_none)
{
    struct sitearena arena = {0};
    struct sitenames names = {0};
    cr_expect_eq(sitenames_find(&names, "a"), -1);
    cr_assert_eq(sitenames_open(&names, &arena, 0), 0);
    cr_expect_eq(sitenames_find(&names, "a"), -1);
    cr_expect_eq(sitenames_add(&names, "a"), -1);
    cr_expect_null(sitenames_near(&names, "a"));
    cr_expect_eq(sitenames_open(&names, &arena, SIZE_MAX / 8), -1);
    sitearena_free(&arena);
}
