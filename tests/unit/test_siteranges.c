#include "policy/siteranges.h"

#include <criterion/criterion.h>

TestSuite(siteranges, .timeout = 30);

static struct addr address(const char *text)
{
    struct addr a;
    cr_assert(addr_read(&a, text), "%s", text);
    return a;
}

Test(siteranges, hold_what_any_of_their_networks_holds)
{
    static const char *const nets[] = {"10.3.0.0/16",   "10.1.9.0/24", "10.1.0.0-10.1.9.7",
                                       "2001:db8::/32", "10.1.5.0/30", "10.1.9.128-10.1.10.1"};
    static const struct {
        const char *address;
        bool inside;
    } rows[] = {
        {"10.0.255.255", false},    {"10.1.0.0", true},   {"10.1.5.200", true},  {"10.1.9.255", true},
        {"10.1.10.1", true},        {"10.1.10.2", false}, {"10.2.0.1", false},   {"10.3.0.0", true},
        {"10.3.255.255", true},     {"10.4.0.0", false},  {"2001:db8::1", true}, {"2001:db9::", false},
        {"255.255.255.255", false}, {"::", false},
    };
    struct addr_range at[sizeof nets / sizeof *nets];
    struct site_ranges ranges = {at, sizeof nets / sizeof *nets};
    for (size_t i = 0; i < ranges.count; i++)
        cr_assert(addr_range_read(&at[i], nets[i]), "%s", nets[i]);
    siteranges_sort(&ranges);
    cr_expect_eq(ranges.count, 3, "those that overlap are one: %zu", ranges.count);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct addr a = address(rows[i].address);
        cr_expect_eq(siteranges_have(&ranges, &a), rows[i].inside, "%s", rows[i].address);
    }
}

Test(siteranges, of_nothing_hold_nothing)
{
    struct site_ranges ranges = {NULL, 0};
    struct site_addrs addrs = {NULL, 0};
    struct addr a = address("10.1.0.1");
    siteranges_sort(&ranges);
    siteranges_sort_addrs(&addrs);
    cr_expect(!siteranges_have(&ranges, &a));
    cr_expect(!siteranges_have_addr(&addrs, &a));
}

Test(siteranges, find_each_of_their_addresses)
{
    static const char *const texts[] = {"10.1.0.30", "10.1.0.3", "fd00::1", "10.1.0.30", "192.0.2.1"};
    struct addr at[sizeof texts / sizeof *texts];
    struct site_addrs addrs = {at, sizeof texts / sizeof *texts};
    for (size_t i = 0; i < addrs.count; i++)
        at[i] = address(texts[i]);
    siteranges_sort_addrs(&addrs);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct addr a = address(texts[i]);
        cr_expect(siteranges_have_addr(&addrs, &a), "%s", texts[i]);
    }
    struct addr other = address("10.1.0.31");
    cr_expect(!siteranges_have_addr(&addrs, &other));
}
