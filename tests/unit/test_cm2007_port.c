#include <criterion/criterion.h>

#include "auditor.h"

#define ROWS(r) auditor_expect(r, sizeof(r) / sizeof(r)[0])
#define M CLASS_HTTP
#define S CLASS_HTTPS
#define F CLASS_SMB
#define MP_PATH "CCM_POST /ccm_system/request"
#define FSP_PATH "POST /SMS_FSP/.sms_fsp"
#define SUP_PATH "POST /ClientWebService/client.asmx"
#define PKG "tree:SMSPKGD$"

static const struct auditor_row ports[] = {
    {"10.2.5.1", "10.2.0.10", "8530/tcp", M, MP_PATH, "", "VIOLATION PORT-01 medium"},
    {"10.2.5.1", "10.2.0.10", "4711/tcp", M, MP_PATH, "", "VIOLATION PORT-01 medium"},
    {"10.2.5.1", "10.2.0.10", "443/tcp", M, MP_PATH, "", "VIOLATION PORT-01 medium"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.2.5.1", "10.2.0.15", "8081/tcp", M, FSP_PATH, "", "VIOLATION PORT-01 medium"},
    {"10.1.5.1", "10.1.0.10", "4443/tcp", S, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.5.1", "10.1.0.10", "8531/tcp", S, "", "", "VIOLATION PORT-02 medium"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", S, "", "", "VIOLATION PORT-02 medium"},
    {"10.1.5.1", "10.1.0.11", "8080/tcp", S, "", "", "VIOLATION PORT-02 medium"},
    {"10.1.5.1", "10.1.0.14", "8531/tcp", S, "", "", "VIOLATION PORT-02 medium"},
    {"10.2.5.1", "10.2.0.10", "8531/tcp", S, "", "", "VIOLATION MODE-01 low"},
    {"10.1.5.1", "10.1.0.15", "8080/tcp", M, FSP_PATH, "", "VIOLATION PORT-SITE medium"},
    {"10.1.5.1", "10.1.0.15", "8080/tcp", M, "", "rst", "VIOLATION PORT-SITE low"},
    {"10.1.5.1", "10.1.0.10", "8080/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.1.5.2", "10.1.0.16", "8080/tcp", M, "GET /SMS_SLP/slp.dll?site", "", "VIOLATION PORT-SITE medium"},
    {"10.2.6.3", "10.1.0.16", "8080/tcp", M, "GET /SMS_SLP/slp.dll?site", "", "VIOLATION PORT-SITE medium"},
    {"10.1.5.1", "10.1.0.13", "443/tcp", S, "", "", "VIOLATION PORT-03 medium"},
    {"10.1.5.1", "10.1.0.13", "8530/tcp", S, "", "", "VIOLATION PORT-03 medium"},
    {"10.2.5.1", "10.2.0.13", "8530/tcp", M, SUP_PATH, "", "VIOLATION PORT-03 medium"},
    {"10.2.5.1", "10.2.0.13", "8080/tcp", M, SUP_PATH, "", "VIOLATION PORT-03 medium"},
    {"10.1.5.1", "10.1.0.13", "80/tcp", M, SUP_PATH, "", "VIOLATION MODE-06 high"},
    {"10.1.5.1", "10.1.0.13", "4444/tcp", S, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.5.1", "10.1.0.12", "139/tcp", F, PKG, "", "VIOLATION PORT-SMB139 low"},
    {"10.1.5.1", "10.1.0.14", "139/tcp", F, "tree:SMPSTOREE_1A$", "", "VIOLATION PORT-SMB139 low"},
    {"10.1.5.1", "10.1.0.11", "139/tcp", F, PKG, "", "VIOLATION DP-06 medium"},
    {"10.1.5.1", "10.1.0.12", "139/tcp", F, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.1", "10.1.0.12", "139/tcp", F, "", "nodata", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.1", "10.1.0.11", "139/tcp", F, "", "syn", "VIOLATION DP-06 low"},
    {"10.2.5.1", "10.1.0.30", "139/tcp", F, PKG, "", "VIOLATION PORT-SMB139 low"},
    {"10.2.5.1", "10.1.0.30", "139/tcp", F, "", "", "VIOLATION PORT-SMB139 low"},
    {"10.2.5.1", "10.2.0.10", "445/tcp", F, "tree:C$", "", "VIOLATION PORT-SRC medium"},
    {"10.2.5.1", "10.2.0.10", "445/tcp", F, "", "", "VIOLATION PORT-SRC medium"},
    {"10.2.5.1", "10.2.0.10", "445/tcp", F, "", "syn", "VIOLATION PORT-SRC low"},
    {"10.2.5.1", "10.2.0.13", "445/tcp", F, "tree:WsusContent", "", "VIOLATION PORT-SRC medium"},
    {"10.1.5.1", "10.1.0.5", "445/tcp", F, "tree:SMS_N01", "", "VIOLATION PORT-SRC medium"},
    {"10.1.5.1", "10.1.0.18", "445/tcp", F, "tree:REMINST", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.13", "445/tcp", F, "tree:REMINST", "", "VIOLATION PORT-SRC medium"},
    {"10.1.5.1", "10.1.0.5", "135/tcp", CLASS_RPC, "e1af8308-5d1f-11c9-91a4-08002b14a0fa", "",
     "NOT_COVERED NC-PROTO"},
    {"10.1.5.1", "10.1.0.10", "1433/tcp", CLASS_SQL, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.1.5.1", "10.1.0.6", "1433/tcp", CLASS_SQL, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.1.0.10", "10.1.0.6", "1433/tcp", CLASS_SQL, "", "", "COMPLIANT SRV-02"},
    {"10.1.0.10", "10.1.0.6", "1450/tcp", CLASS_SQL, "", "", "VIOLATION FW-SQL-02 medium"},
    {"10.1.5.1", "10.1.0.6", "1434/udp", CLASS_SQL, "", "", "VIOLATION FW-SQL-01 high"},
    {"10.1.0.10", "10.1.0.6", "1434/udp", CLASS_SQL, "", "", "NOT_COVERED NC-OPT"},
};

Test(cm2007_port, knows_the_ports_of_sites_and_roles)
{
    ROWS(ports);
}

static const struct auditor_row deploy[] = {
    {"10.1.0.5", "10.1.8.1", "0/icmp", CLASS_ICMP_ECHO, "", "", "COMPLIANT PORT-PUSH-01"},
    {"10.2.0.5", "10.2.5.1", "0/icmp", CLASS_ICMP_ECHO, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.5", "10.1.8.1", "445/tcp", F, "tree:ADMIN$", "", "COMPLIANT PORT-PUSH-02"},
    {"10.1.0.5", "10.1.5.1", "445/tcp", F, "", "", "COMPLIANT PORT-PUSH-02"},
    {"10.1.0.5", "10.1.5.1", "139/tcp", F, "tree:ADMIN$", "", "VIOLATION PORT-SMB139 low"},
    {"10.2.0.5", "10.2.5.1", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION PORT-PUSH-02 medium"},
    {"10.2.0.5", "10.2.5.1", "445/tcp", F, "", "syn", "VIOLATION PORT-PUSH-02 low"},
    {"10.1.0.5", "10.1.8.1", "135/tcp", CLASS_RPC, "", "", "COMPLIANT PORT-PUSH-03"},
    {"10.1.0.5", "10.1.8.1", "135/udp", CLASS_RPC, "", "", "COMPLIANT PORT-PUSH-03"},
    {"10.2.0.5", "10.2.5.1", "135/tcp", CLASS_RPC, "", "", "VIOLATION PORT-PUSH-03 medium"},
    {"10.1.0.5", "10.1.8.1", "49200/tcp", CLASS_RPC, "", "", "COMPLIANT PORT-PUSH-04"},
    {"10.2.0.5", "10.2.5.1", "49200/tcp", CLASS_RPC, "", "", "VIOLATION PORT-PUSH-04 medium"},
    {"10.1.0.5", "10.1.8.1", "49200/tcp", CLASS_UNKNOWN, "", "", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.0.5", "10.1.8.1", "49200/tcp", CLASS_NONE, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.0.5", "10.1.8.1", "10500/tcp", CLASS_UNKNOWN, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.0.5", "10.1.8.1", "445/tcp", CLASS_NONE, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.0.5", "10.2.6.1", "445/tcp", F, "tree:ADMIN$", "", "COMPLIANT PORT-PUSH-02"},
    {"10.2.0.5", "10.1.5.1", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION PORT-PUSH-07 medium"},
    {"10.3.0.5", "10.1.5.1", "135/tcp", CLASS_RPC, "", "", "VIOLATION PORT-PUSH-07 medium"},
    {"10.9.9.9", "10.1.5.1", "445/tcp", F, "tree:ADMIN$", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.0.10", "10.1.5.1", "445/tcp", F, "tree:ADMIN$", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.0.5", "10.1.5.1", "2701/tcp", CLASS_REMCTRL, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.5", "10.1.5.1", "9/udp", CLASS_WOL, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.8.1", "10.1.0.30", "445/tcp", F, "tree:SMSClient", "", "COMPLIANT PORT-MAN-01"},
    {"10.1.8.1", "10.1.0.30", "445/tcp", F, "tree:setup", "", "COMPLIANT PORT-MAN-01"},
    {"10.1.8.1", "10.1.0.30", "445/tcp", F, "", "", "COMPLIANT PORT-MAN-01"},
    {"10.1.8.1", "10.1.0.30", "80/tcp", M, MP_PATH, "", "VIOLATION ROLE-00 medium"},
    {"10.1.8.1", "10.1.0.30", "80/tcp", M, "GET /intranet/home.html", "", "NOT_COVERED NC-PROTO"},
    {"10.1.8.1", "10.1.0.30", "445/tcp", F, PKG, "", "COMPLIANT PORT-MAN-01"},
    {"10.1.8.1", "10.1.0.10", "445/tcp", F, "tree:SMSClient", "", "COMPLIANT PORT-MAN-01"},
    {"10.1.8.1", "10.1.0.10", "445/tcp", F, "", "", "COMPLIANT PORT-MAN-01"},
    {"10.1.8.1", "10.1.0.10", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION PORT-SRC medium"},
    {"10.2.5.1", "10.2.0.10", "445/tcp", F, "tree:SMSClient", "", "VIOLATION PORT-SRC medium"},
    {"10.2.5.1", "10.1.0.30", "445/tcp", F, "tree:setup", "", "COMPLIANT PORT-GPO-03"},
    {"10.3.6.2", "10.1.0.30", "445/tcp", F, "tree:setup", "", "COMPLIANT PORT-SUP-03"},
};

Test(cm2007_deploy, allows_what_the_sites_methods_need)
{
    ROWS(deploy);
}

Test(cm2007_deploy, leaves_installed_clients_out)
{
    const struct auditor_row rows[] = {
        {"10.1.0.5", "10.1.8.1", "445/tcp", F, "tree:ADMIN$", "", "NOT_COVERED NC-OPT"},
        {"10.1.0.5", "10.1.8.1", "0/icmp", CLASS_ICMP_ECHO, "", "", "NOT_COVERED NC-OPT"},
        {"10.1.8.1", "10.1.0.10", "445/tcp", F, "tree:SMSClient", "", "VIOLATION PORT-SRC medium"},
        {"10.1.8.1", "10.1.0.30", "445/tcp", F, "tree:setup", "", "NOT_COVERED NC-OPT"},
    };
    auditor_expect_changed("state: deploying", "state: installed", rows, 4);
}

static const struct auditor_row roles[] = {
    {"10.3.6.2", "10.3.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.3.6.2", "10.3.0.10", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-10"},
    {"10.3.6.2", "10.3.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.3.6.2", "10.3.0.10", "80/tcp", M, "?", "", "UNDETERMINABLE UND-ROLE"},
    {"10.3.6.2", "10.3.0.12", "80/tcp", M, "?", "", "UNDETERMINABLE UND-LOSS"},
    {"10.3.6.2", "10.3.0.12", "445/tcp", F, "", "", "COMPLIANT SMP-01"},
    {"10.3.6.2", "10.3.0.10", "80/tcp", M, FSP_PATH " + " MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.3.6.2", "10.3.0.10", "80/tcp", M, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, "GET /intranet/home.html", "", "NOT_COVERED NC-PROTO"},
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, "GET /SMS_DP_SMSPKGD$/x", "", "VIOLATION ROLE-00 medium"},
    {"10.2.5.1", "10.2.0.10", "445/tcp", F, PKG, "", "VIOLATION ROLE-00 medium"},
    {"10.1.5.1", "10.1.0.30", "80/tcp", M, "GET /SMS_SLP/slp.dll?site", "", "VIOLATION ROLE-00 medium"},
    {"10.1.5.1", "10.1.0.30", "445/tcp", F, PKG, "", "COMPLIANT PORT-MAN-01"},
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, "?", "", "UNDETERMINABLE UND-LOSS"},
    {"10.2.6.1", "10.2.0.13", "80/tcp", M, "?", "", "UNDETERMINABLE UND-LOSS"},
    {"10.2.6.1", "10.2.0.14", "80/tcp", M, "?", "", "NOT_COVERED NC-OPT"},
    {"10.2.5.1", "10.1.0.13", "8530/tcp", M, "?", "", "NOT_COVERED NC-OPT"},
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, MP_PATH, "oneway", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", M, MP_PATH, "oneway", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "oneway", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "hole", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_UNKNOWN, "", "hole", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.1", "10.1.0.6", "1433/tcp", CLASS_UNKNOWN, "", "hole", "UNDETERMINABLE UND-LOSS"},
    {"10.1.0.10", "10.1.0.6", "1433/tcp", CLASS_UNKNOWN, "", "cut", "UNDETERMINABLE UND-LOSS"},
    {"10.1.0.5", "10.1.8.1", "135/tcp", CLASS_UNKNOWN, "", "hole", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.1", "10.1.0.10", "135/tcp", CLASS_UNKNOWN, "", "hole", "NOT_COVERED NC-PROTO"},
    {"192.0.2.10", "10.1.0.6", "1433/tcp", CLASS_UNKNOWN, "", "hole", "UNDETERMINABLE UND-LOSS"},
    {"192.0.2.10", "10.1.0.6", "1433/tcp", CLASS_UNKNOWN, "", "", "VIOLATION FW-BE-99 high"},
    {"192.0.2.11", "10.1.0.6", "1433/tcp", CLASS_UNKNOWN, "", "hole", "VIOLATION FW-BE-99 high"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", CLASS_UNKNOWN, "", "hole", "UNDETERMINABLE UND-LOSS"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", CLASS_UNKNOWN, "", "", "VIOLATION FW-FE-99 high"},
    {"203.0.113.52", "192.0.2.10", "445/tcp", CLASS_UNKNOWN, "", "hole", "VIOLATION FW-FE-99 high"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "overflow", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_NONE, "", "nodata", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_NONE, "", "nodata", "VIOLATION MODE-02 high +PORT-02"},
    {"10.1.5.1", "10.1.0.10", "8531/tcp", CLASS_NONE, "", "nodata", "VIOLATION PORT-02 medium +MODE-02"},
    {"10.1.5.1", "10.1.0.15", "8080/tcp", CLASS_NONE, "", "nodata", "VIOLATION PORT-SITE medium +MODE-10"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_NONE, "", "syn", "VIOLATION MODE-02 medium"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "midstream", "COMPLIANT MODE-02"},
};

Test(cm2007_port, tells_roles_of_one_server_apart)
{
    ROWS(roles);
}

static const struct auditor_row hosts[] = {
    {"10.1.5.1", "198.51.100.9", "443/tcp", S, "", "", "NOT_COVERED NC-HOSTS"},
    {"10.9.9.9", "10.1.0.10", "443/tcp", S, "", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.5.1", "10.1.5.2", "445/tcp", F, "tree:C$", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.5.1", "255.255.255.255", "67/udp", CLASS_PXE, "pxe:PXEClient", "", "NOT_COVERED NC-HOSTS"},
    {"0.0.0.0", "10.1.0.18", "67/udp", CLASS_PXE, "pxe:PXEClient", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.5.200", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.1.5.200", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.1.0.10", "10.1.0.11", "443/tcp", S, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.13", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.1.0.10", "3389/tcp", CLASS_RDP, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.5.1", "10.1.0.10", "2701/tcp", CLASS_REMCTRL, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "53/udp", CLASS_UNKNOWN, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.5.1", "10.1.0.5", "443/tcp", S, "", "", "NOT_COVERED NC-PROTO"},
    {"203.0.113.99", "192.0.2.10", "443/tcp", S, "", "", "UNDETERMINABLE UND-FACT(assigned_site)"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.10", "445/tcp", F, "", "", "VIOLATION IBCM-F02 critical"},
};

Test(cm2007_port, sorts_pairs_of_hosts_first)
{
    ROWS(hosts);
}
