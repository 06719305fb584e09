#include "capture/source_codec.h"

#include <criterion/criterion.h>

Test(source_codec, finds_each_by_its_magic_number)
{
    static const struct {
        const char *start, *name;
    } rows[] = {
        {"\x1f\x8b\x08\x08", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\x50\x2a\x4d\x18", "zstd"},
        {"\x5f\x2a\x4d\x18", "zstd"}, {"\x04\x22\x4d\x18", "lz4"},  {"\xd4\xc3\xb2\xa1", NULL},
        {"\x0a\x0d\x0d\x0a", NULL},   {"\x1f\x8b\x07\x08", NULL},   {"\x60\x2a\x4d\x18", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct source_codec *c = source_codec_find((const uint8_t *)rows[i].start, 4);
        cr_expect_eq(c != NULL, rows[i].name != NULL, "%zu", i);
        if (c != NULL && rows[i].name != NULL)
            cr_expect_str_eq(c->name, rows[i].name);
        cr_expect_null(source_codec_find((const uint8_t *)rows[i].start, 3));
    }
}
