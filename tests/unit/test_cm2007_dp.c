#include <criterion/criterion.h>

#include "auditor.h"

#define ROWS(r) auditor_expect(r, sizeof(r) / sizeof(r)[0])
#define M CLASS_HTTP
#define S CLASS_HTTPS
#define F CLASS_SMB
#define PKG "tree:SMSPKGD$"
#define MP_PATH "CCM_POST /ccm_system/request"
#define DP_PATH "GET /SMS_DP_SMSPKGD$/N0100001/a.cab"

static const struct auditor_row dp[] = {
    {"10.1.5.1", "10.1.7.50", "445/tcp", F, PKG, "", "COMPLIANT BDP-01"},
    {"10.1.5.1", "10.1.7.50", "445/tcp", F, "", "", "COMPLIANT BDP-01"},
    {"10.1.5.1", "10.1.7.50", "80/tcp", M, DP_PATH, "", "VIOLATION BDP-01 medium"},
    {"10.1.5.1", "10.1.7.50", "443/tcp", S, "", "", "VIOLATION BDP-01 medium"},
    {"10.1.7.50", "10.1.0.11", "443/tcp", S, "", "", "COMPLIANT MODE-04"},
    {"10.1.7.50", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION MODE-02 high"},
    {"10.1.5.1", "10.1.0.12", "445/tcp", F, "tree:SMSPKGE$", "", "COMPLIANT DP-01"},
    {"10.1.5.1", "10.1.0.12", "445/tcp", F, "tree:SMSSIG$", "", "COMPLIANT DP-01"},
    {"10.1.5.1", "10.1.0.12", "443/tcp", S, "", "", "VIOLATION DP-02 medium"},
    {"10.1.5.1", "10.1.0.12", "80/tcp", M, DP_PATH, "", "VIOLATION MODE-04 high"},
    {"10.1.5.1", "10.1.0.22", "445/tcp", F, PKG, "", "COMPLIANT DP-03"},
    {"10.1.5.1", "10.1.0.23", "445/tcp", F, PKG, "", "UNDETERMINABLE UND-FACT(run_from_dp)"},
    {"10.4.5.1", "10.4.0.11", "445/tcp", F, PKG, "", "UNDETERMINABLE UND-FACT(run_from_dp)"},
    {"10.1.5.1", "10.1.0.23", "445/tcp", F, PKG, "fail", "COMPLIANT DP-03"},
    {"10.2.5.1", "10.2.0.11", "445/tcp", F, PKG, "", "VIOLATION DP-06 medium"},
    {"10.2.5.1", "10.2.0.11", "445/tcp", F, "", "", "VIOLATION DP-06 medium"},
    {"10.2.5.1", "10.2.0.11", "445/tcp", F, PKG, "http fail", "COMPLIANT DP-04"},
    {"10.2.5.1", "10.2.0.11", "445/tcp", F, PKG, "http silent", "COMPLIANT DP-04"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", F, PKG, "fail", "COMPLIANT DP-05"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", F, PKG, "fail worked", "VIOLATION DP-06 medium"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", F, PKG, "stale", "VIOLATION DP-06 medium"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", F, "", "syn", "VIOLATION DP-06 low"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", F, "", "fail syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_NONE, "", "fail nodata", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.1", "10.1.0.11", "445/tcp", CLASS_NONE, "", "nodata", "VIOLATION DP-06 medium"},
    {"10.1.5.1", "10.1.0.21", "443/tcp", S, "", "", "VIOLATION DP-09 medium"},
    {"10.1.5.1", "10.1.0.21", "80/tcp", M, DP_PATH, "", "VIOLATION DP-09 medium"},
    {"10.1.5.1", "10.1.0.21", "445/tcp", F, PKG, "", "VIOLATION DP-09 medium"},
    {"10.1.9.5", "10.1.0.21", "443/tcp", S, "", "", "COMPLIANT MODE-04"},
    {"10.1.0.5", "10.1.0.11", "445/tcp", F, PKG, "", "COMPLIANT SRV-01"},
    {"10.1.0.5", "10.1.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION DP-08 low"},
    {"10.1.5.1", "10.1.0.11", "443/tcp", S, "", "syn", "UNDETERMINABLE UND-NOPAYLOAD"},
    {"10.1.5.1", "10.1.0.11", "80/tcp", M, "", "syn", "VIOLATION MODE-04 medium"},
};

Test(cm2007_dp, judges_content_by_kind_option_and_history)
{
    ROWS(dp);
}

Test(cm2007_dp, leaves_the_fallback_open_where_the_web_is_not_seen)
{
    const struct auditor_row rows[] = {
        {"10.1.5.1", "10.1.0.11", "445/tcp", F, PKG, "", "UNDETERMINABLE UND-FALLBACK"},
        {"10.1.5.1", "10.1.0.11", "445/tcp", F, PKG, "fail", "COMPLIANT DP-05"},
        {"10.1.5.1", "10.1.0.22", "445/tcp", F, PKG, "", "COMPLIANT DP-03"},
    };
    auditor_expect_changed("options:", "options:\n  sees_web: no", rows, 3);
}

Test(cm2007_dp, asks_for_bits_in_a_mixed_site_too)
{
    const struct auditor_row rows[] = {
        {"10.5.6.1", "10.5.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION DP-02 medium"},
        {"10.5.6.1", "10.5.0.11", "445/tcp", F, PKG, "", "COMPLIANT DP-01"},
    };
    auditor_expect_changed("address: 10.5.0.11, site: M02, roles: {DP: {bits: yes}}",
                           "address: 10.5.0.11, site: M02, roles: {DP: {bits: no}}", rows, 2);
}

static const struct auditor_row roam[] = {
    {"10.1.6.1", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION ROAM-01 high"},
    {"10.1.6.1", "10.1.0.10", "443/tcp", S, "", "", "VIOLATION ROAM-01 medium"},
    {"10.1.6.1", "10.1.0.10", "443/tcp", S, "", "syn", "VIOLATION ROAM-01 low"},
    {"10.1.6.1", "10.1.0.10", "80/tcp", M, "", "nodata", "VIOLATION ROAM-01 high"},
    {"10.1.6.1", "10.1.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION ROAM-02 high"},
    {"10.1.6.1", "10.1.0.11", "443/tcp", S, "", "", "VIOLATION ROAM-02 medium"},
    {"10.1.6.1", "10.1.0.12", "445/tcp", F, "tree:SMSPKGE$", "", "VIOLATION ROAM-02 medium"},
    {"10.1.6.1", "10.1.7.50", "445/tcp", F, PKG, "", "VIOLATION ROAM-02 medium"},
    {"10.1.6.1", "10.1.0.12", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION ROAM-02 medium"},
    {"10.2.6.1", "10.2.0.11", "445/tcp", F, "tree:ADMIN$", "", "VIOLATION ROAM-10 medium"},
    {"10.1.6.1", "10.2.0.10", "80/tcp", M, MP_PATH, "", "COMPLIANT ROAM-03"},
    {"10.1.6.1", "10.2.0.11", "80/tcp", M, DP_PATH, "", "COMPLIANT ROAM-03"},
    {"10.1.6.1", "10.2.0.10", "443/tcp", S, "", "", "VIOLATION ROAM-03 low"},
    {"10.1.6.1", "10.2.0.11", "443/tcp", S, "", "", "VIOLATION ROAM-03 low"},
    {"10.5.6.1", "10.2.0.10", "80/tcp", M, MP_PATH, "", "COMPLIANT MODE-01"},
    {"10.2.6.1", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT ROAM-04"},
    {"10.2.6.1", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION ROAM-04 high"},
    {"10.2.6.2", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT ROAM-05"},
    {"10.2.6.2", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION ROAM-05 high"},
    {"10.2.6.3", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT ROAM-04"},
    {"10.2.6.3", "10.1.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION ROAM-04 high"},
    {"10.2.6.1", "10.1.0.11", "443/tcp", S, "", "", "COMPLIANT ROAM-06"},
    {"10.2.6.1", "10.1.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION ROAM-06 high"},
    {"10.2.6.2", "10.1.0.11", "443/tcp", S, "", "", "COMPLIANT ROAM-07"},
    {"10.2.6.2", "10.1.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION ROAM-07 high"},
    {"10.2.6.3", "10.1.0.11", "443/tcp", S, "", "", "COMPLIANT ROAM-06"},
    {"10.2.6.1", "10.2.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION ROAM-08 high"},
    {"10.2.6.1", "10.2.0.10", "443/tcp", S, "", "", "VIOLATION ROAM-08 medium"},
    {"10.2.6.1", "10.2.0.10", "80/tcp", M, "", "nodata", "VIOLATION ROAM-08 high"},
    {"10.2.6.3", "10.2.0.10", "80/tcp", CLASS_NONE, "", "nodata", "UNDETERMINABLE UND-FACT(http_roaming)"},
    {"10.2.6.3", "10.2.0.10", "443/tcp", CLASS_NONE, "", "nodata", "VIOLATION ROAM-09 low"},
    {"10.2.6.3", "10.2.0.10", "80/tcp", M, MP_PATH, "", "UNDETERMINABLE UND-FACT(http_roaming)"},
    {"10.2.6.3", "10.2.0.10", "443/tcp", S, "", "", "VIOLATION ROAM-09 low"},
    {"10.2.6.2", "10.2.0.10", "80/tcp", M, MP_PATH, "", "COMPLIANT ROAM-09"},
    {"10.2.6.2", "10.2.0.10", "443/tcp", S, "", "", "VIOLATION ROAM-09 low"},
    {"10.2.6.1", "10.2.0.11", "80/tcp", M, DP_PATH, "", "VIOLATION ROAM-10 high"},
    {"10.2.6.1", "10.2.0.11", "445/tcp", F, PKG, "", "VIOLATION ROAM-10 medium"},
    {"10.2.6.3", "10.2.0.11", "445/tcp", F, PKG, "", "VIOLATION DP-06 medium"},
    {"10.2.6.3", "10.2.0.11", "445/tcp", F, "", "syn", "VIOLATION DP-06 low"},
    {"10.2.6.1", "10.2.0.11", "443/tcp", S, "", "", "VIOLATION ROAM-10 medium"},
    {"10.2.6.2", "10.2.0.11", "80/tcp", M, DP_PATH, "", "COMPLIANT ROAM-11"},
    {"10.2.6.2", "10.2.0.11", "443/tcp", S, "", "", "VIOLATION ROAM-11 low"},
    {"10.2.6.2", "10.2.0.11", "445/tcp", F, PKG, "", "VIOLATION DP-06 medium"},
    {"10.2.6.2", "10.2.0.11", "445/tcp", F, PKG, "http fail", "COMPLIANT DP-04"},
    {"10.5.6.1", "10.5.0.10", "80/tcp", M, MP_PATH, "", "COMPLIANT ROAM-12"},
    {"10.5.6.1", "10.5.0.11", "80/tcp", M, DP_PATH, "", "COMPLIANT ROAM-12"},
    {"10.5.6.1", "10.5.0.10", "443/tcp", S, "", "", "VIOLATION ROAM-12 low"},
    {"10.3.6.1", "10.3.0.10", "443/tcp", S, "", "", "COMPLIANT ROAM-13"},
    {"10.3.6.1", "10.3.0.10", "80/tcp", M, MP_PATH, "", "VIOLATION ROAM-13 high"},
    {"10.3.6.1", "10.3.0.10", "80/tcp", M, DP_PATH, "", "VIOLATION ROAM-13 high"},
    {"10.3.6.1", "10.1.0.10", "443/tcp", S, "", "", "COMPLIANT MODE-02"},
    {"10.1.5.1", "10.3.0.10", "443/tcp", S, "", "", "NOT_COVERED NC-NONRESIDENT"},
    {"10.2.5.1", "10.5.0.10", "80/tcp", M, MP_PATH, "", "NOT_COVERED NC-NONRESIDENT"},
    {"10.2.5.1", "10.1.0.11", "445/tcp", F, PKG, "", "NOT_COVERED NC-NONRESIDENT"},
    {"10.2.6.1", "10.2.0.13", "80/tcp", M, "GET /selfupdate/wuident.cab", "", "NOT_COVERED NC-OPT"},
    {"10.2.6.1", "10.2.0.13", "80/tcp", M, "POST /ClientWebService/client.asmx", "",
     "VIOLATION MODE-06 high"},
    {"10.1.6.1", "10.1.0.13", "8530/tcp", M, "POST /ClientWebService/client.asmx", "", "NOT_COVERED NC-OPT"},
    {"10.1.6.1", "10.1.0.14", "443/tcp", S, "", "", "NOT_COVERED NC-OPT"},
    {"10.1.6.1", "10.1.0.14", "445/tcp", F, "tree:SMPSTOREE_1A$", "", "NOT_COVERED NC-OPT"},
    {"10.1.6.1", "10.1.0.14", "445/tcp", F, "tree:ADMIN$", "", "NOT_COVERED NC-OPT"},
    {"10.2.6.1", "10.2.0.15", "80/tcp", M, "POST /SMS_FSP/.sms_fsp", "", "COMPLIANT MODE-10"},
};

Test(cm2007_roam, judges_by_both_modes_and_the_option)
{
    ROWS(roam);
}
