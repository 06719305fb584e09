#include <criterion/criterion.h>
#include <string.h>

#include "base/proto.h"
#include "policy/cm2007.h"
#include "policy/engine.h"

/* A pack of its own: the engine needs nothing of cm2007. */
#define WHEN(...)                                                                                            \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }
#define BAD(s, ...)                                                                                          \
    {                                                                                                        \
        VERDICT_VIOLATION, SEVERITY_##s, WHEN(__VA_ARGS__), NULL                                             \
    }
#define OK(...)                                                                                              \
    {                                                                                                        \
        VERDICT_COMPLIANT, SEVERITY_INFO, WHEN(__VA_ARGS__), "fine"                                          \
    }
#define NAME(id, severity)                                                                                   \
    {                                                                                                        \
        id, "t", "c", "e", "s", "r", "m", severity                                                           \
    }
#define IF(fact, value)                                                                                      \
    {                                                                                                        \
        FACT_##fact, IS(value)                                                                               \
    }

static const struct rule rules[] = {
    {NAME("LATE", SEVERITY_HIGH), {BAD(HIGH, IF(PROTOCOL, CLASS_HTTP), IF(MODE, MODE_NATIVE))}},
    {NAME("EARLY", SEVERITY_LOW), {BAD(LOW, IF(PROTOCOL, CLASS_HTTP), IF(PORT, PORT_WRONG))}},
    {NAME("GOOD", SEVERITY_INFO),
     {OK(IF(PROTOCOL, CLASS_HTTP)), OK(IF(PROTOCOL, CLASS_SMB), IF(ROAMING, FACT_YES))}},
    {NAME("SMB-NO", SEVERITY_MEDIUM),
     {BAD(MEDIUM, IF(PROTOCOL, CLASS_SMB), IF(ROAMING, FACT_NO), IF(MODE, MODE_MIXED))}},
    {NAME("TLS-A", SEVERITY_HIGH), {BAD(HIGH, IF(PROTOCOL, CLASS_HTTPS), IF(ROAMING, FACT_NO))}},
    {NAME("TLS-B", SEVERITY_LOW), {BAD(LOW, IF(PROTOCOL, CLASS_HTTPS), IF(ROAMING, FACT_YES))}},
    {NAME("ALLOWED", SEVERITY_INFO), {OK(IF(PROTOCOL, CLASS_RPC), IF(PORT, PORT_RIGHT))}},
    {NAME("BESIDE", SEVERITY_LOW), {{RULE_ADDS_ID, SEVERITY_INFO, WHEN(IF(PROTOCOL, CLASS_RPC)), NULL}}},
    {NAME("OTHERWISE", SEVERITY_HIGH),
     {{RULE_OTHERWISE, SEVERITY_HIGH, WHEN(IF(PROTOCOL, CLASS_RPC)), NULL}}},
    {NAME("BEHIND", SEVERITY_INFO), {OK(IF(PROTOCOL, CLASS_RPC), IF(MODE, MODE_NATIVE))}},
    {NAME("NC-OPT", SEVERITY_INFO), {{0}}},
    {NAME("NC-PROTO", SEVERITY_INFO), {{0}}},
    {NAME("UND-FACT", SEVERITY_INFO), {{0}}},
    {NAME("UND-NOPAYLOAD", SEVERITY_INFO), {{0}}},
    {NAME("UND-ROLE", SEVERITY_INFO), {{0}}},
    {NAME("UND-LOSS", SEVERITY_INFO), {{0}}},
    {NAME("UND-DIR", SEVERITY_INFO), {{0}}},
};
static const struct rule_section section = {rules, sizeof rules / sizeof rules[0]};
static const struct rule_section *const sections[] = {&section};
static const char *const precedence[] = {"EARLY", "LATE", NULL};
static const struct rule_pack pack = {
    .name = "test", .sections = sections, .section_count = 1, .precedence = precedence};

static struct engine *begin(const struct site_rule_override *overrides, size_t count)
{
    struct err err = {""};
    struct engine *e = engine_open(&pack, overrides, count, &err);
    cr_assert_not_null(e, "%s", err.text);
    return e;
}

static struct facts facts_with(enum app_class protocol)
{
    struct facts f = facts_none();
    facts_set(&f, FACT_PROTOCOL, IS(protocol));
    return f;
}

Test(engine, names_all_broken_rules_in_the_packs_precedence)
{
    struct engine *e = begin(NULL, 0);
    struct facts f = facts_with(CLASS_HTTP);
    facts_set(&f, FACT_MODE, IS(MODE_NATIVE));
    facts_set(&f, FACT_PORT, IS(PORT_WRONG));
    for (unsigned again = 0; again < 2; again++) {
        struct judgement j = engine_judge(e, &f);
        cr_expect(j.verdict == VERDICT_VIOLATION && j.severity == SEVERITY_LOW && j.rule_count == 2);
        cr_expect_str_eq(j.rule[0]->id, "EARLY");
        cr_expect_str_eq(j.rule[1]->id, "LATE");
    }
    engine_close(e);
}

Test(engine, takes_the_first_row_that_expects_it)
{
    struct engine *e = begin(NULL, 0);
    struct facts f = facts_with(CLASS_HTTP);
    struct judgement j = engine_judge(e, &f);
    cr_expect(j.verdict == VERDICT_COMPLIANT && j.note_count == 1);
    cr_expect_str_eq(j.rule[0]->id, "GOOD");
    f = facts_with(CLASS_LDAP);
    cr_expect_str_eq(engine_judge(e, &f).rule[0]->id, "NC-PROTO");
    engine_close(e);
}

