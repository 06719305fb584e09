#include "base/err.h"

#include <criterion/criterion.h>
#include <string.h>

Test(err, formats_its_sentence_and_lets_the_caller_return_it)
{
    struct err e = {"before"};
    cr_expect_eq(err_set(&e, "%s: cannot read line %d", "a.yaml", 7), -1);
    cr_expect_str_eq(e.text, "a.yaml: cannot read line 7");
}

Test(err, is_cut_at_its_end_and_stays_a_text)
{
    char longest[2 * sizeof(struct err)];
    struct err e;
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    memset(&e, 'y', sizeof e);
    cr_expect_eq(err_set(&e, "%s", longest), -1);
    cr_expect_eq(strnlen(e.text, sizeof e.text), sizeof e.text - 1);
    cr_expect_eq(strspn(e.text, "x"), sizeof e.text - 1);
}
