#include <criterion/criterion.h>

#include "decode/uuid.h"

static const uint8_t raw[UUID_BYTES] = {0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11,
                                        0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa};

Test(uuid, reads_either_byte_order)
{
    char text[UUID_TEXT];
    struct bytes b = bytes_of(raw, sizeof raw);
    struct uuid u = uuid_read(&b, false);
    cr_expect_str_eq(uuid_text(&u, text), "e1af8308-5d1f-11c9-91a4-08002b14a0fa");
    cr_expect(bytes_ok(&b) && b.left == 0);
    b = bytes_of(raw, sizeof raw);
    u = uuid_read(&b, true);
    cr_expect_str_eq(uuid_text(&u, text), "0883afe1-1f5d-c911-91a4-08002b14a0fa");
}

Test(uuid, is_zero_when_cut)
{
    char text[UUID_TEXT];
    struct bytes b = bytes_of(raw, sizeof raw - 1);
    struct uuid u = uuid_read(&b, false);
    cr_expect_not(bytes_ok(&b));
    cr_expect_str_eq(uuid_text(&u, text), "00000000-0000-0000-0000-000000000000");
}
