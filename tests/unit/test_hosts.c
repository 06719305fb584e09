#include "report/hosts.h"

#include <criterion/criterion.h>

Test(hosts, takes_each_once)
{
    struct hosts h = {0};
    for (uint64_t i = 0; i < 100000; i++)
        cr_assert(hosts_add(&h, i * 4096 + 7));
    for (uint64_t i = 0; i < 100000; i++)
        cr_assert_not(hosts_add(&h, i * 4096 + 7));
    cr_expect_eq(h.count, 100000);
    cr_expect(hosts_add(&h, 0));
    cr_expect_not(hosts_add(&h, 0));
    cr_expect_not(h.full);
    hosts_free(&h);
    cr_expect_null(h.at);
}

Test(hosts, ends_at_its_bound)
{
    struct hosts h = {0};
    for (uint64_t i = 1; i <= HOSTS_MOST; i++)
        cr_assert(hosts_add(&h, i));
    cr_expect_not(h.full);
    cr_expect_not(hosts_add(&h, HOSTS_MOST + 1));
    cr_expect(h.full);
    cr_expect_not(hosts_add(&h, 5));
    cr_expect_eq(h.count, HOSTS_MOST);
    hosts_free(&h);
}
