#include "policy/expected_line.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { ALL = DEPLOY_PUSH | DEPLOY_SUP | DEPLOY_GPO | DEPLOY_MANUAL | DEPLOY_LOGON | DEPLOY_SWDIST };

static const struct {
    struct expected_line_flow flow;
    unsigned methods;
    const char *want; /* ids with blanks behind them */
} rows[] = {
    {{true, CLASS_HTTPS, ROLE_MP, "MODE-02", false}, ALL, "PORT-PUSH-05 PORT-GPO-02 PORT-MAN-03 "},
    {{true, CLASS_HTTPS, ROLE_MP, "MODE-02", false}, DEPLOY_GPO, "PORT-GPO-02 "},
    {{true, CLASS_HTTPS, ROLE_MP, "MODE-02", false}, DEPLOY_SUP | DEPLOY_SWDIST, ""},
    {{true, CLASS_HTTPS, ROLE_MP, "MODE-02", false}, 0, ""},
    {{true, CLASS_HTTP, ROLE_MP, "MODE-01", false}, DEPLOY_LOGON, "PORT-MAN-02 "},
    {{true, CLASS_HTTP, ROLE_SLP, "MODE-11", false}, DEPLOY_LOGON, "PORT-ALL-01 "},
    {{true, CLASS_HTTP, ROLE_FSP, "MODE-10", false}, DEPLOY_SUP, "PORT-ALL-02 "},
    {{true, CLASS_HTTP, ROLE_SUP, "MODE-05", false}, ALL, "PORT-SUP-01 "},
    {{true, CLASS_HTTPS, ROLE_SUP, "MODE-06", false}, ALL, "PORT-SUP-02 "},
    {{true, CLASS_SMB, ROLE_DP, "DP-01", false}, ALL, "PORT-SWD-01 "},
    {{true, CLASS_HTTP, ROLE_DP, "MODE-03", false}, ALL, "PORT-SWD-02 "},
    {{true, CLASS_HTTPS, ROLE_DP, "MODE-04", false}, ALL, "PORT-SWD-03 "},
    {{true, CLASS_HTTPS, ROLE_RP, "MIND-03", false}, ALL, ""},
    {{true, CLASS_SMB, ROLE_MP, "PORT-MAN-01", false}, ALL, "PORT-MAN-01 "},
    {{true, CLASS_SMB, ROLE_MP, "PORT-MAN-01", false}, DEPLOY_GPO, ""},
    {{true, CLASS_SMB, ROLE_SRC_SHARE, "PORT-MAN-01", true},
     ALL,
     "PORT-SUP-03 PORT-GPO-03 PORT-MAN-01 PORT-MAN-04 "},
    {{true, CLASS_SMB, ROLE_SRC_SHARE, "PORT-SUP-03", true}, DEPLOY_SUP, "PORT-SUP-03 "},
    {{true, CLASS_SMB, ROLE_DP, "PORT-GPO-03", true}, DEPLOY_SWDIST, ""},
    {{false, CLASS_SMB, -1, "PORT-PUSH-02", false}, ALL, "PORT-PUSH-02 "},
    {{false, CLASS_RPC, -1, "PORT-PUSH-04", false}, DEPLOY_PUSH, "PORT-PUSH-04 "},
    {{false, CLASS_ICMP_ECHO, -1, "PORT-PUSH-01", false}, DEPLOY_PUSH, "PORT-PUSH-01 "},
    {{false, CLASS_ICMP_ECHO, -1, "PORT-PUSH-01", false}, DEPLOY_GPO, ""},
    {{false, CLASS_HTTPS, ROLE_MP, "MODE-02", false}, ALL, ""},
};

Test(expected_line, tells_what_a_method_needs)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char got[256] = "";
        uint32_t lines = expected_line_of(&rows[i].flow, rows[i].methods);
        const char *rule;
        for (unsigned n = 0; (rule = expected_line_rule(n)) != NULL; n++) {
            size_t used = strlen(got);
            if ((lines & UINT32_C(1) << n) != 0)
                (void)snprintf(got + used, sizeof got - used, "%s ", rule);
        }
        cr_expect_str_eq(got, rows[i].want, "row %zu, %s: %s", i, rows[i].flow.rule, got);
    }
}
