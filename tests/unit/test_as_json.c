#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

Test(as_json, writes_json_with_the_views_columns)
{
    static const char *const parts[] = {
        "{\"summary\":{\"findings\":4,\"critical\":0,\"high\":3,\"medium\":1,\"low\":0,\"info\":0,",
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
