#include "capture/slab.h"

#include <criterion/criterion.h>

Test(slab, gives_as_many_nodes_as_it_may)
{
    struct slab s;
    cr_assert_eq(slab_open(&s, 24, 3 * SLAB_CHUNK + 7), 0);
    for (uint32_t i = 0; i < 3 * SLAB_CHUNK + 7; i++) {
        uint32_t n = slab_take(&s);
        cr_assert_eq(n, i + 1);
        memset(slab_at(&s, n), 0xff, 24);
    }
    cr_expect_eq(slab_take(&s), 0);
    slab_give(&s, 5);
    slab_give(&s, 2);
    cr_expect_eq(slab_take(&s), 2);
    cr_expect_eq(slab_take(&s), 5);
    cr_expect_eq(slab_take(&s), 0);
    slab_close(&s);
}

Test(slab, never_moves_a_node)
{
    struct slab s;
    cr_assert_eq(slab_open(&s, 8, 10000), 0);
    uint32_t first = slab_take(&s);
    void *at = slab_at(&s, first);
    for (unsigned i = 1; i < 10000; i++)
        cr_assert_neq(slab_take(&s), 0);
    cr_expect_eq(slab_at(&s, first), at);
    slab_close(&s);
}

Test(slab, may_be_empty)
{
    struct slab s;
    cr_assert_eq(slab_open(&s, 8, 0), 0);
    cr_expect_eq(slab_take(&s), 0);
    slab_close(&s);
}
