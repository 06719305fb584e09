#include "policy/engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 2048, COMPLETIONS_MOST = 1024 };

/* A rule as this site file wants it. */
struct tuned {
    const struct rule *rule;
    size_t precedence, order;
    bool enabled, overridden;
    enum severity severity;
};

struct kept {
    struct facts facts;
    struct judgement judgement;
    bool used;
};

struct engine {
    struct tuned *rules;
    struct finding_rule *texts;
    size_t count;
    struct kept *kept;
    uint16_t reason[REASONS]; /* where the reason codes stand in rules */
};

static const char *const reason_ids[REASONS] = {
    [REASON_NC_OPT] = "NC-OPT",     [REASON_NC_PROTO] = "NC-PROTO",
    [REASON_UND_FACT] = "UND-FACT", [REASON_UND_NOPAYLOAD] = "UND-NOPAYLOAD",
    [REASON_UND_ROLE] = "UND-ROLE", [REASON_UND_LOSS] = "UND-LOSS",
    [REASON_UND_DIR] = "UND-DIR",
};

static size_t precedence_of(const struct rule_pack *pack, const char *id)
{
    size_t i = 0;
    while (pack->precedence[i] != NULL && strncmp(id, pack->precedence[i], strlen(pack->precedence[i])) != 0)
        i++;
    return i;
}

static int by_precedence(const void *a, const void *b)
{
    const struct tuned *x = (const struct tuned *)a, *y = (const struct tuned *)b;
    if (x->precedence != y->precedence)
        return x->precedence < y->precedence ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void tune(struct tuned *t, const struct site_rule_override *overrides, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(overrides[i].id, t->rule->text.id) != 0)
            continue;
        if (overrides[i].has_enabled)
            t->enabled = overrides[i].enabled;
        if (overrides[i].has_severity) {
            t->overridden = true;
            t->severity = overrides[i].severity;
        }
    }
}

static size_t rules_in(const struct rule_pack *pack)
{
    size_t n = 0;
    for (size_t i = 0; i < pack->section_count; i++)
        n += pack->sections[i]->count;
    return n;
}

static void fill(struct engine *e, const struct rule_pack *pack, const struct site_rule_override *overrides,
                 size_t override_count)
{
    for (size_t s = 0; s < pack->section_count; s++)
        for (size_t i = 0; i < pack->sections[s]->count; i++) {
            const struct rule *rule = &pack->sections[s]->rules[i];
            struct tuned *t = &e->rules[e->count];
            *t = (struct tuned){rule,         precedence_of(pack, rule->text.id), e->count, true, false,
                                SEVERITY_INFO};
            tune(t, overrides, override_count);
            e->count++;
        }
    qsort(e->rules, e->count, sizeof e->rules[0], by_precedence);
    for (size_t i = 0; i < e->count; i++) {
        e->texts[i] = e->rules[i].rule->text;
        if (e->rules[i].overridden)
            e->texts[i].severity = e->rules[i].severity;
    }
}

static bool find_reasons(struct engine *e)
{
    size_t found = 0;
    for (size_t r = 0; r < REASONS; r++)
        for (size_t i = 0; i < e->count; i++)
            if (strcmp(e->texts[i].id, reason_ids[r]) == 0) {
                e->reason[r] = (uint16_t)i;
                found++;
            }
    return found == REASONS;
}

struct engine *engine_open(const struct rule_pack *pack, const struct site_rule_override *overrides,
                           size_t override_count, struct err *err)
{
    size_t count = rules_in(pack);
    struct engine *e = calloc(1, sizeof *e);
    if (e != NULL) {
        e->rules = calloc(count, sizeof e->rules[0]);
        e->texts = calloc(count, sizeof e->texts[0]);
        e->kept = calloc(KEPT, sizeof e->kept[0]);
    }
    if (e == NULL || e->rules == NULL || e->texts == NULL || e->kept == NULL) {
        (void)err_set(err, "cannot prepare the rules: out of memory");
        engine_close(e);
        return NULL;
    }
    fill(e, pack, overrides, override_count);
    bool complete = find_reasons(e);
    assert(complete);
    (void)complete;
    return e;
}

void engine_close(struct engine *e)
{
    if (e == NULL)
        return;
    free(e->rules);
    free(e->texts);
    free(e->kept);
    free(e);
}

const struct finding_rule *engine_rules(const struct engine *e, size_t *count)
{
    *count = e->count;
    return e->texts;
}

