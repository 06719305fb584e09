#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/html.h"

static char *end(struct html *h, char **text)
{
    cr_assert_eq(fclose(h->out), 0);
    return *text;
}

#define BEGIN(h)                                                                                             \
    char *text = NULL;                                                                                       \
    size_t size = 0;                                                                                         \
    struct html h = {.out = open_memstream(&text, &size)}

Test(html, makes_text_safe_in_elements_and_attributes)
{
    static const struct {
        const char *text;
        size_t n;
        const char *safe;
    } rows[] = {
        {"plain", 5, "plain"},
        {"a & b", 5, "a &amp; b"},
        {"<script>alert(1)</script>", 25, "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\"><img onerror=x>", 17, "&quot;&gt;&lt;img onerror=x&gt;"},
        {"' onload='", 10, "&#39; onload=&#39;"},
        {"a\0b", 3, "a\\x00b"},
        {"\xff\xc0\xaf", 3, "\\xFF\\xC0\\xAF"},
        {"\x1b]0;x\x07", 6, "\\x1B]0;x\\x07"},
        {"\xe2\x80\xae"
         "cod",
         6,
         "\\xE2\\x80\\xAE"
         "cod"},
        {"h\xc3\xa4user", 7, "h\xc3\xa4user"},
        {"", 0, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        BEGIN(h);
        html_text(&h, rows[i].text, rows[i].n);
        cr_expect_str_eq(end(&h, &text), rows[i].safe, "row %zu: %s", i, text);
        cr_expect_eq(h.written, size, "row %zu", i);
        free(text);
    }
}

Test(html, leaves_no_byte_that_ends_a_text)
{
    for (int c = 0; c < 256; c++) {
        BEGIN(h);
        html_text(&h, (const char[]){(char)c}, 1);
        end(&h, &text);
        cr_expect_null(strpbrk(text, "<>\"'"), "%d: %s", c, text);
        cr_expect(c == '&' || strchr(text, '&') == NULL || text[1] != '\0', "%d: %s", c, text);
        for (size_t i = 0; i < size; i++)
            cr_expect((unsigned char)text[i] >= 0x20 && (unsigned char)text[i] < 0x7f, "%d: %s", c, text);
        free(text);
    }
}

Test(html, cuts_long_text_between_characters)
{
    char *longest = malloc(1 << 16);
    for (size_t lead = 0; lead < 4; lead++) {
        memset(longest, 'x', 1 << 16);
        for (size_t i = lead; i + 3 <= 1 << 16; i += 3)
            memcpy(longest + i, "\xe2\x82\xac", 3);
        BEGIN(h);
        html_text(&h, longest, 1 << 16);
        end(&h, &text);
        cr_expect(size <= HTML_TEXT + 3, "lead %zu: %zu", lead, size);
        cr_expect_null(strstr(text, "\\x"), "lead %zu", lead);
        cr_expect_str_eq(text + size - 3, "\xe2\x80\xa6", "lead %zu", lead);
        free(text);
    }
    memset(longest, 0xff, 1 << 16);
    BEGIN(h);
    html_text(&h, longest, 1 << 16);
    end(&h, &text);
    cr_expect_eq(size, HTML_TEXT * ESCAPE_WORST + 3, "%zu", size);
    free(text);
    free(longest);
}

Test(html, puts_markup_with_text_and_numbers)
{
    BEGIN(h);
    html_put(&h, "<td title=\"%s\">%d</td>%" PRId64 "<p>%s", "a\"b", -3, INT64_MIN, "<");
    cr_expect_str_eq(end(&h, &text), "<td title=\"a&quot;b\">-3</td>-9223372036854775808<p>&lt;", "%s", text);
    free(text);
}

Test(html, says_when_a_part_is_full)
{
    BEGIN(h);
    html_part(&h, 4);
    html_put(&h, "abc");
    cr_expect_not(html_full(&h));
    html_put(&h, "d");
    cr_expect(html_full(&h));
    html_part(&h, 1);
    cr_expect_not(html_full(&h));
    end(&h, &text);
    free(text);
}

Test(html, groups_the_digits_of_figures)
{
    static const struct {
        int64_t n;
        const char *shown;
    } rows[] = {{0, "0"},
                {7, "7"},
                {999, "999"},
                {1000, "1,000"},
                {-1, "-1"},
                {-100, "-100"},
                {-1000, "-1,000"},
                {12345, "12,345"},
                {1000000, "1,000,000"},
                {INT64_MIN, "-9,223,372,036,854,775,808"}};
    char out[HTML_FIGURE];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(html_figure(rows[i].n, out), rows[i].shown, "%s", out);
}

Test(html, makes_no_scheme_and_no_host_of_a_path)
{
    static const struct {
        const char *path, *link;
    } rows[] = {
        {"evidence/finding-4.pcapng", "evidence/finding-4.pcapng"},
        {"/var/lib/e x/\xc3\xa4.pcapng", "/var/lib/e%20x/%C3%A4.pcapng"},
        {"javascript:alert(1)", "javascript%3Aalert%281%29"},
        {"//evil.example/x", "/evil.example/x"},
        {"///evil.example/x", "/evil.example/x"},
        {"/.//evil.example/x", "/./evil.example/x"},
        {"a/..//x//", "a/../x/"},
        {"a?b#c\"d", "a%3Fb%23c%22d"},
        {"\\\\host\\x", "%5C%5Chost%5Cx"},
        {"", ""},
    };
    char out[HTML_LINK], longest[8192];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(html_path(rows[i].path, out), rows[i].link, "%s", out);
    memset(longest, ':', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    cr_expect_null(html_path(longest, out));
    longest[4096] = '\0';
    cr_expect_not_null(html_path(longest, out));
}

Test(html, hashes_as_content_security_policies_do)
{
    char out[HTML_HASH];
    /* CSP level 3, 2.3.1; the digest of nothing: FIPS 180-4 */
    cr_expect_str_eq(html_hash("", out), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "%s", out);
    cr_expect_str_eq(html_hash("alert('Hello, world.');", out),
                     "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=", "%s", out);
}

Test(html, allows_its_own_style_and_script_alone)
{
    char hash[HTML_HASH], policy[512];
    BEGIN(h);
    html_begin(&h, "a </title><script>");
    html_put(&h, "<main id=\"content\"></main>");
    html_end(&h);
    end(&h, &text);
    size_t n = (size_t)snprintf(policy, sizeof policy, "content=\"default-src 'none'; style-src '%s';",
                                html_hash(html_css, hash));
    (void)snprintf(policy + n, sizeof policy - n, " script-src '%s'; base-uri 'none'; form-action 'none'\">",
                   html_hash(html_js, hash));
    cr_expect_not_null(strstr(text, policy), "%s", policy);
    cr_expect_not_null(strstr(text, "<title>a &lt;/title&gt;&lt;script&gt;</title>"));
    const char *style = strstr(text, "<style>"), *script = strstr(text, "<script>");
    cr_assert(style != NULL && script != NULL);
    cr_expect_eq(strncmp(style + 7, html_css, strlen(html_css)), 0);
    cr_expect_eq(strncmp(style + 7 + strlen(html_css), "</style>", 8), 0);
    cr_expect_eq(strncmp(script + 8, html_js, strlen(html_js)), 0);
    cr_expect_eq(strncmp(script + 8 + strlen(html_js), "</script>", 9), 0);
    cr_expect_null(strstr(html_css, "</"));
    cr_expect_null(strstr(html_js, "</"));
    cr_expect_null(strstr(html_js, "<!--"));
    cr_expect_null(strstr(html_css, "url("));
    cr_expect_null(strstr(html_css, "@import"));
    free(text);
}
