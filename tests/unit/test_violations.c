#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "sample_run.h"
#include "store/violations.h"

static void hex(const struct audited *a, const struct finding *f, char out[2 * VIOLATIONS_FINGERPRINT + 1])
{
    uint8_t fingerprint[VIOLATIONS_FINGERPRINT];
    violations_fingerprint(a, f, fingerprint);
    for (size_t i = 0; i < sizeof fingerprint; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", fingerprint[i]);
}

Test(violations, have_a_fingerprint_that_never_changes)
{
    struct audited a;
    struct finding f;
    char out[2 * VIOLATIONS_FINGERPRINT + 1];
    sample_flow(&a, &f, 1, 1);
    hex(&a, &f, out);
    cr_expect_str_eq(out, "27f5d9f5fbd6495e26447c3c3282948c", "%s", out);
}

Test(violations, have_a_fingerprint_of_what_the_contract_names_and_nothing_else)
{
    struct audited base, a;
    struct finding finding, f;
    char same[2 * VIOLATIONS_FINGERPRINT + 1], out[2 * VIOLATIONS_FINGERPRINT + 1];
    sample_flow(&base, &finding, 1, 1);
    hex(&base, &finding, same);
    for (int what = 0; what < 12; what++) {
        a = base;
        f = finding;
        bool counts = what < 7;
        switch (what) {
        case 0:
            f.rule[0] = 'N';
            break;
        case 1:
            a.client.ip.b[15] ^= 1;
            break;
        case 2:
            a.server.ip.b[0] ^= 1;
            break;
        case 3:
            a.server.port = 81;
            break;
        case 4:
            a.transport = TRANSPORT_UDP;
            break;
        case 5:
            a.class_ = CLASS_HTTPS;
            break;
        case 6:
            f.role = NULL;
            break;
        case 7:
            a.client.port++;
            break;
        case 8:
            a.first_us++;
            break;
        case 9:
            f.severity = SEVERITY_LOW;
            break;
        case 10:
            f.site[0] = 'B';
            break;
        default:
            a.flow++;
            break;
        }
        hex(&a, &f, out);
        cr_expect_eq(strcmp(out, same) != 0, counts, "what %d", what);
    }
}

Test(violations, find_their_finding_again_when_memory_had_no_room)
{
    char path[SAMPLE_PATH];
    unsigned asked = 0;
    struct err err;
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    enum { CLIENTS = VIOLATIONS_FINDINGS_MOST + 1000 };
    for (unsigned flow = 0; flow < 2 * CLIENTS; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, flow % CLIENTS);
        a.client.ip.b[13] = (uint8_t)(1 + (flow % CLIENTS >> 16));
        cr_assert_eq(store_flow(s, &a, &f, sample_why, &asked, &err), 0);
    }
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(asked, 2 * CLIENTS);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding"), CLIENTS);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding WHERE occurrences = 2"), CLIENTS);
    cr_expect_eq(
        sample_number(path, "SELECT count(*) FROM v_finding WHERE last_us - first_us = 132073000000"),
        CLIENTS);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_violation"), 2 * CLIENTS);
    sample_remove(path);
}

Test(violations, have_a_community_id_where_there_is_one)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    struct audited a;
    struct finding f;
    sample_begin(s);
    sample_flow(&a, &f, 1, 1);
    cr_assert(addr_read(&a.client.ip, "128.232.110.120") && addr_read(&a.server.ip, "66.35.250.204"));
    a.client.port = 34855;
    sample_put(s, &a, &f);
    a.transport = TRANSPORT_ICMP;
    a.class_ = CLASS_UNKNOWN;
    sample_put(s, &a, &f);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(
        sample_text(path, "SELECT group_concat(ifnull(community_id, 'none')) FROM v_violation", text),
        "1:LQU9qZlK+B5F3KDmev6m5PMibrg=,none", "%s", text);
    sample_remove(path);
}

Test(violations, are_waived_while_the_waiver_lasts)
{
    char path[SAMPLE_PATH], text[4096];
    sample_waived(sample_path(path, "a.db"));
    cr_expect_str_eq(
        sample_text(
            path, "SELECT group_concat(client_ip || '=' || coalesce(waived, '-'), '|') FROM v_finding", text),
        "10.1.5.1=old-device: cannot be changed (approved by J. Doe, until 2027-12-31)|10.1.5.2=-|"
        "10.1.5.3=-|2001:db8::5=-",
        "%s", text);
    cr_expect_str_eq(sample_text(path, "SELECT why FROM v_finding WHERE client_ip = '10.1.5.2'", text),
                     "client 10.1.5.2 did it, against MODE-02; the waiver late expired on 2026-06-30", "%s",
                     text);
    cr_expect_str_eq(
        sample_text(path, "SELECT group_concat(finding || name || expired, ' ') FROM v_waived", text),
        "1old-device0 2late1", "%s", text);
    cr_expect_str_eq(
        sample_text(path, "SELECT group_concat(name || findings || place, ' ') FROM v_waiver", text),
        "old-device1site.yaml:40 late1site.yaml:41 unused0w.yaml:2 bare0w.yaml:3", "%s", text);
    sample_remove(path);
}

/* Waivers of a second run have ids of their own. */
Test(violations, meet_the_waivers_of_their_own_run)
{
    char path[SAMPLE_PATH], text[4096];
    sample_waived(sample_path(path, "a.db"));
    sample_waived(path);
    cr_expect_str_eq(
        sample_text(path, "SELECT group_concat(run || ':' || waiver || '=' || findings, ' ') FROM v_waiver",
                    text),
        "1:1=1 1:2=1 1:3=0 1:4=0 2:5=1 2:6=1 2:7=0 2:8=0", "%s", text);
    sample_remove(path);
}
