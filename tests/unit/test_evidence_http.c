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
    cr_assert(n > 3);
    cr_expect(out[0] == 4 && out[1] == 4 && out[2] == 0, "%s", path);
    cr_expect(n - 3 == strlen(expected) && memcmp(out + 3, expected, n - 3) == 0, "%s: %.*s", path,
              (int)n - 3, (const char *)out + 3);
}

Test(evidence_http, normalises_the_head_of_the_path)
{
    key_is("GET", "/A/B/c", "GET   /a/b");
    key_is("GET", "/SMS_DP_SMSPKGE%24/x", "GET   /sms_dp_smspkge$/x");
    key_is("GET", "/a/../../b//c/./d", "GET   /b/c");
    key_is("GET", "/a/b/c/../../d", "GET   /a/d");
    key_is("GET", "/a%2fb?x/y", "GET   /a/b");
    key_is("GET", "/%zz/%4", "GET   /%zz/%4");
    key_is("GET", "http://Host:80/A/b/c", "GET   Host:80/a/b");
    key_is("CONNECT", "host:443", "CONNECT   /host:443");
    key_is("OPTIONS", "*", "OPTIONS   /*");
    key_is("GET", "", "GET   ");
}

Test(evidence_http, stays_within_its_bound)
{
    static char path[1500];
    uint8_t out[EVIDENCE_HTTP_KEY_MOST];
    memset(path, 'p', sizeof path);
    memcpy(path, "http://", 7);
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = 200};
    e.text[0] = (struct evidence_text){path, 24};
    e.text[1] = (struct evidence_text){path, sizeof path};
    cr_expect_eq(evidence_http_key(&e, out), EVIDENCE_HTTP_KEY_MOST);
}
