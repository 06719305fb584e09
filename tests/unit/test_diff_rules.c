#include "report/diff_rules.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(diff_rules, numbers_names_and_puts_them_in_order)
{
    static const char *const names[] = {"MODE-02", "DP-06", "ROAM-01", "DP-06", ""};
    uint16_t number[5];
    struct diff_rules *r = diff_rules_new();
    for (int i = 0; i < 5; i++)
        number[i] = diff_rules_number(r, names[i]);
    cr_expect_eq(number[1], number[3]);
    cr_expect_neq(number[0], number[1]);
    for (int i = 0; i < 5; i++)
        cr_expect_str_eq(diff_rules_name(r, diff_rules_place(r, number[i])), names[i]);
    cr_expect_lt(diff_rules_place(r, number[1]), diff_rules_place(r, number[0]));
    cr_expect_lt(diff_rules_place(r, number[0]), diff_rules_place(r, number[2]));
    diff_rules_free(r);
}

Test(diff_rules, gives_those_without_room_one_number)
{
    struct diff_rules *r = diff_rules_new();
    char name[64];
    for (int i = 0; i < DIFF_RULES_MOST; i++) {
        (void)snprintf(name, sizeof name, "R-%05d", i);
        cr_expect_neq(diff_rules_number(r, name), 0);
    }
    cr_expect_eq(diff_rules_number(r, "one more"), 0);
    cr_expect_neq(diff_rules_number(r, "R-00007"), 0);
    cr_expect_str_eq(diff_rules_name(r, diff_rules_place(r, 0)), "other rules");
    cr_expect_str_eq(diff_rules_name(r, 7), "R-00007");
    diff_rules_free(r);
}

Test(diff_rules, cuts_names_that_are_no_ids)
{
    char name[200];
    struct diff_rules *r = diff_rules_new();
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    uint16_t number = diff_rules_number(r, name);
    cr_expect_eq(strlen(diff_rules_name(r, diff_rules_place(r, number))), DIFF_RULES_NAME - 1);
    diff_rules_free(r);
}
