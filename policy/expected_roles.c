#include "policy/expected_roles.h"

#include <stdlib.h>
#include <string.h>

#include "policy/engine.h"
#include "policy/expected_ends.h"
#include "policy/expected_kin.h"
#include "policy/expected_might.h"
#include "policy/party.h"
#include "policy/ports.h"
#include "policy/question.h"
#include "policy/rule.h"
#include "policy/verdict.h"

enum { SLOTS = 1 << 14, DYNAMIC_PORT = 49152 };
enum { ENDS_MOST = EXPECTED_ROLES_CLIENTS + 2 * EXPECTED_ROLES_SYSTEMS };

/* A site's code, a role, a class, a transport and a port, in that order from the top bits: what is expected
 * is a set of these, sorted in the end. 0: none. */
enum { BITS_PORT = 17, BITS_TRANSPORT = 8, BITS_CLASS = 5, BITS_ROLE = 4 };

struct gathered {
    const struct site *site;
    struct verdict_maker maker;
    struct expected_might might;
    struct expected_ends ends;
    const struct expected_end *end[ENDS_MOST]; /* those that are looked at */
    size_t end_count;
    uint64_t *found; /* SLOTS, open addressing */
    size_t found_count;
    unsigned asked;
    bool whole;
};

/* Systems that are alike are one. */
static void choose_systems(struct gathered *g)
{
    uint64_t kin[EXPECTED_ROLES_SYSTEMS];
    size_t count = 0;
    for (size_t i = 0; i < g->ends.count; i++) {
        const struct expected_end *e = &g->ends.at[i];
        if (e->kind != EXPECTED_SYSTEM || e->system->role_count == 0)
            continue;
        uint64_t mine = expected_kin_of_system(g->site, e);
        size_t k = 0;
        while (k < count && kin[k] != mine)
            k++;
        if (k < count)
            continue;
        if (count == EXPECTED_ROLES_SYSTEMS) {
            g->whole = false;
            return;
        }
        kin[count++] = mine;
        g->end[g->end_count++] = e;
    }
}

static void choose(struct gathered *g, enum expected_kind kind, size_t most)
{
    size_t count = 0, seen = 0;
    for (size_t i = 0; i < g->ends.count; i++)
        count += g->ends.at[i].kind == kind;
    size_t step = count <= most ? 1 : (count + most - 1) / most;
    g->whole = g->whole && step == 1;
    for (size_t i = 0; i < g->ends.count; i++)
        if (g->ends.at[i].kind == kind && seen++ % step == 0)
            g->end[g->end_count++] = &g->ends.at[i];
}

static uint64_t key_of(const struct question *q, int role, uint32_t port)
{
    const struct party *server = q->to.system != NULL ? &q->to : &q->from;
    if (role == FACTS_NO_ROLE || (server->roles & (1u << role)) == 0)
        role = (int)server->system->roles[0].role;
    uint64_t key = (uint64_t)server->system->site + 1;
    key = key << BITS_ROLE | (unsigned)role;
    key = key << BITS_CLASS | (unsigned)q->class_;
    key = key << BITS_TRANSPORT | q->transport;
    return key << BITS_PORT | port;
}

static uint64_t *slot_of(const struct gathered *g, uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 40);
    while (g->found[at % SLOTS] != 0 && g->found[at % SLOTS] != key)
        at++;
    return &g->found[at % SLOTS];
}

/* Any server may turn out to run a client (policy.md SRV-08); those that are said to count. */
static bool is_unsaid_client(const struct question *q)
{
    return q->pair == PAIR_CLIENT_SYSTEM && q->class_ == CLASS_HTTP && q->from.system != NULL &&
           !q->from.also_client;
}

