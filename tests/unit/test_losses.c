#include <criterion/criterion.h>
#include <string.h>

#include "report/losses.h"

Test(losses, says_what_a_reason_means)
{
    cr_expect_not_null(strstr(losses_meaning("truncated-frames"), "snapshot length"));
    cr_expect_not_null(strstr(losses_meaning("one-sided-flows"), "one direction"));
    cr_expect_str_eq(losses_meaning("truncated"), "");
    cr_expect_str_eq(losses_meaning("<script>"), "");
    cr_expect_str_eq(losses_meaning(""), "");
}
