#include "policy/packs.h"

#include <criterion/criterion.h>
#include <string.h>

#include "auditor.h"
#include "policy/cm2007.h"

/*
 * A second pack, some rules of the current branch (policy.md 11.3): tables only, judged by the engine as it
 * is.
 */
enum { NOTIFICATION = SERVICE_OF_PACK, PEER_CACHE, BROKER };

#define R(role) (1u << ROLE_##role)
#define CASE(verdict, severity, ...)                                                                         \
    {                                                                                                        \
        verdict, severity, {__VA_ARGS__}, NULL                                                               \
    }
#define OK(...) CASE(VERDICT_COMPLIANT, SEVERITY_INFO, __VA_ARGS__)
#define BAD(severity, ...) CASE(VERDICT_VIOLATION, SEVERITY_##severity, __VA_ARGS__)
#define NEVER                                                                                                \
    {                                                                                                        \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }
#define TEXT(id, what)                                                                                       \
    {                                                                                                        \
        id, what, "when " what, "only what it says", "ports.md", "it is so", "close it", SEVERITY_MEDIUM     \
    }
#define TO(roles)                                                                                            \
    {FACT_PAIR, IS(PAIR_CLIENT_SYSTEM)},                                                                     \
    {                                                                                                        \
        FACT_ROLE, roles                                                                                     \
    }
#define WITH(classes)                                                                                        \
    {                                                                                                        \
        FACT_PROTOCOL, classes                                                                               \
    }
#define HTTPS_ONLY                                                                                           \
    {                                                                                                        \
        FACT_MODE, IS(MODE_NATIVE)                                                                           \
    }
#define SERVICE(which)                                                                                       \
    {                                                                                                        \
        FACT_SERVICE, IS(which)                                                                              \
    }
#define AT_PORT(how)                                                                                         \
    {                                                                                                        \
        FACT_PORT, IS(how)                                                                                   \
    }

static const struct rule clients[] = {
    {TEXT("CB-01", "a management or distribution point that takes HTTPS only"),
     {OK(TO(R(MP) | R(DP)), HTTPS_ONLY, WITH(IS(CLASS_HTTPS)), AT_PORT(PORT_RIGHT)),
      BAD(HIGH, TO(R(MP) | R(DP)), HTTPS_ONLY, WITH(IS(CLASS_HTTP)))}},
    {TEXT("CB-04", "a distribution point over SMB"), {BAD(MEDIUM, TO(R(DP)), WITH(IS(CLASS_SMB)))}},
    {TEXT("CB-05", "client notification"),
     {OK(TO(R(MP)), SERVICE(NOTIFICATION)), BAD(MEDIUM, TO((uint16_t)~R(MP)), SERVICE(NOTIFICATION))}},
    {TEXT("CB-06", "peer cache"), {OK({FACT_PAIR, IS(PAIR_CLIENTS)}, SERVICE(PEER_CACHE))}},
};
static const struct rule servers[] = {
    {TEXT("CB-09", "the site database"),
     {OK({FACT_PAIR, IS(PAIR_DATABASE)}, WITH(IS(CLASS_SQL)), AT_PORT(PORT_RIGHT)),
      BAD(MEDIUM, {FACT_PAIR, IS(PAIR_DATABASE)}, WITH(IS(CLASS_SQL)), AT_PORT(PORT_WRONG)),
      BAD(HIGH, {FACT_PAIR, IS(PAIR_SERVERS)}, SERVICE(BROKER))}},
    {TEXT("NC-OPT", "no setting"), NEVER},
    {TEXT("NC-HOSTS", "no hosts of the policy"), NEVER},
    {TEXT("NC-PROTO", "no protocol of the policy"), NEVER},
    {TEXT("UND-FACT", "a missing fact"), NEVER},
    {TEXT("UND-NOPAYLOAD", "no payload"), NEVER},
    {TEXT("UND-ROLE", "no role"), NEVER},
    {TEXT("UND-LOSS", "a loss"), NEVER},
    {TEXT("UND-DIR", "no direction"), NEVER},
};
static const struct rule_section client_section = {clients, sizeof clients / sizeof clients[0]};
static const struct rule_section server_section = {servers, sizeof servers / sizeof servers[0]};
static const struct rule_section *const sections[] = {&client_section, &server_section};
static const char *const precedence[] = {"CB-09", "CB-05", "CB-01", "CB-", NULL};
static const struct proof_pattern paths[] = {{"/ccm_sts", R(MP), KIND_PLAIN, false},
                                             {"/ccm_system*", R(MP), KIND_PLAIN, false},
                                             {"/sms_dp_*", R(DP), KIND_PLAIN, false},
                                             {NULL, 0, KIND_PLAIN, false}};
static const struct proof_pattern shares[] = {{"sccmcontentlib$", R(DP), KIND_PLAIN, false},
                                              {NULL, 0, KIND_PLAIN, false}};
