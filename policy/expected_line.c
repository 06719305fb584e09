#include "policy/expected_line.h"

#include <stddef.h>
#include <string.h>

enum {
    MANUAL = DEPLOY_MANUAL | DEPLOY_LOGON,
    ALL = DEPLOY_PUSH | DEPLOY_SUP | DEPLOY_GPO | DEPLOY_MANUAL | DEPLOY_LOGON | DEPLOY_SWDIST,
    SOURCE = ROLE_COUNT, /* whatever holds installation files */
    ANY
};

/* `same`: the audit's rule is this line; else who is asked, and how, tells. */
static const struct {
    const char *rule;
    unsigned methods;
    int role;
    enum app_class class_;
    bool same;
} lines[] = {
    {"PORT-ALL-01", ALL, ROLE_SLP, CLASS_HTTP, false},
    {"PORT-ALL-02", ALL, ROLE_FSP, CLASS_HTTP, false},
    {"PORT-PUSH-01", DEPLOY_PUSH, ANY, CLASS_ICMP_ECHO, true},
    {"PORT-PUSH-02", DEPLOY_PUSH, ANY, CLASS_SMB, true},
    {"PORT-PUSH-03", DEPLOY_PUSH, ANY, CLASS_RPC, true},
    {"PORT-PUSH-04", DEPLOY_PUSH, ANY, CLASS_RPC, true},
    {"PORT-PUSH-05", DEPLOY_PUSH, ROLE_MP, CLASS_HTTP, false},
    {"PORT-PUSH-05", DEPLOY_PUSH, ROLE_MP, CLASS_HTTPS, false},
    {"PORT-SUP-01", DEPLOY_SUP, ROLE_SUP, CLASS_HTTP, false},
    {"PORT-SUP-02", DEPLOY_SUP, ROLE_SUP, CLASS_HTTPS, false},
    {"PORT-SUP-03", DEPLOY_SUP, SOURCE, CLASS_SMB, false},
    {"PORT-GPO-01", DEPLOY_GPO, ROLE_MP, CLASS_HTTP, false},
    {"PORT-GPO-02", DEPLOY_GPO, ROLE_MP, CLASS_HTTPS, false},
    {"PORT-GPO-03", DEPLOY_GPO, SOURCE, CLASS_SMB, false},
    {"PORT-MAN-01", MANUAL, ANY, CLASS_SMB, true},
    {"PORT-MAN-02", MANUAL, ROLE_MP, CLASS_HTTP, false},
    {"PORT-MAN-03", MANUAL, ROLE_MP, CLASS_HTTPS, false},
    {"PORT-MAN-04", MANUAL, SOURCE, CLASS_SMB, false},
    {"PORT-SWD-01", DEPLOY_SWDIST, ROLE_DP, CLASS_SMB, false},
    {"PORT-SWD-02", DEPLOY_SWDIST, ROLE_DP, CLASS_HTTP, false},
    {"PORT-SWD-03", DEPLOY_SWDIST, ROLE_DP, CLASS_HTTPS, false},
};

enum { LINES = sizeof lines / sizeof lines[0] };
_Static_assert(LINES <= 32, "a line is a bit");

/* The audit names a source share after the first of its site's methods. */
static bool is_source_rule(const char *rule)
{
    return strcmp(rule, "PORT-MAN-01") == 0 || strcmp(rule, "PORT-GPO-03") == 0 ||
           strcmp(rule, "PORT-SUP-03") == 0;
}

static bool stands_in(const struct expected_line_flow *flow, size_t i)
{
    if (lines[i].class_ != flow->class_)
        return false;
    if (lines[i].same)
        return strcmp(lines[i].rule, flow->rule) == 0;
    if (!flow->from_client)
        return false;
    bool source = is_source_rule(flow->rule);
    if (lines[i].role == SOURCE)
        return source && flow->source;
    return !source && lines[i].role == flow->role;
}

uint32_t expected_line_of(const struct expected_line_flow *flow, unsigned methods)
{
    uint32_t found = 0;
    for (size_t i = 0; i < LINES; i++)
        if ((lines[i].methods & methods) != 0 && stands_in(flow, i))
            found |= UINT32_C(1) << i;
    return found;
}

const char *expected_line_rule(unsigned line)
{
    return line < LINES ? lines[line].rule : NULL;
}
