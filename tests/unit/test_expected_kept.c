#include "policy/expected_kept.h"

#include <criterion/criterion.h>

enum { KINDS = 5000 };

static uint64_t kin_of(unsigned n)
{
    return n * UINT64_C(0x100000000) + n % 7; /* many share their lowest bits */
}

static void expect_cells(const struct expected_kept *k, unsigned n)
{
    const struct expected_cell *cells;
    size_t count;
    cr_expect(expected_kept_find(k, kin_of(n), &cells, &count), "kind %u", n);
    cr_expect_eq(count, n % 4, "kind %u", n);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(cells[i].port, (uint16_t)(n + i), "kind %u", n);
}

Test(expected_kept, gives_back_what_each_kind_came_to)
{
    struct expected_kept *k = expected_kept_open();
    const struct expected_cell *cells;
    size_t count;
    for (unsigned n = 0; n < KINDS; n++) {
        cr_expect_not(expected_kept_find(k, kin_of(n), &cells, &count), "kind %u is new", n);
        cr_assert(expected_kept_begin(k, kin_of(n)));
        for (unsigned i = 0; i < n % 4; i++)
            cr_assert(expected_kept_add(k, &(struct expected_cell){.port = (uint16_t)(n + i)}));
        expect_cells(k, n);
    }
    for (unsigned n = 0; n < KINDS; n++)
        expect_cells(k, n);
    expected_kept_close(k);
}

Test(expected_kept, closes_nothing)
{
    expected_kept_close(NULL);
}
