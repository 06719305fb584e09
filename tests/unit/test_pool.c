#include "base/pool.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(pool, gives_aligned_records_up_to_its_bound)
{
    struct err err;
    struct pool *p = pool_open(1000, 200 * 1024, &err);
    cr_assert_not_null(p);
    size_t n = 0;
    for (void *item; (item = pool_take(p)) != NULL; n++) {
        cr_expect_eq((uintptr_t)item % _Alignof(uint64_t), 0);
        memset(item, 0xff, 1000);
        cr_assert(n < 1000);
    }
    cr_expect(n >= 100 && n <= 204, "%zu", n);
    pool_close(p);
}

Test(pool, gives_again_what_was_given_back)
{
    struct err err;
    struct pool *p = pool_open(64, 70 * 1024, &err);
    void *last = NULL;
    for (void *item; (item = pool_take(p)) != NULL;)
        last = item;
    cr_expect_null(pool_take(p));
    pool_give(p, last);
    cr_expect_eq(pool_take(p), last);
    pool_close(p);
}

Test(pool, refuses_a_bound_that_holds_nothing)
{
    struct err err;
    cr_expect_null(pool_open(64, 64, &err));
    cr_expect_str_neq(err.text, "");
    pool_close(NULL);
}
