#include "decode/http_line.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bytes of(const char *text)
{
    return bytes_of(text, strlen(text));
}

static bool is(struct bytes b, const char *text)
{
    return b.left == strlen(text) && memcmp(b.at, text, b.left) == 0;
}

Test(http_line, tells_requests_and_answers_from_everything_else)
{
    static const struct {
        const char *text;
        bool start;
        enum probe answer;
    } rows[] = {
        {"GET / HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"CCM_POST /ccm_system/request HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"BITS_POST /ccm_incoming/{1} HTTP/1.1\r\n", false, PROBE_CLIENT},
        {"PROPFIND /SMS_DP_SMSPKGE$/ABC00001 HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"M-SEARCH * HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"GET http://h/ HTTP/1.0\n", true, PROBE_CLIENT},
        {"GET HTTPS://h/ HTTP/1.0\n", true, PROBE_CLIENT},
        {"CONNECT h:443 HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"CONNECT [::1]:443 HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"OPTIONS * HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"\r\n\r\nGET / HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"GET /a b c HTTP/1.1\r\n", true, PROBE_CLIENT},
        {"GET /\r\n", true, PROBE_CLIENT},
        {"GET /x\n", true, PROBE_CLIENT},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", true, PROBE_CLIENT},
        {"HTTP/1.1 200 OK\r\n", true, PROBE_SERVER},
        {"HTTP/1.0 404\r\n", false, PROBE_SERVER},
        {"GET / HTTP/1.", true, PROBE_MORE},
        {"GET /sms_mp", true, PROBE_MORE},
        {"GET /sms_mp/.sms_aut?mplist12", true, PROBE_CLIENT},
        {"HTTP/1.1 20", true, PROBE_MORE},
        {"\r\n", true, PROBE_MORE},
        {"G", true, PROBE_MORE},
        {"PRI * HTTP/2.0\r\n\r\n", true, PROBE_MORE},

        {"GET /\r\n", false, PROBE_NO},
        {"POST /\r\n", true, PROBE_NO},
        {"GET key\r\n", true, PROBE_NO},
        {"GET / HTTP/2.0\r\n", true, PROBE_NO},
        {"PRI * HTTP/2.0\r\nx", true, PROBE_NO},
        {"HTTP/2.0 200 OK\r\n", true, PROBE_NO},
        {"HTTP/1.1 2x0 OK\r\n", true, PROBE_NO},
        {"HTTP/1.1 2000\r\n", true, PROBE_NO},
        {"OPTIONS rtsp://h/ RTSP/1.0\r\n", true, PROBE_NO},
        {"OPTIONS * RTSP/1.0\r\n", true, PROBE_NO},
        {"SETUP /x RTSP/1.0\r\n", true, PROBE_NO},
        {"RTSP/1.0 200 OK\r\n", true, PROBE_NO},
        {"INVITE sip:a@b SIP/2.0\r\n", true, PROBE_NO},
        {"SIP/2.0 200 OK\r\n", true, PROBE_NO},
        {"REQMOD icap://h/ ICAP/1.0\r\n", true, PROBE_NO},
        {"ICAP/1.0 200 OK\r\n", true, PROBE_NO},
        {"ICY 200 OK\r\n", true, PROBE_NO},
        {"USER anonymous\r\n", true, PROBE_NO},
        {"EHLO host\r\n", true, PROBE_NO},
        {"220 ready\r\n", true, PROBE_NO},
        {"SSH-2.0-OpenSSH\r\n", true, PROBE_NO},
        {"* OK IMAP4\r\n", true, PROBE_NO},
        {"a LOGIN /x y\r\n", true, PROBE_NO},
        {"GET  / HTTP/1.1\r\n", true, PROBE_NO},
        {"GET /a\x01 HTTP/1.1\r\n", true, PROBE_NO},
        {"CONNECT \xff HTTP/1.1\r\n", true, PROBE_NO},
        {"AVERYLONGMETHODTHATNOBODYUSES / HTTP/1.1\r\n", true, PROBE_NO},
        {"\x16\x03\x01", true, PROBE_NO},
        {"\x05\x01", true, PROBE_NO},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(http_line_probe(of(rows[i].text), rows[i].start), rows[i].answer, "%s: %d", rows[i].text,
                     (int)http_line_probe(of(rows[i].text), rows[i].start));
}

Test(http_line, decides_within_the_most_that_a_probe_may_see)
{
    static char text[PROBE_MOST + 1];
    memset(text, 'x', sizeof text);
    memcpy(text, "FOO /", 5);
    cr_expect_eq(http_line_probe(bytes_of(text, PROBE_MOST), true), PROBE_CLIENT);
    memset(text, '\n', PROBE_MOST);
    cr_expect_neq(http_line_probe(bytes_of(text, PROBE_MOST), true), PROBE_CLIENT);
}

Test(http_line, takes_lines_with_either_end)
{
    struct bytes window = of("one\r\ntwo\n\r\nrest"), line;
    bool too_long;
    cr_expect(http_line_take(&window, &line, &too_long) && is(line, "one"));
    cr_expect(http_line_take(&window, &line, &too_long) && is(line, "two"));
    cr_expect(http_line_take(&window, &line, &too_long) && is(line, ""));
    cr_expect_not(http_line_take(&window, &line, &too_long));
    cr_expect(is(window, "rest") && !too_long);
}

Test(http_line, takes_the_head_of_a_line_too_long)
{
    static char text[HTTP_LINE_MOST + 10];
    memset(text, 'x', sizeof text);
    struct bytes window = bytes_of(text, HTTP_LINE_MOST - 1), line;
    bool too_long;
    cr_expect_not(http_line_take(&window, &line, &too_long));
    window = bytes_of(text, sizeof text);
    cr_expect(http_line_take(&window, &line, &too_long) && too_long);
    cr_expect(line.left == HTTP_LINE_MOST && window.left == 10);
}

Test(http_line, splits_a_request_line)
{
    static const struct {
        const char *line, *method, *target, *version;
    } rows[] = {
        {"GET /a?b HTTP/1.1", "GET", "/a?b", "1.1"},
        {"CCM_POST /ccm_system/request HTTP/1.0", "CCM_POST", "/ccm_system/request", "1.0"},
        {"GET /a b HTTP/1.1", "GET", "/a b", "1.1"},
        {"GET /old", "GET", "/old", ""},
        {"GET /x HTTP/1.1 HTTP/1.1", "GET", "/x HTTP/1.1", "1.1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_line_request r;
        cr_assert(http_line_request(of(rows[i].line), &r), "%s", rows[i].line);
        cr_expect(is(r.method, rows[i].method) && is(r.target, rows[i].target) &&
                      is(r.version, rows[i].version),
                  "%s", rows[i].line);
    }
    struct http_line_request r;
    static const char *const wrong[] = {
        "", " ", "GET", "GET ", "POST /x", "FOO bar HTTP/1.1", "GET / RTSP/1.0", "HTTP/1.1 200 OK"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_not(http_line_request(of(wrong[i]), &r), "%s", wrong[i]);
}

Test(http_line, reads_a_status_line)
{
    struct http_line_status s;
    cr_assert(http_line_status(of("HTTP/1.0 404 Not Found"), &s));
    cr_expect(s.status == 404 && is(s.version, "1.0"));
    cr_expect(http_line_status(of("HTTP/1.1 200"), &s) && s.status == 200);
    static const char *const wrong[] = {"", "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 099 x", "GET / HTTP/1.1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_not(http_line_status(of(wrong[i]), &s), "%s", wrong[i]);
}

Test(http_line, splits_a_header)
{
    struct http_line_header h;
    cr_assert(http_line_header(of("User-Agent: \t SMS CCM 4.0 \t"), &h));
    cr_expect(is(h.name, "User-Agent") && is(h.value, "SMS CCM 4.0"));
    cr_expect(http_line_header(of("X:"), &h) && h.value.left == 0);
    cr_expect_not(http_line_header(of("no colon"), &h) || http_line_header(of(":x"), &h));
    cr_expect(http_line_is(of("HoSt"), "host") && !http_line_is(of("hos"), "host"));
}

Test(http_line, reads_numbers_strictly)
{
    static const struct {
        const char *text;
        bool ok;
        uint64_t number;
    } rows[] = {
        {"0", true, 0},
        {"0042", true, 42},
        {"999999999999999999", true, UINT64_C(999999999999999999)},
        {"", false, 0},
        {"+1", false, 0},
        {"-1", false, 0},
        {"1,1", false, 0},
        {"0x10", false, 0},
        {"1 1", false, 0},
        {"9999999999999999999", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t n;
        bool ok = http_line_number(of(rows[i].text), &n);
        cr_expect(ok == rows[i].ok && (!ok || n == rows[i].number), "%s", rows[i].text);
    }
}

Test(http_line, reads_chunk_sizes)
{
    static const struct {
        const char *text;
        bool ok;
        uint64_t size;
    } rows[] = {
        {"0", true, 0},
        {"1aF", true, 0x1af},
        {"10;ext=1", true, 16},
        {"10 ", true, 16},
        {"", false, 0},
        {"x", false, 0},
        {";x", false, 0},
        {"10x", false, 0},
        {"fffffffffffffff", true, UINT64_C(0xfffffffffffffff)},
        {"ffffffffffffffff", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t n;
        bool ok = http_line_chunk(of(rows[i].text), &n);
        cr_expect(ok == rows[i].ok && (!ok || n == rows[i].size), "%s", rows[i].text);
    }
    cr_expect(http_line_is_chunked(of("chunked")) && http_line_is_chunked(of("gzip, Chunked")));
    cr_expect_not(http_line_is_chunked(of("xchunked")) || http_line_is_chunked(of("chunked, gzip")) ||
                  http_line_is_chunked(of("")));
}

Test(http_line, knows_the_end_of_a_method)
{
    static const char *const cut[] = {"T", "ET", "OST", "S_POST", "M_POST", "ROPFIND", "OPY", "D"};
    static const char *const whole[] = {"GET",  "POST", "CCM_POST", "LOCK", "UNLOCK",
                                        "HEAD", "FOO",  "POSTX",    "GE"};
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++)
        cr_expect(http_line_is_cut(of(cut[i])), "%s", cut[i]);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        cr_expect_not(http_line_is_cut(of(whole[i])), "%s", whole[i]);
}

Test(http_line, finds_http_1_0_among_the_hops_of_via)
{
    static const char *const old[] = {"1.0 fred", "HTTP/1.0 fred", "1.1 a, 1.0 b", "1.1 a (x),\thttp/1.0\tb"};
    static const char *const new[] = {"",       "1.0",    "1.1 fred",        "1.1 1.0",
                                      "11.0 a", "1.01 a", "HTTP/2 a, 1.1 b", ",,,"};
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
        cr_expect(http_line_is_via_10(bytes_of(old[i], strlen(old[i]))), "%s", old[i]);
    for (size_t i = 0; i < sizeof new / sizeof new[0]; i++)
        cr_expect_not(http_line_is_via_10(bytes_of(new[i], strlen(new[i]))), "%s", new[i]);
}
