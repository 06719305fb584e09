#include <criterion/criterion.h>

#include "policy/fallback.h"

#define SECOND INT64_C(1000000)

static struct addr client, server;

static struct fallback *begin(void)
{
    cr_assert(addr_read(&client, "10.1.5.1") && addr_read(&server, "10.1.0.11"));
    return fallback_open(64, 900 * SECOND);
}

Test(fallback, knows_a_failure_within_the_window)
{
    struct fallback *f = begin();
    cr_expect_not(fallback_after(f, &client, &server, 0));
    fallback_failed(f, &client, &server, 10 * SECOND);
    cr_expect(fallback_after(f, &client, &server, 10 * SECOND));
    cr_expect(fallback_after(f, &client, &server, 910 * SECOND));
    cr_expect_not(fallback_after(f, &client, &server, 911 * SECOND));
    cr_expect_not(fallback_after(f, &client, &server, 9 * SECOND), "it only looks back");
    cr_expect_not(fallback_after(f, &server, &client, 20 * SECOND));
    fallback_close(f);
}

Test(fallback, forgets_a_failure_after_a_success)
{
    struct fallback *f = begin();
    fallback_failed(f, &client, &server, 10 * SECOND);
    fallback_worked(f, &client, &server, 20 * SECOND);
    cr_expect_not(fallback_after(f, &client, &server, 30 * SECOND));
    fallback_failed(f, &client, &server, 40 * SECOND);
    cr_expect(fallback_after(f, &client, &server, 50 * SECOND));
    fallback_close(f);
}

Test(fallback, takes_silence_for_a_failure_after_a_while)
{
    struct fallback *f = begin();
    fallback_tried(f, &client, &server, 7, 10 * SECOND);
    cr_expect_not(fallback_after(f, &client, &server, 11 * SECOND));
    cr_expect(fallback_after(f, &client, &server, 13 * SECOND));
    fallback_answered(f, &client, &server, 8);
    cr_expect(fallback_after(f, &client, &server, 13 * SECOND), "another flow's answer");
    fallback_answered(f, &client, &server, 7);
    cr_expect_not(fallback_after(f, &client, &server, 13 * SECOND));
    fallback_close(f);
}

Test(fallback, keeps_the_newest_pairs_of_many)
{
    struct fallback *f = fallback_open(16, 900 * SECOND);
    for (unsigned i = 0; i < 5000; i++) {
        uint8_t b[4] = {10, 0, (uint8_t)(i >> 8), (uint8_t)i};
        struct addr a = addr_v4(b);
        fallback_failed(f, &a, &a, i);
        cr_assert(fallback_after(f, &a, &a, i), "%u", i);
    }
    fallback_close(f);
}