static void add_rule(struct judgement *j, const struct finding_rule *rule)
{
    for (unsigned i = 0; i < j->rule_count; i++)
        if (j->rule[i] == rule)
            return;
    if (j->rule_count < FINDING_RULES)
        j->rule[j->rule_count++] = rule;
}

static void add_note(struct judgement *j, const char *note)
{
    if (note == NULL || j->note_count == ENGINE_NOTES)
        return;
    for (unsigned i = 0; i < j->note_count; i++)
        if (strcmp(j->note[i], note) == 0)
            return;
    j->note[j->note_count++] = note;
}

void engine_take_notes(struct judgement *j, const struct judgement *other)
{
    for (unsigned i = 0; i < other->note_count; i++)
        add_note(j, other->note[i]);
}

struct judgement engine_reason(const struct engine *e, enum engine_reason reason)
{
    bool covered = reason != REASON_NC_OPT && reason != REASON_NC_PROTO;
    struct judgement j = {.verdict = covered ? VERDICT_UNDETERMINABLE : VERDICT_NOT_COVERED};
    j.rank = e->reason[reason];
    add_rule(&j, &e->texts[j.rank]);
    return j;
}

/* A judgement that is being made. */
struct judging {
    struct judgement j;
    bool decided, silenced;
    const struct finding_rule *beside[FINDING_RULES]; /* of cases that only add their id */
    unsigned beside_count;
};

static bool is_violation(const struct judging *g)
{
    return g->decided && g->j.verdict == VERDICT_VIOLATION;
}

static void decide(struct judging *g, const struct engine *e, size_t i, const struct rule_case *c,
                   enum verdict verdict)
{
    const struct tuned *t = &e->rules[i];
    g->decided = true;
    g->j.verdict = (uint8_t)verdict;
    g->j.severity = t->overridden ? (uint8_t)t->severity : c->severity;
    g->j.rank = (uint16_t)i;
    g->j.rule_count = 0;
    add_rule(&g->j, &e->texts[i]);
}

/* A case that holds. */
static void take_case(struct judging *g, const struct engine *e, size_t i, const struct rule_case *c)
{
    bool forbids = c->verdict == VERDICT_VIOLATION || c->verdict == RULE_OTHERWISE;
    if (c->verdict == RULE_OTHERWISE && g->decided && !is_violation(g))
        return;
    bool adds = c->verdict == RULE_ADDS_ID || c->verdict == RULE_ADDS_NOTE;
    if ((forbids || adds) && !e->rules[i].enabled) {
        g->silenced = g->silenced || forbids;
        return;
    }
    if (c->verdict == RULE_ADDS_ID) {
        if (g->beside_count < FINDING_RULES)
            g->beside[g->beside_count++] = &e->texts[i];
        return;
    }
    if (forbids && is_violation(g))
        add_rule(&g->j, &e->texts[i]);
    else if (forbids)
        decide(g, e, i, c, VERDICT_VIOLATION);
    else if (c->verdict < VERDICTS && !g->decided)
        decide(g, e, i, c, (enum verdict)c->verdict);
    else if (c->verdict < VERDICTS)
        return;
    add_note(&g->j, c->note);
}

/* All facts known: every violation counts, else the first row that speaks. */
static struct judgement judge_known(const struct engine *e, const struct facts *f)
{
    struct judging g = {.j = {.verdict = VERDICT_NOT_COVERED}};
    for (size_t i = 0; i < e->count; i++) {
        const struct rule *rule = e->rules[i].rule;
        for (unsigned k = 0; k < RULE_CASES && rule->cases[k].when[0].fact != FACT_END; k++)
            if (rule_case_holds(&rule->cases[k], f))
                take_case(&g, e, i, &rule->cases[k]);
    }
    for (unsigned i = 0; i < g.beside_count && is_violation(&g); i++)
        add_rule(&g.j, g.beside[i]);
    bool outside = !g.decided || (g.j.verdict == VERDICT_NOT_COVERED && g.silenced);
    struct judgement j = g.j;
    if (outside) {
        j = engine_reason(e, g.silenced ? REASON_NC_OPT : REASON_NC_PROTO);
        for (unsigned i = 0; i < g.j.note_count; i++)
            add_note(&j, g.j.note[i]);
    }
    return j;
}

