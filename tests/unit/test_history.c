#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"

enum { STEPS = 8 };

/* Flows one after the other, each some seconds after the one before; want "": whatever comes. */
struct step {
    unsigned wait_s;
    struct auditor_row row;
    const char *note; /* NULL: none of this file's */
};

struct story {
    const char *name;
    struct step steps[STEPS];
};

#define IN "10.1.5.3"
#define OUT "203.0.113.51"
#define MP "10.1.0.10"
#define IMP "192.0.2.10"
#define IDP "192.0.2.11"
#define ISUP "192.0.2.12"
#define NOISE                                                                                                \
    {                                                                                                        \
        "10.9.9.9", "198.51.100.7", "80/tcp", CLASS_HTTP, "GET /", "", "NOT_COVERED NC-HOSTS"                \
    }
#define TLS(from, to, want)                                                                                  \
    {                                                                                                        \
        from, to, "443/tcp", CLASS_HTTPS, "tls", "", want                                                    \
    }
#define NO_ANSWER(from, to)                                                                                  \
    {                                                                                                        \
        from, to, "443/tcp", CLASS_NONE, "", "syn", ""                                                       \
    }
#define SMB_DP(from, want)                                                                                   \
    {                                                                                                        \
        from, "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", want                                   \
    }
#define FSP(from, to, want)                                                                                  \
    {                                                                                                        \
        from, to, "80/tcp", CLASS_HTTP, "POST /SMS_FSP/.sms_fsp", "", want                                   \
    }

static bool noted(const struct finding *f, const char *note)
{
    for (unsigned i = 0; i < f->note_count; i++)
        if (strcmp(f->notes[i], note) == 0)
            return true;
    return false;
}

static void expect_note(const struct story *s, size_t step, const struct finding *f, const char *want)
{
    static const char *const notes[] = {
        "FSP-CORR",    "fsp-after-mp-failure", "fsp-after-certificate-failure",
        "PORT-STRAND", "PORT-PUSH-06",         "nat_suspected",
        "PORT-FW-01"};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        cr_expect_eq(noted(f, notes[i]), want != NULL && strcmp(want, notes[i]) == 0, "%s, step %zu: %s",
                     s->name, step, notes[i]);
}

static void tell(const struct story *stories, size_t count)
{
    char got[128];
    struct site *site = auditor_load(NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct story *s = &stories[i];
        struct auditor t;
        auditor_open(&t, site, 8 << 20);
        for (size_t k = 0; k < STEPS && s->steps[k].row.client != NULL; k++) {
            const struct step *step = &s->steps[k];
            auditor_wait(step->wait_s);
            auditor_run(&t, &step->row);
            if (step->row.want[0] == '\0')
                continue;
            cr_expect_str_eq(auditor_got(&t, got), step->row.want, "%s, step %zu: want %s, got %s", s->name,
                             k, step->row.want, got);
            expect_note(s, k, &t.finding, step->note);
        }
        auditor_close(&t);
    }
    site_free(site);
}

