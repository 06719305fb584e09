#include <criterion/criterion.h>
#include <string.h>

#include "auditor.h"

static const struct auditor_row mp_http = {"10.1.5.1",
                                           "10.1.0.10",
                                           "80/tcp",
                                           CLASS_HTTP,
                                           "CCM_POST /ccm_system/request",
                                           "",
                                           "VIOLATION MODE-02 high"};

Test(audit, covers_nothing_without_a_site_file)
{
    char got[128];
    struct auditor t;
    auditor_open(&t, NULL, 4 << 20);
    auditor_run(&t, &mp_http);
    cr_expect_str_eq(auditor_got(&t, got), "NOT_COVERED NC-HOSTS");
    cr_expect(strlen(t.why) > 20);
    auditor_close(&t);
}

Test(audit, turns_ends_and_counters_of_a_turned_flow)
{
    char got[128], ip[ADDR_TEXT];
    struct site *site = auditor_load(NULL, NULL);
    struct auditor t;
    auditor_open(&t, site, 4 << 20);
    struct observation o = auditor_opening(&t, "10.1.0.10", "10.1.5.1", 40001, TRANSPORT_TCP);
    auditor_class(&t, CLASS_HTTPS, true);
    auditor_class(&t, CLASS_HTTPS, true);
    o = (struct observation){.kind = OBSERVED_END,
                             .flow = o.flow,
                             .transport = o.transport,
                             .client = o.client,
                             .server = o.server,
                             .first_us = o.first_us,
                             .last_us = o.first_us,
                             .class_ = CLASS_HTTPS,
                             .basis = BASIS_CONTENT,
                             .turned = true,
                             .direction_known = true,
                             .state = STATE_MIDSTREAM,
                             .packets = {3, 7},
                             .bytes = {30, 70},
                             .payload_bytes = {1, 2}};
    audit_take(t.audit, &o);
    cr_expect_eq(t.decided, 1);
    cr_expect_str_eq(addr_text(&t.last.client.ip, ip), "10.1.5.1");
    cr_expect(t.last.packets[0] == 7 && t.last.bytes[1] == 30 && t.last.payload_bytes[0] == 2);
    cr_expect_eq(t.last.server.port, 40001, "the row's ends swap as they are");
    cr_expect_str_eq(auditor_got(&t, got), "NOT_COVERED NC-PROTO");
    auditor_close(&t);
    site_free(site);
}

Test(audit, lets_the_ports_tell_the_server_where_nothing_else_does)
{
    static const struct {
        struct auditor_row row;
        uint16_t server_port;
    } rows[] = {
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "midstream undirected", "COMPLIANT MODE-02"},
         443},
        {{"10.1.0.10", "10.1.5.1", "40002/tcp", CLASS_HTTPS, "", "midstream undirected from:8443",
          "COMPLIANT MODE-02"},
         8443},
        {{"10.1.0.10", "10.1.5.1", "445/tcp", CLASS_HTTPS, "", "midstream undirected from:8443",
          "UNDETERMINABLE UND-DIR"},
         445},
        {{"10.1.5.1", "10.1.0.10", "40002/tcp", CLASS_UNKNOWN, "", "midstream undirected",
          "NOT_COVERED NC-PROTO"},
         40002},
    };
    struct site *site = auditor_load(NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char got[128];
        struct auditor t;
        auditor_open(&t, site, 4 << 20);
        auditor_run(&t, &rows[i].row);
        cr_expect_str_eq(auditor_got(&t, got), rows[i].row.want, "%zu: %s", i, got);
        cr_expect(t.last.server.port == rows[i].server_port, "%zu", i);
        auditor_close(&t);
    }
    site_free(site);
}

Test(audit, says_which_transaction_decided)
{
    struct site *site = auditor_load(NULL, NULL);
    struct auditor t;
    const struct auditor_row row = {"10.3.6.2",
                                    "10.3.0.10",
                                    "80/tcp",
                                    CLASS_HTTP,
                                    "POST /SMS_FSP/.sms_fsp + GET /x + CCM_POST /ccm_system/request",
                                    "",
                                    ""};
    auditor_open(&t, site, 4 << 20);
    auditor_run(&t, &row);
    cr_expect_eq(t.finding.decided_by, 2);
    cr_expect_str_eq(t.finding.role, "MP");
    cr_expect_str_eq(t.finding.site, "N03");
    cr_expect_not_null(strstr(t.why, "/ccm_system/request"), "%s", t.why);
    auditor_run(&t, &mp_http);
    cr_expect_eq(t.finding.decided_by, -1, "one transaction needs no index");
    auditor_close(&t);
    site_free(site);
}

