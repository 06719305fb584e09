#include <criterion/criterion.h>
#include <string.h>

#include "policy/path.h"

static const struct {
    const char *raw, *normal;
} paths[] = {
    {"/CCM_System/request", "/ccm_system/request"},
    {"/SMS_DP_SMSPKGD%24/X", "/sms_dp_smspkgd$/x"},
    {"/a%2525", "/a%25"},
    {"//a///b/", "/a/b/"},
    {"/a/./b", "/a/b"},
    {"/a/../b", "/b"},
    {"/a/..", "/"},
    {"/../../etc", "/etc"},
    {"/a/%2e%2e/b", "/b"},
    {"/a/b?c=/d", "/a/b"},
    {"\\sms_mp\\.sms_aut?mplist", "/sms_mp/.sms_aut"},
    {"http://server:80/SMS_MP/.sms_aut", "/sms_mp/.sms_aut"},
    {"http://server", ""},
    {"/a%", "/a%"},
    {"/a%4", "/a%4"},
    {"/a%zz", "/a%zz"},
    {"", ""},
    {"*", "*"},
    {"/.hidden", "/.hidden"},
    {"/...", "/..."},
};

Test(path, has_one_form)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char out[PATH_MOST];
        size_t n = path_normalise(paths[i].raw, strlen(paths[i].raw), out);
        cr_expect(n == strlen(paths[i].normal) && memcmp(out, paths[i].normal, n) == 0, "%s: got %.*s",
                  paths[i].raw, (int)n, out);
    }
}

Test(path, stays_within_its_room_whatever_comes)
{
    char raw[4 * PATH_MOST], out[PATH_MOST];
    static const char bytes[] = "/.%2eA\\?:";
    unsigned seed = 7;
    for (unsigned round = 0; round < 2000; round++) {
        size_t n = seed % sizeof raw;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1103515245u + 12345u;
            raw[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
        }
        cr_assert(path_normalise(raw, n, out) <= PATH_MOST);
    }
}
