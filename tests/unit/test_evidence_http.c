#include "decode/evidence_http.h"

#include <criterion/criterion.h>
#include <string.h>

static void key_is(const char *method, const char *path, const char *expected)
{
    uint8_t out[EVIDENCE_HTTP_KEY_MOST];
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = 404};
    e.text[0] = (struct evidence_text){method, (uint16_t)strlen(method)};
    e.text[1] = (struct evidence_text){path, (uint16_t)strlen(path)};
    size_t n = evidence_http_key(&e, out);
    cr_expect(n == strlen(expected) && memcmp(out, expected, n) == 0, "%s: %.*s", path, (int)n,
              (const char *)out);
}

Test(evidence_http, normalises_the_head_of_the_path)
{
    key_is("GET", "/A/B/c", "\4GET /a/b");
    key_is("GET", "/SMS_DP_SMSPKGE%24/x", "\4GET /sms_dp_smspkge$/x");
    key_is("GET", "/a/../../b//c/./d", "\4GET /b/c");
    key_is("GET", "/a/b/c/../../d", "\4GET /a/d");
    key_is("GET", "/a%2fb?x/y", "\4GET /a/b");
    key_is("GET", "/%zz/%4", "\4GET /%zz/%4");
    key_is("GET", "http://Host:80/A/b/c", "\4GET Host:80/a/b");
    key_is("CONNECT", "host:443", "\4CONNECT /host:443");
    key_is("OPTIONS", "*", "\4OPTIONS /*");
    key_is("GET", "", "\4GET ");
}

Test(evidence_http, stays_within_its_bound)
{
    static char path[900];
    uint8_t out[EVIDENCE_HTTP_KEY_MOST];
    memset(path, 'p', sizeof path);
    memcpy(path, "http://", 7);
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = 200};
    e.text[0] = (struct evidence_text){path, 24};
    e.text[1] = (struct evidence_text){path, sizeof path};
    cr_expect_eq(evidence_http_key(&e, out), EVIDENCE_HTTP_KEY_MOST);
}