static bool is_allowed(struct gathered *g, struct question *q, int role)
{
    bool might = false;
    for (unsigned i = 0; i < q->assigned_count && !might; i++) {
        struct facts f = question_facts(q, role, q->assigned[i]);
        might = expected_might(&g->might, q->pair, &f);
    }
    g->asked++;
    return might && verdict_candidate(g->maker.engine, q, role).verdict == VERDICT_COMPLIANT;
}

/* Of a host with several roles nothing tells which of them other servers' web traffic is about. */
static bool is_vague(const struct question *q, int role)
{
    bool web = q->class_ == CLASS_HTTP || q->class_ == CLASS_HTTPS;
    return web && role == FACTS_NO_ROLE && q->to.system != NULL && q->to.system->role_count > 1;
}

/* shown: its port, or DYNAMIC_PORT + the bit for a dynamic one. */
static void ask(struct gathered *g, struct question *q, uint32_t shown)
{
    question_begin(q);
    if (is_unsaid_client(q))
        return;
    for (unsigned i = 0; i < q->candidate_count; i++) {
        int role = q->candidate[i];
        if (is_vague(q, role) || !expected_might_begin(&g->might, q->pair, q->class_, role))
            continue;
        uint64_t key = key_of(q, role, shown), *slot = slot_of(g, key);
        bool full = g->asked >= EXPECTED_ROLES_QUESTIONS || g->found_count >= SLOTS / 2;
        g->whole = g->whole && !full;
        if (*slot != 0 || full || !is_allowed(g, q, role))
            continue;
        *slot = key;
        g->found_count++;
    }
}

/* What may have come before: an answer to HTTP(S) for SMB, or to the intranet management point for HTTPS. */
static void ask_after_all(struct gathered *g, struct question *q)
{
    ask(g, q, q->port);
    if (q->class_ == CLASS_SMB) {
        q->fallback = FALLBACK_FAILED;
        ask(g, q, q->port);
        q->fallback = FALLBACK_NONE;
    }
    for (unsigned order = ORDER_TRIED; order <= ORDER_FAILED && q->class_ == CLASS_HTTPS; order++) {
        q->order = (enum fact_order)order;
        ask(g, q, q->port);
    }
    q->order = ORDER_UNKNOWN;
}

static void ask_names(struct gathered *g, struct question *q, const struct proof_pattern *patterns)
{
    for (const struct proof_pattern *p = patterns; p->pattern != NULL; p++) {
        if (p->roles != 0 && (p->roles & q->to.roles) == 0)
            continue;
        q->proof = (struct proof){PROOF_ROLES, p->roles, p->kind, p->weak};
        if (p->roles == 0)
            q->proof.of = PROOF_FOREIGN;
        ask_after_all(g, q);
    }
    q->proof = (struct proof){PROOF_FOREIGN, 0, KIND_PLAIN, false};
    if (q->class_ == CLASS_SMB)
        ask_after_all(g, q);
    q->proof = (struct proof){PROOF_NONE, 0, KIND_PLAIN, false};
}

static void ask_web_at(struct gathered *g, struct question *q, uint16_t port)
{
    q->port = port;
    q->class_ = CLASS_HTTP;
    q->verb = VERB_FETCH;
    ask_names(g, q, g->maker.catalogue->paths);
    q->verb = VERB_OTHER;
    q->class_ = CLASS_HTTPS;
    ask_after_all(g, q);
}

static bool port_before(const struct site_system *s, size_t role, uint16_t port)
{
    for (size_t i = 0; i < role; i++)
        if (site_ports_has(&s->roles[i].http, port) || site_ports_has(&s->roles[i].https, port))
            return true;
    return false;
}

static void ask_web(struct gathered *g, struct question *q)
{
    const struct site_system *s = q->to.system;
    for (size_t i = 0; i < s->role_count; i++) {
        const struct site_role *r = &s->roles[i];
        for (unsigned k = 0; k < r->http.count; k++)
            if (!port_before(s, i, r->http.at[k]))
                ask_web_at(g, q, r->http.at[k]);
        for (unsigned k = 0; k < r->https.count; k++)
            if (!port_before(s, i, r->https.at[k]) && !site_ports_has(&r->http, r->https.at[k]))
                ask_web_at(g, q, r->https.at[k]);
    }
}

