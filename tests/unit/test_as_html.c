#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "sample_run.h"

static char *page(const char *path)
{
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_HTML;
    return sample_report(path, &options, &outcome);
}

/* Where the script begins; the markup is before it. */
static void cut_script(char *html)
{
    char *script = strstr(html, "<script>");
    cr_assert_not_null(script);
    *script = '\0';
}

static void expect_parts(const char *html, const char *const parts[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_expect_not_null(strstr(html, parts[i]), "%s", parts[i]);
}
#define EXPECT_PARTS(html, parts) expect_parts(html, parts, sizeof parts / sizeof parts[0])

Test(as_html, tells_verdict_coverage_sites_findings_and_how_to_reproduce)
{
    static const char *const parts[] = {
        "</span> Not compliant</h2>\n<p>4 findings in 7 flows: 3 high, 1 medium.</p>",
        "Coverage: nothing was lost",
        "<p>None: no finding was accepted beforehand.</p>\n</section>",
        "<h3>Site A01</h3>",
        "<tr><th scope=\"row\" data-role=\"MP\">MP<small>management point</small></th><td "
        "class=\"bad\"><strong>✕ 7 "
        "violating</strong><span>1 compliant</span></td>",
        "<td class=\"open\"><strong>? 1 undetermined</strong>",
        "<span data-class=\"HTTP\">1 HTTP</span>",
        "<a href=\"#rule-1\">MODE-02</a>",
        "<h3 id=\"rule-2\"><span class=\"badge medium\">medium</span> <code>PORT-01</code>",
        "<td data-label=\"Server\">[2001:db8::10]:8088/tcp</td>",
        "<code>http_roaming:</code> yes or no",
        "<code>UND-FACT(http_roaming)</code></h3>",
        "<code>roamer</code> (site.yaml:12)",
        "<th scope=\"row\">any-role</th>",
        "<code>wireaudit report -f html --run 1 ",
        "<th scope=\"row\">a.pcap</th><td class=\"num\" data-label=\"Bytes\" data-value=\"4711\">4,711</td>",
    };
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    char *html = page(path);
    EXPECT_PARTS(html, parts);
    cr_expect_null(strstr(html, "further"), "all is shown");
    free(html);
    sample_remove(path);
}

Test(as_html, shows_what_was_expected_beside_what_was_seen)
{
    static const char *const parts[] = {
        "<h3>Site A01: native mode</h3>",
        "<td class=\"await\"><strong>○ expected, not seen</strong><span class=\"soft\">expected on tcp "
        "443</span></td>",
        "<strong>✕ 7 violating</strong><span>1 compliant</span><span>seen, not expected</span></td>",
        "not expected, not seen",
        "<h3>Site B02: mixed mode</h3>\n<p>No flow to servers of this site was seen.</p>",
    };
    static const char *const changes[] = {
        "INSERT INTO expected VALUES (1, 'A01', 'MP', 'tcp', 'HTTPS', '443')",
        "INSERT OR REPLACE INTO setting VALUES (1, 'site-mode A01', 'native')",
        "INSERT OR REPLACE INTO setting VALUES (1, 'site-mode B02', 'mixed')",
    };
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        (void)sample_text(path, changes[i], text);
    char *html = page(path);
    EXPECT_PARTS(html, parts);
    free(html);
    sample_remove(path);
}

Test(as_html, names_every_run_that_it_sums_up)
{
    static const char *const changes[] = {
        "UPDATE run SET source = 'second.pcap' WHERE run = 2",
        "INSERT OR REPLACE INTO setting VALUES (1, 'site-mode A01', 'native'), (2, 'site-mode A01', 'mixed')",
    };
    static const char *const parts[] = {
        "<dt>Run</dt><dd>1</dd>",
        "<dt>Source</dt><dd>a.pcap b.pcap</dd>",
        "<dt>Run</dt><dd>2</dd>",
        "<dt>Source</dt><dd>second.pcap</dd>",
        "<h3>Site A01: of another mode in another run (",
    };
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_HTML;
    options.run = -1;
    sample_database(sample_path(path, "a.db"));
    struct store *s = sample_open(path);
    sample_begin(s);
    sample_end(s, NULL);
    store_close(s);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        (void)sample_text(path, changes[i], text);
    char *html = sample_report(path, &options, &outcome);
    EXPECT_PARTS(html, parts);
    free(html);
    sample_remove(path);
}

Test(as_html, draws_flows_over_time)
{
    char path[SAMPLE_PATH], text[4096];
    size_t bars = 0;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(
        path,
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) INSERT INTO"
        " minute SELECT 1, 1700000000000000 / 60000000 * 60000000 + i * 60000000, 'A01',"
        " CASE i % 2 WHEN 0 THEN 'VIOLATION' ELSE 'COMPLIANT' END, 1 + i, 9 FROM n",
        text);
    (void)sample_text(
        path,
        "DELETE FROM minute WHERE minute_us < 1700000000000000 / 60000000 * 60000000 OR minute_us >"
        " 1700000000000000 + 5000 * 60000000",
        text);
    char *html = page(path);
    for (const char *at = html; (at = strstr(at, "<g><title>")) != NULL; at++)
        bars++;
    cr_expect(bars > 30 && bars <= 61, "%zu bars", bars);
    cr_expect_not_null(strstr(html, "Flows begun per 2 hours"), "step");
    cr_expect_not_null(strstr(html, "<td class=\"num\" data-label=\"violating\""));
    free(html);
    sample_remove(path);
}

