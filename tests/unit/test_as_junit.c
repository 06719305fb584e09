#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

static void expect_parts(const char *xml, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_expect_not_null(strstr(xml, parts[i]), "%s\n%s", parts[i], xml);
}

Test(as_junit, writes_a_case_for_each_rule_of_a_site)
{
    static const char *const parts[] = {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wireaudit\">\n",
        "<testsuite name=\"wireaudit.A01\" tests=\"3\" failures=\"2\" errors=\"1\" skipped=\"0\" time=\"0\""
        " timestamp=\"2026-11-20T12:00:00Z\">",
        "<property name=\"run\" value=\"1\"/>",
        "<property name=\"run.version\" value=\"0.1.0\"/>",
        "<property name=\"run.site_sha256\" value=\"00112233445566778899aabb",
        "<testcase classname=\"wireaudit.A01\" name=\"MODE-02\" time=\"0\"><failure type=\"high\""
        " message=\"3 findings in 6 flows: Clients of a native-mode site reach",
        "\nwhy: client 10.1.5.1 did it, against MODE-02\n#1 10.1.5.1 -&gt; 10.1.0.10:80/tcp HTTP (A01 "
        "MP),",
        "\nremedy: Give the client a certificate and let it register again.\nsource: S2 section "
        "3\n</failure>",
        "name=\"UND-FACT(http_roaming)\" time=\"0\"><error type=\"undeterminable\" message=\"flows not "
        "judged: "
        "1:",
        "<testsuite name=\"wireaudit.coverage\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"",
        "name=\"complete\" time=\"0\"><system-out>each run came to its end</system-out></testcase>",
        "</testsuite>\n</testsuites>\n",
    };
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_JUNIT;
    sample_database(sample_path(path, "a.db"));
    char *xml = sample_report(path, &options, &outcome);
    expect_parts(xml, parts, sizeof parts / sizeof parts[0]);
    free(xml);
    sample_remove(path);
}

Test(as_junit, tells_what_is_no_clean_bill)
{
    static const char *const parts[] = {
        "tests=\"3\" failures=\"0\" errors=\"2\" skipped=\"1\"",
        "name=\"complete\" time=\"0\"><error type=\"not-complete\" message=\"run 1 is interrupted. \">",
        "name=\"lost &lt;frames&gt;\" time=\"0\"><error type=\"not-audited\" message=\"not audited: 7\">",
        "name=\"whole\" time=\"0\"><skipped type=\"narrowed\"",
        "name=\"MODE-02\" time=\"0\"><skipped type=\"left-out\" message=\"left out by the options: flows "
        "that broke"
        " it: 6\"></skipped>",
    };
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_JUNIT;
    options.severity = SEVERITY_CRITICAL;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE run SET status = 'interrupted'", text);
    (void)sample_text(path, "INSERT INTO coverage VALUES (1, 'lost <frames>', 7)", text);
    (void)sample_text(path, "DELETE FROM traffic WHERE verdict = 'COMPLIANT'", text);
    char *xml = sample_report(path, &options, &outcome);
    expect_parts(xml, parts, sizeof parts / sizeof parts[0]);
    cr_expect_null(strstr(xml, "compliant flows"));
    free(xml);
    (void)sample_text(path, "DELETE FROM traffic", text);
    xml = sample_report(path, &options, &outcome);
    cr_expect_not_null(strstr(xml, "name=\"judged\" time=\"0\"><skipped type=\"nothing-judged\""), "%s", xml);
    free(xml);
    sample_remove(path);
}
