#include <criterion/criterion.h>
#include <stdio.h>

#include "policy/hints.h"

#define SECOND INT64_C(1000000)
#define WINDOW (900 * SECOND)

static struct addr server, client[8];

static struct hints *begin(size_t most)
{
    cr_assert(addr_read(&server, "10.1.0.15"));
    for (unsigned i = 0; i < 8; i++) {
        char text[ADDR_TEXT];
        (void)snprintf(text, sizeof text, "10.1.5.%u", i + 1);
        cr_assert(addr_read(&client[i], text));
    }
    return hints_open(most, WINDOW, 5);
}

Test(hints, know_what_happened_at_the_management_point)
{
    struct hints *h = begin(64);
    cr_expect_eq(hints_mp(h, &client[0], 0), HINTS_MP_FINE);
    hints_mp_failed(h, &client[0], true, 10 * SECOND);
    cr_expect_eq(hints_mp(h, &client[0], 10 * SECOND), HINTS_MP_CERTIFICATE);
    hints_mp_failed(h, &client[0], false, 20 * SECOND);
    cr_expect_eq(hints_mp(h, &client[0], WINDOW + 10 * SECOND), HINTS_MP_CERTIFICATE);
    cr_expect_eq(hints_mp(h, &client[0], WINDOW + 11 * SECOND), HINTS_MP_FAILED);
    cr_expect_eq(hints_mp(h, &client[0], WINDOW + 21 * SECOND), HINTS_MP_FINE);
    cr_expect_eq(hints_mp(h, &client[1], 20 * SECOND), HINTS_MP_FINE);
    hints_close(h);
}

Test(hints, claim_no_silence_when_memory_gave_way)
{
    struct hints *h = begin(2);
    for (unsigned i = 0; i < 3; i++)
        hints_mp_failed(h, &client[i], true, i);
    cr_expect_eq(hints_mp(h, &client[0], SECOND), HINTS_MP_UNKNOWN);
    cr_expect_eq(hints_mp(h, &client[7], SECOND), HINTS_MP_UNKNOWN);
    cr_expect_eq(hints_mp(h, &client[2], SECOND), HINTS_MP_CERTIFICATE);
    cr_expect_eq(hints_mp(h, &client[0], WINDOW + SECOND), HINTS_MP_FINE);
    hints_close(h);
}

Test(hints, count_distinct_clients_that_are_stranded)
{
    struct hints *h = begin(64);
    for (unsigned i = 0; i < 4; i++)
        for (unsigned again = 0; again < 3; again++)
            cr_expect_not(hints_strand(h, &server, 8080, &client[i], i));
    cr_expect_not(hints_strand(h, &server, 8081, &client[5], 5), "another port");
    cr_expect_not(hints_strand(h, &client[7], 8080, &client[5], 5), "another server");
    cr_expect(hints_strand(h, &server, 8080, &client[4], 6));
    cr_expect(hints_strand(h, &server, 8080, &client[0], 7));
    hints_port_failed(h, &server, 8);
    cr_expect_not(hints_strand(h, &server, 8080, &client[6], 9), "the server is in trouble itself");
    hints_close(h);
}

Test(hints, know_a_push)
{
    struct hints *h = begin(64);
    cr_expect_not(hints_pushed_since(h, &server, &client[0], 0));
    hints_pushed(h, &server, &client[0], 10);
    cr_expect(hints_pushed_since(h, &server, &client[0], 10));
    cr_expect_not(hints_pushed_since(h, &server, &client[0], 11));
    cr_expect_not(hints_pushed_since(h, &server, &client[1], 0));
    hints_close(h);
}
