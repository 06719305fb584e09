#include "policy/survey_reader.h"

#include "surveyed.h"

TestSuite(survey_reader, .init = surveyed_open, .fini = surveyed_close);

Test(survey_reader, sees_roles_in_paths_shares_and_databases)
{
    static const struct {
        enum app_class class_;
        const char *evidence;
        enum role role;
        const char *text;
    } rows[] = {
        {CLASS_HTTP, "http:CCM_POST|/ccm_system/request", ROLE_MP, "/ccm_system"},
        {CLASS_HTTP, "http:GET|/SMS_MP/.sms_aut?MPLIST", ROLE_MP, "/sms_mp"},
        {CLASS_HTTP, "http:GET|/SMS_DP_SMSPKGD%24/P/x", ROLE_DP, "/sms_dp_smspkgd$"},
        {CLASS_HTTP, "http:POST|/SMS_FSP/.sms_fsp", ROLE_FSP, "/sms_fsp"},
        {CLASS_HTTP, "http:GET|/SMS_SLP/slp.dll?site", ROLE_SLP, "/sms_slp"},
        {CLASS_HTTP, "http:GET|/SMSSMP/x", ROLE_SMP, "/smssmp"},
        {CLASS_HTTP, "http:GET|/SMSReporting_A01/Report.asp", ROLE_RP, "/smsreporting_a01"},
        {CLASS_HTTP, "http:POST|/ClientWebService/client.asmx", ROLE_SUP, "/clientwebservice"},
        {CLASS_HTTP, "http:GET|/domainhra/hcsrvext.dll", ROLE_SHV, "/domainhra"},
        {CLASS_SMB, "tree:\\\\DP\\SMSPKGE$", ROLE_DP, "smspkge$"},
        {CLASS_SMB, "tree:\\\\S\\SMPSTOREE_1$", ROLE_SMP, "smpstoree_1$"},
        {CLASS_SMB, "tree:\\\\S\\SMS_A01", ROLE_SITE_SERVER, "sms_a01"},
        {CLASS_SMB, "tree:\\\\S\\SMS_SITE", ROLE_SITE_SERVER, "sms_site"},
        {CLASS_SMB, "tree:\\\\S\\REMINST", ROLE_PXE, "reminst"},
        {CLASS_SQL, "db:SMS_A01", ROLE_SITE_DB, "sms_a01"},
        {CLASS_PXE, "", ROLE_PXE, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char server[32];
        (void)snprintf(server, sizeof server, "10.1.0.%zu", i + 1);
        surveyed_run(CLIENT, server, 80, rows[i].class_, rows[i].evidence);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char server[32];
        (void)snprintf(server, sizeof server, "10.1.0.%zu", i + 1);
        const struct survey_item *item = surveyor_find(&t, SURVEY_FACTS, server, SURVEY_ROLE, rows[i].text);
        cr_assert_not_null(item, "%s", rows[i].evidence);
        cr_expect_eq(item->key.which, rows[i].role, "%s", rows[i].evidence);
        cr_expect_eq(item->first_frame, (i + 1) * 10);
    }
}

Test(survey_reader, sees_no_role_where_nothing_proves_one)
{
    static const struct {
        enum app_class class_;
        const char *evidence;
    } rows[] = {
        {CLASS_HTTP, "http:GET|/index.html"},
        {CLASS_HTTP, "http:GET|/sms_mp/x||404"},
        {CLASS_HTTP, "http:GET|/sms_mp/x||500"},
        {CLASS_HTTP, "http:CONNECT|mp:443||200"},
        {CLASS_HTTP, "http:GET|http://mp/sms_mp/x"},
        {CLASS_HTTP, ""},
        {CLASS_SMB, "tree:\\\\S\\IPC$"},
        {CLASS_SMB, "tree:\\\\S\\SMS_A0"},
        {CLASS_SMB, "tree:\\\\S\\SMS_A011"},
        {CLASS_SMB, "tree:\\\\S\\SMS_A$1"},
        {CLASS_SMB, "tree:\\\\S\\Users"},
        {CLASS_SQL, "db:master"},
        {CLASS_SQL, "db:SMS_A011"},
        {CLASS_HTTPS, "sni:mp.example"},
        {CLASS_HTTP, "http:CONNECT|x:443||200 + http:GET|/sms_mp/x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        surveyed_run(CLIENT, SERVER, 80, rows[i].class_, rows[i].evidence);
    size_t n;
    const struct survey_item *items = survey_items(t.survey, SURVEY_FACTS, &n);
    for (size_t i = 0; i < n; i++)
        cr_expect_neq(items[i].key.what, SURVEY_ROLE, "%.*s", items[i].key.text_length, items[i].key.text);
}

Test(survey_reader, sees_nothing_of_a_server_that_did_not_answer)
{
    t.state = STATE_ATTEMPT_SILENT;
    surveyed_run(CLIENT, SERVER, 80, CLASS_NONE, "");
    t.state = STATE_ESTABLISHED_NODATA;
    surveyed_run(CLIENT, SERVER, 443, CLASS_NONE, "");
    cr_expect_eq(survey_told(t.survey), 0);
    cr_expect_eq(survey_flows(t.survey), 2);
}

Test(survey_reader, sees_no_host_in_addresses_of_none)
{
    static const char *const nobody[] = {"0.0.0.0",         "127.0.0.1",   "224.0.0.1",
                                         "255.255.255.255", "169.254.1.1", "fe80::1",
                                         "ff02::1",         "::",          "::1"};
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        surveyed_run(CLIENT, nobody[i], 80, CLASS_HTTP, "http:GET|/sms_mp/x");
        surveyed_run(nobody[i], SERVER, 80, CLASS_HTTP, "http:GET|/sms_mp/x");
    }
    cr_expect_eq(survey_told(t.survey), 0);
}

Test(survey_reader, sees_site_codes_and_where_they_stood)
{
    static const struct {
        enum app_class class_;
        const char *evidence;
        enum survey_code how;
    } rows[] = {
        {CLASS_SMB, "tree:\\\\S\\sms_n01", SURVEY_CODE_SHARE},
        {CLASS_SQL, "db:sms_n01", SURVEY_CODE_DATABASE},
        {CLASS_HTTP, "http:GET|/SMSReporting_N01/x", SURVEY_CODE_REPORTS},
        {CLASS_HTTP, "http:GET|/sms_slp/slp.dll?mp&sc=n01", SURVEY_CODE_QUERY},
        {CLASS_HTTP, "http:GET|/sms_mp/.sms_aut?mplist&sitecode=N01", SURVEY_CODE_QUERY},
        {CLASS_HTTP, "http:GET|/sms_mp/.sms_pol?N0100001-1.0", SURVEY_CODE_POLICY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char server[32];
        (void)snprintf(server, sizeof server, "10.1.0.%zu", i + 1);
        surveyed_run(CLIENT, server, 80, rows[i].class_, rows[i].evidence);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char server[32];
        (void)snprintf(server, sizeof server, "10.1.0.%zu", i + 1);
        const struct survey_item *item = surveyor_find(&t, SURVEY_FACTS, server, SURVEY_SITE, "N01");
        cr_assert_not_null(item, "%s", rows[i].evidence);
        cr_expect_eq(item->key.which, rows[i].how, "%s", rows[i].evidence);
    }
}

Test(survey_reader, takes_no_other_id_for_a_site_code)
{
    static const char *const paths[] = {"http:GET|/sms_mp/.sms_pol?{01234567-89",
                                        "http:GET|/sms_mp/.sms_pol?ScopeId_1",
                                        "http:GET|/sms_mp/.sms_pol?N0",
                                        "http:GET|/sms_mp/.sms_pol?",
                                        "http:GET|/sms_mp/x?sc=..",
                                        "http:GET|/sms_mp/x?sc="};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        surveyed_run(CLIENT, SERVER, 80, CLASS_HTTP, paths[i]);
    size_t n;
    const struct survey_item *items = survey_items(t.survey, SURVEY_FACTS, &n);
    for (size_t i = 0; i < n; i++)
        cr_expect_neq(items[i].key.what, SURVEY_SITE, "%.3s", items[i].key.text);
}

Test(survey_reader, sees_who_pushes_administers_syncs_and_wakes)
{
    surveyed_run("10.1.0.5", CLIENT, 445, CLASS_SMB, "tree:\\\\C\\ADMIN$ + file:\\ccmsetup\\x.exe");
    surveyed_run("10.1.0.5", CLIENT, 135, CLASS_RPC, "uuid:f309ad18-d86a-11d0-a075-00c04fb68820");
    surveyed_run("10.1.0.5", CLIENT, 135, CLASS_RPC, "uuid:00000000-0000-0000-0000-000000000000");
    surveyed_run("10.1.0.13", "10.1.0.14", 8530, CLASS_HTTP, "http:POST|/ServerSyncWebService/x.asmx");
    surveyed_run("10.1.0.5", "10.1.255.255", 9, CLASS_WOL, "");
    surveyed_run("10.1.5.9", SERVER, 80, CLASS_HTTP, "http:GET|/ccm_system/x|||Windows CE client");
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.5", SURVEY_DEED, "admin$"));
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.5", SURVEY_DEED, "iwbemlevel1login"));
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.13", SURVEY_DEED, "/serversyncwebservice"));
    cr_expect_eq(surveyor_find(&t, SURVEY_FACTS, "10.1.5.9", SURVEY_DEED, "")->key.which, SURVEY_DEED_DEVICE);
    cr_expect_eq(surveyor_find(&t, SURVEY_FACTS, "10.1.0.5", SURVEY_DEED, "")->key.which, SURVEY_DEED_WAKE);
}

Test(survey_reader, sees_where_client_files_are_read_and_who_asks_for_certificates)
{
    surveyed_run(CLIENT, SERVER, 445, CLASS_SMB, "tree:\\\\S\\Source + file:x\\CcmSetup.EXE");
    surveyed_run(CLIENT, "10.1.0.11", 445, CLASS_SMB, "tree:\\\\S\\SMSClient");
    surveyed_run(CLIENT, "10.1.0.12", 443, CLASS_HTTPS, "mutual:");
    surveyed_run(CLIENT, "10.1.0.13", 135, CLASS_RPC, "endpoint:367abb81-9844-35f1-ad32-98f038001003");
    surveyed_run(CLIENT, "10.1.0.14", 8080, CLASS_HTTP, "http:CONNECT|x.example.com:443||200");
    cr_expect(surveyed_has(SURVEY_FACTS, SERVER, SURVEY_SOURCE, "source"));
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.11", SURVEY_SOURCE, "smsclient"));
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.12", SURVEY_MUTUAL, ""));
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.13", SURVEY_ENDPOINT, "svcctl"));
    cr_expect(surveyed_has(SURVEY_FACTS, "10.1.0.14", SURVEY_PROXY, ""));
}

Test(survey_reader, leaves_out_what_private_clients_browse_on_the_internet)
{
    surveyed_run(CLIENT, "198.51.100.7", 443, CLASS_HTTPS, "sni:www.example.com");
    surveyed_run(CLIENT, SERVER, 443, CLASS_HTTPS, "sni:mp.example.com");
    surveyed_run("203.0.113.9", "198.51.100.8", 443, CLASS_HTTPS, "sni:imp.example.com");
    cr_expect_not(surveyed_has(SURVEY_SEEN, "198.51.100.7", SURVEY_SERVES, ""));
    cr_expect(surveyed_has(SURVEY_SEEN, SERVER, SURVEY_SERVES, ""));
    cr_expect(surveyed_has(SURVEY_SEEN, "198.51.100.8", SURVEY_SERVES, ""));
}
