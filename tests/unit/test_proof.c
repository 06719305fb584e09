#include <criterion/criterion.h>
#include <string.h>

#include "auditor.h"
#include "policy/cm2007.h"

static const struct {
    const char *path;
    int role; /* -1: none */
    enum fact_kind kind;
} paths[] = {
    {"/ccm_system/request", ROLE_MP, KIND_PLAIN},
    {"/CCM_System_AltAuth/request", ROLE_MP, KIND_PLAIN},
    {"/ccm_incoming/{1}", ROLE_MP, KIND_PLAIN},
    {"/ccm_outgoing/x", ROLE_MP, KIND_PLAIN},
    {"/sms_mp/.sms_pol?x", ROLE_MP, KIND_PLAIN},
    {"/sms_mp", ROLE_MP, KIND_PLAIN},
    {"/sms_mpx/.sms_pol", -1, KIND_PLAIN},
    {"/ccm_client/ccmsetup.exe", ROLE_MP, KIND_SETUP},
    {"/SMS_DP_SMSPKGE$/ABC", ROLE_DP, KIND_PLAIN},
    {"/nocert_sms_dp_smssig$/x.tar", ROLE_DP, KIND_PLAIN},
    {"/SMS_FSP/.sms_fsp", ROLE_FSP, KIND_PLAIN},
    {"/sms_slp/slp.dll?site", ROLE_SLP, KIND_PLAIN},
    {"/smssmp/x", ROLE_SMP, KIND_PLAIN},
    {"/SMSReporting_N01/Report.asp", ROLE_RP, KIND_PLAIN},
    {"/SMSReporting", -1, KIND_PLAIN},
    {"/clientwebservice/client.asmx", ROLE_SUP, KIND_WSUS_SECURED},
    {"/SelfUpdate/wuident.cab", ROLE_SUP, KIND_WSUS_OPEN},
    {"/Content/00/x.cab", ROLE_SUP, KIND_CONTENT},
    {"/ApiRemoting30/x", ROLE_SUP, KIND_WSUS_SERVER},
    {"/domainhra/hcsrvext.dll", ROLE_SHV, KIND_HRA},
    {"/x/ccm_system/request", -1, KIND_PLAIN},
    {"/", -1, KIND_PLAIN},
    {"/my/own/folder", ROLE_FSP, KIND_PLAIN},
    {"/my/other", -1, KIND_PLAIN},
};

static const struct {
    const char *tree;
    enum proof_of of;
    int role;
} trees[] = {
    {"\\\\s\\SMSPKGD$", PROOF_ROLES, ROLE_DP},
    {"\\\\s\\smssig$", PROOF_ROLES, ROLE_DP},
    {"SMSPKGE$", PROOF_ROLES, ROLE_DP},
    {"\\\\s\\SMSPKG", PROOF_FOREIGN, -1},
    {"\\\\s\\SMPSTOREE_1$", PROOF_ROLES, ROLE_SMP},
    {"\\\\s\\IPC$", PROOF_NONE, -1},
    {"", PROOF_NONE, -1},
    {"\\\\s\\", PROOF_NONE, -1},
    {"\\\\s\\C$", PROOF_FOREIGN, -1},
    {"\\\\s\\SMSClient", PROOF_FOREIGN, -1},
    {"\\\\s\\REMINST", PROOF_ROLES, ROLE_PXE},
    {"\\\\s\\Mine1", PROOF_ROLES, ROLE_DP},
};

static struct site *site_with_evidence(void)
{
    return auditor_load("proxies:", "evidence:\n  FSP: {path: [/My/Own]}\n  DP: {share: [Mine1]}\nproxies:");
}

Test(proof, knows_whose_a_path_is)
{
    struct site *site = site_with_evidence();
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct proof p = proof_of_path(&cm2007_evidence, site, paths[i].path, strlen(paths[i].path));
        unsigned want = paths[i].role < 0 ? 0 : 1u << paths[i].role;
        cr_expect(p.roles == want && p.kind == paths[i].kind && (p.of == PROOF_ROLES) == (want != 0), "%s",
                  paths[i].path);
    }
    cr_expect_eq(proof_of_path(&cm2007_evidence, site, "", 0).of, PROOF_NONE);
    site_free(site);
}

Test(proof, knows_whose_a_share_is)
{
    struct site *site = site_with_evidence();
    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
        struct proof p = proof_of_tree(&cm2007_evidence, site, trees[i].tree, strlen(trees[i].tree));
        cr_expect(p.of == trees[i].of && p.roles == (trees[i].role < 0 ? 0 : 1u << trees[i].role), "%s",
                  trees[i].tree);
    }
    site_free(site);
}

Test(proof, names_interfaces)
{
    cr_expect_str_eq(proof_interface("9556dc99-828c-11cf-a37e-00aa003240c7", 36), "IWbemServices");
    cr_expect_null(proof_interface("9556dc99-828c-11cf-a37e-00aa003240c8", 36));
    cr_expect_null(proof_interface("9556", 4));
}
