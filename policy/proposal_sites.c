#include <stdlib.h>
#include <string.h>

#include "policy/proposal_part.h"

enum { LOST_MOST = 256 }; /* groups whose clients are asked which site is theirs */

/* Systems that belong together, as a forest; what a root knows holds for all below it. */
struct group {
    size_t parent;
    struct proposal_code code; /* the surest of a kind that names the site; basis NONE: none */
    unsigned code_rank;
    bool clear, tunnel;  /* a management point of it speaks HTTP, HTTPS */
    bool core;           /* it has what makes a site */
    bool hidden, server; /* it may have: an HTTPS server of which no more is known, a host that administers */
    bool used;
};

struct forest {
    struct proposal *proposal;
    struct group *at;
};

static size_t root_of(const struct forest *f, size_t i)
{
    while (f->at[i].parent != i) {
        f->at[i].parent = f->at[f->at[i].parent].parent;
        i = f->at[i].parent;
    }
    return i;
}

static bool codes_differ(const struct group *a, const struct group *b)
{
    return a->code.basis.sure != PROPOSAL_NONE && b->code.basis.sure != PROPOSAL_NONE &&
           strcmp(a->code.code, b->code.code) != 0;
}

/* One's management points speak HTTP only, the other's HTTPS only. */
static bool modes_differ(const struct group *a, const struct group *b)
{
    return (a->clear && !a->tunnel && b->tunnel && !b->clear) ||
           (b->clear && !b->tunnel && a->tunnel && !a->clear);
}

static void take_code(struct group *g, const struct proposal_code *code, unsigned rank)
{
    bool better = g->code.basis.sure == PROPOSAL_NONE || rank < g->code_rank ||
                  (rank == g->code_rank && code->basis.flows > g->code.basis.flows);
    if (code->basis.sure == PROPOSAL_NONE || !better)
        return;
    g->code = *code;
    g->code_rank = rank;
}

static void join(const struct forest *f, size_t a, size_t b)
{
    a = root_of(f, a);
    b = root_of(f, b);
    if (a == b || codes_differ(&f->at[a], &f->at[b]))
        return;
    struct group *g = &f->at[a < b ? a : b], *below = &f->at[a < b ? b : a];
    below->parent = (size_t)(g - f->at);
    take_code(g, &below->code, below->code_rank);
    g->clear |= below->clear;
    g->tunnel |= below->tunnel;
    g->hidden |= below->hidden;
    g->server |= below->server;
    g->core |= below->core || (g->hidden && g->server);
}

static bool takes_part(const struct proposal_system *s)
{
    return s->has_role || (s->tunnels.sure != PROPOSAL_NONE && s->in_server_net);
}

static void begin(const struct forest *f, size_t i)
{
    const struct proposal_system *s = &f->proposal->systems[i];
    struct group *g = &f->at[i];
    g->parent = i;
    g->used = takes_part(s);
    for (unsigned how = 0; how <= SURVEY_CODE_STORED; how++)
        take_code(g, &s->code[how], how);
    g->core = proposal_has(s, ROLE_MP) || proposal_has(s, ROLE_SITE_DB) ||
              s->role[ROLE_SITE_SERVER].sure >= PROPOSAL_LIKELY || g->code.basis.sure != PROPOSAL_NONE;
    g->hidden = !s->has_role && s->tunnels.sure != PROPOSAL_NONE;
    g->server = proposal_has(s, ROLE_SITE_SERVER);
    for (size_t k = 0; k < s->ports && proposal_has(s, ROLE_MP); k++) {
        g->clear |= s->port[k].role == ROLE_MP && s->port[k].class_ == CLASS_HTTP;
        g->tunnel |= s->port[k].role == ROLE_COUNT && s->port[k].class_ == CLASS_HTTPS;
    }
}

static void join_by_code(const struct forest *f, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i && f->at[i].code.basis.sure != PROPOSAL_NONE; k++)
            if (f->at[k].used && f->at[i].used && f->at[k].code.basis.sure != PROPOSAL_NONE &&
                strcmp(f->at[i].code.code, f->at[k].code.code) == 0)
                join(f, i, k);
}

