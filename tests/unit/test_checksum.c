#include "capture/checksum.h"

#include <criterion/criterion.h>

/* RFC 1071 3: the sum of these bytes is ddf2. */
static const uint8_t example[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};

static unsigned naive(const uint8_t *at, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += i % 2 == 0 ? (unsigned)at[i] << 8 : at[i];
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static void complete(uint8_t *at, size_t n)
{
    at[0] = at[1] = 0;
    unsigned sum = ~naive(at, n);
    at[0] = (uint8_t)(sum >> 8), at[1] = (uint8_t)sum;
}

Test(checksum, is_that_of_the_rfc)
{
    uint8_t text[2 + sizeof example] = {0x22, 0x0d};
    memcpy(text + 2, example, sizeof example);
    cr_expect(checksum_right(checksum_add(0, bytes_of(text, sizeof text))));
    text[1] ^= 1;
    cr_expect_not(checksum_right(checksum_add(0, bytes_of(text, sizeof text))));
}

Test(checksum, sees_every_flipped_bit_at_every_length)
{
    uint8_t text[80];
    for (size_t n = 2; n <= sizeof text; n++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (uint8_t)(i * 37 + n);
        complete(text, n);
        cr_expect(checksum_right(checksum_add(0, bytes_of(text, n))), "%zu", n);
        for (size_t bit = 0; bit < n * 8; bit++) {
            text[bit / 8] ^= (uint8_t)(1 << bit % 8);
            cr_expect_not(checksum_right(checksum_add(0, bytes_of(text, n))), "%zu of %zu", bit, n);
            text[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

Test(checksum, never_overflows)
{
    static uint8_t ones[600000];
    memset(ones, 0xff, sizeof ones);
    cr_expect(checksum_right(checksum_add(0, bytes_of(ones, sizeof ones))));
    ones[77] = 0xfe;
    cr_expect_not(checksum_right(checksum_add(0, bytes_of(ones, sizeof ones))));
}

Test(checksum, of_zeros_is_wrong)
{
    const uint8_t zeros[40] = {0};
    cr_expect_not(checksum_right(checksum_add(0, bytes_of(zeros, sizeof zeros))));
    cr_expect_not(checksum_right(checksum_add(0, bytes_none())));
}

Test(checksum, takes_ipv4_addresses_as_4_bytes)
{
    struct addr src = addr_v4((const uint8_t[]){10, 0, 0, 1}), dst = addr_v4((const uint8_t[]){10, 0, 0, 2});
    uint8_t text[12 + 9] = {10, 0, 0, 1, 10, 0, 0, 2, 0, 17, 0, 9, 0x10, 0, 0x20, 0, 0, 9, 0, 0, 'x'};
    unsigned sum = ~naive(text, sizeof text);
    text[18] = (uint8_t)(sum >> 8), text[19] = (uint8_t)sum;
    cr_expect(checksum_right(checksum_add(checksum_pseudo(&src, &dst, 17, 9), bytes_of(text + 12, 9))));
    cr_expect_not(checksum_right(checksum_add(checksum_pseudo(&src, &dst, 6, 9), bytes_of(text + 12, 9))));
}
