#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

Test(as_json, writes_json_with_the_views_columns)
{
    static const char *const parts[] = {
        "{\"format_version\":1,\"options\":{\"run\":\"last\",\"tz\":\"UTC\",\"severity\":\"info\"},"
        "\"summary\":{\"findings\":4,\"critical\":0,\"high\":3,\"medium\":1,\"low\":0,\"info\":0,",
        "\"flows\":7,\"waived\":0,\"violations\":4,\"undetermined\":1,\"not_audited\":0},\"runs\":[",
        "\"status\":\"complete\",\"reason\":null,\"version\":\"0.1.0\",\"policy\":\"cm2007\"",
        "{\"run\":1,\"file\":\"a.pcap\",\"size\":4711,\"sha256\":null,\"packets\":60,",
        "{\"site\":\"A01\",\"role\":\"MP\",\"verdict\":\"VIOLATION\",\"flows\":7,\"bytes\":7700}",
        "{\"site\":null,\"role\":null,\"verdict\":\"NOT_COVERED\",\"flows\":1,\"bytes\":1100}",
        "\"server_ip\":\"2001:db8::10\",\"server_port\":8088",
        "\"missing\":[\n{\"rule\":\"UND-FACT(http_roaming)\",\"fact\":\"http_roaming\",\"object\":"
        "\"client\",",
        "\"write\":\"add http_roaming: yes or no to client roamer (site.yaml:12)\"}",
        "\"notes\":[\n{\"note\":\"any-role\",\"title\":null,\"flows\":1,\"servers\":1}]",
        "\"any_role\":[\n{\"server_ip\":\"10.1.0.10\",\"site\":\"A01\",\"any_role\":1,\"judged\":8,"
        "\"percent\":12}]",
        "\"first_us\":1795176001000000,\"first\":\"2026-11-20T12:00:01.000000Z\"",
        "\"ended_us\":1795176060000000,\"ended\":\"2026-11-20T12:01:00.000000Z\"",
        "\"settings\":[]",
        "\"times\":[\n{\"site\":\"A01\",\"from_us\":1795176000000000,\"from\":\"2026-11-20T12:00:00."
        "000000Z\",\"step_us\":60000000,",
        "\"expected\":[\n{\"run\":1,\"site\":\"A01\",\"role\":\"MP\",\"transport\":\"tcp\",\"class\":"
        "\"HTTPS\",\"ports\":\"443\"}]",
        "\"evidence\":[\n{\"run\":1,\"finding\":1,\"file\":\"1.pcapng\",\"sha256\":null,\"flows\":3,"
        "\"packets\":30,\"bytes\":4000,\"gap\":null}]",
        "\"coverage\":[]",
        "{\"rule\":\"PORT-01\",\"title\":\"HTTP goes to a port of the site\",\"severity\":\"medium\"",
        "\"why\":\"\\\\x1B]0;\\\"\\\\xFF\"",
    };
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_JSON;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET why = CAST(x'1b5d303b22ff' AS TEXT) WHERE finding = 2", text);
    (void)sample_text(path, "INSERT INTO expected VALUES (1, 'A01', 'MP', 'tcp', 'HTTPS', '443')", text);
    (void)sample_text(path, "INSERT INTO evidence VALUES (1, '1.pcapng', NULL, 3, 30, 4000, NULL)", text);
    char *json = sample_report(path, &options, &outcome);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect_not_null(strstr(json, parts[i]), "%s\n%s", parts[i], json);
    free(json);
    sample_remove(path);
}

Test(as_json, lists_waivers_used_or_not)
{
    static const char *const parts[] = {
        "\"waived\":1,\"violations\":3,",
        "\"waived\":\"old-device: cannot be changed (approved by J. Doe, until 2027-12-31)\"",
        "\"waivers\":[\n{\"run\":1,\"waiver\":1,\"name\":\"old-device\",\"rule\":\"MODE-02\",\"client\":\"10."
        "1.5.1\","
        "\"server\":null,\"reason\":\"cannot be changed\",\"approver\":\"J. "
        "Doe\",\"expires\":\"2027-12-31\",\"expired\":0,"
        "\"place\":\"site.yaml:40\",\"findings\":1}",
        "\"name\":\"late\",",
        "\"expired\":1,\"place\":\"site.yaml:41\",\"findings\":1}",
        "\"place\":\"w.yaml:3\",\"findings\":0}]"};
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.format = REPORT_JSON;
    sample_waived(sample_path(path, "a.db"));
    char *json = sample_report(path, &options, &outcome);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect_not_null(strstr(json, parts[i]), "%s\n%s", parts[i], json);
    free(json);
    sample_remove(path);
}

Test(as_json, says_what_was_asked_for)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    struct err err = {""};
    struct report_options options = {.format = REPORT_JSON,
                                     .run = 1,
                                     .since_us = 1795176000000000,
                                     .until_us = INT64_MAX,
                                     .site = "A01",
                                     .severity = SEVERITY_HIGH};
    cr_assert_eq(zone_read(&options.zone, "+01:00", &err), 0);
    sample_database(sample_path(path, "a.db"));
    char *json = sample_report(path, &options, &outcome);
    cr_expect_not_null(strstr(json,
                              "\"options\":{\"run\":1,\"tz\":\"+01:00\",\"severity\":\"high\",\"since\":"
                              "\"2026-11-20T13:00:00.000000+01:00\",\"site\":\"A01\"}"),
                       "%s", json);
    cr_expect_not_null(strstr(json, "\"first\":\"2026-11-20T13:00:01.000000+01:00\""), "%s", json);
    free(json);
    sample_remove(path);
}
