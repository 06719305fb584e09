#include <criterion/criterion.h>
#include <string.h>

#include "base/proto.h"
#include "policy/alternatives.h"
#include "policy/cm2007_case.h"

static const struct rule rules[] = {
    {{.id = "A"}, {OK(C1, ROLE(R(MP)), MIXED, HTTP), OK(C1, ROLE(R(MP)), NATIVE, HTTPS)}},
    {{.id = "B"}, {BAD(HIGH, C1, ROLE(R(MP)))}},
    {{.id = "C"}, {OK(C1, ROLE(R(DP)), HTTP)}},
    {{.id = "D"}, {OK(C1, ROLE(R(MP)), HTTPS), OK(C1, ROLE(R(MP)), SMB)}},
    {{.id = "E"}, {OK(C1, HTTP)}},
};
static const struct rule_section section = SECTION(rules);
static const struct rule_section *const sections[] = {&section};
static const struct rule_pack pack = {.name = "test", .sections = sections, .section_count = 1};

static struct facts to_a_native_mp(void)
{
    struct facts f = facts_none();
    facts_set(&f, FACT_PAIR, IS(PAIR_CLIENT_SYSTEM));
    facts_set(&f, FACT_ROLE, IS(ROLE_MP));
    facts_set(&f, FACT_MODE, IS(MODE_NATIVE));
    facts_set(&f, FACT_PROTOCOL, IS(CLASS_HTTP));
    return f;
}

Test(alternatives, are_compliant_rules_that_fail_in_one_fact)
{
    struct alternative out[ALTERNATIVES_MOST];
    struct facts f = to_a_native_mp();
    cr_assert_eq(alternatives_find(&pack, &f, out), 3);
    cr_expect_str_eq(out[0].rule->id, "A");
    cr_expect_eq(out[0].failed, FACT_MODE);
    cr_expect_eq(out[0].wanted, IS(MODE_MIXED));
    cr_expect_str_eq(out[1].rule->id, "D");
    cr_expect_eq(out[1].failed, FACT_PROTOCOL);
    cr_expect_eq(out[1].wanted, IS(CLASS_HTTPS) | IS(CLASS_SMB), "either would do");
    cr_expect_str_eq(out[2].rule->id, "E");
    cr_expect_eq(out[2].failed, FACT_END, "it holds");
}

Test(alternatives, take_a_fact_that_is_not_known_for_the_one_that_failed)
{
    struct alternative out[ALTERNATIVES_MOST];
    struct facts f = to_a_native_mp();
    facts_set(&f, FACT_MODE, IS(MODE_NATIVE) | IS(MODE_MIXED));
    cr_assert_eq(alternatives_find(&pack, &f, out), 3);
    cr_expect_eq(out[0].failed, FACT_MODE);
}

Test(alternatives, are_none_for_others_than_client_and_role)
{
    struct alternative out[ALTERNATIVES_MOST];
    struct facts f = to_a_native_mp();
    facts_set(&f, FACT_PAIR, IS(PAIR_SERVERS));
    cr_expect_eq(alternatives_find(&pack, &f, out), 0);
}
