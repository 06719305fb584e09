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
    cr_expect_eq(fallback_after(f, &client, &server, 0), FALLBACK_NONE);
    fallback_failed(f, &client, &server, 10 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 10 * SECOND), FALLBACK_FAILED);
    cr_expect_eq(fallback_after(f, &client, &server, 910 * SECOND), FALLBACK_FAILED);
    cr_expect_eq(fallback_after(f, &client, &server, 911 * SECOND), FALLBACK_NONE);
    cr_expect_eq(fallback_after(f, &client, &server, 9 * SECOND), FALLBACK_NONE, "it only looks back");
    cr_expect_eq(fallback_after(f, &server, &client, 20 * SECOND), FALLBACK_NONE);
    fallback_close(f);
}

Test(fallback, forgets_a_failure_after_a_success)
{
    struct fallback *f = begin();
    fallback_failed(f, &client, &server, 10 * SECOND);
    fallback_worked(f, &client, &server, 20 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 30 * SECOND), FALLBACK_NONE);
    fallback_failed(f, &client, &server, 40 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 50 * SECOND), FALLBACK_FAILED);
    fallback_close(f);
}

Test(fallback, takes_silence_for_a_failure_after_a_while)
{
    struct fallback *f = begin();
    fallback_tried(f, &client, &server, 7, 10 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 11 * SECOND), FALLBACK_NONE);
    cr_expect_eq(fallback_after(f, &client, &server, 13 * SECOND), FALLBACK_FAILED);
    fallback_answered(f, &client, &server, 8);
    cr_expect_eq(fallback_after(f, &client, &server, 13 * SECOND), FALLBACK_FAILED, "another flow's answer");
    fallback_answered(f, &client, &server, 7);
    cr_expect_eq(fallback_after(f, &client, &server, 13 * SECOND), FALLBACK_NONE);
    fallback_close(f);
}

Test(fallback, keeps_the_newest_pairs_of_many)
{
    struct fallback *f = fallback_open(16, 900 * SECOND);
    for (unsigned i = 0; i < 5000; i++) {
        uint8_t b[4] = {10, 0, (uint8_t)(i >> 8), (uint8_t)i};
        struct addr a = addr_v4(b);
        fallback_failed(f, &a, &a, i);
        cr_assert_eq(fallback_after(f, &a, &a, i), FALLBACK_FAILED, "%u", i);
    }
    fallback_close(f);
}

Test(fallback, does_not_put_a_failure_back_in_time)
{
    struct fallback *f = begin();
    fallback_failed(f, &client, &server, 40 * SECOND);
    fallback_worked(f, &client, &server, 20 * SECOND);
    fallback_failed(f, &client, &server, 10 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 50 * SECOND), FALLBACK_FAILED);
    fallback_close(f);
}

Test(fallback, says_when_what_would_tell_gave_way)
{
    struct fallback *f = fallback_open(2, 900 * SECOND);
    struct addr other[3];
    cr_assert(addr_read(&other[0], "10.1.5.2") && addr_read(&other[1], "10.1.5.3") &&
              addr_read(&other[2], "10.1.5.4"));
    cr_assert(addr_read(&client, "10.1.5.1") && addr_read(&server, "10.1.0.11"));
    fallback_failed(f, &client, &server, 10 * SECOND);
    fallback_worked(f, &other[0], &server, 11 * SECOND);
    fallback_worked(f, &other[1], &server, 12 * SECOND);
    cr_expect_eq(fallback_dropped(f), 1U);
    cr_expect_eq(fallback_after(f, &client, &server, 20 * SECOND), FALLBACK_BLIND);
    cr_expect_eq(fallback_after(f, &other[1], &server, 20 * SECOND), FALLBACK_NONE, "its success is known");
    cr_expect_eq(fallback_after(f, &client, &server, 911 * SECOND), FALLBACK_NONE,
                 "what was lost is too old");
    fallback_tried(f, &client, &server, 5, 20 * SECOND);
    fallback_answered(f, &client, &server, 5);
    cr_expect_eq(fallback_after(f, &client, &server, 21 * SECOND), FALLBACK_BLIND,
                 "a failure before may be lost");
    fallback_worked(f, &client, &server, 22 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 23 * SECOND), FALLBACK_NONE);
    fallback_close(f);
}

Test(fallback, trusts_nothing_before_a_flow_it_could_not_follow)
{
    struct fallback *f = begin();
    fallback_failed(f, &client, &server, 10 * SECOND);
    fallback_missed(f, 20 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 30 * SECOND), FALLBACK_BLIND,
                 "it may have worked since");
    fallback_failed(f, &client, &server, 40 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 50 * SECOND), FALLBACK_FAILED);
    fallback_worked(f, &client, &server, 60 * SECOND);
    cr_expect_eq(fallback_after(f, &client, &server, 70 * SECOND), FALLBACK_NONE);
    fallback_close(f);
}
