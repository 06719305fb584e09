#include <criterion/criterion.h>
#include <string.h>

#include "base/addr.h"

static const struct {
    const char *text, *first, *last, *shown;
} ranges[] = {
    {"10.1.0.0/16", "10.1.0.0", "10.1.255.255", "10.1.0.0/16"},
    {"10.1.5.5", "10.1.5.5", "10.1.5.5", "10.1.5.5/32"},
    {"0.0.0.0/0", "0.0.0.0", "255.255.255.255", "0.0.0.0/0"},
    {"10.0.0.1-10.0.0.9", "10.0.0.1", "10.0.0.9", "10.0.0.1-10.0.0.9"},
    {"10.0.0.0-10.0.0.255", "10.0.0.0", "10.0.0.255", "10.0.0.0/24"},
    {"2001:db8::/33", "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/33"},
    {"::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
};

Test(addr, reads_and_shows_ranges)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct addr_range r;
        char a[ADDR_TEXT], b[ADDR_TEXT], shown[ADDR_RANGE_TEXT];
        cr_assert(addr_range_read(&r, ranges[i].text), "%s", ranges[i].text);
        cr_expect_str_eq(addr_text(&r.first, a), ranges[i].first);
        cr_expect_str_eq(addr_text(&r.last, b), ranges[i].last);
        cr_expect_str_eq(addr_range_text(&r, shown), ranges[i].shown);
        cr_expect(addr_range_has(&r, &r.first) && addr_range_has(&r, &r.last));
    }
}

Test(addr, shows_a_range_of_one_as_an_address)
{
    char text[ADDR_RANGE_TEXT];
    struct addr_range r;
    cr_assert(addr_range_read(&r, "10.1.0.5/32"));
    cr_expect_str_eq(addr_range_brief(&r, text), "10.1.0.5");
    cr_assert(addr_range_read(&r, "2001:db8::/127"));
    cr_expect_str_eq(addr_range_brief(&r, text), "2001:db8::/127");
}

static const struct {
    const char *before, *behind;
} neighbours[] = {{"10.1.0.255", "10.1.1.0"},
                  {"255.255.255.255", "::1:0:0:0"},
                  {"::", "::1"},
                  {"2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::"}};

Test(addr, steps_to_the_next_and_the_one_before)
{
    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++) {
        struct addr before, behind, a;
        cr_assert(addr_read(&before, neighbours[i].before) && addr_read(&behind, neighbours[i].behind));
        a = before;
        cr_expect(addr_next(&a) && addr_eq(&a, &behind), "behind %s", neighbours[i].before);
        cr_expect(addr_previous(&a) && addr_eq(&a, &before), "before %s", neighbours[i].behind);
    }
    struct addr first = {{0}}, last;
    memset(&last, 0xff, sizeof last);
    cr_expect(!addr_next(&last));
    cr_expect(!addr_previous(&first));
}

Test(addr, refuses_what_is_no_range)
{
    const char *const bad[] = {"",
                               "10.1",
                               "10.0.0.0/33",
                               "10.0.0.0/",
                               "10.0.0.0/-1",
                               "::/129",
                               "10.0.0.9-10.0.0.1",
                               "10.0.0.1-::9",
                               "10.0.0.0/8x",
                               "a/8",
                               "10.0.0.0/ 8"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct addr_range r;
        cr_expect_not(addr_range_read(&r, bad[i]), "%s", bad[i]);
    }
}

Test(addr, tells_families_and_overlaps)
{
    struct addr_range a, b, c;
    cr_assert(addr_range_read(&a, "10.1.0.0/16") && addr_range_read(&b, "10.1.128.0/17") &&
              addr_range_read(&c, "10.2.0.0/16"));
    cr_expect(addr_range_overlaps(&a, &b) && addr_range_overlaps(&b, &a));
    cr_expect_not(addr_range_overlaps(&b, &c));
    struct addr v6;
    cr_assert(addr_read(&v6, "fd00::1"));
    cr_expect(addr_is_v4(&a.first) && !addr_is_v4(&v6));
}
