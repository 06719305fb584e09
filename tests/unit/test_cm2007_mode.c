#include <criterion/criterion.h>

#include "auditor.h"

#define ROWS(r) auditor_expect(r, sizeof(r) / sizeof(r)[0])
#define M CLASS_HTTP
#define S CLASS_HTTPS
#define MP_PATH "CCM_POST /ccm_system/request"
#define DP_PATH "GET /SMS_DP_SMSPKGD$/N0100001/a.cab"
#define FSP_PATH "POST /SMS_FSP/.sms_fsp"
#define SLP_PATH "GET /SMS_SLP/slp.dll?site"
#define SMP_PATH "POST /SMSSMP/smpisapi.dll"
#define SUP_PATH "POST /ClientWebService/client.asmx"

static const struct auditor_row mode[] = {
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, MP_PATH, "", "COMPLIANT MODE-01"},
    {"10.2.5.1", "10.2.0.10", "8080/tcp", M, MP_PATH, "", "COMPLIANT MODE-01"},
    {"10.2.5.1", "10.2.0.10", "80/tcp", M, "GET /sms_mp/.sms_aut?mplist", "", "COMPLIANT MODE-01"},
    {"10.2.5.1", "10.2.0.10", "443/tcp", S, "", "", "VIOLATION MODE-01 low"},
    {"10.2.5.6", "10.2.0.10", "80/tcp", M, MP_PATH, "", "COMPLIANT MODE-01"},
    {"10.1.5.1", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.1.5.1", "10.1.0.10", "8443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", M, "BITS_POST /CCM_Incoming/{1}", "", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", M, "GET /CCM_Client/ccmsetup.cab", "", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", M, "GET /%63cm_system//./request", "", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.4.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.4.5.1", "10.4.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.4.5.1", "10.4.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.2.5.1", "10.2.0.11", "80/tcp", M, DP_PATH, "", "COMPLIANT MODE-03"},
    {"10.2.5.1", "10.2.0.11", "80/tcp", M, "PROPFIND /NOCERT_SMS_DP_SMSPKGD%24/x", "", "COMPLIANT MODE-03"},
    {"10.2.5.1", "10.2.0.11", "443/tcp", S, "", "", "VIOLATION MODE-03 low"},
    {"10.1.5.1", "10.1.0.11", "443/tcp", S, "", "", "COMPLIANT MODE-04"},
    {"10.1.5.1", "10.1.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION MODE-04 high"},
    {"10.2.5.1", "10.2.0.13", "80/tcp", M, SUP_PATH, "", "COMPLIANT MODE-05"},
    {"10.2.5.1", "10.2.0.13", "443/tcp", S, "", "", "COMPLIANT MODE-05"},
    {"10.1.5.1", "10.1.0.13", "8531/tcp", S, "", "", "COMPLIANT MODE-06"},
    {"10.1.5.1", "10.1.0.13", "8530/tcp", M, SUP_PATH, "", "VIOLATION MODE-06 high"},
    {"10.1.5.1", "10.1.0.13", "8530/tcp", M, "POST /ApiRemoting30/WebService.asmx", "",
     "VIOLATION MODE-06 high"},
    {"10.1.5.1", "10.1.0.13", "8530/tcp", M, "GET /selfupdate/wuident.cab", "", "COMPLIANT MODE-06x"},
    {"10.1.5.1", "10.1.0.13", "8530/tcp", M, "GET /Content/AB/x.cab", "", "COMPLIANT MODE-06x"},
    {"10.2.5.1", "10.2.0.14", "80/tcp", M, SMP_PATH, "", "COMPLIANT MODE-07"},
    {"10.2.5.1", "10.2.0.14", "443/tcp", S, "", "", "VIOLATION MODE-07 low"},
    {"10.1.5.1", "10.1.0.14", "443/tcp", S, "", "", "COMPLIANT MODE-08"},
    {"10.1.5.1", "10.1.0.14", "80/tcp", M, SMP_PATH, "", "VIOLATION MODE-08 high"},
    {"10.1.5.1", "10.1.0.14", "445/tcp", CLASS_SMB, "tree:SMPSTOREE_1A$", "", "COMPLIANT SMP-01"},
    {"10.1.5.1", "10.1.0.14", "445/tcp", CLASS_SMB, "", "", "COMPLIANT SMP-01"},
    {"10.1.5.1", "10.1.0.14", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", "VIOLATION SMP-01 medium"},
    {"10.1.5.1", "10.1.0.14", "445/tcp", CLASS_SMB, "tree:IPC$", "", "COMPLIANT SMP-01"},
    {"10.2.5.1", "10.2.0.15", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-09"},
    {"10.2.5.1", "10.1.0.15", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-09"},
    {"10.2.5.1", "10.2.0.15", "443/tcp", S, "", "", "VIOLATION MODE-09 low"},
    {"10.1.5.1", "10.1.0.15", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-10"},
    {"10.1.5.1", "10.2.0.15", "80/tcp", M, FSP_PATH, "", "COMPLIANT MODE-10"},
    {"10.1.5.1", "10.1.0.15", "443/tcp", S, "", "", "VIOLATION MODE-10 low"},
    {"10.2.5.1", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "COMPLIANT MODE-11"},
    {"10.2.5.1", "10.1.0.16", "443/tcp", S, "", "", "VIOLATION MODE-11 low"},
    {"10.1.5.2", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "COMPLIANT MODE-12"},
    {"10.1.5.2", "10.1.0.16", "443/tcp", S, "", "", "VIOLATION MODE-12 low"},
};

Test(cm2007_mode, judges_by_the_mode_of_the_own_site)
{
    ROWS(mode);
}

Test(cm2007_mode, reads_the_wsus_roots_literally_when_told)
{
    const struct auditor_row rows[] = {
        {"10.1.5.1", "10.1.0.13", "8530/tcp", M, "GET /selfupdate/wuident.cab", "",
         "VIOLATION MODE-06 medium"},
        {"10.1.5.1", "10.1.0.13", "8530/tcp", M, SUP_PATH, "", "VIOLATION MODE-06 high"},
        {"10.1.5.1", "10.1.0.13", "8531/tcp", S, "", "", "COMPLIANT MODE-06"},
    };
    auditor_expect_changed("wsus_unsecured_roots: yes", "wsus_unsecured_roots: no", rows, 3);
}

Test(cm2007_mode, asks_ssl_of_an_update_point_that_is_set_to_it)
{
    const struct auditor_row rows[] = {
        {"10.2.5.1", "10.2.0.13", "80/tcp", M, SUP_PATH, "", "VIOLATION MODE-05s low"},
        {"10.2.5.1", "10.2.0.13", "80/tcp", M, "GET /selfupdate/wuident.cab", "", "COMPLIANT MODE-05"},
    };
    auditor_expect_changed("{SUP: {http_ports: [80], https_ports: [443], active: yes}}",
                           "{SUP: {http_ports: [80], https_ports: [443], active: yes, ssl: yes}}", rows, 2);
}

static const struct auditor_row independent[] = {
    {"10.1.5.1", "10.1.0.19", "1812/udp", CLASS_UNKNOWN, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.19", "443/tcp", S, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.19", "67/udp", CLASS_PXE, "pxe:PXEClient", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.19", "80/tcp", M, MP_PATH, "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.19", "80/tcp", M, "POST /domainhra/hcsrvext.dll", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.19", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.19", "80/tcp", M, "?", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.18", "69/udp", CLASS_TFTP, "", "", "COMPLIANT MIND-02"},
    {"10.1.5.1", "10.1.0.18", "4011/udp", CLASS_PXE, "pxe:PXEClient:Arch:00000", "", "COMPLIANT MIND-02"},
    {"10.2.5.1", "10.1.0.18", "67/udp", CLASS_PXE, "pxe:PXEClient:Arch:00000", "", "COMPLIANT MIND-02"},
    {"10.1.0.18", "10.1.5.1", "68/udp", CLASS_PXE, "pxe:PXEClient", "", "COMPLIANT MIND-02"},
    {"10.1.5.1", "10.1.0.10", "4011/udp", CLASS_PXE, "pxe:PXEClient:Arch:00000", "",
     "VIOLATION PXE-01 medium"},
    {"10.1.5.1", "10.1.5.2", "67/udp", CLASS_PXE, "pxe:PXEClient:Arch:00000", "", "VIOLATION PXE-01 medium"},
    {"10.1.5.1", "10.1.0.10", "67/udp", CLASS_PXE, "pxe:MSFT 5.0", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.10", "69/udp", CLASS_TFTP, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.5.1", "10.1.0.17", "80/tcp", M, "GET /SMSReporting_N01/Report.asp", "", "COMPLIANT MIND-03"},
    {"10.2.5.1", "10.1.0.17", "443/tcp", S, "", "", "COMPLIANT MIND-03"},
    {"10.1.5.1", "10.1.0.17", "8088/tcp", M, "GET /SMSReporting_N01/Report.asp", "", "VIOLATION PORT-04 low"},
    {"10.1.5.1", "10.1.0.17", "8531/tcp", S, "", "", "VIOLATION PORT-04 low"},
    {"10.1.5.1", "10.1.0.17", "80/tcp", M, "GET /intranet/home.html", "", "NOT_COVERED NC-PROTO"},
};

Test(cm2007_mind, leaves_windows_and_browsers_out_of_the_mode)
{
    ROWS(independent);
}

Test(cm2007_mind, knows_a_reporting_point_of_one_protocol)
{
    const struct auditor_row rows[] = {
        {"10.1.5.1", "10.1.0.17", "443/tcp", S, "", "", "VIOLATION MIND-03 low"},
        {"10.1.5.1", "10.1.0.17", "80/tcp", M, "GET /SMSReporting_N01/Report.asp", "", "COMPLIANT MIND-03"},
    };
    auditor_expect_changed("RP: {http_ports: [80], https_ports: [443]}",
                           "RP: {http_ports: [80], https_ports: []}", rows, 2);
}

static const struct auditor_row slp[] = {
    {"10.1.5.1", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION SLP-02 medium"},
    {"10.1.5.1", "10.1.0.16", "80/tcp", M, "GET /", "", "VIOLATION SLP-02 medium"},
    {"10.1.5.1", "10.1.0.16", "80/tcp", M, "?", "", "VIOLATION SLP-02 medium"},
    {"10.1.5.1", "10.1.0.16", "443/tcp", S, "", "", "VIOLATION SLP-02 medium"},
    {"10.1.5.1", "10.1.0.16", "80/tcp", M, "", "syn", "VIOLATION SLP-02 low"},
    {"10.1.5.1", "10.1.0.16", "80/tcp", M, "", "nodata", "VIOLATION SLP-02 medium"},
    {"10.1.5.2", "10.1.0.16", "80/tcp", M, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.2", "10.1.0.16", "80/tcp", M, "?", "", "UNDETERMINABLE UND-LOSS"},
    {"10.1.5.2", "10.1.0.16", "80/tcp", M, "GET /", "", "NOT_COVERED NC-PROTO"},
    {"10.2.6.3", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "UNDETERMINABLE UND-FACT(http_roaming)"},
    {"10.2.6.3", "10.1.0.16", "443/tcp", S, "", "", "VIOLATION MODE-12 low"},
    {"10.1.5.6", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION SLP-03 medium"},
    {"10.2.5.6", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION SLP-03 medium"},
    {"10.1.5.5", "10.1.0.16", "80/tcp", M, SLP_PATH, "", "VIOLATION SLP-04 medium"},
};

Test(cm2007_slp, lets_only_those_ask_that_may)
{
    ROWS(slp);
}

static const struct auditor_row mobile[] = {
    {"10.1.5.6", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.2.6.6", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.1.5.6", "10.4.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.2.6.6", "10.2.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MOB-01 medium"},
    {"10.2.6.6", "10.2.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION MOB-01 medium"},
    {"10.1.5.6", "10.3.0.10", "443/tcp", S, "", "", "VIOLATION MOB-01 medium"},
    {"10.2.5.6", "10.2.0.11", "80/tcp", M, DP_PATH, "", "COMPLIANT MODE-03"},
    {"10.1.5.6", "10.1.0.11", "443/tcp", S, "", "", "COMPLIANT MODE-04"},
    {"10.1.5.6", "10.1.0.12", "443/tcp", S, "", "", "VIOLATION DP-02 medium"},
    {"10.1.5.6", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "VIOLATION MOB-04 medium"},
    {"10.1.5.6", "10.1.0.12", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "VIOLATION MOB-04 medium"},
    {"10.1.5.6", "10.1.7.50", "445/tcp", CLASS_SMB, "tree:SMSPKGD$", "", "VIOLATION MOB-07 medium"},
    {"10.1.5.6", "10.1.7.50", "80/tcp", M, DP_PATH, "", "VIOLATION MOB-07 medium"},
    {"10.1.5.6", "10.1.7.50", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", "VIOLATION MOB-07 medium"},
    {"10.1.5.6", "10.1.0.11", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", "VIOLATION MOB-04 medium"},
    {"10.1.5.6", "10.2.0.10", "445/tcp", CLASS_SMB, "tree:SMSClient", "", "VIOLATION MOB-01 medium"},
    {"10.1.5.6", "10.3.0.10", "445/tcp", CLASS_SMB, "", "", "VIOLATION MOB-01 medium"},
    {"10.1.5.6", "10.2.0.11", "445/tcp", CLASS_SMB, "tree:ADMIN$", "", "VIOLATION MOB-01 medium +MOB-04"},
};

Test(cm2007_slp, keeps_mobile_devices_at_home)
{
    ROWS(mobile);
}
