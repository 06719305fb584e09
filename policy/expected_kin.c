#include "policy/expected_kin.h"

#include <string.h>

#include "base/siphash.h"
#include "policy/question.h"

/* What is hashed: numbers one behind the other, in pieces. */
struct kin {
    uint64_t hash;
};

static void add(struct kin *k, const void *bytes, size_t n)
{
    struct siphash_key key = {k->hash, UINT64_C(0x9e3779b97f4a7c15)};
    k->hash = siphash(&key, bytes, n);
}

static void add_number(struct kin *k, unsigned n)
{
    add(k, &n, sizeof n);
}

static void add_ports(struct kin *k, const struct site_ports *p)
{
    add_number(k, p->count);
    add(k, p->at, p->count * sizeof p->at[0]);
}

/* What the rules and the list of ports to try see of a system, but for where it is. */
static void add_system(struct kin *k, const struct site *site, const struct site_system *s)
{
    const struct site_site *of = &site->sites[s->site];
    add_ports(k, &of->http_off);
    add_ports(k, &of->https_off);
    for (size_t i = 0; i < s->role_count; i++) {
        const struct site_role *r = &s->roles[i];
        unsigned said[] = {r->role, r->scope,  r->dp_kind, r->bits,    r->run_from_dp,
                           r->ssl,  r->active, r->sync,    r->sql_port};
        add(k, said, sizeof said);
        add_ports(k, &r->http);
        add_ports(k, &r->https);
    }
}

/* The facts toward each role, were the pair of this class. */
static void add_facts(struct kin *k, struct question *q, enum fact_pair pair)
{
    q->pair = pair;
    for (unsigned s = 0; s < q->assigned_count; s++)
        for (int role = 0; role <= ROLE_COUNT; role++) {
            if (role < ROLE_COUNT && (q->to.roles & (1u << role)) == 0)
                continue;
            struct facts f = question_facts(q, role < ROLE_COUNT ? role : FACTS_NO_ROLE, q->assigned[s]);
            add(k, &f, sizeof f);
        }
}

uint64_t expected_kin(const struct verdict_maker *m, const struct expected_end *from,
                      const struct expected_end *to, unsigned family)
{
    struct kin k = {family};
    struct question q = {.site = m->site, .ports = m->ports, .catalogue = m->catalogue};
    q.from = *party_cached(m->parties, m->site, &from->probe[family]);
    q.to = *party_cached(m->parties, m->site, &to->probe[family]);
    q.transport = TRANSPORT_TCP;
    q.class_ = CLASS_UNKNOWN;
    question_begin(&q);
    unsigned said[] = {q.pair,
                       from->kind,
                       to->kind,
                       q.from.position,
                       q.to.position,
                       q.from.is_client,
                       q.to.is_client,
                       q.from.also_client,
                       q.from.roles,
                       q.from.proxy != NULL,
                       q.assigned_count,
                       q.assumed,
                       from->system != NULL && to->system != NULL && from->system->site == to->system->site};
    add(&k, said, sizeof said);
    if (to->system != NULL)
        add_system(&k, m->site, to->system);
    add_facts(&k, &q, q.pair);
    if (from->system != NULL && to->system != NULL)
        add_facts(&k, &q, PAIR_SERVERS);
    return k.hash;
}

uint64_t expected_kin_of_system(const struct site *site, const struct expected_end *end)
{
    struct kin k = {0};
    const struct site_role *dp = site_system_role(end->system, ROLE_DP);
    unsigned said[] = {(unsigned)end->system->site, end->position, end->system->also_client,
                       (unsigned)end->client.resident, dp != NULL ? (dp->protected_.count > 0) : 0};
    add(&k, said, sizeof said);
    add_system(&k, site, end->system);
    return k.hash;
}
