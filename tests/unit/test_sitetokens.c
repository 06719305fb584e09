#include <criterion/criterion.h>
#include <string.h>

#include "policy/sitetokens.h"

static const struct {
    const char *name, *text;
    size_t errors;
    bool aliases, too_deep;
} rows[] = {
    {"plain", "a: {b: [c, d]}\n", 0, false, false},
    {"marks in quotes and comments", "a: '&x *y !z' # &x *y !z\nb: \"*\"\nc: a&b*c!\n", 0, false, false},
    {"an anchor", "a: &x 1\n", 1, true, false},
    {"an alias", "a: *x\n", 1, true, false},
    {"a tag", "a: !x 1\n", 1, false, false},
    {"a tag's directive", "%TAG ! tag:x,2000:\n---\na: 1\n", 1, false, false},
    {"two of each", "a: &x !!str 1\nb: &y !!str 2\nc: [*x, *y]\n", 6, true, false},
    {"as deep as may be", "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", 0, false, false},
    {"too deep", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 1, false, true},
    {"brackets in a comment", "a: 1 # ((([[[[[[[[[[[[[[[[[[[[[[\n", 0, false, false},
    {"depth that comments hide", "[[[[[[[[ # ]]]]]]]]\n[[[[[[[[[ # ]]]]]]]]]\n", 1, false, true},
    {"depth that quotes hide",
     "[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[']',[", 1, false, true},
    {"side by side", "[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]", 0, false, false},
};

Test(sitetokens, tells_what_site_files_do_not_have)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sitemsg messages;
        sitemsg_open(&messages, "x");
        struct sitetokens found = sitetokens_refuse(rows[i].text, strlen(rows[i].text), &messages);
        cr_expect_eq(messages.errors, rows[i].errors, "%s: %zu", rows[i].name, messages.errors);
        cr_expect_eq(found.aliases, rows[i].aliases, "%s", rows[i].name);
        cr_expect_eq(found.too_deep, rows[i].too_deep, "%s", rows[i].name);
        sitemsg_close(&messages);
    }
}