static bool noted(const struct finding *f, const char *note)
{
    for (unsigned i = 0; i < f->note_count; i++)
        if (strcmp(f->notes[i], note) == 0)
            return true;
    return false;
}

Test(audit, notes_what_the_verdict_rests_on)
{
    static const struct {
        struct auditor_row row;
        const char *note;
    } noting[] = {
        {{"10.3.6.2", "10.3.0.10", "443/tcp", CLASS_HTTPS, "", "", ""}, "any-role"},
        {{"10.1.5.200", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "", ""}, "assumed-assignment"},
        {{"10.1.6.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "syn", ""}, "attempt"},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "mismatch", ""}, "mismatch"},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_UNKNOWN, "", "hole", ""}, "hole"},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "overflow", ""}, "overflow"},
        {{"10.2.5.1", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "http fail", ""}, "fallback"},
        {{"10.1.5.1", "10.1.0.13", "8530/tcp", CLASS_HTTP, "GET /selfupdate/x", "", ""},
         "wsus-unsecured-root"},
        {{"10.2.5.1", "10.1.0.16", "80/tcp", CLASS_HTTP, "GET /SMS_SLP/slp.dll?site", "", ""},
         "slp-although-ad"},
    };
    struct site *site = auditor_load(NULL, NULL);
    for (size_t i = 0; i < sizeof noting / sizeof noting[0]; i++) {
        struct auditor t;
        auditor_open(&t, site, 4 << 20);
        auditor_run(&t, &noting[i].row);
        cr_expect(noted(&t.finding, noting[i].note), "%s", noting[i].note);
        auditor_run(&t, &mp_http);
        cr_expect_not(noted(&t.finding, noting[i].note));
        auditor_close(&t);
    }
    site_free(site);
}

Test(audit, says_why_a_protocol_is_not_known)
{
    static const struct {
        struct auditor_row row;
        const char *says;
    } unknown[] = {
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_UNKNOWN, "", "", ""}, NULL},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_UNKNOWN, "", "hole", ""}, "were lost"},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_UNKNOWN, "", "cut", ""}, "cut its payload off"},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_UNKNOWN, "", "midstream", ""},
         "began before the capture"},
        {{"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "hole midstream cut", ""}, NULL},
    };
    struct site *fixture = auditor_load(NULL, NULL);
    for (unsigned with_site = 0; with_site < 2; with_site++) {
        for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
            struct auditor t;
            const char *says = unknown[i].says;
            auditor_open(&t, with_site ? fixture : NULL, 4 << 20);
            auditor_run(&t, &unknown[i].row);
            bool excused = strstr(t.why, "lost") || strstr(t.why, "cut its") || strstr(t.why, "began before");
            cr_expect(says != NULL ? strstr(t.why, says) != NULL : !excused, "row %zu: %s", i, t.why);
            auditor_close(&t);
        }
    }
    site_free(fixture);
}

static void dynamic(struct auditor *t, const char *server, enum app_class class_, enum flow_state state)
{
    (void)auditor_opening(t, "10.1.0.5", server, 10500, TRANSPORT_TCP);
    auditor_end(t, class_, state);
}

Test(audit, takes_a_handed_out_port_for_rpc)
{
    char got[128];
    struct site *site = auditor_load(NULL, NULL);
    struct auditor t;
    auditor_open(&t, site, 4 << 20);
    dynamic(&t, "10.1.8.1", CLASS_UNKNOWN, STATE_ESTABLISHED_DATA);
    cr_expect_str_eq(auditor_got(&t, got), "NOT_COVERED NC-PROTO");
    (void)auditor_opening(&t, "10.1.0.5", "10.1.8.1", 135, TRANSPORT_TCP);
    auditor_class(&t, CLASS_RPC, false);
    auditor_item(&t, EVIDENCE_RPC_ENDPOINT, 10500, "9556dc99-828c-11cf-a37e-00aa003240c7", "tcp");
    auditor_end(&t, CLASS_RPC, STATE_ESTABLISHED_DATA);
    dynamic(&t, "10.1.8.1", CLASS_UNKNOWN, STATE_ESTABLISHED_DATA);
    cr_expect_str_eq(auditor_got(&t, got), "COMPLIANT PORT-PUSH-04");
    cr_expect(t.last.class_ == CLASS_RPC && t.last.basis == BASIS_LEARNED);
    dynamic(&t, "10.1.8.1", CLASS_NONE, STATE_ATTEMPT_SILENT);
    cr_expect_str_eq(auditor_got(&t, got), "UNDETERMINABLE UND-NOPAYLOAD");
    dynamic(&t, "10.1.5.1", CLASS_UNKNOWN, STATE_ESTABLISHED_DATA);
    cr_expect_str_eq(auditor_got(&t, got), "NOT_COVERED NC-PROTO", "another host's port");
    auditor_close(&t);
    site_free(site);
}

