#include <criterion/criterion.h>

#include "policy/learned.h"

static struct addr address(unsigned n)
{
    uint8_t b[4] = {10, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};
    return addr_v4(b);
}

Test(learned, remembers_a_port_of_one_server_for_its_lifetime)
{
    struct learned *l = learned_open(64, 1000);
    struct addr a = address(1), b = address(2);
    cr_expect_not(learned_has(l, &a, 49200, 0));
    learned_put(l, &a, 49200, 100);
    cr_expect(learned_has(l, &a, 49200, 1100));
    cr_expect_not(learned_has(l, &a, 49200, 1101));
    cr_expect_not(learned_has(l, &b, 49200, 200));
    cr_expect_not(learned_has(l, &a, 49201, 200));
    learned_put(l, &a, 49200, 1000);
    cr_expect(learned_has(l, &a, 49200, 2000));
    learned_close(l);
}

Test(learned, lets_the_oldest_go_when_it_is_full)
{
    struct learned *l = learned_open(16, 1 << 30);
    unsigned found = 0;
    for (unsigned i = 0; i < 10000; i++) {
        struct addr a = address(i);
        learned_put(l, &a, 5000, i);
        cr_assert(learned_has(l, &a, 5000, i), "the newest is always there");
    }
    for (unsigned i = 0; i < 10000; i++) {
        struct addr a = address(i);
        found += learned_has(l, &a, 5000, 10000);
    }
    cr_expect(found > 0 && found <= 16, "%u", found);
    cr_expect_eq(learned_dropped(l), 10000U - found);
    learned_close(l);
}

Test(learned, takes_no_port_zero)
{
    struct learned *l = learned_open(16, 1000);
    struct addr a = address(1);
    learned_put(l, &a, 0, 1);
    cr_expect_not(learned_has(l, &a, 0, 1));
    learned_close(l);
}