Test(as_html, links_evidence_and_names_waivers)
{
    static const char *const parts[] = {
        "<p>Evidence: <a href=\"ev/finding%204.pcapng\"><code>ev/finding 4.pcapng</code></a>, 12 packets of "
        "3 flows,"
        " SHA-256 <span class=\"hash\">abc</span>; not in it: too large</p>",
        "<span class=\"badge none\">unused</span> <span>old printers</span>",
        "<span class=\"badge bad\">expired, findings count again</span> <span>until May</span>",
        "<p>Waiver until May expired on 2026-05-31: the finding counts again.</p>",
        "<dt>Approved by</dt><dd>nobody named</dd>",
    };
    static const char *const changes[] = {
        "UPDATE finding SET evidence = 'ev/finding 4.pcapng' WHERE finding = 4",
        "INSERT INTO evidence VALUES (4, 'ev/finding 4.pcapng', 'abc', 3, 12, 999, 'too large')",
        "INSERT INTO waiver (waiver, run, name, expired) VALUES (1, 1, 'old printers', 0)",
        ("INSERT INTO waiver (waiver, run, name, expires, expired)"
         " VALUES (2, 1, 'until May', '2026-05-31', 1)"),
        "UPDATE finding SET waiver = 2 WHERE finding = 4",
    };
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        (void)sample_text(path, changes[i], text);
    char *html = page(path);
    EXPECT_PARTS(html, parts);
    free(html);
    sample_remove(path);
}

/* Runs a statement with an expression in place of each ?1. */
static void change(const char *path, const char *sql, const char *value)
{
    char whole[4096] = "", text[4096];
    size_t n = 0;
    for (const char *at = sql; *at != '\0'; at++) {
        bool mark = strncmp(at, "?1", 2) == 0;
        n += (size_t)snprintf(whole + n, sizeof whole - n, "%.*s", mark ? (int)strlen(value) : 1,
                              mark ? value : at);
        at += mark;
    }
    (void)sample_text(path, whole, text);
}

static bool is_one_of(const char *word, size_t n, const char *const list[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == n && strncmp(list[i], word, n) == 0)
            return true;
    }
    return false;
}

static const char *expect_attribute(const char *at, const char *of)
{
    static const char *const names[] = {"aria-hidden",
                                        "aria-label",
                                        "aria-labelledby",
                                        "aria-live",
                                        "autocomplete",
                                        "charset",
                                        "checked",
                                        "class",
                                        "colspan",
                                        "content",
                                        "data-class",
                                        "data-label",
                                        "data-role",
                                        "data-severity",
                                        "data-site",
                                        "data-value",
                                        "datetime",
                                        "height",
                                        "hidden",
                                        "href",
                                        "http-equiv",
                                        "id",
                                        "lang",
                                        "name",
                                        "placeholder",
                                        "preserveAspectRatio",
                                        "role",
                                        "scope",
                                        "tabindex",
                                        "type",
                                        "value",
                                        "viewBox",
                                        "width",
                                        "x",
                                        "y"};
    size_t n = strcspn(at, "=> ");
    cr_expect(is_one_of(at, n, names, sizeof names / sizeof names[0]), "%s: %.80s", of, at);
    if (at[n] != '=')
        return at + n;
    cr_assert_eq(at[n + 1], '"', "%s: %.80s", of, at);
    size_t length = strcspn(at + n + 2, "\"<>");
    cr_assert_eq(at[n + 2 + length], '"', "%s: %.80s", of, at);
    if (strncmp(at, "href", n) == 0)
        cr_expect_null(memchr(at + n + 2, ':', length), "%s: %.80s", of, at);
    return at + n + 2 + length + 1;
}

