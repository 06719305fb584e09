#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"

#define ROWS(r) auditor_expect(r, sizeof(r) / sizeof(r)[0])
#define M CLASS_HTTP
#define S CLASS_HTTPS
#define F CLASS_SMB
#define Q CLASS_SQL
#define U CLASS_UNKNOWN
#define SYNC_PATH "POST /ServerSyncWebService/serversyncwebservice.asmx"
#define API_PATH "POST /ApiRemoting30/WebService.asmx"
#define SERVER "10.1.0.5"
#define DB "10.1.0.6"
#define SUP "10.1.0.13"
#define IMP "192.0.2.10"
#define IDP "192.0.2.11"
#define ISUP "192.0.2.12"

static const struct auditor_row back[] = {
    {SERVER, IMP, "135/tcp", CLASS_RPC, "", "", "COMPLIANT FW-RPC"},
    {SERVER, IDP, "135/udp", CLASS_RPC, "", "", "COMPLIANT FW-RPC"},
    {SERVER, IMP, "49160/tcp", CLASS_RPC, "", "", "COMPLIANT FW-RPC ~unannounced"},
    {SERVER, IMP, "49160/tcp", U, "", "", "UNDETERMINABLE UND-NOPAYLOAD"},
    {SERVER, IMP, "135/tcp", CLASS_NONE, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {IMP, SERVER, "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC high"},
    {IMP, SERVER, "135/tcp", CLASS_NONE, "", "rst", "VIOLATION FW-RPC medium ~attempt"},
    {"10.3.0.5", IMP, "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC high"},
    {"10.1.0.10", IMP, "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC high"},
    {SERVER, IDP, "445/tcp", F, "tree:SMSPKGD$", "", "COMPLIANT FW-SMB"},
    {SERVER, IDP, "139/tcp", F, "tree:SMSPKGD$", "", "VIOLATION PORT-SMB139 low"},
    {IDP, SERVER, "445/tcp", F, "tree:SMS_N01", "", "COMPLIANT FW-SMB"},
    {IDP, SERVER, "445/tcp", CLASS_NONE, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {IDP, "10.1.0.10", "445/tcp", F, "tree:C$", "", "VIOLATION FW-SMB high +FW-BE-99"},
    {"10.1.0.10", IDP, "445/tcp", F, "tree:C$", "", "VIOLATION FW-SMB high"},
    {IDP, "10.3.0.5", "445/tcp", F, "tree:SMS_N03", "", "VIOLATION FW-SMB high"},
    {IMP, DB, "1433/tcp", Q, "", "", "COMPLIANT FW-SQL"},
    {IMP, DB, "1434/tcp", Q, "", "", "VIOLATION FW-SQL-02 medium"},
    {IMP, DB, "1433/tcp", CLASS_NONE, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {IDP, DB, "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high +FW-BE-99"},
    {ISUP, DB, "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
    {IDP, "10.1.0.10", "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
    {IMP, "10.1.0.10", "1433/tcp", Q, "", "", "VIOLATION FW-BE-99 high"},
    {IMP, DB, "1434/udp", Q, "", "", "VIOLATION FW-BE-99 high"},
    {IMP, "10.1.0.11", "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
    {IMP, "10.1.0.11", "443/tcp", CLASS_NONE, "", "syn", "VIOLATION FW-BE-99 medium ~attempt"},
    {"10.1.0.11", IMP, "3389/tcp", CLASS_RDP, "", "", "VIOLATION FW-BE-99 high"},
    {IMP, "10.1.0.11", "53/udp", U, "", "", "VIOLATION FW-BE-99 high"},
    {IMP, "10.1.0.11", "49200/tcp", U, "", "", "VIOLATION FW-BE-99 high"},
    {SERVER, IMP, "0/icmp", CLASS_ICMP_ECHO, "", "", "VIOLATION FW-BE-99 high"},
    {SERVER, IMP, "0/icmp", U, "", "", "NOT_COVERED NC-OPT"},
    {SERVER, IMP, "0/esp", U, "", "", "NOT_COVERED NC-OPT ~ipsec"},
    {IMP, SERVER, "0/ah", U, "", "", "NOT_COVERED NC-OPT ~ipsec"},
    {IMP, DB, "500/udp", U, "", "", "NOT_COVERED NC-OPT ~ipsec"},
    {IMP, "10.9.9.9", "445/tcp", F, "tree:C$", "", "NOT_COVERED NC-HOSTS"},
    {IMP, IDP, "445/tcp", F, "tree:C$", "", "NOT_COVERED NC-OPT"},
    {IMP, IDP, "3389/tcp", CLASS_RDP, "", "", "NOT_COVERED NC-OPT"},
};

Test(cm2007_firewall, lets_through_the_back_what_table_b_names)
{
    ROWS(back);
}

static const struct auditor_row updates[] = {
    {SUP, ISUP, "443/tcp", S, "", "", "COMPLIANT FW-SUP-01"},
    {SUP, ISUP, "443/tcp", S, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {SUP, ISUP, "8531/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
    {SUP, ISUP, "80/tcp", M, API_PATH, "", "VIOLATION FW-SUP-01 high"},
    {SUP, ISUP, "80/tcp", M, "GET /Content/AB/x.txt", "", "VIOLATION FW-SUP-01 high"},
    {SUP, ISUP, "80/tcp", M, "?", "", "VIOLATION FW-SUP-01 high"},
    {SUP, ISUP, "80/tcp", M, "", "syn", "VIOLATION FW-SUP-01 medium ~attempt"},
    {ISUP, SUP, "8531/tcp", S, "", "", "COMPLIANT FW-SUP-02"},
    {ISUP, SUP, "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
    {ISUP, SUP, "8530/tcp", M, "GET /Content/AB/x.txt", "", "COMPLIANT FW-SUP-02"},
    {ISUP, SUP, "8530/tcp", M, "HEAD /Content/AB/x.TXT", "", "COMPLIANT FW-SUP-02"},
    {ISUP, SUP, "8530/tcp", M, "POST /Content/AB/x.txt", "", "VIOLATION FW-SUP-02 high"},
    {ISUP, SUP, "8530/tcp", M, "GET /Content/AB/x.cab", "", "VIOLATION FW-SUP-02 high"},
    {ISUP, SUP, "8530/tcp", M, "GET /SelfUpdate/wuident.cab", "", "VIOLATION FW-SUP-02 high"},
    {ISUP, SUP, "8530/tcp", M, SYNC_PATH, "", "VIOLATION FW-SUP-02 high"},
    {ISUP, SUP, "8530/tcp", M, "GET /Content/AB/x.txt + " SYNC_PATH, "", "VIOLATION FW-SUP-02 high"},
    {ISUP, SUP, "8530/tcp", M, "?", "", "UNDETERMINABLE UND-LOSS"},
    {ISUP, SUP, "8530/tcp", M, "GET /Content/AB/x.txt", "oneway", "UNDETERMINABLE UND-LOSS"},
    {ISUP, SUP, "8530/tcp", M, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {ISUP, SUP, "8530/tcp", M, "GET /x.html", "", "VIOLATION FW-BE-99 high"},
    {ISUP, SUP, "80/tcp", M, "GET /Content/AB/x.txt", "", "VIOLATION FW-BE-99 high"},
    {ISUP, "10.3.0.13", "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
    {"10.3.0.13", ISUP, "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
    {"192.0.2.30", DB, "1433/tcp", Q, "", "", "VIOLATION FW-BE-99 high"},
    {"10.3.0.10", DB, "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
    {SUP, "10.3.0.13", "443/tcp", S, "", "", "COMPLIANT SRV-06"},
    {"10.2.0.13", SUP, "8530/tcp", M, SYNC_PATH, "", "COMPLIANT SRV-06"},
    {"10.2.0.13", SUP, "8530/tcp", M, "?", "", "UNDETERMINABLE UND-LOSS"},
    {"10.2.0.13", SUP, "80/tcp", M, SYNC_PATH, "", "NOT_COVERED NC-OPT"},
    {"10.1.0.10", ISUP, "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
};

Test(cm2007_firewall, knows_which_update_point_may_ask_which)
{
    ROWS(updates);
}

/* policy.md 9.3, 2c: a child site whose internet update point stands in the perimeter. */
Test(cm2007_firewall, lets_a_child_site_in_the_perimeter_ask_its_parent)
{
    static const char from[] =
        "  n03-imp:  {address: 192.0.2.30, site: N03, internet_fqdn: imp3.example.com, "
        "roles: {MP: {scope: internet}}}|  N03: {type: primary";
    static const char to[] = "  n03-imp:  {address: 192.0.2.30, site: N03, internet_fqdn: imp3.example.com, "
                             "roles: {SUP: {scope: internet, sync: online}}}|  N03: {type: primary, "
                             "ibcm_scenario: %s";
    static const struct {
        const char *scenario;
        struct auditor_row rows[4];
    } of[] = {
        {"2c",
         {{"192.0.2.30", SUP, "8531/tcp", S, "", "", "COMPLIANT FW-SUP-02"},
          {"192.0.2.30", SUP, "8530/tcp", M, SYNC_PATH, "", "VIOLATION FW-SUP-02 high"},
          {SUP, "192.0.2.30", "443/tcp", S, "", "", "COMPLIANT FW-SUP-01"},
          {"10.2.0.13", "192.0.2.30", "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"}}},
        {"custom",
         {{"192.0.2.30", SUP, "8531/tcp", S, "", "", "COMPLIANT FW-SUP-02"},
          {"192.0.2.30", SUP, "8530/tcp", M, "GET /Content/AB/x.txt", "", "COMPLIANT FW-SUP-02"},
          {"192.0.2.30", "10.3.0.13", "443/tcp", S, "", "", "COMPLIANT FW-SUP-02"},
          {SUP, "192.0.2.30", "80/tcp", M, API_PATH, "", "VIOLATION FW-SUP-01 high"}}},
        {"1",
         {{"192.0.2.30", SUP, "8531/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
          {SUP, "192.0.2.30", "443/tcp", S, "", "", "VIOLATION FW-BE-99 high"},
          {"192.0.2.30", "10.3.0.13", "443/tcp", S, "", "", "COMPLIANT FW-SUP-02"},
          {"10.3.0.13", "192.0.2.30", "443/tcp", S, "", "", "COMPLIANT FW-SUP-01"}}},
    };
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, to, of[i].scenario);
        auditor_expect_changed(from, text, of[i].rows, 4);
    }
}

Test(cm2007_firewall, bars_update_points_that_do_not_synchronise_online)
{
    static const struct auditor_row rows[] = {
        {ISUP, SUP, "8531/tcp", S, "", "", "VIOLATION FW-SUP-03 medium"},
        {ISUP, SUP, "8530/tcp", M, "GET /Content/AB/x.txt", "", "VIOLATION FW-SUP-03 medium"},
        {ISUP, SUP, "8530/tcp", M, SYNC_PATH, "", "VIOLATION FW-SUP-03 medium"},
        {ISUP, SUP, "8531/tcp", S, "", "rst", "VIOLATION FW-SUP-03 low ~attempt"},
        {SUP, ISUP, "443/tcp", S, "", "", "COMPLIANT FW-SUP-01"},
    };
    auditor_expect_changed("sync: online", "sync: export", rows, 5);
    auditor_expect_changed("sync: online", "sync: none", rows, 5);
}

static const struct auditor_row inside[] = {
    {SERVER, "10.1.0.11", "445/tcp", F, "tree:SMSPKGD$", "", "COMPLIANT SRV-01"},
    {SERVER, "10.1.0.17", "135/tcp", CLASS_RPC, "", "", "COMPLIANT SRV-01"},
    {SERVER, "10.1.0.11", "139/tcp", F, "tree:SMSPKGD$", "", "VIOLATION PORT-SMB139 low"},
    {"10.1.0.11", SERVER, "445/tcp", F, "tree:SMS_N01", "", "COMPLIANT SRV-01"},
    {"10.1.0.11", SERVER, "135/tcp", CLASS_RPC, "", "", "NOT_COVERED NC-OPT"},
    {SERVER, "10.3.0.10", "445/tcp", F, "tree:C$", "", "NOT_COVERED NC-OPT"},
    {SERVER, "10.3.0.5", "445/tcp", F, "tree:SMS_SITE", "", "COMPLIANT SRV-04"},
    {"10.3.0.5", SERVER, "445/tcp", F, "tree:SMS_SITE", "", "COMPLIANT SRV-04"},
    {"10.2.0.5", SERVER, "445/tcp", F, "tree:SMS_SITE", "", "COMPLIANT SRV-04"},
    {"10.2.0.5", "10.3.0.5", "445/tcp", F, "tree:SMS_SITE", "", "NOT_COVERED NC-OPT"},
    {"10.3.0.5", SERVER, "135/tcp", CLASS_RPC, "", "", "NOT_COVERED NC-OPT"},
    {SERVER, DB, "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
    {"10.1.0.16", DB, "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
    {"10.1.0.17", DB, "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
    {"10.1.0.18", DB, "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
    {"10.1.0.13", DB, "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.1.0.11", DB, "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.9.9.9", DB, "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.1.0.10", DB, "50433/tcp", Q, "", "", "VIOLATION FW-SQL-02 medium"},
    {"10.1.0.11", DB, "50433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.1.0.11", "10.1.0.10", "1433/tcp", Q, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.10", "10.1.0.11", "0/esp", U, "", "", "NOT_COVERED NC-OPT ~ipsec"},
    {SERVER, "10.1.0.11", "443/tcp", S, "", "", "NOT_COVERED NC-OPT"},
    {SERVER, "10.1.0.11", "80/tcp", M, "GET /SMS_DP_SMSPKGD$/N0100001/a.cab", "", "VIOLATION DP-08 low"},
    {"10.1.0.17", "10.1.0.10", "80/tcp", M, "CCM_POST /ccm_system/request", "", "VIOLATION MODE-02 high"},
};

Test(cm2007_server, knows_who_talks_to_whom_inside_a_zone)
{
    ROWS(inside);
}

Test(cm2007_server, keeps_systems_from_a_server_that_initiates_everything)
{
    static const struct auditor_row rows[] = {
        {IDP, SERVER, "445/tcp", F, "tree:SMS_N01", "", "VIOLATION FW-SMB high"},
        {SERVER, IDP, "445/tcp", F, "tree:SMS_N01", "", "COMPLIANT FW-SMB"},
        {"10.1.0.11", SERVER, "445/tcp", F, "tree:SMS_N01", "", "NOT_COVERED NC-OPT"},
    };
    auditor_expect_changed("    type: primary", "    type: primary\n    server_initiated_only: yes", rows, 3);
}

Test(cm2007_server, accepts_another_sql_port_when_told)
{
    static const struct auditor_row rows[] = {
        {"10.1.0.10", DB, "1450/tcp", Q, "", "", "VIOLATION FW-SQL-02 medium"},
        {"10.1.0.10", DB, "50433/tcp", Q, "", "", "COMPLIANT SRV-02"},
        {"10.1.0.10", DB, "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
        {IMP, DB, "50433/tcp", Q, "", "", "COMPLIANT FW-SQL"},
    };
    auditor_expect_changed("SITE_DB: {sql_port: 1433}|  idle_gap: 600",
                           "SITE_DB: {sql_port: 50433}|  accept_sql_port: yes", rows, 4);
}

/* policy.md 9.3: per scenario, which of these flows is let through. */
static const struct auditor_row crossing[] = {
    {SERVER, IMP, "135/tcp", CLASS_RPC, "", "", "FW-RPC"},
    {SERVER, IMP, "445/tcp", F, "", "", "FW-SMB"},
    {IMP, SERVER, "445/tcp", F, "", "", "FW-SMB"},
    {IMP, DB, "1433/tcp", Q, "", "", "FW-SQL"},
    {DB, "192.0.2.14", "1433/tcp", Q, "", "", "FW-SQL"},
    {"192.0.2.14", DB, "1433/tcp", Q, "", "", "FW-SQL"},
    {SUP, ISUP, "443/tcp", S, "", "", "FW-SUP-01"},
    {ISUP, SUP, "8531/tcp", S, "", "", "FW-SUP-02"},
    {ISUP, SUP, "8530/tcp", M, "GET /Content/AB/x.txt", "", "FW-SUP-02"},
};

static const struct {
    const char *scenario, *open; /* by row of crossing: y or n */
} scenarios[] = {
    {"1", "yyyynnyyy"},    {"1r", "yyynyyyyy"},     {"2c", "nnnnnnyyy"},   {"2h", "nnnnnnnnn"},
    {"3", "yyyynnyyy"},    {"3r", "yyynyyyyy"},     {"4nic", "nnnnnnnnn"}, {"4int", "nnnnnnnnn"},
    {"4per", "yyyynnyyy"}, {"custom", "yyyyyyyyy"},
};

Test(cm2007_firewall, opens_the_rows_of_the_sites_scenario)
{
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        char line[64], want[64];
        (void)snprintf(line, sizeof line, "    type: primary\n    ibcm_scenario: %s", scenarios[i].scenario);
        for (size_t k = 0; k < sizeof crossing / sizeof crossing[0]; k++) {
            struct auditor_row row = crossing[k];
            bool open = scenarios[i].open[k] == 'y';
            (void)snprintf(want, sizeof want, open ? "COMPLIANT %s" : "VIOLATION FW-BE-99 high", row.want);
            row.want = want;
            auditor_expect_changed("    type: primary", line, &row, 1);
        }
    }
}

Test(cm2007_server, lets_a_management_point_read_a_replica_beside_it)
{
    static const struct auditor_row rows[] = {
        {IMP, "192.0.2.14", "1433/tcp", Q, "", "", "COMPLIANT SRV-02"},
        {IDP, "192.0.2.14", "1433/tcp", Q, "", "", "VIOLATION FW-SQL-01 high"},
        {"10.1.0.10", "192.0.2.14", "1433/tcp", Q, "", "", "VIOLATION FW-BE-99 high"},
        {SERVER, "192.0.2.14", "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC high"},
    };
    ROWS(rows);
}

Test(cm2007_server, lets_a_child_in_the_perimeter_reach_its_parent)
{
    static const struct auditor_row rows[] = {
        {"192.0.2.5", SERVER, "445/tcp", F, "tree:SMS_SITE", "", "COMPLIANT SRV-04"},
        {SERVER, "192.0.2.5", "445/tcp", F, "tree:SMS_SITE", "", "COMPLIANT SRV-04"},
        {"192.0.2.5", SERVER, "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC high"},
        {"192.0.2.5", "10.3.0.10", "445/tcp", F, "tree:C$", "", "VIOLATION FW-SMB high"},
    };
    static const struct auditor_row other[] = {
        {"192.0.2.5", SERVER, "445/tcp", F, "tree:SMS_SITE", "", "VIOLATION FW-SMB high +FW-BE-99"},
    };
    const char *from = "address: 10.3.0.5,  site: N03|  N03: {type: primary,";
    auditor_expect_changed(
        from, "address: [10.3.0.5, 192.0.2.5], site: N03|  N03: {type: primary, ibcm_scenario: 2c,", rows, 4);
    auditor_expect_changed(
        from, "address: [10.3.0.5, 192.0.2.5], site: N03|  N03: {type: primary, ibcm_scenario: 1,", other, 1);
}
