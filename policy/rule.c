#include "policy/rule.h"

#include <stdbool.h>
#include <string.h>

#include "policy/cm2007.h"

static const struct rule_pack *const packs[] = {&cm2007};

const struct rule_pack *rule_pack(const char *name)
{
    for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++)
        if (strcmp(packs[i]->name, name) == 0)
            return packs[i];
    return NULL;
}

bool rule_case_holds(const struct rule_case *c, const struct facts *f)
{
    for (unsigned i = 0; i < RULE_CONDITIONS && c->when[i].fact != FACT_END; i++)
        if ((f->is[c->when[i].fact] & c->when[i].in) == 0)
            return false;
    return true;
}

/* The texts of all packs, put side by side once. */
const struct finding_rule *rule_texts(const struct rule_pack *pack, size_t *count)
{
    static struct finding_rule texts[RULE_TEXTS_MOST];
    static const struct rule_pack *filled;
    static size_t n;
    if (filled != pack) {
        n = 0;
        for (size_t s = 0; s < pack->section_count; s++)
            for (size_t i = 0; i < pack->sections[s]->count && n < RULE_TEXTS_MOST; i++)
                texts[n++] = pack->sections[s]->rules[i].text;
        filled = pack;
    }
    *count = n;
    return texts;
}