/* Elements and attributes of ours and no others, in all of the page but style and script. */
static void expect_our_markup(const char *html, const char *of)
{
    static const char *const tags[] = {
        "html",  "head",     "meta",   "title",   "style",      "body",    "a",       "header", "nav",
        "main",  "section",  "footer", "article", "h1",         "h2",      "h3",      "p",      "dl",
        "dt",    "dd",       "div",    "span",    "strong",     "small",   "code",    "ul",     "li",
        "table", "caption",  "thead",  "tbody",   "tr",         "th",      "td",      "time",   "svg",
        "rect",  "g",        "desc",   "figure",  "figcaption", "details", "summary", "form",   "label",
        "input", "fieldset", "legend", "select",  "option",     "output"};
    for (const char *at = html; (at = strchr(at, '<')) != NULL;) {
        at += at[1] == '/' ? 2 : 1;
        size_t n = strcspn(at, " />");
        cr_assert(is_one_of(at, n, tags, sizeof tags / sizeof tags[0]), "%s: %.80s", of, at - 1);
        bool style = n == 5 && strncmp(at, "style>", 6) == 0 && at[-1] == '<';
        for (at += n; *at == ' ';)
            at = expect_attribute(at + 1, of);
        at += *at == '/';
        cr_assert_eq(*at, '>', "%s: %.80s", of, at);
        if (style)
            at = strstr(at, "</style>");
    }
}

/* Nothing but printable characters and line ends: escapes took care of the others. */
static void expect_harmless(const char *html, const char *of)
{
    for (const char *at = html; *at != '\0'; at++)
        cr_assert((unsigned char)*at >= 0x20 || *at == '\n', "%s: %.80s", of, at);
    cr_expect_null(strstr(html, "\xe2\x80\xae"), "%s", of);
    cr_expect_null(strchr(html, '\xff'), "%s", of);
}

Test(as_html, makes_every_text_harmless)
{
    static const char *const changes[] = {
        "UPDATE run SET source = ?1, reason = ?1, status = 'interrupted', policy = ?1, site_sha256 = ?1, "
        "version "
        "= ?1",
        "UPDATE source SET file = ?1, sha256 = ?1, reason = ?1, status = 'partial'",
        "UPDATE rule SET title = ?1, source = ?1, rationale = ?1, remedy = ?1",
        "UPDATE finding SET client_ip = ?1, server_ip = ?1, transport = ?1, class = ?1,"
        " site = ?1, role = ?1, why = ?1, evidence = ?1",
        "UPDATE OR REPLACE traffic SET site = ?1, role = ?1, class = ?1, client_net = ?1, server_ip = ?1, "
        "transport = ?1",
        "UPDATE OR REPLACE note SET note = ?1, server_ip = ?1, site = ?1",
        "UPDATE missing SET fact = ?1, object = ?1, name = ?1, fact_values = ?1, place = ?1, site = ?1",
        "UPDATE OR REPLACE minute SET site = ?1",
        "INSERT INTO setting VALUES (1, ?1, ?1)",
        "INSERT INTO setting VALUES (1, 'site-mode ' || ?1, ?1)",
        "INSERT INTO expected VALUES (1, ?1, ?1, ?1, ?1, ?1)",
        "INSERT INTO warning (run, text) VALUES (1, ?1)",
        "INSERT INTO coverage VALUES (1, ?1, 7)",
        "INSERT INTO waiver SELECT 1, 1, ?1, ?1, ?1, ?1, ?1, ?1, ?1, 1, ?1",
        "INSERT INTO evidence VALUES (1, ?1, ?1, 1, 1, 1, ?1)",
        "UPDATE finding SET waiver = 1",
    };
    static const char *const hostile[] = {
        "'<script>alert(1)</script>'",
        "'\"><img src=x onerror=alert(1)>'",
        "''' onload=''alert(1)'",
        "'javascript:alert(1)'",
        "CAST(x'41001bff3c62' AS TEXT)",
        "CAST(x'e280ae3c2f7374796c653e' AS TEXT)",
        "replace(hex(zeroblob(32768)), '00', '<b')",
    };
    for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
        char path[SAMPLE_PATH];
        sample_database(sample_path(path, "a.db"));
        for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
            change(path, changes[i], hostile[k]);
        char *html = page(path);
        cut_script(html);
        expect_our_markup(strstr(html, "<html"), hostile[k]);
        expect_harmless(html, hostile[k]);
        free(html);
        sample_remove(path);
    }
}

