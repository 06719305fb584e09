#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sample_run.h"

static const char expected_text[] =
    "wireaudit report\n"
    "\n"
    "NOT COMPLIANT: 4 findings (3 high, 1 medium) in 7 flows.\n"
    "  1 flow could not be judged: see \"Not judged\".\n"
    "  Nothing was lost: all that was captured was audited.\n"
    "  Flows that began from 2026-11-20 12:00:00Z to 2026-11-20 12:01:00Z.\n"
    "\n"
    "Runs\n"
    "  1    complete, 2026-11-20 12:00:00Z to 2026-11-20 12:01:00Z, wireaudit 0.1.0\n"
    "       source: a.pcap b.pcap\n"
    "       policy cm2007, site file 0011223344556677 (SHA-256)\n"
    "       100 packets, 20000 bytes, 10 flows\n"
    "\n"
    "Verdicts by site and role of the server, in flows\n"
    "  site  role               compliant      violation    not covered undeterminable          flows\n"
    "  A01   DP                         0              0              0              1              1\n"
    "  A01   MP                         1              7              0              0              8\n"
    "  -     -                          0              0              1              0              1\n"
    "  all                              1              7              1              1             10\n"
    "\n"
    "Findings, by rule, gravest first\n"
    "\n"
    "  high      MODE-02  Clients of a native-mode site reach the management point over HTTPS\n"
    "    seen    3 findings, 3 clients, 1 server, 6 flows\n"
    "    why     client 10.1.5.1 did it, against MODE-02\n"
    "    who     #1 10.1.5.1 -> 10.1.0.10:80/tcp HTTP (A01 MP), 3 flows, 2026-11-20 12:00:01Z to\n"
    "            12:00:04Z\n"
    "            #2 10.1.5.2 -> 10.1.0.10:80/tcp HTTP (A01 MP), 2 flows, 2026-11-20 12:00:04Z to\n"
    "            12:00:06Z\n"
    "            #3 10.1.5.3 -> 10.1.0.10:80/tcp HTTP (A01 MP), 1 flow, 2026-11-20 12:00:06Z to "
    "12:00:07Z\n"
    "    source  S2 section 3\n"
    "    remedy  Give the client a certificate and let it register again.\n"
    "\n"
    "  medium    PORT-01  HTTP goes to a port of the site\n"
    "    seen    1 finding, 1 client, 1 server, 1 flow\n"
    "    why     client 2001:db8::5 did it, against PORT-01\n"
    "    who     #4 2001:db8::5 -> [2001:db8::10]:8088/tcp HTTP (A01 MP), 1 flow, 2026-11-20 12:00:20Z to\n"
    "            12:00:21Z\n"
    "    source  S4\n"
    "    remedy  Use port 80.\n"
    "\n"
    "Not judged: the policy speaks of these flows, the evidence does not suffice\n"
    "           1  UND-FACT(http_roaming)\n"
    "              10.1.0.0/16 -> 10.1.0.10:80/tcp HTTP (A01 DP), 1 flow\n"
    "              remedy  add http_roaming: yes or no to client roamer (site.yaml:12): 1 flow\n"
    "\n"
    "Not covered, in flows: the policy does not speak of them\n"
    "           1  NC-HOSTS, 1 server\n"
    "\n"
    "Notes, in flows (wireaudit explain NOTE tells what it means)\n"
    "           1  any-role, 1 server\n"
    "\n"
    "Encrypted flows allowed for any of several roles, by server\n"
    "           1  of 8 flows judged to 10.1.0.10 of A01, 12 %\n"
    "\n"
    "Not audited\n"
    "  nothing: no frame was lost, skipped or cut, no flow was dropped\n";

Test(as_text, tells_an_administrator_what_was_found)
{
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    sample_database(sample_path(path, "a.db"));
    char *text = sample_report(path, &sample_everything, &outcome);
    cr_expect_str_eq(text, expected_text, "%s", text);
    cr_expect(outcome.violations == 4 && outcome.undetermined == 1 && outcome.not_audited == 0);
    free(text);
    sample_remove(path);
}

