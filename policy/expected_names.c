#include "policy/expected_names.h"

#include <stddef.h>

static unsigned patterns(const struct proof_pattern *p)
{
    unsigned n = 0;
    while (p[n].pattern != NULL)
        n++;
    return n;
}

unsigned expected_names_first_share(const struct proof_catalogue *c)
{
    return patterns(c->paths);
}

unsigned expected_names_terms(const struct proof_catalogue *c)
{
    return patterns(c->paths) + patterns(c->shares);
}

unsigned expected_names_any_share(const struct proof_catalogue *c)
{
    return expected_names_terms(c) + 1;
}

const char *expected_names_at(const struct proof_catalogue *c, unsigned n)
{
    unsigned shares = expected_names_first_share(c), terms = expected_names_terms(c);
    if (n < shares)
        return c->paths[n].pattern;
    if (n < terms)
        return c->shares[n - shares].pattern;
    if (n == terms)
        return "/content/*.txt";
    return n == expected_names_any_share(c) ? "any share" : NULL;
}

uint64_t expected_names_whole(const struct proof_catalogue *c, enum app_class class_, int role)
{
    uint64_t all = 0;
    for (unsigned i = 0; class_ == CLASS_HTTP && c->paths[i].pattern != NULL; i++)
        if (role >= 0 && (c->paths[i].roles & (1u << role)) != 0)
            all |= UINT64_C(1) << i;
    return class_ == CLASS_SMB ? UINT64_C(1) << expected_names_any_share(c) : all;
}
