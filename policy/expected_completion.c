#include "policy/expected_completion.h"

#include <string.h>

#include "policy/evidence_list.h"
#include "policy/question.h"
#include "policy/question_read.h"

enum { COMPLETIONS_MOST = 1024 };

/* The fact in brackets of "UND-FACT(run_from_dp)", as a static text; NULL when it is another reason. */
static const char *open_fact(const char *rule)
{
    static const char lead[] = "UND-FACT(";
    if (strncmp(rule, lead, sizeof lead - 1) != 0)
        return NULL;
    const char *name = rule + sizeof lead - 1;
    size_t n = strcspn(name, ")");
    for (unsigned i = 1; i < FACTS_USED; i++) {
        const char *known = facts_name((enum fact)i);
        if (strlen(known) == n && strncmp(known, name, n) == 0)
            return known;
    }
    return NULL;
}

static uint16_t lowest(unsigned mask)
{
    return (uint16_t)(mask & (~mask + 1));
}

/* The next of all values together; false when all were tried. */
static bool step(const struct facts *f, struct facts *c)
{
    for (unsigned i = 0; i < FACTS_USED; i++) {
        unsigned above = f->is[i] & ~(((unsigned)c->is[i] << 1) - 1);
        c->is[i] = lowest(above != 0 ? above : f->is[i]);
        if (above != 0)
            return true;
    }
    return false;
}

static const char *allowed_by(const struct verdict_maker *m, const struct facts *f)
{
    struct facts c = *f;
    for (unsigned i = 0; i < FACTS_USED; i++)
        c.is[i] = lowest(f->is[i]);
    for (unsigned n = 0; n < COMPLETIONS_MOST; n++) {
        struct judgement j = engine_judge(m->engine, &c);
        if (j.verdict == VERDICT_COMPLIANT)
            return j.rule[0]->id;
        if (!step(f, &c))
            return NULL;
    }
    return NULL;
}

struct question expected_completion_question(const struct verdict_maker *m, const struct verdict_flow *flow)
{
    struct question q = {.site = m->site, .ports = m->ports, .catalogue = m->catalogue};
    struct evidence item;
    q.from = *party_cached(m->parties, m->site, &flow->a.client.ip);
    q.to = *party_cached(m->parties, m->site, &flow->a.server.ip);
    q.transport = flow->a.transport;
    q.port = flow->a.server.port;
    q.class_ = flow->a.class_;
    q.fallback = flow->fallback;
    q.order = flow->order;
    for (const void *cursor = NULL; evidence_list_next(flow->a.evidence, &cursor, &item);)
        (void)question_read_item(&q, &item);
    question_begin(&q);
    return q;
}

const char *expected_completion(const struct verdict_maker *m, const struct verdict_flow *flow,
                                const struct finding *finding, const char **fact)
{
    *fact = open_fact(finding->rule);
    if (*fact == NULL)
        return NULL;
    struct question q = expected_completion_question(m, flow);
    for (unsigned c = 0; c < q.candidate_count; c++)
        for (unsigned s = 0; s < q.assigned_count; s++) {
            struct facts f = question_facts(&q, q.candidate[c], q.assigned[s]);
            const char *rule = allowed_by(m, &f);
            if (rule != NULL)
                return rule;
        }
    return NULL;
}
