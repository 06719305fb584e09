#include <criterion/criterion.h>
#include <stdio.h>

#include "auditor.h"

#define ROWS(r) auditor_expect(r, sizeof(r) / sizeof(r)[0])
#define M CLASS_HTTP
#define S CLASS_HTTPS
#define F CLASS_SMB
#define U CLASS_UNKNOWN
#define MP_PATH "CCM_POST /ccm_system/request"
#define DP_PATH "GET /SMS_DP_SMSPKGD$/N0100001/a.cab"
#define FSP_PATH "POST /SMS_FSP/.sms_fsp"
#define SLP_PATH "GET /SMS_SLP/slp.dll?site"
#define SUP_PATH "POST /ClientWebService/client.asmx"
#define PXE "pxe:PXEClient:Arch:00000"

static const struct auditor_row gates[] = {
    {"203.0.113.60", "10.2.0.10", "443/tcp", S, "", "", "VIOLATION IBCM-01 critical +IBCM-04"},
    {"203.0.113.60", "10.2.0.10", "443/tcp", S, "", "syn", "VIOLATION IBCM-01 high ~attempt"},
    {"203.0.113.60", "10.2.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION IBCM-01 critical"},
    {"203.0.113.52", "10.4.0.10", "443/tcp", S, "", "", "VIOLATION IBCM-02 high +IBCM-04"},
    {"203.0.113.52", "10.1.0.17", "443/tcp", S, "", "", "VIOLATION IBCM-03 high"},
    {"203.0.113.52", "10.1.0.17", "443/tcp", S, "", "rst", "VIOLATION IBCM-03 medium ~attempt"},
    {"203.0.113.52", "10.1.0.19", "443/tcp", S, "", "", "VIOLATION IBCM-03 high"},
    {"203.0.113.52", "10.1.0.5", "443/tcp", S, "", "", "VIOLATION IBCM-03 critical"},
    {"203.0.113.52", "10.1.0.10", "443/tcp", S, "", "", "VIOLATION IBCM-04 high"},
    {"203.0.113.52", "10.1.0.15", "80/tcp", M, FSP_PATH, "", "VIOLATION IBCM-04 high"},
    {"203.0.113.52", "10.1.0.10", "80/tcp", M, "GET /", "", "VIOLATION IBCM-04 high +FW-FE-99"},
    {"203.0.113.51", "10.1.0.11", "443/tcp", S, "", "", "VIOLATION IBCM-04 high +IBCM-17"},
    {"203.0.113.51", "10.1.0.13", "8531/tcp", S, "", "", "VIOLATION IBCM-04 high +IBCM-17"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.10", "8443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"203.0.113.53", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.12", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.12", "8443/tcp", S, "", "", "VIOLATION FW-FE-99 high +PORT-03"},
    {"203.0.113.52", "192.0.2.10", "8531/tcp", S, "", "", "VIOLATION FW-FE-99 high +PORT-02"},
    {"203.0.113.52", "192.0.2.10", "9999/tcp", S, "", "", "VIOLATION FW-FE-99 high"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, MP_PATH, "", "VIOLATION IBCM-05 critical"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, "", "syn", "VIOLATION IBCM-05 high ~attempt"},
    {"203.0.113.52", "192.0.2.11", "80/tcp", M, DP_PATH, "", "VIOLATION IBCM-05 critical"},
    {"203.0.113.52", "192.0.2.12", "80/tcp", M, SUP_PATH, "", "VIOLATION IBCM-05 critical"},
    {"203.0.113.52", "192.0.2.12", "80/tcp", M, "GET /Content/AB/x.txt", "", "VIOLATION IBCM-05 high"},
    {"203.0.113.52", "192.0.2.12", "80/tcp", M, "GET /selfupdate/wuident.cab", "", "VIOLATION IBCM-05 high"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, "GET /index.html", "", "VIOLATION FW-FE-99 high"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", S, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"203.0.113.51", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "COMPLIANT IBCM-06"},
    {"203.0.113.51", "192.0.2.13", "443/tcp", S, "", "", "VIOLATION IBCM-06 low +FSP-02"},
    {"203.0.113.51", "192.0.2.13", "8080/tcp", M, FSP_PATH, "", "VIOLATION FW-FE-99 high +PORT-SITE"},
    {"10.1.5.5", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"10.1.5.5", "192.0.2.10", "8531/tcp", S, "", "", "VIOLATION PORT-02 medium"},
    {"10.1.5.5", "192.0.2.10", "80/tcp", M, MP_PATH, "", "VIOLATION IBCM-05 high"},
    {"10.1.5.5", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "COMPLIANT IBCM-06"},
    {"10.1.5.5", "10.1.0.10", "443/tcp", S, "", "", "VIOLATION IBCM-07 medium"},
    {"10.1.5.5", "10.1.0.10", "443/tcp", S, "", "syn", "VIOLATION IBCM-07 low ~attempt"},
    {"10.1.5.5", "10.1.0.11", "445/tcp", F, "tree:SMSPKGD$", "", "VIOLATION IBCM-07 medium"},
    {"10.1.5.5", "10.1.0.10", "445/tcp", F, "tree:SMSPKGD$", "", "VIOLATION IBCM-07 medium"},
    {"10.1.5.5", "10.1.0.11", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION IBCM-07 medium"},
    {"10.1.5.5", "192.0.2.10", "445/tcp", F, "tree:ADMIN$", "", "NOT_COVERED NC-PROTO"},
    {"10.1.5.5", "10.1.0.17", "80/tcp", M, "GET /SMSReporting_N01/Report.asp", "",
     "VIOLATION IBCM-07 medium"},
    {"10.1.5.5", "10.1.0.18", "69/udp", CLASS_TFTP, "", "", "VIOLATION IBCM-07 medium"},
    {"10.1.5.5", "10.1.0.10", "135/tcp", CLASS_RPC, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.5.5", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION SLP-04 medium +IBCM-07"},
    {"10.1.5.5", "192.0.2.30", "443/tcp", S, "", "", "VIOLATION IBCM-09 medium"},
    {"10.1.5.3", "192.0.2.30", "443/tcp", S, "", "", "VIOLATION IBCM-09 medium"},
    {"10.1.5.3", "192.0.2.30", "443/tcp", S, "", "syn", "VIOLATION IBCM-09 low ~attempt"},
    {"10.1.5.1", "192.0.2.30", "443/tcp", S, "", "", "VIOLATION IBCM-08 low"},
    {"10.1.5.1", "192.0.2.11", "445/tcp", F, "tree:SMSPKGD$", "", "VIOLATION IBCM-08 low"},
    {"10.1.5.3", "192.0.2.11", "445/tcp", F, "tree:SMSPKGD$", "", "VIOLATION DP-06 medium"},
    {"10.1.5.5", "192.0.2.11", "445/tcp", F, "tree:SMSPKGD$", "fail", "VIOLATION DP-06 medium"},
    {"10.1.5.1", "192.0.2.10", "445/tcp", F, "tree:C$", "", "VIOLATION PORT-SRC medium"},
    {"10.1.5.3", "192.0.2.13", "445/tcp", F, "", "", "VIOLATION PORT-SRC medium"},
    {"10.1.5.1", "192.0.2.10", "80/tcp", M, DP_PATH, "", "VIOLATION ROLE-00 medium"},
    {"203.0.113.52", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION IBCM-F04 medium +SLP-04"},
    {"10.1.5.1", "192.0.2.10", "443/tcp", S, "", "", "VIOLATION IBCM-08 low"},
    {"10.1.5.1", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "VIOLATION IBCM-08 low"},
    {"10.1.5.2", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "VIOLATION IBCM-08 low +FSP-03"},
    {"203.0.113.61", "192.0.2.10", "443/tcp", S, "", "", "VIOLATION IBCM-08 medium"},
    {"203.0.113.61", "192.0.2.10", "443/tcp", S, "", "rst", "VIOLATION IBCM-08 low ~attempt"},
    {"203.0.113.52", "192.0.2.30", "443/tcp", S, "", "", "VIOLATION IBCM-09 medium"},
    {"203.0.113.52", "10.2.0.13", "443/tcp", S, "", "", "VIOLATION IBCM-01 critical +IBCM-04 +IBCM-09"},
    {"203.0.113.99", "192.0.2.10", "443/tcp", S, "", "", "UNDETERMINABLE UND-FACT(assigned_site)"},
    {"203.0.113.99", "192.0.2.10", "80/tcp", M, MP_PATH, "", "VIOLATION IBCM-05 critical"},
    {"203.0.113.52", "10.9.0.1", "3268/tcp", CLASS_LDAP, "", "", "NOT_COVERED NC-HOSTS"},
};

Test(cm2007_ibcm, opens_the_gate_for_what_faces_the_internet)
{
    ROWS(gates);
}

Test(cm2007_ibcm, takes_unlisted_internet_clients_for_the_targets_by_default)
{
    const struct auditor_row rows[] = {
        {"203.0.113.99", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05 ~assumed-assignment"},
        {"203.0.113.99", "192.0.2.30", "443/tcp", S, "", "", "COMPLIANT IBCM-05 ~assumed-assignment"},
        {"203.0.113.99", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "COMPLIANT IBCM-06"},
    };
    auditor_expect_changed("internet_unlisted: unknown", "internet_unlisted: assume_target", rows, 3);
}

static const struct auditor_row features[] = {
    {"203.0.113.52", "192.0.2.11", "445/tcp", F, "tree:SMSPKGD$", "",
     "VIOLATION IBCM-F02 critical +FW-FE-99"},
    {"203.0.113.52", "192.0.2.11", "139/tcp", F, "", "syn", "VIOLATION IBCM-F02 high ~attempt"},
    {"203.0.113.52", "10.1.7.50", "80/tcp", M, DP_PATH, "", "VIOLATION IBCM-F02 high"},
    {"203.0.113.52", "10.1.7.50", "443/tcp", S, "", "", "VIOLATION IBCM-F02 high"},
    {"10.1.0.10", "203.0.113.52", "445/tcp", F, "tree:C$", "", "VIOLATION IBCM-F02 critical"},
    {"10.1.0.10", "203.0.113.52", "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC critical"},
    {"10.1.0.5", "203.0.113.52", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION IBCM-F03 critical"},
    {"10.1.0.5", "203.0.113.52", "135/tcp", CLASS_RPC, "", "", "VIOLATION IBCM-F03 critical"},
    {"10.1.0.5", "203.0.113.52", "49200/tcp", CLASS_RPC, "", "", "VIOLATION IBCM-F03 critical"},
    {"10.1.0.5", "203.0.113.52", "445/tcp", F, "", "syn", "VIOLATION IBCM-F03 high ~attempt"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, "GET /CCM_Client/ccmsetup.cab", "",
     "VIOLATION IBCM-05 critical +IBCM-F03"},
    {"203.0.113.52", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION IBCM-F04 medium +SLP-04"},
    {"203.0.113.52", "10.1.0.16", "443/tcp", S, "", "", "VIOLATION IBCM-F04 medium"},
    {"203.0.113.52", "10.1.0.10", "3268/tcp", CLASS_LDAP, "", "", "VIOLATION IBCM-F04 medium +IBCM-04"},
    {"203.0.113.52", "10.1.0.10", "3269/tcp", S, "tls", "", "VIOLATION IBCM-F04 medium +IBCM-04"},
    {"203.0.113.52", "10.1.0.10", "636/tcp", S, "", "", "VIOLATION IBCM-F04 medium +IBCM-04"},
    {"10.1.5.1", "10.1.0.10", "636/tcp", S, "", "", "NOT_COVERED NC-PROTO"},
    {"203.0.113.52", "10.1.0.19", "80/tcp", M, "POST /domainhra/hcsrvext.dll", "",
     "VIOLATION IBCM-F05 medium +IBCM-03"},
    {"203.0.113.52", "10.1.0.19", "1812/udp", U, "", "", "VIOLATION IBCM-F05 medium +IBCM-03"},
    {"203.0.113.52", "10.1.0.6", "137/udp", U, "name:SMS_SLP", "", "VIOLATION IBCM-F04 medium"},
    {"203.0.113.52", "192.0.2.10", "137/udp", U, "name:MP_N01", "", "VIOLATION IBCM-F04 medium"},
    {"203.0.113.52", "10.1.0.6", "137/udp", U, "", "", "VIOLATION FW-FE-99 high"},
    {"10.1.5.1", "10.1.0.6", "137/udp", U, "name:SMS_SLP", "", "NOT_COVERED NC-PROTO"},
    {"203.0.113.52", "10.1.0.6", "67/udp", U, "nap", "", "VIOLATION IBCM-F05 medium"},
    {"10.1.5.1", "10.1.0.6", "67/udp", U, "nap", "", "NOT_COVERED NC-PROTO"},
    {"203.0.113.52", "192.0.2.10", "1813/udp", U, "", "", "VIOLATION IBCM-F05 medium +FW-FE-99"},
    {"203.0.113.52", "192.0.2.10", "1814/udp", U, "", "", "VIOLATION FW-FE-99 high"},
    {"10.1.0.5", "203.0.113.52", "9/udp", CLASS_WOL, "", "", "VIOLATION IBCM-F06 medium"},
    {"10.1.0.10", "203.0.113.52", "4000/udp", CLASS_WOL, "", "", "VIOLATION IBCM-F06 medium"},
    {"203.0.113.52", "10.1.0.10", "9/udp", CLASS_WOL, "", "", "VIOLATION IBCM-04 high +FW-FE-99"},
    {"203.0.113.52", "10.1.0.18", "69/udp", CLASS_TFTP, "", "", "VIOLATION IBCM-F07 high"},
    {"203.0.113.52", "10.1.0.18", "67/udp", CLASS_PXE, PXE, "", "VIOLATION IBCM-F07 high"},
    {"203.0.113.52", "10.1.0.18", "4011/udp", CLASS_PXE, "", "", "VIOLATION IBCM-F07 high"},
    {"203.0.113.52", "10.1.0.18", "67/udp", CLASS_PXE, "", "", "VIOLATION FW-FE-99 high"},
    {"10.1.0.18", "203.0.113.52", "63000/udp", U, "", "", "VIOLATION IBCM-F07 high"},
    {"10.1.0.18", "203.0.113.52", "64000/udp", U, "", "", "VIOLATION IBCM-F07 high"},
    {"10.1.0.18", "203.0.113.52", "64001/udp", U, "", "", "NOT_COVERED NC-HOSTS"},
    {"203.0.113.52", "10.1.0.14", "443/tcp", S, "", "", "VIOLATION IBCM-F08 high"},
    {"203.0.113.52", "10.1.0.14", "445/tcp", F, "tree:SMPSTOREE_1A$", "",
     "VIOLATION IBCM-F02 critical +IBCM-F08"},
    {"10.1.0.5", "203.0.113.52", "2701/tcp", CLASS_REMCTRL, "", "", "VIOLATION IBCM-F09 high"},
    {"10.1.0.5", "203.0.113.52", "2702/tcp", CLASS_REMCTRL, "", "syn", "VIOLATION IBCM-F09 medium ~attempt"},
    {"10.1.0.5", "203.0.113.52", "3389/tcp", CLASS_RDP, "", "", "VIOLATION IBCM-F09 high"},
    {"10.1.0.5", "203.0.113.52", "16992/tcp", CLASS_AMT, "", "", "VIOLATION IBCM-F10 high"},
    {"10.1.0.5", "203.0.113.52", "9971/tcp", CLASS_NONE, "", "rst", "VIOLATION IBCM-F10 medium ~attempt"},
    {"10.1.0.5", "203.0.113.52", "664/tcp", S, "", "", "VIOLATION IBCM-F10 high"},
    {"203.0.113.52", "192.0.2.10", "16993/tcp", CLASS_AMT, "", "", "VIOLATION IBCM-F10 high +FW-FE-99"},
    {"203.0.113.52", "10.1.0.5", "9971/tcp", S, "", "", "VIOLATION IBCM-F10 high +IBCM-03"},
    {"203.0.113.52", "10.1.5.1", "69/udp", CLASS_TFTP, "", "", "VIOLATION IBCM-F07 high"},
    {"10.1.5.1", "203.0.113.52", "67/udp", CLASS_PXE, PXE, "", "VIOLATION IBCM-F07 high"},
    {"10.1.5.1", "10.1.5.2", "69/udp", CLASS_TFTP, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.5", "203.0.113.99", "67/udp", U, "", "", "VIOLATION IBCM-F12 low"},
    {"10.1.0.5", "10.1.5.1", "67/udp", U, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "67/udp", U, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.0.5", "10.1.5.1", "9971/tcp", S, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.5", "203.0.113.52", "0/icmp", CLASS_ICMP_ECHO, "", "", "VIOLATION IBCM-F11 low +IBCM-F12"},
    {"10.1.0.17", "203.0.113.52", "0/icmp", CLASS_ICMP_ECHO, "", "", "VIOLATION IBCM-F11 low"},
    {"10.1.0.10", "203.0.113.52", "0/icmp", CLASS_ICMP_ECHO, "", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.0.5", "203.0.113.99", "161/udp", U, "", "", "VIOLATION IBCM-F12 low"},
    {"10.1.0.5", "203.0.113.99", "67/udp", CLASS_PXE, "", "", "VIOLATION IBCM-F12 low"},
    {"10.1.0.5", "203.0.113.99", "67/udp", CLASS_PXE, PXE, "", "VIOLATION IBCM-F07 high"},
    {"10.1.0.10", "203.0.113.99", "161/udp", U, "", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.0.13", "198.51.100.9", "443/tcp", S, "", "", "NOT_COVERED NC-HOSTS"},
    {"10.1.0.5", "10.1.5.1", "161/udp", U, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.5", "161/udp", U, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "69/udp", CLASS_TFTP, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "67/udp", CLASS_PXE, "pxe:MSFT 5.0", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "16992/tcp", CLASS_AMT, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "63500/udp", U, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.0.5", "10.1.5.1", "3389/tcp", CLASS_RDP, "", "", "NOT_COVERED NC-OPT"},
    {"203.0.113.99", "192.0.2.13", "2701/tcp", CLASS_REMCTRL, "", "", "VIOLATION FW-FE-99 critical"},
    {"203.0.113.99", "192.0.2.13", "3389/tcp", CLASS_RDP, "", "", "VIOLATION FW-FE-99 high"},
    {"203.0.113.99", "192.0.2.10", "135/tcp", CLASS_RPC, "", "", "VIOLATION FW-RPC critical +FW-FE-99"},
    {"203.0.113.52", "192.0.2.10", "1433/tcp", CLASS_SQL, "", "", "VIOLATION FW-SQL-01 critical"},
    {"203.0.113.52", "10.1.0.6", "1433/tcp", CLASS_SQL, "", "", "VIOLATION FW-SQL-01 critical"},
    {"203.0.113.52", "192.0.2.10", "0/icmp", CLASS_ICMP_ECHO, "", "", "VIOLATION FW-FE-99 high"},
    {"203.0.113.52", "192.0.2.10", "0/icmp", U, "", "", "NOT_COVERED NC-PROTO"},
};

Test(cm2007_feature, knows_the_footprints_of_what_is_not_supported)
{
    ROWS(features);
}

static const struct auditor_row fsp[] = {
    {"10.1.5.3", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "COMPLIANT FSP-05"},
    {"10.1.5.3", "192.0.2.13", "443/tcp", S, "", "", "VIOLATION IBCM-06 low"},
    {"10.1.5.3", "192.0.2.13", "8530/tcp", M, FSP_PATH, "", "VIOLATION PORT-01 medium"},
    {"10.1.5.3", "10.1.0.15", "80/tcp", M, FSP_PATH, "", "VIOLATION FSP-04 medium"},
    {"10.1.5.3", "10.2.0.15", "80/tcp", M, FSP_PATH, "", "VIOLATION FSP-04 medium"},
    {"10.1.5.3", "10.1.0.15", "80/tcp", M, "", "rst", "VIOLATION FSP-04 low ~attempt"},
    {"203.0.113.51", "10.1.0.15", "80/tcp", M, FSP_PATH, "", "VIOLATION IBCM-04 high +FSP-04"},
    {"10.1.5.2", "10.1.0.15", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-10"},
    {"10.1.5.2", "10.2.0.15", "80/tcp", M, FSP_PATH, "", "VIOLATION FSP-03 low"},
    {"10.1.5.2", "10.3.0.10", "80/tcp", M, FSP_PATH, "", "VIOLATION FSP-03 low"},
    {"10.1.5.1", "10.2.0.15", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-10"},
};

Test(cm2007_fsp, gives_every_client_one_fallback_status_point)
{
    ROWS(fsp);
}

Test(cm2007_fsp, asks_for_the_given_one_on_the_internet_too)
{
    const struct auditor_row rows[] = {
        {"203.0.113.51", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "VIOLATION FSP-02 medium +FSP-03"},
        {"203.0.113.52", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "COMPLIANT IBCM-06"},
        {"10.1.5.3", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "VIOLATION FSP-03 low"},
    };
    auditor_expect_changed("http_roaming: no, fsp: 192.0.2.13", "http_roaming: no, fsp: 10.2.0.15", rows, 3);
}

Test(cm2007_ibcm, counts_every_role_of_a_host_that_internet_clients_reach)
{
    static const struct auditor_row rows[] = {
        {"203.0.113.52", "10.1.0.5", "443/tcp", S, "", "", "VIOLATION IBCM-03 critical"},
        {"203.0.113.52", "10.1.0.5", "3389/tcp", CLASS_RDP, "", "", "VIOLATION IBCM-03 critical +FW-FE-99"},
        {"203.0.113.52", "10.1.0.5", "80/tcp", M, MP_PATH, "", "VIOLATION IBCM-04 high"},
        {"10.1.5.1", "10.1.0.5", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    };
    auditor_expect_changed(
        "roles: {SITE_SERVER: {}}}|  n01-db:", "roles: {SITE_SERVER: {}, MP: {}}}|  n01-db:", rows, 4);
    static const struct auditor_row multi[] = {
        {"203.0.113.52", "10.3.0.10", "5555/tcp", U, "", "", "VIOLATION IBCM-04 high +FW-FE-99"},
    };
    ROWS(multi);
}

Test(cm2007_ibcm, lets_internet_clients_inside_in_the_scenario_for_it_only)
{
    static const struct auditor_row let[] = {
        {"203.0.113.52", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
        {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    };
    static const struct auditor_row kept_out[] = {
        {"203.0.113.52", "10.1.0.10", "443/tcp", S, "", "", "VIOLATION FW-FE-99 high"},
        {"203.0.113.52", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
        {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    };
    static const char from[] = "address: 10.1.0.10, site: N01, roles: {MP: {default: yes}}|    type: primary";
    static const char both[] = "address: 10.1.0.10, site: N01, roles: {MP: {default: yes, scope: both}}|";
    static const char *const open[] = {"4int", "custom"}, *const closed[] = {"1", "3r", "4nic", "4per"};
    char to[256];
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
        (void)snprintf(to, sizeof to, "%s    type: primary\n    ibcm_scenario: %s", both, open[i]);
        auditor_expect_changed(from, to, let, 2);
    }
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        (void)snprintf(to, sizeof to, "%s    type: primary\n    ibcm_scenario: %s", both, closed[i]);
        auditor_expect_changed(from, to, kept_out, 3);
    }
}

static const struct auditor_row proxies[] = {
    {"203.0.113.53", "203.0.113.80", "8080/tcp", M, "CONNECT imp.example.com:443", "",
     "VIOLATION MOB-06 low"},
    {"203.0.113.53", "198.51.100.7", "8080/tcp", M, "CONNECT 192.0.2.10:443", "", "VIOLATION MOB-06 low"},
    {"203.0.113.53", "198.51.100.7", "8080/tcp", M, "CONNECT imp.example.com:8443 403", "",
     "VIOLATION PROXY-01 low +MOB-06"},
    {"203.0.113.53", "198.51.100.7", "8080/tcp", M, "CONNECT other.example.com:443", "",
     "NOT_COVERED NC-HOSTS"},
    {"10.1.5.6", "10.1.0.40", "8080/tcp", M, "CONNECT imp.example.com:443", "", "NOT_COVERED NC-HOSTS"},
    {"203.0.113.52", "203.0.113.80", "8080/tcp", M, "CONNECT imp.example.com:8443 403", "",
     "VIOLATION PROXY-01 low"},
    {"203.0.113.52", "203.0.113.80", "8080/tcp", M, "CONNECT IMP.Example.com.:8443 502", "",
     "VIOLATION PROXY-01 low"},
    {"203.0.113.52", "203.0.113.80", "8080/tcp", M, "CONNECT imp.example.com:8443 200", "",
     "COMPLIANT PROXY-01 ~tunnel-to-other-port"},
    {"203.0.113.52", "203.0.113.80", "8080/tcp", M, "CONNECT 192.0.2.10:8443 200", "", "COMPLIANT PROXY-01"},
    {"203.0.113.52", "203.0.113.80", "8080/tcp", M, "CONNECT imp.example.com:8443 407", "",
     "NOT_COVERED NC-HOSTS"},
    {"203.0.113.52", "203.0.113.80", "8080/tcp", M, "CONNECT imp.example.com:443 403", "",
     "NOT_COVERED NC-HOSTS"},
    {"203.0.113.52", "198.51.100.7", "3128/tcp", M, "CONNECT www.example.com:8443 403", "",
     "NOT_COVERED NC-HOSTS"},
    {"10.1.5.1", "10.1.0.40", "8080/tcp", M, "CONNECT imp.example.com:8443 403", "",
     "VIOLATION PROXY-01 low"},
    {"10.9.9.9", "10.1.0.40", "8080/tcp", M, "CONNECT imp.example.com:8443 403", "", "NOT_COVERED NC-HOSTS"},
    {"192.0.2.20", "192.0.2.10", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"192.0.2.20", "192.0.2.10", "80/tcp", M, MP_PATH, "", "VIOLATION PROXY-05 high +IBCM-05"},
    {"192.0.2.20", "192.0.2.10", "80/tcp", M, "GET /", "", "VIOLATION PROXY-05 high"},
    {"192.0.2.20", "192.0.2.10", "80/tcp", M, "", "syn", "VIOLATION PROXY-05 medium ~attempt"},
    {"192.0.2.20", "192.0.2.11", "80/tcp", M, DP_PATH, "", "VIOLATION PROXY-05 high"},
    {"192.0.2.20", "192.0.2.13", "80/tcp", M, FSP_PATH, "", "COMPLIANT IBCM-06"},
    {"192.0.2.20", "192.0.2.30", "443/tcp", S, "", "", "COMPLIANT IBCM-05"},
    {"192.0.2.20", "10.1.0.10", "443/tcp", S, "", "", "VIOLATION IBCM-07 medium"},
    {"203.0.113.80", "192.0.2.10", "443/tcp", S, "", "", "NOT_COVERED NC-HOSTS"},
    {"203.0.113.51", "192.0.2.13", "80/tcp", M, FSP_PATH " 200 HTTP/1.0", "", "VIOLATION FW-HTTP11 low"},
    {"203.0.113.51", "192.0.2.13", "80/tcp", M, "via:1.0 + " FSP_PATH, "", "VIOLATION FW-HTTP11 low"},
    {"10.1.5.3", "192.0.2.13", "80/tcp", M, FSP_PATH " 200 HTTP/1.0", "", "VIOLATION FW-HTTP11 low"},
    {"10.1.5.1", "10.1.0.15", "80/tcp", M, FSP_PATH " 200 HTTP/1.0", "", "COMPLIANT MODE-10"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, MP_PATH " 200 HTTP/1.0", "",
     "VIOLATION IBCM-05 critical +FW-HTTP11"},
    {"203.0.113.51", "192.0.2.13", "80/tcp", M, FSP_PATH " 405", "", "COMPLIANT IBCM-06 ~blocked-verb"},
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, MP_PATH " 501", "", "COMPLIANT MODE-01 ~blocked-verb"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", S, "sni:imp.example.com", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", S, "sni:IMP.EXAMPLE.COM", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.10", "443/tcp", S, "sni:n01-imp.corp.local", "", "VIOLATION IBCM-18 low"},
    {"10.1.5.5", "192.0.2.10", "443/tcp", S, "sni:imp.example.com.evil.org", "", "VIOLATION IBCM-18 low"},
    {"203.0.113.52", "192.0.2.11", "443/tcp", S, "sni:other.example.com", "", "COMPLIANT IBCM-05"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, MP_PATH " 200 host:imp.example.com:80", "",
     "VIOLATION IBCM-05 critical"},
    {"203.0.113.52", "192.0.2.10", "80/tcp", M, MP_PATH " 200 host:192.0.2.10", "",
     "VIOLATION IBCM-05 critical +IBCM-18"},
};

#define MP_AT(item, want)                                                                                    \
    {                                                                                                        \
        "10.2.5.1", "10.2.0.10", "80/tcp", M, item, "", want                                                 \
    }

static const struct auditor_row verbs[] = {
    MP_AT("405:CCM_POST /ccm_system/request", "COMPLIANT MODE-01 ~blocked-verb"),
    MP_AT("501:BITS_POST /ccm_incoming/x", "COMPLIANT MODE-01 ~blocked-verb"),
    MP_AT("0:CCM_POST /ccm_system/request + aborted:2", "COMPLIANT MODE-01 ~blocked-verb"),
    MP_AT("200:GET /sms_mp/.sms_aut?mplist + 0:PROPFIND /ccm_system/request + aborted:2",
          "COMPLIANT MODE-01 ~blocked-verb"),
    MP_AT("405:POST /ccm_system/request", "COMPLIANT MODE-01 !blocked-verb"),
    MP_AT("0:POST /ccm_system/request + aborted:2", "COMPLIANT MODE-01 !blocked-verb"),
    MP_AT("0:CCM_POST /ccm_system/request", "COMPLIANT MODE-01 !blocked-verb"),
    MP_AT("200:CCM_POST /ccm_system/request + aborted:1", "COMPLIANT MODE-01 !blocked-verb"),
    MP_AT("405:PROPFIND /other", "NOT_COVERED NC-PROTO !blocked-verb"),
    {"10.2.5.1", "10.2.0.11", "80/tcp", M, "405:PROPFIND /SMS_DP_SMSPKGD$/x", "",
     "COMPLIANT MODE-03 ~blocked-verb"},
    {"10.2.5.1", "10.2.0.11", "80/tcp", M, "405:CCM_POST /SMS_DP_SMSPKGD$/x", "",
     "COMPLIANT MODE-03 !blocked-verb"},
    {"10.2.5.1", "10.2.0.15", "80/tcp", M, "0:POST /SMS_FSP/.sms_fsp + aborted:2", "",
     "COMPLIANT MODE-09 ~blocked-verb"},
    {"10.2.5.1", "10.2.0.15", "80/tcp", M, "405:PROPFIND /SMS_FSP/.sms_fsp", "",
     "COMPLIANT MODE-09 !blocked-verb"},
};

Test(cm2007_proxy, notes_a_verb_that_did_not_pass)
{
    ROWS(verbs);
}

Test(cm2007_proxy, judges_tunnels_bridges_versions_and_names)
{
    ROWS(proxies);
}
