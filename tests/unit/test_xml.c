#include "report/xml.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text, *xml;
} rows[] = {
    {"", ""},
    {"plain \xc3\xa9", "plain \xc3\xa9"},
    {"<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"},
    {"]]>", "]]&gt;"},
    {"a\nb\t\x01\x7f", "a\\x0Ab\\x09\\x01\\x7F"},
    {"\xff\xc0\x80", "\\xFF\\xC0\\x80"},
    {"\xef\xbf\xbe\xef\xbf\xbf", "\\xEF\\xBF\\xBE\\xEF\\xBF\\xBF"},
    {"\xed\xa0\x80", "\\xED\\xA0\\x80"},
    {"\xe2\x80\xae", "\\xE2\\x80\\xAE"},
};

Test(xml, writes_only_what_xml_allows)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *got = NULL;
        size_t n = 0;
        FILE *out = open_memstream(&got, &n);
        xml_put(out, "<e a=\"%s\" n=\"%u\"/>", rows[i].text, UINT64_MAX);
        (void)fclose(out);
        char want[256];
        (void)snprintf(want, sizeof want, "<e a=\"%s\" n=\"18446744073709551615\"/>", rows[i].xml);
        cr_expect_str_eq(got, want);
        free(got);
    }
}

Test(xml, bounds_a_text)
{
    static char long_text[3 * XML_TEXT];
    char *got = NULL;
    size_t n = 0;
    memset(long_text, '&', sizeof long_text);
    FILE *out = open_memstream(&got, &n);
    xml_text(out, long_text, sizeof long_text);
    (void)fclose(out);
    cr_expect_eq(n, XML_TEXT * strlen("&amp;"));
    free(got);
}
