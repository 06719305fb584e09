#include <criterion/criterion.h>

#include "base/siphash.h"

/* First vectors of the reference implementation: key 00..0f, input 00..n-1. */
Test(siphash, gives_the_reference_values)
{
    const struct siphash_key key = {0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};
    uint8_t in[16];
    for (uint8_t i = 0; i < sizeof in; i++)
        in[i] = i;
    cr_expect_eq(siphash(&key, in, 0), 0x726fdb47dd0e0e31ULL);
    cr_expect_eq(siphash(&key, in, 1), 0x74f839c593dc67fdULL);
    cr_expect_eq(siphash(&key, in, 8), 0x93f5f5799a932462ULL);
    cr_expect_eq(siphash(&key, in, 15), 0xa129ca6149be45e5ULL);
}

Test(siphash, draws_different_keys)
{
    struct siphash_key a = siphash_random_key(), b = siphash_random_key();
    cr_expect(a.k0 != b.k0 || a.k1 != b.k1);
}