static void hand_out(struct auditor *t, const char *server, uint16_t port)
{
    (void)auditor_opening(t, "10.1.0.5", server, 135, TRANSPORT_TCP);
    auditor_class(t, CLASS_RPC, false);
    auditor_item(t, EVIDENCE_RPC_ENDPOINT, port, "9556dc99-828c-11cf-a37e-00aa003240c7", "tcp");
    auditor_end(t, CLASS_RPC, STATE_ESTABLISHED_DATA);
}

Test(audit, says_whether_a_port_of_rpc_was_handed_out)
{
    static const struct {
        const char *server, *map; /* who handed the port out; NULL: nobody */
        enum app_class class_;
        const char *want, *why;
    } rows[] = {
        {"10.1.8.1", NULL, CLASS_RPC, "COMPLIANT PORT-PUSH-04", "nobody was seen to hand out"},
        {"10.1.8.1", "10.1.5.1", CLASS_RPC, "COMPLIANT PORT-PUSH-04", "nobody was seen to hand out"},
        {"10.1.8.1", "10.1.8.1", CLASS_RPC, "COMPLIANT PORT-PUSH-04", "its endpoint mapper handed out"},
        {"10.1.8.1", "10.1.8.1", CLASS_UNKNOWN, "COMPLIANT PORT-PUSH-04", "its endpoint mapper handed out"},
        {"10.1.0.11", NULL, CLASS_RPC, "COMPLIANT SRV-01", "nobody was seen to hand out"},
        {"10.1.0.11", "10.1.0.11", CLASS_RPC, "COMPLIANT SRV-01", "its endpoint mapper handed out"},
        {"192.0.2.10", NULL, CLASS_RPC, "COMPLIANT FW-RPC", "nobody was seen to hand out"},
        {"192.0.2.10", "192.0.2.11", CLASS_RPC, "COMPLIANT FW-RPC", "nobody was seen to hand out"},
        {"192.0.2.10", "192.0.2.10", CLASS_RPC, "COMPLIANT FW-RPC", "its endpoint mapper handed out"},
        {"192.0.2.10", "10.1.0.110", CLASS_UNKNOWN, "COMPLIANT FW-RPC", "its endpoint mapper handed out"},
    };
    struct site *site = auditor_load("address: 192.0.2.10,", "address: [192.0.2.10, 10.1.0.110],");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char got[128];
        struct auditor t;
        auditor_open(&t, site, 4 << 20);
        if (rows[i].map != NULL)
            hand_out(&t, rows[i].map, 10500);
        dynamic(&t, rows[i].server, rows[i].class_, STATE_ESTABLISHED_DATA);
        cr_expect_str_eq(auditor_got(&t, got), rows[i].want, "row %zu: %s", i, got);
        cr_expect_not_null(strstr(t.why, rows[i].why), "row %zu: %s", i, t.why);
        auditor_close(&t);
    }
    site_free(site);
}

Test(audit, looks_back_on_answers_and_handshakes_for_a_fallback)
{
    static const struct {
        const char *what;
        enum app_class class_;
        enum evidence_kind kind;
        uint32_t number;
        const char *want;
    } webs[] = {
        {"a server error", CLASS_HTTP, EVIDENCE_HTTP, 503, "COMPLIANT DP-05"},
        {"not found", CLASS_HTTP, EVIDENCE_HTTP, 404, "COMPLIANT DP-05"},
        {"an answer", CLASS_HTTP, EVIDENCE_HTTP, 206, "VIOLATION DP-06 medium"},
        {"an alert in the handshake", CLASS_HTTPS, EVIDENCE_TLS_ALERT, 45, "COMPLIANT DP-05"},
        {"a handshake without an end", CLASS_HTTPS, EVIDENCE_TLS_CLIENT, 0x303, "COMPLIANT DP-05"},
        {"a handshake that worked", CLASS_HTTPS, EVIDENCE_TLS_DONE, 0, "VIOLATION DP-06 medium"},
    };
    const struct auditor_row smb = {"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", ""};
    struct site *site = auditor_load(NULL, NULL);
    for (size_t i = 0; i < sizeof webs / sizeof webs[0]; i++) {
        char got[128];
        struct auditor t;
        auditor_open(&t, site, 4 << 20);
        (void)auditor_opening(&t, "10.1.5.1", "10.1.0.11", webs[i].class_ == CLASS_HTTP ? 80 : 443,
                              TRANSPORT_TCP);
        auditor_class(&t, webs[i].class_, false);
        auditor_item(&t, webs[i].kind, webs[i].number, "GET", "/SMS_DP_SMSPKGD$/x");
        auditor_end(&t, webs[i].class_, STATE_ESTABLISHED_DATA);
        auditor_run(&t, &smb);
        cr_expect_str_eq(auditor_got(&t, got), webs[i].want, "%s: %s", webs[i].what, got);
        auditor_close(&t);
    }
    site_free(site);
}

