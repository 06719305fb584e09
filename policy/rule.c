#include "policy/rule.h"

#include <stdbool.h>
#include <string.h>

#include "policy/packs.h"

const struct rule_pack *rule_pack(const char *name)
{
    return packs_find(packs, name);
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

const struct rule *rule_find(const struct rule_pack *pack, const char *id)
{
    size_t length = strcspn(id, "(");
    for (size_t s = 0; s < pack->section_count; s++)
        for (size_t i = 0; i < pack->sections[s]->count; i++) {
            const struct rule *r = &pack->sections[s]->rules[i];
            if (strlen(r->text.id) == length && strncmp(r->text.id, id, length) == 0)
                return r;
        }
    return NULL;
}

const struct finding_rule *rule_text(const struct rule_pack *pack, const char *id)
{
    const struct rule *r = rule_find(pack, id);
    return r != NULL ? &r->text : NULL;
}
