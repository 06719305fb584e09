#include "policy/facts.h"

#include <criterion/criterion.h>

Test(facts, begin_known_and_at_their_value_0)
{
    struct facts f = facts_none();
    for (unsigned i = 0; i < FACTS; i++)
        cr_expect_eq(f.is[i], IS(0), "fact %u", i);
}

Test(facts, are_set_one_by_one)
{
    struct facts f = facts_none();
    facts_set(&f, FACT_BITS, IS(FIRST_YES) | IS(THEN_NO));
    facts_set(&f, FACT_ROLE, IS(FACTS_NO_ROLE));
    for (unsigned i = 0; i < FACTS; i++)
        cr_expect_eq(f.is[i], i == FACT_BITS ? 3 : i == FACT_ROLE ? 0x8000 : 1, "fact %u: %x", i, f.is[i]);
}

Test(facts, that_may_be_unknown_are_called_as_in_the_site_file)
{
    static const struct {
        enum fact fact;
        const char *name;
    } rows[] = {{FACT_CLIENT, "mgmt"},
                {FACT_ROAMING, "http_roaming"},
                {FACT_TARGET, "assigned_site"},
                {FACT_WHERE, "assigned_site"},
                {FACT_RUN_FROM_DP, "run_from_dp"},
                {FACT_PROTOCOL, "protocol"},
                {FACT_ZONES, "fact"},
                {FACTS_USED, "fact"},
                {FACTS, "fact"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(facts_name(rows[i].fact), rows[i].name, "fact %u", rows[i].fact);
}
