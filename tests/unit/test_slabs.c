#include "decode/slabs.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(slabs, gives_aligned_records_up_to_its_bound)
{
    struct err err;
    struct slabs *p = slabs_open(1000, 200 * 1024, &err);
    cr_assert_not_null(p);
    size_t n = 0;
    for (void *item; (item = slabs_take(p)) != NULL; n++) {
        cr_expect_eq((uintptr_t)item % _Alignof(max_align_t), 0);
        memset(item, 0xff, 1000);
        cr_assert(n < 1000);
    }
    cr_expect(n >= 100 && n <= 204, "%zu", n);
    slabs_close(p);
}

Test(slabs, gives_again_what_was_given_back)
{
    struct err err;
    struct slabs *p = slabs_open(64, 70 * 1024, &err);
    void *last = NULL;
    for (void *item; (item = slabs_take(p)) != NULL;)
        last = item;
    cr_expect_null(slabs_take(p));
    slabs_give(p, last);
    cr_expect_eq(slabs_take(p), last);
    slabs_close(p);
}

Test(slabs, refuses_a_bound_that_holds_nothing)
{
    struct err err;
    cr_expect_null(slabs_open(64, 100, &err));
    cr_expect_str_neq(err.text, "");
    slabs_close(NULL);
}
