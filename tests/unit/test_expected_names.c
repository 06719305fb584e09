#include "policy/expected_names.h"

#include <criterion/criterion.h>
#include <string.h>

#include "policy/rule.h"

static const struct proof_catalogue *catalogue(void)
{
    return rule_pack("cm2007")->catalogue;
}

Test(expected_names, are_each_there_once_and_fit_into_a_word)
{
    const struct proof_catalogue *c = catalogue();
    unsigned n = 0;
    for (const char *name; (name = expected_names_at(c, n)) != NULL; n++)
        for (unsigned i = 0; i < n; i++)
            cr_expect_str_neq(expected_names_at(c, i), name, "%u and %u", i, n);
    cr_expect_leq(n, 64);
    cr_expect_eq(n, expected_names_any_share(c) + 1);
    cr_expect_null(expected_names_at(c, n));
    cr_expect_null(expected_names_at(c, n + 1));
}

Test(expected_names, begin_with_paths)
{
    const struct proof_catalogue *c = catalogue();
    for (unsigned n = 0; n < expected_names_terms(c); n++)
        cr_expect_eq(expected_names_at(c, n)[0] == '/', n < expected_names_first_share(c), "%u", n);
    cr_expect_str_eq(expected_names_at(c, expected_names_terms(c)), "/content/*.txt");
}

Test(expected_names, know_when_a_name_is_no_condition)
{
    const struct proof_catalogue *c = catalogue();
    uint64_t fsp = expected_names_whole(c, CLASS_HTTP, ROLE_FSP),
             mp = expected_names_whole(c, CLASS_HTTP, ROLE_MP);
    cr_expect_neq(fsp, 0);
    cr_expect_neq(mp, 0);
    cr_expect_eq(fsp & mp, 0);
    cr_expect_eq(expected_names_whole(c, CLASS_HTTP, -1), 0);
    cr_expect_eq(expected_names_whole(c, CLASS_HTTPS, ROLE_MP), 0);
    cr_expect_eq(expected_names_whole(c, CLASS_SMB, ROLE_DP), UINT64_C(1) << expected_names_any_share(c));
}
