#include "cli/progress.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "base/utc.h"

TestSuite(progress, .init = cr_redirect_stderr);

static const char *drawn(void)
{
    static char text[512];
    (void)fflush(stderr);
    size_t n = fread(text, 1, sizeof text - 1, cr_get_redirected_stderr());
    text[n] = '\0';
    return text;
}

static struct progress running(uint64_t total)
{
    int64_t now = utc_now_us();
    return (struct progress){.shown = true, .started_us = now - 1000000000, .next_us = now, .total = total};
}

Test(progress, is_silent_unless_standard_error_is_a_terminal)
{
    struct progress p;
    progress_start(&p, false, 100);
    progress_draw(&p, 50, 1000, 2, 3);
    progress_wipe(&p);
    cr_expect_not(p.shown);
    cr_expect_str_eq(drawn(), "");
}

Test(progress, tells_the_share_the_rate_and_the_time_left)
{
    struct progress p = running(200);
    p.done_before = 25;
    progress_draw(&p, 75, 100000, 2, 3);
    const char *text = drawn();
    cr_expect_str_eq(text, "\r\033[K 50 %, 1000 s left, 100 packets/s, 2 flows, 3 violations");
}

Test(progress, claims_no_share_of_an_unknown_whole)
{
    struct progress p = running(0);
    progress_draw(&p, 25, 100000, 2, 3);
    cr_expect_str_eq(drawn(), "\r\033[K100 packets/s, 2 flows, 3 violations");
}

Test(progress, never_passes_a_hundred_percent)
{
    struct progress p = running(10);
    progress_draw(&p, 500, 1000, 2, 3);
    cr_expect_eq(strncmp(drawn(), "\r\033[K100 %, 0 s left", 19), 0);
}

Test(progress, draws_four_times_a_second_and_wipes_its_line)
{
    struct progress p = running(0);
    progress_draw(&p, 0, 1000, 0, 0);
    progress_draw(&p, 0, 2000, 0, 0);
    cr_expect_geq(p.next_us, utc_now_us() + 100000);
    progress_wipe(&p);
    cr_expect_str_eq(drawn(), "\r\033[K1 packets/s, 0 flows, 0 violations\r\033[K");
}
