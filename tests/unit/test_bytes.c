#include <criterion/criterion.h>

#include "base/bytes.h"

static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

Test(bytes, reads_both_byte_orders)
{
    struct bytes b = bytes_of(data, sizeof data);
    cr_expect_eq(bytes_be16(&b), 0x0102);
    cr_expect_eq(bytes_le16(&b), 0x0403);
    cr_expect_eq(bytes_be24(&b), 0x050607);
    cr_expect_eq(bytes_u8(&b), 8);
    cr_expect(bytes_ok(&b) && b.left == 1);
    b = bytes_of(data, 8);
    cr_expect_eq(bytes_le64(&b), 0x0807060504030201ULL);
    b = bytes_of(data, 8);
    cr_expect_eq(bytes_be32(&b), 0x01020304U);
    cr_expect_eq(bytes_le32(&b), 0x08070605U);
}

Test(bytes, fails_for_good_after_a_short_read)
{
    struct bytes b = bytes_of(data, 3);
    cr_expect_eq(bytes_be32(&b), 0U);
    cr_expect_not(bytes_ok(&b));
    cr_expect_eq(bytes_u8(&b), 0);
    cr_expect_eq(bytes_take(&b, 0).left, 0U);
    cr_expect_not(bytes_ok(&b));
}

Test(bytes, takes_windows_that_end_where_they_should)
{
    struct bytes b = bytes_of(data, sizeof data);
    struct bytes front = bytes_take(&b, 4);
    cr_expect(front.left == 4 && b.left == 5 && b.at == data + 4);
    cr_expect_eq(bytes_upto(&b, 100).left, 5U);
    cr_expect(bytes_ok(&b) && b.left == 0);
    cr_expect_not_null(bytes_none().at);
    cr_expect(bytes_begin(&front, data, 2) && !bytes_begin(&front, data, 5));
}

Test(bytes, are_a_word_only_as_a_whole)
{
    struct bytes word = bytes_of("GET", 3), none = bytes_none();
    cr_expect(bytes_are(&word, "GET"));
    cr_expect_not(bytes_are(&word, "GE"));
    cr_expect_not(bytes_are(&word, "GETS"));
    cr_expect_not(bytes_are(&word, "get"));
    cr_expect(bytes_are(&none, ""));
}
