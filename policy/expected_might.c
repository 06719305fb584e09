#include "policy/expected_might.h"

static uint16_t mask_of(const struct rule_case *c, enum fact fact)
{
    for (unsigned i = 0; i < RULE_CONDITIONS && c->when[i].fact != FACT_END; i++)
        if (c->when[i].fact == fact)
            return c->when[i].in;
    return UINT16_MAX;
}

static void add(struct expected_might *m, const struct rule_case *c)
{
    uint16_t pairs = mask_of(c, FACT_PAIR);
    for (unsigned pair = 0; pair < EXPECTED_MIGHT_PAIRS; pair++) {
        if ((pairs & IS(pair)) == 0)
            continue;
        m->all[pair] = m->all[pair] || m->count[pair] == EXPECTED_MIGHT_MOST;
        if (!m->all[pair])
            m->at[pair][m->count[pair]++] = (struct expected_might_case){
                .when = c, .protocols = mask_of(c, FACT_PROTOCOL), .roles = mask_of(c, FACT_ROLE)};
    }
}

void expected_might_read(struct expected_might *m, const struct rule_pack *pack)
{
    *m = (struct expected_might){0};
    for (size_t s = 0; s < pack->section_count; s++)
        for (size_t i = 0; i < pack->sections[s]->count; i++)
            for (unsigned c = 0; c < RULE_CASES; c++) {
                const struct rule_case *one = &pack->sections[s]->rules[i].cases[c];
                if (one->when[0].fact != FACT_END && one->verdict == VERDICT_COMPLIANT)
                    add(m, one);
            }
}

bool expected_might_begin(const struct expected_might *m, enum fact_pair pair, unsigned protocol, int role)
{
    unsigned either = IS(protocol) | IS(FACTS_FOREIGN);
    for (unsigned i = 0; i < m->count[pair]; i++)
        if ((m->at[pair][i].protocols & either) != 0 && (m->at[pair][i].roles & IS(role)) != 0)
            return true;
    return m->all[pair];
}

bool expected_might(const struct expected_might *m, enum fact_pair pair, const struct facts *f)
{
    for (unsigned i = 0; i < m->count[pair]; i++) {
        const struct expected_might_case *c = &m->at[pair][i];
        if ((c->protocols & f->is[FACT_PROTOCOL]) != 0 && (c->roles & f->is[FACT_ROLE]) != 0 &&
            rule_case_holds(c->when, f))
            return true;
    }
    return m->all[pair];
}
