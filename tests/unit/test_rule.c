#include "policy/rule.h"

#include <criterion/criterion.h>
#include <string.h>

Test(rule, finds_a_pack_by_its_whole_name)
{
    static const char *const wrong[] = {"", "cm", "CM2007", "cm2007 ", "cm20071"};
    cr_expect_not_null(rule_pack("cm2007"));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_null(rule_pack(wrong[i]), "'%s'", wrong[i]);
}

Test(rule, holds_when_every_condition_does)
{
    static const struct rule_case both = {
        .when = {{FACT_PAIR, IS(PAIR_CLIENT_SYSTEM) | IS(PAIR_SERVERS)}, {FACT_TYPE, IS(TYPE_MOBILE)}}};
    static const struct {
        enum fact_pair pair;
        enum fact_type type;
        bool holds;
    } rows[] = {{PAIR_CLIENT_SYSTEM, TYPE_MOBILE, true},
                {PAIR_SERVERS, TYPE_MOBILE, true},
                {PAIR_CLIENT_SYSTEM, TYPE_COMPUTER, false},
                {PAIR_CLIENTS, TYPE_MOBILE, false},
                {PAIR_NONE, TYPE_COMPUTER, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct facts f = facts_none();
        facts_set(&f, FACT_PAIR, IS(rows[i].pair));
        facts_set(&f, FACT_TYPE, IS(rows[i].type));
        cr_expect_eq(rule_case_holds(&both, &f), rows[i].holds, "row %zu", i);
    }
}

Test(rule, reads_as_many_conditions_as_there_is_room_for)
{
    struct rule_case full = {.verdict = VERDICT_COMPLIANT};
    struct facts f = facts_none();
    for (unsigned i = 0; i < RULE_CONDITIONS; i++)
        full.when[i] = (struct rule_condition){(uint8_t)(FACT_PAIR + i), IS(0)};
    cr_expect(rule_case_holds(&full, &f));
    facts_set(&f, FACT_PAIR + RULE_CONDITIONS - 1, IS(1));
    cr_expect_not(rule_case_holds(&full, &f));
}

Test(rule, gives_a_text_by_its_whole_id)
{
    const struct rule_pack *pack = rule_pack("cm2007");
    static const char *const wrong[] = {"", "MODE", "MODE-0", "MODE-022", "mode-02", "(type)"};
    cr_expect_str_eq(rule_text(pack, "MODE-02")->id, "MODE-02");
    cr_expect_str_eq(rule_text(pack, "UND-FACT(http_roaming)")->id, "UND-FACT");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_null(rule_text(pack, wrong[i]), "'%s'", wrong[i]);
}

Test(rule, gives_every_text_of_a_pack_once)
{
    size_t count, again, in_sections = 0;
    const struct rule_pack *pack = rule_pack("cm2007");
    const struct finding_rule *texts = rule_texts(pack, &count);
    for (size_t i = 0; i < pack->section_count; i++)
        in_sections += pack->sections[i]->count;
    cr_expect_eq(count, in_sections);
    cr_expect_lt(count, RULE_TEXTS_MOST);
    cr_expect(rule_texts(pack, &again) == texts && again == count);
}