Test(as_text, gives_one_time_where_first_and_last_are_the_same_and_both_days_where_they_differ)
{
    static const char *const rows[][2] = {
        {"UPDATE finding SET last_us = first_us WHERE finding = 1",
         "(A01 MP), 3 flows, 2026-11-20 12:00:01Z\n"},
        {"UPDATE finding SET last_us = first_us + 86400000000 WHERE finding = 1",
         "2026-11-20 12:00:01Z to\n            2026-11-21 12:00:01Z\n"},
    };
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    sample_database(sample_path(path, "a.db"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)sample_text(path, rows[i][0], text);
        char *out = sample_report(path, &sample_everything, &outcome);
        cr_expect_not_null(strstr(out, rows[i][1]), "row %zu: %s", i, out);
        free(out);
    }
    sample_remove(path);
}

Test(as_text, tells_evidence_and_runs)
{
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    struct report_options options = sample_everything;
    options.run = -1;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(
        path, "UPDATE finding SET evidence = 'evidence/1.pcapng', last_us = first_us WHERE finding = 1",
        text);
    char *out = sample_report(path, &options, &outcome);
    cr_expect_not_null(
        strstr(out, "3 flows, 2026-11-20 12:00:01Z, run 1\n              evidence evidence/1.pcapng\n"), "%s",
        out);
    free(out);
    sample_remove(path);
}

/* Waived findings are shown apart and not counted; an expired waiver says why its finding counts again. */
Test(as_text, shows_waivers)
{
    static const char expected[] =
        "\nWaivers\n"
        "  waived, not counted\n"
        "    old-device (site.yaml:40), until 2027-12-31: rule MODE-02, client 10.1.5.1, server any, 1\n"
        "    finding\n"
        "      reason: cannot be changed; approved by J. Doe\n"
        "      #1 10.1.5.1 -> 10.1.0.10:80/tcp HTTP (A01 MP), 3 flows, 2026-11-20 12:00:01Z to 12:00:04Z\n"
        "  expired, so these findings count again\n"
        "    late (site.yaml:41), until 2026-06-30: rule MODE-02, client 10.1.5.2, server mp, 1 finding\n"
        "      reason: until the summer; approved by J. Doe\n"
        "      #2 10.1.5.2 -> 10.1.0.10:80/tcp HTTP (A01 MP), 2 flows, 2026-11-20 12:00:04Z to 12:00:06Z\n"
        "  met nothing\n"
        "    unused (w.yaml:2), until 2027-12-31: rule PORT-99, client any, server any, 0 findings\n"
        "      reason: not seen; approved by J. Doe\n"
        "    bare (w.yaml:3), without end: rule any, client 192.0.2.1, server any, 0 findings\n"
        "      reason: none given; approved by nobody\n"
        "\nNot judged";
    char path[SAMPLE_PATH];
    struct report_outcome outcome;
    sample_waived(sample_path(path, "a.db"));
    char *text = sample_report(path, &sample_everything, &outcome);
    cr_expect_not_null(strstr(text, expected), "%s", text);
    cr_expect_not_null(
        strstr(text, "NOT COMPLIANT: 3 findings (2 high, 1 medium) in 4 flows.\n  1 finding waived"), "%s",
        text);
    cr_expect_not_null(
        strstr(
            text,
            "    why     client 10.1.5.2 did it, against MODE-02; the waiver late expired on 2026-06-30\n"),
        "%s", text);
    cr_expect_eq(outcome.violations, 3);
    free(text);
    sample_remove(path);
}

Test(as_text, does_not_say_that_nobody_broke_the_policy_where_all_findings_are_waived)
{
    char path[SAMPLE_PATH], text[4096];
    struct report_outcome outcome;
    sample_waived(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE finding SET waived = 'by somebody'", text);
    (void)sample_text(path, "DELETE FROM traffic WHERE verdict = 'UNDETERMINABLE'", text);
    char *report = sample_report(path, &sample_everything, &outcome);
    cr_expect_not_null(strstr(report, "\nCOMPLIANT BUT FOR WAIVERS: the policy speaks of 8 flows."), "%s",
                       report);
    cr_expect_null(strstr(report, "none broke it"), "%s", report);
    free(report);
    sample_remove(path);
}