static const struct proof_service services[] = {{10123, 10123, TRANSPORT_TCP, false, NOTIFICATION},
                                                {8003, 8003, TRANSPORT_TCP, false, PEER_CACHE},
                                                {4022, 4022, TRANSPORT_TCP, false, BROKER},
                                                {0, 0, 0, false, SERVICE_NONE}};
static const struct proof_catalogue evidence = {.paths = paths,
                                                .shares = shares,
                                                .services = services,
                                                .web_roles = R(MP) | R(DP),
                                                .database_users = R(SITE_SERVER) | R(MP),
                                                .between_clients = 1u << CLASS_UNKNOWN,
                                                .served = {[CLASS_SQL] = R(SITE_DB)}};
static const struct rule_pack cmcb = {.name = "cmcb",
                                      .catalogue = &evidence,
                                      .sections = sections,
                                      .section_count = 2,
                                      .precedence = precedence};
static const struct rule_pack *const both[] = {&cm2007, &cmcb, NULL};

static const struct auditor_row rows[] = {
    {"10.1.5.1", "10.1.0.10", "443/tcp", CLASS_HTTPS, "", "", "COMPLIANT CB-01"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_HTTP, "POST /CCM_STS", "", "VIOLATION CB-01 high"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_HTTP, "GET /SMS_MP/.sms_aut?MPLIST", "",
     "NOT_COVERED NC-PROTO"},
    {"10.1.5.1", "10.1.0.10", "80/tcp", CLASS_HTTP, "", "syn", "VIOLATION CB-01 medium ~attempt"},
    {"10.1.5.1", "10.1.0.12", "445/tcp", CLASS_SMB, "tree:SCCMContentLib$", "", "VIOLATION CB-04 medium"},
    {"10.1.5.1", "10.1.0.10", "10123/tcp", CLASS_UNKNOWN, "", "", "COMPLIANT CB-05"},
    {"10.1.5.1", "10.1.0.11", "10123/tcp", CLASS_UNKNOWN, "", "", "VIOLATION CB-05 medium"},
    {"10.1.5.1", "10.1.5.2", "8003/tcp", CLASS_UNKNOWN, "", "", "COMPLIANT CB-06"},
    {"10.1.5.1", "10.1.5.2", "8004/tcp", CLASS_UNKNOWN, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.0.10", "10.1.0.6", "1433/tcp", CLASS_SQL, "", "", "COMPLIANT CB-09"},
    {"10.1.0.10", "10.1.0.6", "1444/tcp", CLASS_SQL, "", "", "VIOLATION CB-09 medium"},
    {"10.1.0.10", "10.1.0.11", "4022/tcp", CLASS_UNKNOWN, "", "", "VIOLATION CB-09 high"},
};
static const struct auditor_row as_before[] = {
    {"10.1.5.1", "10.1.0.12", "445/tcp", CLASS_SMB, "tree:SCCMContentLib$", "", "COMPLIANT DP-01"},
    {"10.1.5.1", "10.1.0.10", "10123/tcp", CLASS_UNKNOWN, "", "", "NOT_COVERED NC-PROTO"},
    {"10.1.0.10", "10.1.0.11", "4022/tcp", CLASS_UNKNOWN, "", "", "NOT_COVERED NC-OPT"},
};

Test(packs, are_found_by_name)
{
    cr_expect(packs_find(both, "cm2007") == &cm2007);
    cr_expect(packs_find(both, "cmcb") == &cmcb);
    cr_expect_null(packs_find(both, "cmc"));
    cr_expect_null(packs_find(packs, "cmcb"));
    cr_expect(packs[0] == &cm2007);
}

Test(packs, judge_each_by_its_own_tables)
{
    auditor_expect_by(packs_find(both, "cmcb"), rows, sizeof rows / sizeof rows[0]);
    auditor_expect_by(packs_find(both, "cm2007"), as_before, sizeof as_before / sizeof as_before[0]);
}

Test(packs, decide_themselves_which_port_of_sql_is_right)
{
    static const struct auditor_row row = {"10.1.0.10", "10.1.0.6", "1444/tcp", CLASS_SQL, "", "", ""};
    static const char *const right[] = {"VIOLATION FW-SQL-02 medium", "COMPLIANT CB-09"};
    struct site *site = auditor_load("sql_port: 1433", "sql_port: 1444");
    for (size_t i = 0; both[i] != NULL; i++) {
        struct auditor t;
        char got[128];
        auditor_open_by(&t, both[i], site, 8 << 20);
        auditor_run(&t, &row);
        cr_expect_str_eq(auditor_got(&t, got), right[i], "%s", both[i]->name);
        cr_expect_not_null(strstr(t.why, i == 0 ? "1433" : "only what it says"), "%s", t.why);
        auditor_close(&t);
    }
    site_free(site);
}