static bool next_completion(const struct facts *f, struct facts *c)
{
    for (unsigned i = 0; i < FACTS_USED; i++) {
        unsigned mask = f->is[i], above = mask & ~(((unsigned)c->is[i] << 1) - 1);
        if ((mask & (mask - 1)) == 0)
            continue;
        c->is[i] = (uint16_t)(above != 0 ? above & (~above + 1) : mask & (~mask + 1));
        if (above != 0)
            return true;
    }
    return false;
}

static struct facts first_completion(const struct facts *f)
{
    struct facts c = *f;
    for (unsigned i = 0; i < FACTS; i++)
        c.is[i] = (uint16_t)(f->is[i] & (~(unsigned)f->is[i] + 1));
    return c;
}

static bool is_unknown(const struct facts *f, unsigned fact)
{
    return (f->is[fact] & (f->is[fact] - 1)) != 0;
}

/* Does the verdict change when only this fact is not known? */
static bool hangs_on(const struct engine *e, const struct facts *f, enum fact fact)
{
    struct facts only = first_completion(f), c;
    only.is[fact] = f->is[fact];
    c = first_completion(&only);
    unsigned first = judge_known(e, &c).verdict;
    while (next_completion(&only, &c))
        if (judge_known(e, &c).verdict != first)
            return true;
    return false;
}

static enum fact culprit(const struct engine *e, const struct facts *f)
{
    enum fact found = FACT_END;
    for (unsigned i = 1; i < FACTS_USED; i++) {
        if (!is_unknown(f, i))
            continue;
        if (hangs_on(e, f, (enum fact)i))
            return (enum fact)i;
        if (found == FACT_END)
            found = (enum fact)i;
    }
    return found;
}

static struct judgement undeterminable(const struct engine *e, enum fact unknown)
{
    struct judgement j = engine_reason(e, REASON_UND_FACT);
    j.unknown = (uint8_t)unknown;
    return j;
}

/* The milder of two violations, the other's rules behind its own. */
static struct judgement milder(const struct judgement *a, const struct judgement *b)
{
    bool second = b->severity < a->severity;
    struct judgement j = second ? *b : *a;
    const struct judgement *other = second ? a : b;
    for (unsigned i = 0; i < other->rule_count; i++)
        add_rule(&j, other->rule[i]);
    return j;
}

struct judgement engine_merge(const struct engine *e, const struct judgement *j, size_t count,
                              enum fact unknown)
{
    struct judgement all = j[0];
    for (size_t i = 1; i < count; i++) {
        if (j[i].verdict != all.verdict)
            return undeterminable(e, unknown);
        if (all.verdict == VERDICT_VIOLATION)
            all = milder(&all, &j[i]);
    }
    return all;
}

static bool only_sometimes_forbidden(const struct judgement *hangs, const struct judgement *forbidden)
{
    return hangs->unknown != 0 && forbidden->verdict == VERDICT_VIOLATION;
}

struct judgement engine_no_payload(const struct engine *e, const struct judgement *own,
                                   const struct judgement *other)
{
    struct judgement j = *own;
    if (only_sometimes_forbidden(own, other))
        return *own;
    if (only_sometimes_forbidden(other, own))
        return *other;
    if (own->verdict != other->verdict)
        return engine_reason(e, REASON_UND_NOPAYLOAD);
    for (unsigned i = 0; i < other->rule_count && own->verdict == VERDICT_VIOLATION; i++)
        add_rule(&j, other->rule[i]);
    return j;
}

static struct judgement judge_all(const struct engine *e, const struct facts *f)
{
    struct facts c = first_completion(f);
    struct judgement all = judge_known(e, &c);
    for (unsigned n = 1; next_completion(f, &c); n++) {
        struct judgement one = judge_known(e, &c);
        if (one.verdict != all.verdict || n >= COMPLETIONS_MOST)
            return undeterminable(e, culprit(e, f));
        if (all.verdict == VERDICT_VIOLATION)
            all = milder(&all, &one);
    }
    return all;
}

static size_t slot_of(const struct facts *f)
{
    uint64_t h = 0, word;
    for (size_t i = 0; i < FACTS / 4; i++) {
        memcpy(&word, f->is + i * 4, sizeof word);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 32;
    }
    return (size_t)(h % KEPT);
}

struct judgement engine_judge(struct engine *e, const struct facts *f)
{
    struct kept *k = &e->kept[slot_of(f)];
    if (!k->used || memcmp(&k->facts, f, sizeof *f) != 0) {
        k->used = true;
        k->facts = *f;
        k->judgement = judge_all(e, f);
    }
    return k->judgement;
}
