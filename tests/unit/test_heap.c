#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/heap.h"

enum { KIB = 1024 };

Test(heap, gives_aligned_records_of_any_size_that_do_not_overlap)
{
    struct heap *h = heap_open(32 * KIB * KIB);
    static uint8_t *at[HEAP_MOST + 1];
    for (size_t n = 0; n <= HEAP_MOST; n++) {
        at[n] = heap_take(h, n);
        cr_assert_not_null(at[n], "%zu bytes", n);
        cr_expect_eq((uintptr_t)at[n] % alignof(max_align_t), 0, "%zu bytes", n);
        memset(at[n], (int)(n % 251), n);
    }
    for (size_t n = 0; n <= HEAP_MOST; n++)
        for (size_t i = 0; i < n; i++)
            cr_assert_eq(at[n][i], n % 251, "byte %zu of %zu", i, n);
    heap_close(h);
}

Test(heap, refuses_what_is_too_large)
{
    struct heap *h = heap_open(KIB * KIB);
    cr_expect_null(heap_take(h, HEAP_MOST + 1));
    cr_expect_null(heap_take(h, SIZE_MAX));
    heap_close(h);
}

static size_t fill(struct heap *h, size_t n)
{
    size_t count = 0;
    while (heap_take(h, n) != NULL)
        count++;
    return count;
}

Test(heap, keeps_its_bound_and_wastes_little)
{
    static const size_t sizes[] = {1, 16, 17, 48, 128, 129, 200, 700, 1040, 2500, 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct heap *h = heap_open(KIB * KIB);
        size_t bytes = fill(h, sizes[i]) * (sizes[i] < 16 ? 16 : sizes[i]);
        cr_expect_leq(bytes, (size_t)KIB * KIB, "%zu bytes", sizes[i]);
        cr_expect_geq(bytes, (size_t)KIB * KIB / 2, "%zu bytes", sizes[i]);
        heap_close(h);
    }
}

Test(heap, has_nothing_within_no_memory)
{
    struct heap *h = heap_open(0);
    cr_expect_null(heap_take(h, 1));
    heap_close(h);
    heap_close(NULL);
}

Test(heap, uses_what_was_given_back_for_any_size)
{
    enum { MOST = 70000 };
    static void *at[MOST];
    static const size_t sizes[] = {16, 2048, 100, 4096, 300, 16};
    struct heap *h = heap_open(KIB * KIB);
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            size_t count = 0;
            while (count < MOST && (at[count] = heap_take(h, sizes[i])) != NULL)
                count++;
            cr_expect_geq(count * sizes[i], (size_t)KIB * KIB / 4 * 3, "round %zu, %zu bytes", round,
                          sizes[i]);
            while (count > 0)
                heap_give(h, at[--count]);
        }
    }
    heap_give(h, NULL);
    heap_close(h);
}
