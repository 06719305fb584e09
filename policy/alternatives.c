#include "policy/alternatives.h"

#include <stdbool.h>

static bool is_other_business(enum fact fact)
{
    return fact == FACT_PAIR || fact == FACT_ROLE;
}

/* A fact that is not known counts as failed where not all of its values would do. */
static bool near(const struct rule_case *c, const struct facts *f, struct alternative *out)
{
    out->failed = FACT_END;
    for (unsigned i = 0; i < RULE_CONDITIONS && c->when[i].fact != FACT_END; i++) {
        enum fact fact = (enum fact)c->when[i].fact;
        if ((f->is[fact] & ~(unsigned)c->when[i].in) == 0)
            continue;
        if (out->failed != FACT_END || is_other_business(fact))
            return false;
        out->failed = fact;
        out->wanted = c->when[i].in;
    }
    return true;
}

/* The nearest of a rule's cases; cases that want other values of one fact want any of them. */
static bool nearest(const struct rule *rule, const struct facts *f, struct alternative *out)
{
    bool found = false;
    for (unsigned k = 0; k < RULE_CASES && rule->cases[k].when[0].fact != FACT_END; k++) {
        struct alternative one = {.rule = &rule->text};
        if (rule->cases[k].verdict != VERDICT_COMPLIANT || !near(&rule->cases[k], f, &one))
            continue;
        if (found && one.failed == out->failed)
            out->wanted |= one.wanted;
        else if (!found || one.failed == FACT_END)
            *out = one;
        found = true;
    }
    return found;
}

size_t alternatives_find(const struct rule_pack *pack, const struct facts *f,
                         struct alternative out[ALTERNATIVES_MOST])
{
    size_t n = 0;
    for (size_t s = 0; s < pack->section_count; s++)
        for (size_t i = 0; i < pack->sections[s]->count && n < ALTERNATIVES_MOST; i++)
            n += nearest(&pack->sections[s]->rules[i], f, &out[n]);
    return n;
}