Test(history, watches_the_order_of_management_points)
{
    static const struct story stories[] = {
        {"first contact", {{0, NOISE, 0}, {900, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"again without a try",
         {{0, NOISE, 0},
          {900, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0},
          {30, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"under way at the start", {{0, NOISE, 0}, {120, TLS(IN, IMP, "UNDETERMINABLE UND-ORDER"), 0}}},
        {"under way, but tried", {{0, NO_ANSWER(IN, MP), 0}, {30, TLS(IN, IMP, "COMPLIANT IBCM-15"), 0}}},
        {"tried without an answer",
         {{0, NOISE, 0}, {900, NO_ANSWER(IN, MP), 0}, {30, TLS(IN, IMP, "COMPLIANT IBCM-15"), 0}}},
        {"refused",
         {{0, NOISE, 0},
          {900, {IN, MP, "443/tcp", CLASS_NONE, "", "rst", ""}, 0},
          {0, TLS(IN, IMP, "COMPLIANT IBCM-15"), 0},
          {5, TLS(IN, IDP, "COMPLIANT IBCM-05"), 0},
          {5, TLS(IN, ISUP, "COMPLIANT IBCM-05"), 0}}},
        {"another site's management point is no try",
         {{0, NOISE, 0},
          {900, NO_ANSWER(IN, "10.2.0.10"), 0},
          {30, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"another site's internet management point is never right",
         {{0, NOISE, 0},
          {900, NO_ANSWER(IN, MP), 0},
          {30, TLS(IN, IMP, "COMPLIANT IBCM-15"), 0},
          {30, TLS(IN, "192.0.2.30", "VIOLATION IBCM-09 medium"), 0}}},
        {"its file sharing is no try",
         {{0, NOISE, 0},
          {900, {IN, MP, "445/tcp", CLASS_NONE, "", "syn", ""}, 0},
          {30, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"too long ago",
         {{0, NOISE, 0}, {900, NO_ANSWER(IN, MP), 0}, {700, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"another network since",
         {{0, NOISE, 0},
          {900, NO_ANSWER(IN, MP), 0},
          {30, TLS(OUT, IMP, "COMPLIANT IBCM-05"), 0},
          {30, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"from the internet never", {{0, NOISE, 0}, {900, TLS(OUT, IMP, "COMPLIANT IBCM-05"), 0}}},
        {"only an attempt",
         {{0, NOISE, 0}, {900, {IN, IMP, "443/tcp", CLASS_NONE, "", "syn", "VIOLATION ORDER-01 low"}, 0}}},
        {"clear text is worse",
         {{0, NOISE, 0},
          {900,
           {IN, IMP, "80/tcp", CLASS_HTTP, "CCM_POST /ccm_system/request", "", "VIOLATION IBCM-05 high"},
           0}}},
        {"in the middle of a connection",
         {{0, NOISE, 0},
          {900, {IN, IMP, "443/tcp", CLASS_HTTPS, "", "midstream", "UNDETERMINABLE UND-ORDER"}, 0}}},
    };
    tell(stories, sizeof stories / sizeof stories[0]);
}

Test(history, keeps_a_client_that_reached_the_intranet_there)
{
    static const struct story stories[] = {
        {"answered",
         {{0, NOISE, 0},
          {900, TLS(IN, MP, "COMPLIANT MODE-02"), 0},
          {30, TLS(IN, IDP, "VIOLATION IBCM-16 low"), 0},
          {30, TLS(IN, IMP, "VIOLATION IBCM-16 low"), 0},
          {30, TLS(IN, ISUP, "VIOLATION IBCM-16 low"), 0}}},
        {"answered under way",
         {{0, TLS(IN, MP, "COMPLIANT MODE-02"), 0}, {30, TLS(IN, IDP, "VIOLATION IBCM-16 low"), 0}}},
        {"no result seen",
         {{0, NOISE, 0},
          {900, TLS(IN, IDP, "UNDETERMINABLE UND-ORDER"), 0},
          {30, TLS(IN, ISUP, "UNDETERMINABLE UND-ORDER"), 0}}},
        {"failed and then answered",
         {{0, NO_ANSWER(IN, MP), 0},
          {30, TLS(IN, IDP, "COMPLIANT IBCM-05"), 0},
          {30, TLS(IN, MP, "COMPLIANT MODE-02"), 0},
          {30, TLS(IN, IDP, "VIOLATION IBCM-16 low"), 0}}},
        {"another stay",
         {{0, TLS(IN, MP, "COMPLIANT MODE-02"), 0},
          {30, TLS(OUT, IMP, "COMPLIANT IBCM-05"), 0},
          {700, TLS(IN, IDP, "UNDETERMINABLE UND-ORDER"), 0},
          {30, TLS(IN, IMP, "VIOLATION ORDER-01 low"), 0}}},
        {"its fallback status point is always right",
         {{0, TLS(IN, MP, "COMPLIANT MODE-02"), 0},
          {30, FSP(IN, "192.0.2.13", "COMPLIANT FSP-05"), "FSP-CORR"}}},
    };
    tell(stories, sizeof stories / sizeof stories[0]);
}

Test(history, knows_fallback_from_what_came_between)
{
    static const struct story stories[] = {
        {"failed",
         {{0, NO_ANSWER("10.1.5.1", "10.1.0.11"), 0}, {180, SMB_DP("10.1.5.1", "COMPLIANT DP-05"), 0}}},
        {"failed, then worked",
         {{0, NO_ANSWER("10.1.5.1", "10.1.0.11"), 0},
          {60, TLS("10.1.5.1", "10.1.0.11", "COMPLIANT MODE-04"), 0},
          {120, SMB_DP("10.1.5.1", "VIOLATION DP-06 medium"), 0}}},
        {"worked, then failed",
         {{0, TLS("10.1.5.1", "10.1.0.11", "COMPLIANT MODE-04"), 0},
          {60, NO_ANSWER("10.1.5.1", "10.1.0.11"), 0},
          {120, SMB_DP("10.1.5.1", "COMPLIANT DP-05"), 0}}},
        {"another client's failure",
         {{0, NO_ANSWER("10.1.5.2", "10.1.0.11"), 0}, {60, SMB_DP("10.1.5.1", "VIOLATION DP-06 medium"), 0}}},
        {"at the window's edge",
         {{0, NO_ANSWER("10.1.5.1", "10.1.0.11"), 0}, {899, SMB_DP("10.1.5.1", "COMPLIANT DP-05"), 0}}},
        {"behind the window",
         {{0, NO_ANSWER("10.1.5.1", "10.1.0.11"), 0},
          {901, SMB_DP("10.1.5.1", "VIOLATION DP-06 medium"), 0}}},
        {"a handshake that ends in an alert",
         {{0, {"10.1.5.1", "10.1.0.11", "443/tcp", CLASS_HTTPS, "alert:45", "", ""}, 0},
          {60, SMB_DP("10.1.5.1", "COMPLIANT DP-05"), 0}}},
        {"a handshake that just ends",
         {{0, {"10.1.5.1", "10.1.0.11", "443/tcp", CLASS_HTTPS, "", "", ""}, 0},
          {60, SMB_DP("10.1.5.1", "COMPLIANT DP-05"), 0}}},
        {"an alert after it worked",
         {{0, {"10.1.5.1", "10.1.0.11", "443/tcp", CLASS_HTTPS, "tls + alert:40", "", ""}, 0},
          {60, SMB_DP("10.1.5.1", "VIOLATION DP-06 medium"), 0}}},
        {"it says goodbye",
         {{0, {"10.1.5.1", "10.1.0.11", "443/tcp", CLASS_HTTPS, "tls + alert:0", "", ""}, 0},
          {60, SMB_DP("10.1.5.1", "VIOLATION DP-06 medium"), 0}}},
        {"a status that says no",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP, "404:GET /SMS_DP_SMSPKGD$/M0100001", "", ""},
           0},
          {60, {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "COMPLIANT DP-04"}, 0}}},
        {"a body that was cut short",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP, "200:GET /SMS_DP_SMSPKGD$/M0100001 + aborted:1",
            "", "COMPLIANT MODE-03"},
           0},
          {60, {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "COMPLIANT DP-04"}, 0}}},
        {"a body that was cut short, then a whole one",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP, "200:GET /SMS_DP_SMSPKGD$/M0100001 + aborted:1",
            "", ""},
           0},
          {5,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP, "206:GET /SMS_DP_SMSPKGD$/M0100001", "", ""},
           0},
          {60,
           {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "VIOLATION DP-06 medium"},
           0}}},
        {"a status that says no, and then the file again",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP,
            "200:GET /SMS_DP_SMSPKGD$/M0100001 + 404:GET /SMS_DP_SMSPKGD$/M0100001 + again:200", "", ""},
           0},
          {60,
           {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "VIOLATION DP-06 medium"},
           0}}},
        {"a status that says no again",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP,
            "404:GET /SMS_DP_SMSPKGD$/M0100001 + 200:GET /SMS_DP_SMSPKGD$/M0100001 + again:404", "", ""},
           0},
          {60, {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "COMPLIANT DP-04"}, 0}}},
        {"a status that asks who it is, answered",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP,
            "401:GET /SMS_DP_SMSPKGD$/M0100001 + 200:GET /SMS_DP_SMSPKGD$/M0100001", "", ""},
           0},
          {60,
           {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "VIOLATION DP-06 medium"},
           0}}},
        {"a status that asks who it is, in vain",
         {{0,
           {"10.2.5.1", "10.2.0.11", "80/tcp", CLASS_HTTP, "401:GET /SMS_DP_SMSPKGD$/M0100001", "", ""},
           0},
          {60, {"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "COMPLIANT DP-04"}, 0}}},
    };
    tell(stories, sizeof stories / sizeof stories[0]);
}

Test(history, hears_of_a_failure_that_is_told_late)
{
    char got[128];
    struct site *site = auditor_load(NULL, NULL);
    struct auditor t;
    auditor_open(&t, site, 8 << 20);
    struct observation web = auditor_opening(&t, "10.1.5.1", "10.1.0.11", 443, TRANSPORT_TCP), smb;
    auditor_class(&t, CLASS_HTTPS, false);
    struct observation opened = t.opening;
    auditor_wait(2);
    smb = auditor_opening(&t, "10.1.5.1", "10.1.0.11", 445, TRANSPORT_TCP);
    auditor_class(&t, CLASS_SMB, false);
    auditor_item(&t, EVIDENCE_SMB_TREE, 0, "\\\\s\\SMSPKGD$", "");
    struct observation opened_smb = t.opening;
    t.opening = opened;
    struct observation o = web;
    o.kind = OBSERVED_END;
    o.class_ = CLASS_HTTPS;
    o.basis = BASIS_CONTENT;
    o.direction_known = true;
    o.state = STATE_ESTABLISHED_DATA;
    o.last_us = opened.time_us + 1000;
    o.packets[0] = o.packets[1] = o.payload_bytes[0] = o.payload_bytes[1] = 3;
    audit_take(t.audit, &o);
    t.opening = opened_smb;
    (void)smb;
    auditor_end(&t, CLASS_SMB, STATE_ESTABLISHED_DATA);
    cr_expect_str_eq(auditor_got(&t, got), "COMPLIANT DP-05");
    auditor_close(&t);
    site_free(site);
}

Test(history, notes_what_belongs_together)
{
    static const struct story stories[] = {
        {"certificate failure",
         {{0, {OUT, IMP, "443/tcp", CLASS_HTTPS, "alert:45", "", "COMPLIANT IBCM-05"}, 0},
          {20, FSP(OUT, "192.0.2.13", "COMPLIANT IBCM-06"), "fsp-after-certificate-failure"}}},
        {"no answer",
         {{0, NO_ANSWER("10.1.5.1", MP), 0},
          {20, FSP("10.1.5.1", "10.1.0.15", "COMPLIANT MODE-10"), "fsp-after-mp-failure"}}},
        {"out of the blue", {{0, FSP("10.1.5.1", "10.1.0.15", "COMPLIANT MODE-10"), "FSP-CORR"}}},
        {"long ago",
         {{0, NO_ANSWER("10.1.5.1", MP), 0},
          {901, FSP("10.1.5.1", "10.1.0.15", "COMPLIANT MODE-10"), "FSP-CORR"}}},
        {"echo without an answer",
         {{0,
           {"10.1.0.5", "10.1.5.1", "0/icmp", CLASS_ICMP_ECHO, "", "oneway", "COMPLIANT PORT-PUSH-01"},
           "PORT-PUSH-06"}}},
        {"push without push",
         {{0,
           {"10.2.0.5", "10.2.5.1", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", "VIOLATION PORT-PUSH-02 medium"},
           "PORT-FW-01"}}},
        {"push where it is meant",
         {{0,
           {"10.1.0.5", "10.1.5.1", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", "COMPLIANT PORT-PUSH-02"},
           0}}},
        {"echo with an answer",
         {{0, {"10.1.0.5", "10.1.5.1", "0/icmp", CLASS_ICMP_ECHO, "", "", "COMPLIANT PORT-PUSH-01"}, 0}}},
    };
    tell(stories, sizeof stories / sizeof stories[0]);
}

Test(history, notes_clients_that_are_stranded)
{
#define STRANDED(n)                                                                                          \
    {                                                                                                        \
        "10.1.5." #n, "10.1.0.15", "8080/tcp", CLASS_NONE, "", "rst", "VIOLATION PORT-SITE low"              \
    }
    static const struct story stories[] = {
        {"five of them",
         {{0, STRANDED(1), 0},
          {1, STRANDED(2), 0},
          {1, STRANDED(2), 0},
          {1, STRANDED(200), 0},
          {1, STRANDED(201), 0},
          {1, STRANDED(202), "PORT-STRAND"},
          {1, STRANDED(1), "PORT-STRAND"}}},
        {"the other port fails too",
         {{0, STRANDED(1), 0},
          {1, STRANDED(2), 0},
          {1, STRANDED(200), 0},
          {1, STRANDED(201), 0},
          {1,
           {"10.1.5.203", "10.1.0.15", "80/tcp", CLASS_NONE, "", "rst", "UNDETERMINABLE UND-NOPAYLOAD"},
           0},
          {1, STRANDED(202), 0}}},
    };
    tell(stories, sizeof stories / sizeof stories[0]);
}

Test(history, says_nothing_of_an_address_that_clients_share)
{
    static const struct story stories[] = {
        {"inside",
         {{0, NOISE, 0},
          {900, {IN, MP, "80/tcp", CLASS_HTTP, "agent:Microsoft_BITS/6.7", "", ""}, 0},
          {1, {IN, MP, "80/tcp", CLASS_HTTP, "agent:Microsoft_BITS/7.5", "", ""}, 0},
          {30, TLS(IN, IMP, "UNDETERMINABLE UND-ORDER"), "nat_suspected"}}},
        {"outside",
         {{0, {OUT, IMP, "443/tcp", CLASS_HTTPS, "cert:CN=a", "", "COMPLIANT IBCM-05"}, 0},
          {1, {OUT, IMP, "443/tcp", CLASS_HTTPS, "cert:CN=b", "", "COMPLIANT IBCM-05"}, "nat_suspected"},
          {700, TLS(OUT, IMP, "COMPLIANT IBCM-05"), 0}}},
    };
    tell(stories, sizeof stories / sizeof stories[0]);
}

/* A flood of clients, told without the sentence that says why. */
struct flood {
    uint64_t verdicts[VERDICTS], wrong;
    struct finding last;
};

static void count(void *context, const struct audited *a, const struct finding *f)
{
    struct flood *flood = context;
    (void)a;
    flood->verdicts[f->verdict]++;
    flood->wrong += strcmp(f->rule, "ORDER-01") != 0 && strcmp(f->rule, "UND-ORDER") != 0 &&
                    strcmp(f->rule, "UND-NOPAYLOAD") != 0;
    flood->last = *f;
}

static void one_flow(struct audit *a, uint64_t flow, struct flow_end client, const char *server,
                     uint16_t port, enum app_class class_, enum flow_state state, int64_t now_us)
{
    struct observation o = {.kind = OBSERVED_OPEN, .flow = flow, .time_us = now_us, .first_us = now_us};
    o.transport = TRANSPORT_TCP;
    o.client = client;
    cr_assert(addr_read(&o.server.ip, server));
    o.server.port = port;
    o.direction_known = true;
    audit_take(a, &o);
    o.kind = OBSERVED_EVIDENCE;
    o.evidence.kind = class_ == CLASS_SMB ? EVIDENCE_SMB_DIALECT : EVIDENCE_TLS_DONE;
    if (class_ != CLASS_NONE)
        audit_take(a, &o);
    o.kind = OBSERVED_END;
    o.class_ = class_;
    o.basis = BASIS_CONTENT;
    o.state = state;
    o.last_us = now_us + 10;
    o.packets[0] = o.packets[1] = o.payload_bytes[0] = o.payload_bytes[1] = 3;
    audit_take(a, &o);
}

static size_t resident_kib(void)
{
    size_t all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    cr_assert_not_null(file);
    cr_assert_eq(fscanf(file, "%zu %zu", &all, &resident), 2);
    (void)fclose(file);
    return resident * 4;
}

Test(history, stays_small_and_claims_nothing_in_a_flood_of_clients, .timeout = 300)
{
    enum { FLOOD = 1000000, START_S = 900, MOST_KIB = 20 * 1024 };
    struct err err = {""};
    struct flood flood = {{0}, 0, {0}};
    struct site *site =
        auditor_load("clients:", "client_ranges:\n  flood: {nets: [10.128.0.0/9], site: N01, mgmt: both, "
                                 "join: domain_trusted}\nclients:");
    size_t before_kib = resident_kib();
    struct audit *a = audit_open(site, 16 << 20, count, &flood, &err);
    cr_assert_not_null(a, "%s", err.text);
    struct flow_end in = {.port = 40000}, client = {.port = 40000};
    cr_assert(addr_read(&in.ip, IN) && addr_read(&client.ip, "10.128.0.0"));
    int64_t now_us = INT64_C(1700000000) * 1000000;
    one_flow(a, 1, client, "10.1.0.10", 443, CLASS_NONE, STATE_ATTEMPT_SILENT, now_us);
    now_us += START_S * INT64_C(1000000);
    one_flow(a, 2, in, "10.1.0.10", 443, CLASS_NONE, STATE_ATTEMPT_REFUSED, now_us);
    one_flow(a, 3, in, "10.1.0.11", 443, CLASS_NONE, STATE_ATTEMPT_REFUSED, now_us);
    for (uint32_t i = 1; i <= FLOOD; i++) {
        uint32_t host = 0x0a800000 + i;
        for (unsigned k = 0; k < 4; k++)
            client.ip.b[12 + k] = (uint8_t)(host >> (24 - 8 * k));
        now_us += 100;
        if (i % 2 == 0)
            one_flow(a, 3 + i, client, IMP, 443, CLASS_HTTPS, STATE_ESTABLISHED_DATA, now_us);
        else
            one_flow(a, 3 + i, client, "10.1.0.11", 443, CLASS_NONE, STATE_ATTEMPT_REFUSED, now_us);
    }
    cr_expect_eq(flood.wrong, 0U);
    cr_expect(flood.verdicts[VERDICT_VIOLATION] > 0 && flood.verdicts[VERDICT_UNDETERMINABLE] > FLOOD / 2);
    cr_expect(audit_counts(a).memories_dropped > FLOOD / 2, "%ju",
              (uintmax_t)audit_counts(a).memories_dropped);
    cr_expect(resident_kib() < before_kib + MOST_KIB, "%zu KiB", resident_kib() - before_kib);
    one_flow(a, FLOOD + 4, in, IMP, 443, CLASS_HTTPS, STATE_ESTABLISHED_DATA, now_us);
    cr_expect_str_eq(flood.last.rule, "UND-ORDER", "%s", flood.last.rule);
    one_flow(a, FLOOD + 5, in, "10.1.0.11", 445, CLASS_SMB, STATE_ESTABLISHED_DATA, now_us);
    cr_expect_str_eq(flood.last.rule, "UND-FALLBACK", "%s", flood.last.rule);
    audit_close(a);
    site_free(site);
}
