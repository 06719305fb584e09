#include "policy/expected_might.h"

#include <criterion/criterion.h>

#include "policy/packs.h"
#include "policy/site.h"

static struct expected_might m;

static const struct rule rules[] = {
    {.cases = {{.verdict = VERDICT_COMPLIANT,
                .when = {{FACT_PAIR, IS(PAIR_CLIENT_SYSTEM)},
                         {FACT_PROTOCOL, IS(CLASS_HTTPS)},
                         {FACT_ROLE, IS(ROLE_MP) | IS(ROLE_DP)},
                         {FACT_PORT, IS(PORT_RIGHT)}}},
               {.verdict = VERDICT_VIOLATION, .when = {{FACT_PAIR, IS(PAIR_CLIENT_SYSTEM)}}}}},
    {.cases = {{.verdict = VERDICT_COMPLIANT, .when = {{FACT_PAIR, IS(PAIR_SERVERS) | IS(PAIR_DATABASE)}}}}},
};

static void read_rules(void)
{
    static const struct rule_section section = {rules, sizeof rules / sizeof rules[0]};
    static const struct rule_section *const sections[] = {&section};
    const struct rule_pack pack = {.sections = sections, .section_count = 1};
    expected_might_read(&m, &pack);
}

Test(expected_might, asks_only_what_some_rule_allows)
{
    static const struct {
        enum fact_pair pair;
        enum app_class class_;
        int role;
        bool want;
    } rows[] = {
        {PAIR_CLIENT_SYSTEM, CLASS_HTTPS, ROLE_MP, true}, {PAIR_CLIENT_SYSTEM, CLASS_HTTPS, ROLE_DP, true},
        {PAIR_CLIENT_SYSTEM, CLASS_HTTP, ROLE_MP, false}, {PAIR_CLIENT_SYSTEM, CLASS_HTTPS, ROLE_SUP, false},
        {PAIR_SERVERS, CLASS_TFTP, FACTS_NO_ROLE, true},  {PAIR_DATABASE, CLASS_SQL, ROLE_SITE_DB, true},
        {PAIR_NONE, CLASS_HTTPS, ROLE_MP, false},         {PAIR_TUNNEL, CLASS_HTTPS, ROLE_MP, false},
    };
    read_rules();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(expected_might_begin(&m, rows[i].pair, rows[i].class_, rows[i].role), rows[i].want,
                     "%zu", i);
}

Test(expected_might, is_sure_only_where_facts_rule_it_out)
{
    struct facts f = facts_none();
    read_rules();
    facts_set(&f, FACT_PAIR, IS(PAIR_CLIENT_SYSTEM));
    facts_set(&f, FACT_ROLE, IS(ROLE_MP));
    facts_set(&f, FACT_PROTOCOL, IS(CLASS_HTTPS));
    cr_expect(expected_might(&m, PAIR_CLIENT_SYSTEM, &f));
    facts_set(&f, FACT_PORT, IS(PORT_WRONG));
    cr_expect_not(expected_might(&m, PAIR_CLIENT_SYSTEM, &f), "only a violation holds");
    facts_set(&f, FACT_PORT, IS(PORT_WRONG) | IS(PORT_RIGHT));
    cr_expect(expected_might(&m, PAIR_CLIENT_SYSTEM, &f), "what is unknown may be right");
}

Test(expected_might, rules_nothing_out_when_there_are_more_rules_than_room)
{
    static struct rule many[EXPECTED_MIGHT_MOST + 1];
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++)
        many[i].cases[0] = (struct rule_case){
            .verdict = VERDICT_COMPLIANT, .when = {{FACT_PAIR, IS(PAIR_SERVERS)}, {FACT_ROLE, IS(ROLE_MP)}}};
    const struct rule_section section = {many, sizeof many / sizeof many[0]}, *sections[] = {&section};
    const struct rule_pack pack = {.sections = sections, .section_count = 1};
    const struct facts f = facts_none();
    expected_might_read(&m, &pack);
    cr_expect(expected_might_begin(&m, PAIR_SERVERS, CLASS_TFTP, ROLE_DP));
    cr_expect(expected_might(&m, PAIR_SERVERS, &f));
    cr_expect_not(expected_might_begin(&m, PAIR_DATABASE, CLASS_TFTP, ROLE_MP), "another pair");
}

Test(expected_might, has_room_for_every_pack)
{
    for (size_t i = 0; packs[i] != NULL; i++) {
        expected_might_read(&m, packs[i]);
        for (unsigned pair = 0; pair < EXPECTED_MIGHT_PAIRS; pair++)
            cr_expect_not(m.all[pair], "%s: %u", packs[i]->name, pair);
    }
}