/* The database is asked by, and the site server has to do with, systems of their own site. */
static void join_by_deeds(const struct forest *f)
{
    const struct proposal *p = f->proposal;
    for (enum survey_part part = SURVEY_FACTS; part <= SURVEY_PAIRS; part++) {
        size_t n;
        const struct survey_item *items = survey_items(p->survey, part, &n);
        for (size_t i = 0; i < n; i++) {
            const struct survey_key *k = &items[i].key;
            bool asks = k->what == SURVEY_PAIR && k->class_ == CLASS_SQL;
            if (!asks && (k->what != SURVEY_DEED || k->which == SURVEY_DEED_SYNC))
                continue;
            const struct proposal_system *from = proposal_at(p, &k->host), *to = proposal_at(p, &k->peer);
            if (from == NULL || to == NULL || !takes_part(from) || !takes_part(to))
                continue;
            bool servers = proposal_has(from, ROLE_SITE_SERVER) && proposal_has(to, ROLE_SITE_SERVER);
            bool manages =
                from->role[ROLE_SITE_SERVER].sure >= PROPOSAL_LIKELY && k->which != SURVEY_DEED_REPORT;
            bool reports = k->which == SURVEY_DEED_REPORT && proposal_has(to, ROLE_SITE_SERVER);
            if (asks ? proposal_has(to, ROLE_SITE_DB) : !servers && (manages || reports))
                join(f, (size_t)(from - p->systems), (size_t)(to - p->systems));
        }
    }
}

static void join_by_network(const struct forest *f, size_t count, unsigned v4_bits, unsigned v6_bits)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i && f->at[i].used; k++) {
            const struct group *a = &f->at[root_of(f, i)], *b = &f->at[root_of(f, k)];
            if (f->at[k].used && a != b && !modes_differ(a, b) &&
                proposal_systems_near(&f->proposal->systems[i], &f->proposal->systems[k], v4_bits, v6_bits))
                join(f, i, k);
        }
}