Test(as_html, is_bounded_whatever_the_database_holds)
{
    static const char *const changes[] = {
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO finding"
        " SELECT i, 1, CAST(i AS BLOB), 'R-' || (i % 900), 'high', replace(hex(zeroblob(900)), '00', '<'), "
        "'\"', 80, 'tcp',"
        " 'HTTP', 'A01', 'MP', 2, 1, 2, replace(hex(zeroblob(3000)), '00', '\"'), NULL, 'x/y', 1, 1, 1, 1, "
        "NULL FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO traffic "
        "SELECT 1,"
        " '10.0.0.1', i, '10.0.0.0/8', 'tcp', 'C' || (i % 97) || replace(hex(zeroblob(99)), '00', '<'), 'S' "
        "|| (i / 40), 'R' || (i % 89),"
        " 'UNDETERMINABLE', 'UND-FACT(x' || i || ')', 1, 1 FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO missing "
        "SELECT 1,"
        " 'x' || i, replace(hex(zeroblob(999)), '00', '<'), 'n', 'v', 'p', '', 1 FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO setting "
        "SELECT 1,"
        " 'x' || i, replace(hex(zeroblob(999)), '00', '<') FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO waiver "
        "SELECT i, 1,"
        " replace(hex(zeroblob(999)), '00', '<'), NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO warning "
        "(run, text)"
        " SELECT 1, replace(hex(zeroblob(999)), '00', '<') FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO source "
        "(run, file, size,"
        " packets, status) SELECT 1, replace(hex(zeroblob(999)), '00', '<'), 1, 1, 'complete' FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO coverage"
        " SELECT 1, i || replace(hex(zeroblob(999)), '00', '<'), 1 FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO minute "
        "SELECT 1,"
        " i * 60000000, 'S' || (i % 125), 'VIOLATION', 1, 1 FROM n",
    };
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        (void)sample_text(path, changes[i], text);
    char *html = page(path);
    cr_expect(strlen(html) < 5000000, "%zu bytes", strlen(html));
    cr_expect_not_null(strstr(html, "</html>\n"));
    cr_expect_not_null(strstr(html, " lists all"));
    free(html);
    sample_remove(path);
}

Test(as_html, says_what_options_leave_out)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_HTML;
    options.severity = SEVERITY_CRITICAL;
    options.site = "A01";
    sample_database(sample_path(path, "a.db"));
    char *html = sample_report(path, &options, &outcome);
    cr_expect_not_null(strstr(html, "</span> No such finding</h2>"));
    cr_expect_not_null(strstr(html, "<p>Only site A01 is reported.</p>"));
    cr_expect_not_null(strstr(html, "<p>Only findings of severity critical or graver are reported.</p>"));
    cr_expect_not_null(strstr(html, " --run 1 --site A01 --severity critical "));
    free(html);
    sample_remove(path);
}

Test(as_html, reads_an_older_database)
{
    char path[SAMPLE_PATH];
    sample_make_old(sample_path(path, "a.db"));
    char *html = page(path);
    cr_expect_not_null(strstr(html, "<strong>✕ 7 violating</strong>"));
    cr_expect_not_null(strstr(html, "The mode of this site was not stored"));
    free(html);
    sample_remove(path);
}