Test(audit, counts_what_it_has_no_memory_for)
{
    struct site *site = auditor_load(NULL, NULL);
    struct auditor t;
    auditor_open(&t, site, 2 << 20);
    for (unsigned i = 0; i < 20000; i++)
        (void)auditor_opening(&t, "10.1.5.1", "10.1.0.10", 443, TRANSPORT_TCP);
    struct audit_counts c = audit_counts(t.audit);
    cr_expect(c.flows_dropped > 0 && c.flows_dropped < 20000);
    auditor_class(&t, CLASS_HTTPS, false);
    auditor_end(&t, CLASS_HTTPS, STATE_ESTABLISHED_DATA);
    cr_expect_eq(t.decided, 0);
    cr_expect_eq(audit_counts(t.audit).unknown_flow, 2);
    auditor_close(&t);
    site_free(site);
}

Test(audit, never_calls_a_flow_compliant_whose_evidence_was_dropped)
{
    char got[128], path[64];
    struct site *site = auditor_load(NULL, NULL);
    struct auditor t;
    auditor_open(&t, site, 8 << 20);
    (void)auditor_opening(&t, "10.2.5.1", "10.2.0.10", 80, TRANSPORT_TCP);
    auditor_class(&t, CLASS_HTTP, false);
    for (unsigned i = 0; i < EVIDENCE_ITEMS_MOST + 3; i++) {
        (void)snprintf(path, sizeof path, "/ccm_system/%u", i);
        auditor_item(&t, EVIDENCE_HTTP, 200, "CCM_POST", path);
    }
    auditor_end(&t, CLASS_HTTP, STATE_ESTABLISHED_DATA);
    cr_expect_str_eq(auditor_got(&t, got), "UNDETERMINABLE UND-LOSS");
    cr_expect_eq(audit_counts(t.audit).evidence_dropped, 3);
    auditor_close(&t);
    site_free(site);
}

Test(audit, gives_the_net_that_holds_the_client)
{
    static const struct {
        const char *client, *net;
    } nets[] = {{"10.1.5.1", "10.1.0.0/16"},
                {"10.9.9.9", "10.0.0.0/8"},
                {"203.0.113.52", "203.0.113.0/24"},
                {"2001:db8::5", "2001:db8::/64"}};
    struct site *site = auditor_load(NULL, NULL);
    for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++) {
        char text[ADDR_RANGE_TEXT];
        struct auditor t;
        auditor_open(&t, site, 4 << 20);
        (void)auditor_opening(&t, nets[i].client, "10.1.0.10", 443, TRANSPORT_TCP);
        auditor_end(&t, CLASS_HTTPS, STATE_ESTABLISHED_DATA);
        cr_expect_str_eq(addr_range_text(&t.finding.client_net, text), nets[i].net);
        auditor_close(&t);
    }
    site_free(site);
}

Test(audit, shows_its_rules_with_reason_codes)
{
    size_t count;
    cr_expect(audit_rules("cm2007", &count) != NULL && count > 100);
    cr_expect_null(audit_rules("cmcb", &count));
    cr_expect_null(audit_rule("cm2007", "MODE-99"));
    cr_expect_null(audit_rule("cm2007", "MODE-0"));
    const char *const ids[] = {"MODE-02", "UND-FACT(http_roaming)", "NC-HOSTS", "UND-LOSS", "PORT-SRC",
                               "ROLE-00"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        cr_expect_not_null(audit_rule("cm2007", ids[i]), "%s", ids[i]);
}