static void ask_database(struct gathered *g, struct question *q)
{
    q->class_ = CLASS_SQL;
    q->port = 1433;
    ask(g, q, q->port);
    for (size_t i = 0; i < q->to.system->role_count; i++)
        if (q->to.system->roles[i].sql_port != 0) {
            q->port = q->to.system->roles[i].sql_port;
            ask(g, q, q->port);
        }
}

/* What has a port of its own: those of policy/expected_flows.c. */
static void ask_plain(struct gathered *g, struct question *q)
{
    static const struct {
        enum app_class class_;
        uint8_t transport;
        uint16_t port;
    } plain[] = {
        {CLASS_PXE, TRANSPORT_UDP, 67},       {CLASS_PXE, TRANSPORT_UDP, 4011},
        {CLASS_PXE, TRANSPORT_UDP, 68},       {CLASS_TFTP, TRANSPORT_UDP, 69},
        {CLASS_WOL, TRANSPORT_UDP, 9},        {CLASS_REMCTRL, TRANSPORT_TCP, 2701},
        {CLASS_REMCTRL, TRANSPORT_TCP, 2702}, {CLASS_RDP, TRANSPORT_TCP, 3389},
        {CLASS_AMT, TRANSPORT_TCP, 16993},    {CLASS_LDAP, TRANSPORT_TCP, 389},
        {CLASS_RPC, TRANSPORT_TCP, 135},      {CLASS_RPC, TRANSPORT_UDP, 135},
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        q->class_ = plain[i].class_;
        q->transport = plain[i].transport;
        q->port = plain[i].port;
        q->proof.kind = q->class_ == CLASS_PXE ? KIND_PXE : KIND_PLAIN;
        ask(g, q, q->port);
    }
    q->proof.kind = KIND_PLAIN;
    q->transport = TRANSPORT_TCP;
    q->class_ = CLASS_RPC;
    q->port = DYNAMIC_PORT;
    ask(g, q, UINT32_C(1) << 16);
}

static struct question question_between(struct gathered *g, const struct expected_end *from,
                                        const struct expected_end *to, unsigned family)
{
    struct question q = {.site = g->site, .ports = g->maker.ports, .catalogue = g->maker.catalogue};
    q.from = *party_cached(g->maker.parties, g->site, &from->probe[family]);
    q.to = *party_cached(g->maker.parties, g->site, &to->probe[family]);
    return q;
}

static void ask_echo(struct gathered *g, const struct expected_end *from, const struct expected_end *to,
                     unsigned family)
{
    struct question q = question_between(g, from, to, family);
    q.class_ = CLASS_ICMP_ECHO;
    q.transport = family == 0 ? TRANSPORT_ICMP : TRANSPORT_ICMP6;
    ask(g, &q, 0);
}

static void ask_between(struct gathered *g, const struct expected_end *from, const struct expected_end *to)
{
    for (unsigned family = 0; family < 2; family++)
        if (from->has[family] && to->has[family])
            ask_echo(g, from, to, family);
    unsigned family = from->has[0] && to->has[0] ? 0 : 1;
    if (!from->has[family] || !to->has[family])
        return;
    struct question q = question_between(g, from, to, family);
    ask_plain(g, &q);
    q.class_ = CLASS_SMB;
    for (unsigned i = 0; i < 2; i++) {
        q.port = i == 0 ? 445 : 139;
        ask_names(g, &q, g->maker.catalogue->shares);
    }
    if (q.to.system == NULL)
        return;
    ask_web(g, &q);
    ask_database(g, &q);
}

