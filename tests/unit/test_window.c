#include "capture/window.h"

#include <criterion/criterion.h>

#include "capture/flow.h"

Test(window, grows_in_steps_and_keeps_what_it_held)
{
    struct windows all;
    window_open(&all, 1 << 20);
    struct window *w = NULL;
    for (uint32_t n = 1; n <= FLOW_WINDOW_MOST; n += 511) {
        w = window_grow(&all, w, n);
        cr_assert_not_null(w);
        cr_assert_geq(w->room, n);
        memset(w->data + w->used, (int)(n & 0xff), n - w->used);
        w->used = n;
        cr_assert_eq(w->data[0], 1);
    }
    window_drop(&all, w);
    cr_expect_null(window_oldest(&all));
    window_close(&all);
    cr_expect_eq(all.bytes, 0);
}

Test(window, keeps_within_its_memory_and_reuses_it)
{
    struct windows all;
    window_open(&all, 40000);
    struct window *large = window_grow(&all, NULL, FLOW_WINDOW_MOST), *small = window_grow(&all, NULL, 10);
    cr_assert(large != NULL && small != NULL);
    cr_expect_null(window_grow(&all, NULL, FLOW_WINDOW_MOST));
    cr_expect_null(window_grow(&all, small, FLOW_WINDOW_MOST));
    cr_expect_eq(window_oldest(&all), large);
    cr_expect_leq(all.bytes, 40000);
    window_drop(&all, large);
    small = window_grow(&all, small, 2000);
    cr_assert_not_null(small);
    cr_expect_leq(all.bytes, 40000);
    window_drop(&all, small);
    window_close(&all);
}

Test(window, knows_which_was_used_least_recently)
{
    struct windows all;
    window_open(&all, 1 << 20);
    struct window *w[3];
    for (unsigned i = 0; i < 3; i++)
        w[i] = window_grow(&all, NULL, 10);
    cr_expect_eq(window_oldest(&all), w[0]);
    w[0] = window_grow(&all, w[0], 20);
    cr_expect_eq(window_oldest(&all), w[1]);
    window_drop(&all, w[1]);
    cr_expect_eq(window_oldest(&all), w[2]);
    w[2] = window_grow(&all, w[2], 5000);
    cr_expect_eq(window_oldest(&all), w[0]);
    window_drop(&all, w[0]);
    window_drop(&all, w[2]);
    window_drop(&all, NULL);
    window_close(&all);
}