Test(engine, forbids_what_nothing_before_it_allows)
{
    struct engine *e = begin(NULL, 0);
    struct facts f = facts_with(CLASS_RPC);
    struct judgement j = engine_judge(e, &f);
    cr_expect_str_eq(j.rule[0]->id, "ALLOWED");
    cr_expect(j.verdict == VERDICT_COMPLIANT && j.rule_count == 1, "no other id stands beside it");
    facts_set(&f, FACT_PORT, IS(PORT_DYNAMIC));
    facts_set(&f, FACT_MODE, IS(MODE_NATIVE));
    j = engine_judge(e, &f);
    cr_expect(j.verdict == VERDICT_VIOLATION && j.severity == SEVERITY_HIGH && j.rule_count == 2);
    cr_expect_str_eq(j.rule[0]->id, "OTHERWISE");
    cr_expect_str_eq(j.rule[1]->id, "BESIDE", "never the first, though it is before in the order");
    engine_close(e);
}

Test(engine, tries_every_value_of_an_unknown_fact)
{
    struct engine *e = begin(NULL, 0);
    struct facts f = facts_with(CLASS_SMB);
    facts_set(&f, FACT_ROAMING, IS(FACT_NO) | IS(FACT_YES));
    struct judgement j = engine_judge(e, &f);
    cr_expect(j.verdict == VERDICT_UNDETERMINABLE && j.unknown == FACT_ROAMING);
    cr_expect_str_eq(j.rule[0]->id, "UND-FACT");
    facts_set(&f, FACT_TYPE, IS(TYPE_COMPUTER) | IS(TYPE_MOBILE));
    cr_expect_eq(engine_judge(e, &f).unknown, FACT_ROAMING, "the type changes nothing");
    f = facts_with(CLASS_HTTPS);
    facts_set(&f, FACT_ROAMING, IS(FACT_NO) | IS(FACT_YES));
    j = engine_judge(e, &f);
    cr_expect(j.verdict == VERDICT_VIOLATION && j.severity == SEVERITY_LOW && j.rule_count == 2);
    cr_expect_str_eq(j.rule[0]->id, "TLS-B", "the mildest completion");
    engine_close(e);
}

Test(engine, obeys_the_site_files_overrides)
{
    char early[] = "EARLY", late[] = "LATE";
    const struct site_rule_override o[] = {
        {.id = late, .has_severity = true, .severity = SEVERITY_CRITICAL},
        {.id = early, .has_enabled = true, .enabled = false},
    };
    struct engine *e = begin(o, 2);
    struct facts f = facts_with(CLASS_HTTP);
    facts_set(&f, FACT_PORT, IS(PORT_WRONG));
    cr_expect_eq(engine_judge(e, &f).verdict, VERDICT_COMPLIANT);
    facts_set(&f, FACT_MODE, IS(MODE_NATIVE));
    struct judgement j = engine_judge(e, &f);
    cr_expect(j.severity == SEVERITY_CRITICAL && j.rule_count == 1 &&
              j.rule[0]->severity == SEVERITY_CRITICAL);
    engine_close(e);
}

Test(engine, merges_completions_that_only_differ_outside)
{
    struct engine *e = begin(NULL, 0);
    struct facts good = facts_with(CLASS_HTTP), bad = good;
    facts_set(&bad, FACT_PORT, IS(PORT_WRONG));
    struct judgement j[2] = {engine_judge(e, &good), engine_judge(e, &bad)};
    cr_expect_eq(engine_merge(e, j, 2, FACT_TARGET).unknown, FACT_TARGET);
    cr_expect_eq(engine_merge(e, j, 1, FACT_TARGET).verdict, VERDICT_COMPLIANT);
    engine_close(e);
}

Test(engine, names_what_carried_nothing_after_the_port)
{
    struct engine *e = begin(NULL, 0);
    struct facts f = facts_with(CLASS_HTTP);
    struct judgement good = engine_judge(e, &f), late = good, early, open = good;
    facts_set(&f, FACT_PORT, IS(PORT_WRONG));
    early = engine_judge(e, &f);
    cr_expect_str_eq(engine_no_payload(e, &good, &early).rule[0]->id, "UND-NOPAYLOAD");
    cr_expect_str_eq(engine_no_payload(e, &early, &good).rule[0]->id, "UND-NOPAYLOAD");
    cr_expect_eq(engine_no_payload(e, &good, &good).verdict, VERDICT_COMPLIANT);
    late = early;
    late.severity = SEVERITY_LOW;
    cr_expect_eq(engine_no_payload(e, &early, &late).severity, early.severity);
    cr_expect_eq(engine_no_payload(e, &late, &early).severity, SEVERITY_LOW);
    open = engine_reason(e, REASON_UND_FACT);
    open.unknown = FACT_ROAMING;
    cr_expect_eq(engine_no_payload(e, &open, &early).unknown, FACT_ROAMING);
    cr_expect_eq(engine_no_payload(e, &early, &open).unknown, FACT_ROAMING);
    cr_expect_str_eq(engine_no_payload(e, &open, &good).rule[0]->id, "UND-NOPAYLOAD");
    engine_close(e);
}

Test(engine, finds_every_text_of_the_pack_filled_and_every_id_once)
{
    size_t count;
    struct err err = {""};
    struct engine *e = engine_open(&cm2007, NULL, 0, &err);
    const struct finding_rule *r = engine_rules(e, &count);
    cr_expect(count > 100, "%zu", count);
    for (size_t i = 0; i < count; i++) {
        cr_expect(strlen(r[i].title) > 3 && strlen(r[i].condition) > 3 && strlen(r[i].expectation) > 2 &&
                      strlen(r[i].source) > 2 && strlen(r[i].rationale) > 3 && strlen(r[i].remedy) > 3,
                  "%s", r[i].id);
        for (size_t k = i + 1; k < count; k++)
            cr_expect_str_neq(r[i].id, r[k].id);
    }
    engine_close(e);
}
