#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "policy/sitearena.h"

Test(sitearena, gives_zeroed_aligned_pieces_of_any_size)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 4096, 65536, 65537, 300000, 1};
    struct sitearena a = {0};
    for (unsigned round = 0; round < 50; round++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            unsigned char *piece = sitearena_take(&a, sizes[i], 1);
            cr_assert_not_null(piece);
            cr_expect_eq((uintptr_t)piece % 16, 0);
            for (size_t k = 0; k < sizes[i]; k++)
                cr_assert_eq(piece[k], 0);
            memset(piece, 0xaa, sizes[i]);
        }
    cr_expect(!a.failed);
    sitearena_free(&a);
}

Test(sitearena, refuses_more_than_there_can_be)
{
    struct sitearena a = {0};
    cr_expect_null(sitearena_take(&a, SIZE_MAX / 4, 8));
    cr_expect(a.failed);
    sitearena_free(&a);
    cr_expect(!a.failed);
}

Test(sitearena, ends_texts)
{
    struct sitearena a = {0};
    cr_expect_str_eq(sitearena_text(&a, "abcdef", 3), "abc");
    cr_expect_str_eq(sitearena_text(&a, "", 0), "");
    sitearena_free(&a);
}
