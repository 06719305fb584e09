#include <stdlib.h>
#include <string.h>

#include "policy/proposal_part.h"

enum { V4 = 96, WIDEST_V4 = V4 + 16, WIDEST_V6 = 48 };

/* One client that used one system of a site. */
struct ballot {
    struct addr_range net;
    struct addr client;
    int site;
    uint64_t flows;
    bool server; /* the client is a site system itself */
};

struct ballots {
    struct ballot *at;
    size_t count;
};

static struct addr_range around(const struct addr *a, unsigned v4_bits, unsigned v6_bits)
{
    return addr_range_around(a, addr_is_v4(a) ? V4 + v4_bits : v6_bits);
}

static struct addr_range own_net(const struct addr *a)
{
    return addr_range_around(a, proposal_systems_bits(a));
}

static bool in_any(const struct addr_range *list, size_t n, const struct addr *a)
{
    for (size_t i = 0; i < n; i++)
        if (addr_range_has(&list[i], a))
            return true;
    return false;
}

static bool is_internet(const struct proposal *p, const struct addr *a)
{
    return !survey_private(a) && !in_any(p->inside, p->insides, a) && !in_any(p->perimeter, p->perimeters, a);
}

static void add_zone(struct addr_range *list, size_t *n, const struct addr *a)
{
    if (*n < sizeof((struct proposal *)0)->inside / sizeof *list && !in_any(list, *n, a))
        list[(*n)++] = own_net(a);
}

/* Calls found for each client of a system that has a role. */
static void each_client(struct proposal *p, void *context,
                        void (*found)(struct proposal *p, void *context, const struct survey_item *item,
                                      struct proposal_system *server))
{
    for (enum survey_part part = SURVEY_PAIRS; part <= SURVEY_NETS; part++) {
        size_t n;
        const struct survey_item *items = survey_items(p->survey, part, &n);
        for (size_t i = 0; i < n; i++) {
            struct proposal_system *s = proposal_at(p, &items[i].key.peer);
            if (s != NULL && s->has_role)
                found(p, context, &items[i], s);
        }
    }
}

/* A public server with clients from elsewhere on the internet stands in the perimeter. */
static void find_perimeter(struct proposal *p, void *context, const struct survey_item *item,
                           struct proposal_system *server)
{
    const struct addr *client = &item->key.host, *at = &item->key.peer;
    struct addr_range near = around(at, 16, 32);
    (void)context;
    (void)server;
    if (!survey_private(at) && !survey_private(client) && !addr_range_has(&near, client))
        add_zone(p->perimeter, &p->perimeters, at);
}

/* Others, and their clients near them, are inside: a network that uses public addresses. */
static void find_inside(struct proposal *p, void *context, const struct survey_item *item,
                        struct proposal_system *server)
{
    const struct addr *client = &item->key.host, *at = &item->key.peer;
    struct addr_range near = around(at, 16, 32);
    (void)context;
    (void)server;
    if (survey_private(at) || in_any(p->perimeter, p->perimeters, at))
        return;
    add_zone(p->inside, &p->insides, at);
    if (addr_range_has(&near, client) && !in_any(p->perimeter, p->perimeters, client))
        add_zone(p->inside, &p->insides, client);
}

static void count_scope(struct proposal *p, void *context, const struct survey_item *item,
                        struct proposal_system *server)
{
    (void)context;
    if (is_internet(p, &item->key.host))
        proposal_add(&server->outside, item, PROPOSAL_CERTAIN, "");
    else
        proposal_add(&server->inside, item, PROPOSAL_CERTAIN, "");
}

static void set_scopes(struct proposal *p)
{
    for (size_t i = 0; i < p->system_count; i++) {
        memset(&p->systems[i].inside, 0, sizeof p->systems[i].inside);
        memset(&p->systems[i].outside, 0, sizeof p->systems[i].outside);
    }
    each_client(p, NULL, count_scope);
    for (size_t i = 0; i < p->system_count; i++) {
        struct proposal_system *s = &p->systems[i];
        bool may = s->site >= 0 && p->sites[s->site].mode == MODE_NATIVE && !s->branch;
        if (may && s->outside.sure != PROPOSAL_NONE)
            s->scope = s->inside.sure != PROPOSAL_NONE ? SCOPE_BOTH : SCOPE_INTERNET;
    }
}

static void cast(struct proposal *p, void *context, const struct survey_item *item,
                 struct proposal_system *server)
{
    struct ballots *b = context;
    const struct survey_key *k = &item->key;
    const struct proposal_system *self = k->bits == 128 ? proposal_at(p, &k->host) : NULL;
    unsigned widest = addr_is_v4(&k->host) ? WIDEST_V4 : WIDEST_V6;
    struct addr_range net = addr_range_around(&k->host, k->bits);
    if (self != NULL && !self->has_role && self->deed.sure != PROPOSAL_NONE)
        return; /* an administrator's */
    if (k->bits > proposal_systems_bits(&k->host))
        net = own_net(&k->host);
    if (server->site < 0 || k->bits < widest || is_internet(p, &k->host))
        return;
    b->at[b->count++] =
        (struct ballot){net, k->host, server->site, item->flows, self != NULL && self->has_role};
}

