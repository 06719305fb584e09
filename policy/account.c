#include "policy/account.h"

#include <string.h>

/* The deciding one of several sites that the client may be assigned to. */
static void choose_facts(struct account *a)
{
    for (unsigned i = 0; i < a->question.assigned_count; i++) {
        a->assigned = a->question.assigned[i];
        a->facts = question_facts(&a->question, a->role, a->assigned);
        struct judgement j = engine_judge(a->maker->engine, &a->facts);
        if (j.verdict == a->finding->verdict && j.rule[0]->id == a->finding->rules[0])
            return;
    }
}

bool account_begin(struct account *a, const struct verdict_maker *maker, const struct rule_pack *pack,
                   const struct verdict_flow *flow, const struct finding *finding)
{
    a->maker = maker;
    a->pack = pack;
    a->flow = flow;
    a->finding = finding;
    a->assigned = -1;
    if (finding->rule_count == 0 || !verdict_question(maker, flow, finding, &a->question, &a->role))
        return false;
    choose_facts(a);
    return true;
}

/* What the text about a party is made from; no padding but zeros. */
struct party_key {
    const void *system, *proxy, *client;
    int64_t boundary, position, role, assigned, pair;
    struct addr_range net; /* the boundary or zone that holds it */
    uint16_t masks[8];
};

static uint64_t party_key(const struct account *a, const struct siphash_key *key, const struct party *p,
                          uint64_t part)
{
    struct party_key k;
    memset(&k, 0, sizeof k);
    k.system = p->system;
    k.proxy = p->proxy;
    k.client = p->client;
    k.boundary = p->boundary * 4 + p->is_client * 2 + a->question.assumed;
    k.position = p->position;
    k.role = a->role;
    k.assigned = a->assigned;
    k.pair = (int64_t)a->question.pair * 8 + (int64_t)part;
    struct addr_range net;
    if (site_boundary_of(a->question.site, &p->ip, &net) >= 0 ||
        site_zone_net(a->question.site, &p->ip, &net))
        k.net = net;
    k.masks[0] = a->facts.is[FACT_CLIENT];
    k.masks[1] = a->facts.is[FACT_TYPE];
    k.masks[2] = a->facts.is[FACT_ROAMING];
    k.masks[3] = a->facts.is[FACT_STATE];
    k.masks[4] = a->facts.is[FACT_PROTECTED];
    k.masks[5] = (uint16_t)a->question.assigned_count;
    return siphash(key, &k, sizeof k);
}

struct flow_key {
    const void *from, *to;
    int64_t assigned;
    uint64_t words[4];
};

static uint64_t flow_key(const struct account *a, const struct siphash_key *key)
{
    const struct question *q = &a->question;
    const struct verdict_flow *v = a->flow;
    struct flow_key k;
    memset(&k, 0, sizeof k);
    k.from = q->from.system;
    k.to = q->to.system;
    k.assigned = a->assigned;
    k.words[0] = (uint64_t)v->a.class_ | (uint64_t)v->a.basis << 8 | (uint64_t)v->a.state << 16 |
                 (uint64_t)v->a.transport << 24 | (uint64_t)q->port << 32 | (uint64_t)q->class_ << 48 |
                 (uint64_t)FINDING_PART_FLOW << 56;
    k.words[1] = (uint64_t)v->a.direction_known | (uint64_t)v->a.one_sided << 1 |
                 (uint64_t)v->a.truncated << 2 | (uint64_t)v->lost << 3 | (uint64_t)v->overflow << 4 |
                 (uint64_t)v->mismatch << 5 | (uint64_t)v->learned << 6 | (uint64_t)v->unannounced << 7 |
                 (uint64_t)q->tunnel << 8 | (uint64_t)q->http10 << 9 | (uint64_t)q->via10 << 10 |
                 (uint64_t)v->fallback << 16 | (uint64_t)v->order << 24 | (uint64_t)a->role << 32 |
                 (uint64_t)(q->candidate_count > 1) << 40;
    k.words[2] = (uint64_t)q->proof.of | (uint64_t)q->proof.kind << 8 | (uint64_t)q->proof.roles << 32;
    k.words[3] = (uint64_t)a->facts.is[FACT_PORT] | (uint64_t)a->facts.is[FACT_NAME] << 16 |
                 (uint64_t)a->facts.is[FACT_ANSWER] << 32 | (uint64_t)a->facts.is[FACT_PAIR] << 48;
    return siphash(key, &k, sizeof k);
}

struct rules_key {
    const void *system;
    struct addr server;
    const char *rules[FINDING_RULES];
    struct facts facts;
};

static uint64_t rules_key(const struct account *a, const struct siphash_key *key)
{
    struct rules_key k;
    memset(&k, 0, sizeof k);
    k.system = a->question.to.system;
    if (a->question.to.system != NULL)
        k.server = a->question.to.ip;
    for (unsigned i = 0; i < a->finding->rule_count; i++)
        k.rules[i] = a->finding->rules[i];
    k.facts = a->facts;
    return siphash(key, &k, sizeof k);
}

uint64_t account_key(const struct account *a, const struct siphash_key *key, enum finding_part part)
{
    switch (part) {
    case FINDING_PART_INITIATOR:
        return party_key(a, key, &a->question.from, part);
    case FINDING_PART_RESPONDER:
        return party_key(a, key, &a->question.to, part);
    case FINDING_PART_FLOW:
        return flow_key(a, key);
    default:
        return rules_key(a, key);
    }
}

void account_write(const struct account *a, enum finding_part part, struct finding_paragraph *out)
{
    out->count = 0;
    out->used = 0;
    switch (part) {
    case FINDING_PART_INITIATOR:
        account_party(a, &a->question.from, out);
        return;
    case FINDING_PART_RESPONDER:
        account_party(a, &a->question.to, out);
        return;
    case FINDING_PART_FLOW:
        account_flow(a, out);
        return;
    default:
        account_rules(a, out);
        return;
    }
}
