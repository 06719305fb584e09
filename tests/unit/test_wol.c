#include "decode/wol.h"

#include "decodesink.h"

static void magic(uint8_t out[108])
{
    memset(out, 0xff, 6);
    for (size_t i = 1; i <= 16; i++)
        memcpy(out + 6 * i, "\2\0\0\0\0\x09", 6);
    memset(out + 102, 7, 6);
}

static bool reads(const uint8_t *bytes, size_t n)
{
    bool from_client;
    return wol_datagram.read(NULL, bytes_of(bytes, n), &from_client);
}

Test(wol, knows_magic_packets_with_and_without_a_password)
{
    uint8_t m[108];
    magic(m);
    for (size_t n = 0; n <= sizeof m; n++)
        cr_expect_eq(reads(m, n), n == 102 || n == 106 || n == 108, "%zu bytes", n);
}

Test(wol, sees_every_flipped_byte)
{
    uint8_t m[108];
    magic(m);
    for (size_t i = 0; i < 102; i++) {
        m[i] ^= 1;
        cr_expect_not(reads(m, 102), "byte %zu", i);
        m[i] ^= 1;
    }
    memset(m, 0xff, sizeof m);
    cr_expect_not(reads(m, 102), "all ones are no address");
}