/* Servers are in networks of their sites, too. */
static void cast_servers(const struct proposal *p, struct ballots *b)
{
    for (size_t i = 0; i < p->system_count; i++)
        for (size_t k = 0; k < p->systems[i].addresses && p->systems[i].has_role && p->systems[i].site >= 0;
             k++)
            if (!is_internet(p, &p->systems[i].address[k]))
                b->at[b->count++] = (struct ballot){own_net(&p->systems[i].address[k]),
                                                    p->systems[i].address[k], p->systems[i].site, 0, true};
}

/* By network, the wider first; then by client. */
static int by_net(const void *left, const void *right)
{
    const struct ballot *a = left, *b = right;
    int order = addr_cmp(&a->net.first, &b->net.first);
    if (order == 0)
        order = addr_cmp(&b->net.last, &a->net.last);
    if (order == 0)
        order = addr_cmp(&a->client, &b->client);
    return order != 0 ? order : (a->site > b->site) - (a->site < b->site);
}

/* The one site that has systems around there; -1: none or several. */
static int only_site_around(const struct proposal *p, const struct addr_range *area)
{
    int site = -1;
    for (size_t i = 0; i < p->system_count; i++) {
        const struct proposal_system *s = &p->systems[i];
        bool here = false;
        for (size_t k = 0; k < s->addresses && s->has_role && s->site >= 0; k++)
            here |= addr_range_has(area, &s->address[k]);
        if (here && site >= 0 && s->site != site)
            return -1;
        if (here)
            site = s->site;
    }
    return site;
}

static int site_of(const struct proposal *p, const struct ballot *first, size_t n, uint64_t *votes)
{
    struct addr_range near = around(&first->net.first, 16, 48);
    int site = only_site_around(p, &first->net);
    if (site < 0)
        site = only_site_around(p, &near);
    if (site >= 0)
        return site;
    memset(votes, 0, p->site_count * sizeof *votes);
    for (size_t i = 0; i < n; i++)
        votes[first[i].site] += first[i].flows;
    site = first->site;
    for (size_t i = 0; i < n; i++)
        if (votes[first[i].site] > votes[site])
            site = first[i].site;
    return site;
}

static void add_net(struct proposal *p, const struct ballot *first, size_t n, uint64_t *votes)
{
    if (p->net_count == PROPOSAL_NETS) {
        p->nets_left_out++;
        return;
    }
    struct proposal_net *net = &p->nets[p->net_count++];
    *net = (struct proposal_net){.range = first->net, .site = site_of(p, first, n, votes)};
    for (size_t i = 0; i < n; i++) {
        net->clients += !first[i].server && (i == 0 || !addr_eq(&first[i].client, &first[i - 1].client));
        net->servers |= first[i].server;
        net->flows += first[i].flows;
    }
}

/* Networks of one site alone become the wide one around them. */
static void widen(struct proposal *p)
{
    size_t out = 0;
    for (size_t from = 0, to; from < p->net_count; from = to) {
        struct proposal_net whole = p->nets[from];
        struct addr_range wide = around(&whole.range.first, 16, 48);
        bool same = survey_private(&whole.range.first);
        for (to = from + 1; to < p->net_count && addr_range_has(&wide, &p->nets[to].range.first); to++) {
            same &= p->nets[to].site == whole.site;
            whole.clients += p->nets[to].clients;
            whole.servers |= p->nets[to].servers;
            whole.flows += p->nets[to].flows;
        }
        whole.range = wide;
        if (same && to - from > 1)
            p->nets[out++] = whole;
        else
            while (from < to)
                p->nets[out++] = p->nets[from++];
    }
    p->net_count = out;
}

static void count_ballots(struct proposal *p, struct ballots *b, uint64_t *votes)
{
    qsort(b->at, b->count, sizeof *b->at, by_net);
    for (size_t from = 0, to; from < b->count; from = to) {
        for (to = from + 1; to < b->count && addr_range_has(&b->at[from].net, &b->at[to].net.first);)
            to++;
        add_net(p, &b->at[from], to - from, votes);
    }
    widen(p);
}

int proposal_nets(struct proposal *p, struct err *err)
{
    size_t pairs, nets;
    (void)survey_items(p->survey, SURVEY_PAIRS, &pairs);
    (void)survey_items(p->survey, SURVEY_NETS, &nets);
    struct ballots b = {calloc(pairs + nets + PROPOSAL_SYSTEMS + 1, sizeof *b.at), 0};
    uint64_t *votes = calloc(p->site_count + 1, sizeof *votes);
    p->nets = calloc(PROPOSAL_NETS, sizeof *p->nets);
    bool whole = b.at != NULL && votes != NULL && p->nets != NULL;
    if (whole) {
        each_client(p, NULL, find_perimeter);
        each_client(p, NULL, find_inside);
        set_scopes(p);
        each_client(p, &b, cast);
        cast_servers(p, &b);
        count_ballots(p, &b, votes);
    }
    free(b.at);
    free(votes);
    return whole ? 0 : err_set(err, "cannot draft: out of memory");
}
