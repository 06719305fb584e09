#include <criterion/criterion.h>
#include <stdio.h>

#include "policy/sitepath.h"

static const struct {
    const char *in, *out;
} rows[] = {
    {"", ""},
    {"/", "/"},
    {"/SMS_MP/.sms_aut?MPLIST", "/sms_mp/.sms_aut"},
    {"//a///b//", "/a/b/"},
    {"/a/./b/.", "/a/b/"},
    {"/a/../b", "/b"},
    {"/../../x", "/x"},
    {"/a/b/..", "/a/"},
    {"/SMSPKGD%24/X%2541", "/smspkgd$/x%41"},
    {"/a%2fb%2F..%2fc", "/a/c"},
    {"/a%zz%4", "/a%zz%4"},
    {"/a%00b", "/a%00b"},
    {"relative/..", ""},
};

Test(sitepath, normalises_as_requests_are_compared)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "%s", rows[i].in);
        sitepath_normalise(path);
        cr_expect_str_eq(path, rows[i].out, "%s: %s", rows[i].in, path);
    }
}
