#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

Test(json, writes_nested_values_with_their_commas)
{
    char *text = NULL;
    size_t n = 0;
    struct json j = {.out = open_memstream(&text, &n)};
    json_open(&j, '{');
    json_member_text(&j, "a", "x\"y\\z");
    json_key(&j, "list");
    json_open(&j, '[');
    json_int(&j, -1);
    json_count(&j, UINT64_MAX);
    json_bool(&j, true);
    json_null(&j);
    json_close(&j, ']');
    json_key(&j, "o");
    json_open(&j, '{');
    json_close(&j, '}');
    json_member_count(&j, "n", 2);
    json_close(&j, '}');
    (void)fclose(j.out);
    cr_expect_str_eq(text,
                     "{\"a\":\"x\\\"y\\\\z\",\"list\":[-1,18446744073709551615,true,null],\"o\":{},\"n\":2}");
    free(text);
}

Test(json, keeps_bytes_of_the_wire_as_text)
{
    char *text = NULL;
    size_t n = 0;
    struct json j = {.out = open_memstream(&text, &n)};
    json_bytes(&j, "\xff\n\"", 3);
    (void)fclose(j.out);
    cr_expect_str_eq(text, "\"\\\\xFF\\\\x0A\\\"\"");
    free(text);
}

Test(json, keeps_long_text_whole)
{
    for (size_t lead = 1020; lead <= 1024; lead++) {
        char *text = NULL, in[3000];
        size_t n = 0;
        memset(in, 'a', sizeof in);
        memcpy(in + lead, "\xf0\x9f\x98\x80", 4);
        struct json j = {.out = open_memstream(&text, &n)};
        json_bytes(&j, in, sizeof in);
        (void)fclose(j.out);
        cr_expect(n == sizeof in + 2 && memcmp(text + 1, in, sizeof in) == 0, "character at %zu", lead);
        free(text);
    }
}