static void ask_all(struct gathered *g)
{
    for (size_t to = 0; to < g->end_count; to++)
        for (size_t from = 0; from < g->end_count; from++) {
            const struct expected_end *a = g->end[from], *b = g->end[to];
            bool talk = (a->system != NULL || b->system != NULL) && b->kind != EXPECTED_PROXY && a != b;
            if (talk)
                ask_between(g, a, b);
        }
}

static int by_key(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static struct expected_role role_of(const struct site *site, uint64_t key)
{
    struct expected_role r = {.transport = (uint8_t)(key >> BITS_PORT)};
    key >>= BITS_PORT + BITS_TRANSPORT;
    r.class_ = (enum app_class)(key & ((1u << BITS_CLASS) - 1));
    key >>= BITS_CLASS;
    r.role = (enum role)(key & ((1u << BITS_ROLE) - 1));
    r.site = site->sites[(key >> BITS_ROLE) - 1].code;
    return r;
}

static int write_out(struct gathered *g, struct expected_roles *out, struct err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < SLOTS; i++)
        if (g->found[i] != 0)
            g->found[n++] = g->found[i];
    qsort(g->found, n, sizeof g->found[0], by_key);
    out->at = calloc(n + 1, sizeof *out->at);
    if (out->at == NULL)
        return err_set(err, "cannot tell what is expected: out of memory");
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || g->found[i] >> BITS_PORT != g->found[i - 1] >> BITS_PORT)
            out->at[out->count++] = role_of(g->site, g->found[i]);
        struct expected_role *r = &out->at[out->count - 1];
        uint32_t port = (uint32_t)g->found[i] & ((1u << BITS_PORT) - 1);
        if (port > UINT16_MAX)
            r->dynamic = true;
        else if (port > 0 && r->port_count < EXPECTED_PORTS_MOST)
            r->port[r->port_count++] = (uint16_t)port;
    }
    out->whole = g->whole;
    return 0;
}

/* All but the engine is the arena's. */
static struct gathered *begin(const struct site *site, const struct rule_pack *pack, struct engine *engine,
                              struct sitearena *arena)
{
    struct gathered *g = sitearena_take(arena, 1, sizeof *g);
    struct ports *ports = sitearena_take(arena, 1, sizeof *ports);
    struct party_cache *parties = sitearena_take(arena, 1, sizeof *parties);
    uint64_t *found = sitearena_take(arena, SLOTS, sizeof *found);
    struct expected_ends ends = expected_ends_of(site, EXPECTED_ROLES_PLACES, arena);
    if (arena->failed)
        return NULL;
    ports_fill(ports, site);
    g->site = site;
    g->maker = (struct verdict_maker){
        .site = site, .ports = ports, .catalogue = pack->catalogue, .engine = engine, .parties = parties};
    g->ends = ends;
    g->whole = ends.whole;
    g->found = found;
    expected_might_read(&g->might, pack);
    choose_systems(g);
    choose(g, EXPECTED_CLIENTS, EXPECTED_ROLES_CLIENTS);
    choose(g, EXPECTED_PROXY, EXPECTED_ROLES_SYSTEMS);
    return g;
}

int expected_roles_of(const struct site *site, struct expected_roles *out, struct err *err)
{
    *out = (struct expected_roles){0};
    const struct rule_pack *pack = rule_pack(site->pack);
    if (pack == NULL)
        return err_set(err, "no such policy: %s", site->pack);
    struct engine *engine = engine_open(pack, site->overrides, site->override_count, err);
    if (engine == NULL)
        return -1;
    struct sitearena arena = {0};
    struct gathered *g = begin(site, pack, engine, &arena);
    int failed = -1;
    if (g != NULL) {
        ask_all(g);
        failed = write_out(g, out, err);
    } else {
        (void)err_set(err, "cannot tell what is expected: out of memory");
    }
    engine_close(engine);
    sitearena_free(&arena);
    return failed;
}

void expected_roles_free(struct expected_roles *r)
{
    free(r->at);
    *r = (struct expected_roles){0};
}