/* The system that most clients of this one use too and that has what makes a site. */
static size_t best_core(const struct forest *f, size_t lost, uint64_t *votes, size_t count)
{
    const struct proposal *p = f->proposal;
    size_t n, best = lost;
    const struct survey_item *items = survey_items(p->survey, SURVEY_PAIRS, &n);
    memset(votes, 0, count * sizeof *votes);
    for (size_t from = 0, to; from < n; from = to) {
        bool ours = false;
        for (to = from; to < n && addr_eq(&items[from].key.host, &items[to].key.host); to++) {
            const struct proposal_system *s = proposal_at(p, &items[to].key.peer);
            ours |= s != NULL && root_of(f, (size_t)(s - p->systems)) == lost;
        }
        for (size_t i = from; ours && i < to; i++) {
            const struct proposal_system *s = proposal_at(p, &items[i].key.peer);
            if (s != NULL)
                votes[root_of(f, (size_t)(s - p->systems))] += items[i].flows;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (f->at[i].used && f->at[i].parent == i && f->at[i].core &&
            votes[i] > (best == lost ? 0 : votes[best]))
            best = i;
    return best;
}

/* What has nothing that makes a site belongs to the one whose clients it serves, or to the only one. */
static void join_the_lost(const struct forest *f, uint64_t *votes, size_t count)
{
    size_t cores = 0, only = 0, asked = 0;
    for (size_t i = 0; i < count; i++)
        if (f->at[i].used && f->at[i].parent == i && f->at[i].core) {
            cores++;
            only = i;
        }
    for (size_t i = 0; i < count; i++)
        if (f->at[i].used && f->at[i].parent == i && !f->at[i].core && cores > 0 && asked++ < LOST_MOST)
            join(f, i, cores == 1 ? only : best_core(f, i, votes, count));
}

static bool is_taken(const struct proposal *p, const char code[4])
{
    for (size_t i = 0; i < p->site_count; i++)
        if (strcmp(p->sites[i].code.code, code) == 0)
            return true;
    return false;
}

/* S01, S02 and so on. */
static void invent(const struct proposal *p, struct proposal_code *out)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char code[4] = "S00";
    for (unsigned n = 1; n == 1 || is_taken(p, code); n++) {
        code[1] = digits[n / 36 % 36];
        code[2] = digits[n % 36];
    }
    memcpy(out->code, code, sizeof code);
}

/* Codes that only requests name, where nothing surer was seen. */
static void weak_code(const struct proposal *p, const struct forest *f, size_t root,
                      struct proposal_code *out)
{
    struct group g = {.code = {.basis = {.sure = PROPOSAL_NONE}}};
    for (size_t i = 0; i < p->system_count; i++)
        for (unsigned how = SURVEY_CODE_QUERY; how < SURVEY_CODES; how++)
            if (f->at[i].used && root_of(f, i) == root)
                take_code(&g, &p->systems[i].code[how], how);
    if (g.code.basis.sure == PROPOSAL_NONE || is_taken(p, g.code.code))
        return;
    *out = g.code;
    out->basis.sure = g.code_rank == SURVEY_CODE_QUERY ? PROPOSAL_LIKELY : PROPOSAL_GUESS;
    out->basis.why =
        g.code_rank == SURVEY_CODE_QUERY ? "requests name it" : "ids of its policies begin with it";
}

static const char *said_by(unsigned rank)
{
    static const char *const by[] = {[SURVEY_CODE_SHARE] = "the site server's share",
                                     [SURVEY_CODE_DATABASE] = "the site database's name",
                                     [SURVEY_CODE_REPORTS] = "the path of its reports",
                                     [SURVEY_CODE_STORED] = "an earlier run's site file had it so"};
    return by[rank];
}

static void name_site(const struct proposal *p, const struct forest *f, size_t root, bool surely,
                      struct proposal_site *s)
{
    const struct group *g = &f->at[root];
    if (!surely && s->code.code[0] == '\0')
        weak_code(p, f, root, &s->code);
    if (!surely || g->code.basis.sure == PROPOSAL_NONE || is_taken(p, g->code.code))
        return;
    s->code = g->code;
    s->code.basis.why = said_by(g->code_rank);
    if (g->code_rank == SURVEY_CODE_STORED)
        s->code.basis.sure = PROPOSAL_LIKELY;
}

static void name_sites(struct proposal *p, const struct forest *f, bool surely)
{
    for (size_t i = 0; i < p->system_count; i++)
        if (f->at[i].used && f->at[i].parent == i && p->systems[i].site >= 0)
            name_site(p, f, i, surely, &p->sites[p->systems[i].site]);
}

static int make_sites(struct proposal *p, const struct forest *f)
{
    size_t roots = 0, site = 0;
    for (size_t i = 0; i < p->system_count; i++)
        roots += f->at[i].used && f->at[i].parent == i;
    p->site_count = roots < PROPOSAL_SITES ? roots : PROPOSAL_SITES;
    p->sites = calloc(p->site_count + 1, sizeof *p->sites);
    if (p->sites == NULL)
        return -1;
    for (size_t i = 0; i < p->system_count; i++)
        if (f->at[i].used && f->at[i].parent == i && site < p->site_count)
            p->systems[i].site = (int)site++;
    for (size_t i = 0; i < p->system_count; i++)
        if (f->at[i].used)
            p->systems[i].site = p->systems[root_of(f, i)].site;
    for (size_t i = 0; i < p->system_count; i++)
        if (p->systems[i].site >= 0)
            p->sites[p->systems[i].site].systems++;
    name_sites(p, f, true);
    name_sites(p, f, false);
    for (size_t i = 0; i < p->site_count; i++)
        if (p->sites[i].code.code[0] == '\0')
            invent(p, &p->sites[i].code);
    return 0;
}

int proposal_sites(struct proposal *p, struct err *err)
{
    struct forest f = {p, calloc(p->system_count + 1, sizeof *f.at)};
    uint64_t *votes = calloc(p->system_count + 1, sizeof *votes);
    int failed = f.at == NULL || votes == NULL;
    for (size_t i = 0; i < p->system_count && !failed; i++)
        begin(&f, i);
    if (!failed) {
        join_by_code(&f, p->system_count);
        join_by_deeds(&f);
        join_by_network(&f, p->system_count, 24, 64);
        join_by_network(&f, p->system_count, 16, 48);
        join_the_lost(&f, votes, p->system_count);
        failed = make_sites(p, &f);
    }
    free(f.at);
    free(votes);
    return failed ? err_set(err, "cannot draft: out of memory") : 0;
}
