#include "policy/expected_atoms.h"

#include <stdlib.h>
#include <string.h>

#include "policy/party.h"
#include "policy/siteindex.h"
#include "policy/siteranges.h"

enum { PROBES_MOST = 64 };

static struct addr middle_of(const struct addr_range *r)
{
    struct addr m;
    unsigned sum[sizeof m.b], carry = 0;
    for (size_t i = sizeof m.b; i-- > 0; carry = sum[i] >> 8)
        sum[i] = (unsigned)r->first.b[i] + r->last.b[i] + carry;
    for (size_t i = 0; i < sizeof m.b; i++) {
        m.b[i] = (uint8_t)((sum[i] & 0xff) >> 1 | carry << 7);
        carry = sum[i] & 1;
    }
    return m;
}

/* Where the next stretch begins. */
struct cuts {
    struct addr *at;
    size_t count;
};

static struct addr address_of(const struct siteintervals_start *s)
{
    struct addr a;
    for (unsigned i = 0; i < 8; i++) {
        a.b[i] = (uint8_t)(s->high >> (56 - 8 * i));
        a.b[8 + i] = (uint8_t)(s->low >> (56 - 8 * i));
    }
    return a;
}

static void cut_intervals(struct cuts *c, const struct siteintervals *s)
{
    for (size_t i = 0; i < s->count; i++)
        c->at[c->count++] = address_of(&s->start[i]);
}

static void cut_range(struct cuts *c, const struct addr_range *r)
{
    struct addr behind = r->last;
    c->at[c->count++] = r->first;
    if (addr_next(&behind))
        c->at[c->count++] = behind;
}

static void cut_protected(struct cuts *c, const struct site *site)
{
    for (size_t s = 0; s < site->system_count; s++) {
        const struct site_role *dp = site_system_role(&site->systems[s], ROLE_DP);
        for (size_t i = 0; dp != NULL && i < dp->protected_.count; i++)
            cut_range(c, &dp->protected_.at[i]);
    }
}

static size_t cuts_most(const struct site *site)
{
    const struct site_index *x = site->index;
    size_t n = x->zones.count + x->boundaries.count + x->ranges.count + 3;
    for (size_t s = 0; s < site->system_count; s++) {
        const struct site_role *dp = site_system_role(&site->systems[s], ROLE_DP);
        n += dp != NULL ? 2 * dp->protected_.count : 0;
    }
    return n;
}

static int by_address(const void *left, const void *right)
{
    return addr_cmp(left, right);
}

/* All of them, ascending; the two families never lie in one stretch. */
static struct cuts cuts_of(const struct site *site, struct sitearena *arena)
{
    static const uint8_t zero4[4], last4[4] = {255, 255, 255, 255};
    struct addr_range v4 = {addr_v4(zero4), addr_v4(last4)};
    struct cuts c = {sitearena_take(arena, cuts_most(site), sizeof *c.at), 0};
    if (c.at == NULL)
        return c;
    c.at[c.count++] = (struct addr){{0}};
    cut_range(&c, &v4);
    cut_intervals(&c, &site->index->zones);
    cut_intervals(&c, &site->index->boundaries);
    cut_intervals(&c, &site->index->ranges);
    cut_protected(&c, site);
    qsort(c.at, c.count, sizeof c.at[0], by_address);
    return c;
}

/* FNV-1a over the protected distribution points that hold the address. */
static uint64_t protections_of(const struct site *site, const struct addr *a)
{
    uint64_t h = 0;
    for (size_t s = 0; s < site->system_count; s++) {
        const struct site_role *dp = site_system_role(&site->systems[s], ROLE_DP);
        if (dp != NULL && siteranges_have(&dp->protected_, a))
            h = ((h != 0 ? h : UINT64_C(0xcbf29ce484222325)) ^ s) * UINT64_C(0x100000001b3);
    }
    return h;
}

/* policy.md 3.1 and 2.3, as question_begin() takes them. */
static int assigned_of(const struct site *site, const struct party *p)
{
    bool outside = p->position == POSITION_INTERNET && p->boundary < 0;
    if (p->client != NULL && p->client->site >= 0)
        return site->sites[p->client->site].primary;
    if (outside || p->boundary < 0 || site->options.assume_assigned == ASSUME_UNKNOWN)
        return -1;
    return site->sites[p->boundary].primary;
}

static struct expected_client client_of(const struct site *site, const struct party *p)
{
    const struct site_client *c = p->client;
    struct expected_client e = {.assigned = assigned_of(site, p), .resident = p->boundary};
    bool out = p->position == POSITION_INTERNET;
    e.position = p->position;
    e.type = c == NULL || c->type == CLIENT_TYPE_ABSENT ? CLIENT_COMPUTER : c->type;
    e.mgmt = c != NULL ? c->mgmt : out ? MGMT_INTERNET_ONLY : MGMT_ABSENT;
    e.http_roaming = site_client_roaming(c, e.assigned >= 0 ? &site->sites[e.assigned] : NULL);
    e.state = c != NULL && c->state == CLIENT_INSTALLED ? CLIENT_INSTALLED : CLIENT_STATE_UNKNOWN;
    e.elsewhere = site_client_is_elsewhere(c);
    e.has_fsp = c != NULL && c->has_fsp;
    if (e.has_fsp)
        e.fsp = c->fsp;
    e.protections = protections_of(site, &p->ip);
    return e;
}

/* Where nobody listed has the address: it stands for its stretch. */
static bool stands_for(const struct site *site, const struct addr *a, struct party *p)
{
    if (siteindex_at(site->index, a) != NULL)
        return false;
    *p = party_of(site, a);
    return !p->no_host;
}

/* An address of the stretch that is not listed, from its beginning, middle or end: is it a client's? */
static bool probe_of(const struct site *site, const struct addr_range *r, size_t tries, struct party *p)
{
    struct addr at[3] = {r->first, middle_of(r), r->last};
    for (size_t i = 0; i < tries; i++) {
        for (unsigned k = 0; k < 3; k++)
            if (addr_range_has(r, &at[k]) && stands_for(site, &at[k], p))
                return p->is_client;
        if (!addr_next(&at[0]) || !addr_next(&at[1]) || addr_cmp(&at[0], &r->last) > 0)
            return false;
        (void)addr_previous(&at[2]);
    }
    return false;
}

static bool in_no_net(const struct site *site, const struct party *p)
{
    struct addr_range net;
    return p->client == NULL && p->boundary < 0 && !site_zone_net(site, &p->ip, &net);
}

static void add_stretch(struct expected_atoms *atoms, const struct site *site, const struct addr_range *r,
                        size_t tries)
{
    struct party p;
    if (!probe_of(site, r, tries, &p))
        return;
    struct expected_atom *a = &atoms->at[atoms->count++];
    *a = (struct expected_atom){.range = *r, .probe = p.ip, .client = client_of(site, &p)};
    a->rest = in_no_net(site, &p);
}

static void add_listed(struct expected_atoms *atoms, const struct site *site, const struct addr *at)
{
    struct party p = party_of(site, at);
    if (!p.is_client)
        return;
    struct expected_atom *a = &atoms->at[atoms->count++];
    *a = (struct expected_atom){
        .range = {*at, *at}, .probe = *at, .client = client_of(site, &p), .listed = true};
}

static size_t listed_in(const struct site *site)
{
    size_t n = 0;
    for (size_t i = 0; i < site->client_count; i++)
        n += site->clients[i].addresses.count;
    return n;
}

/* One of how many to take, so that at most `most` are. */
static size_t step_of(size_t count, size_t most)
{
    return count <= most ? 1 : (count + most - 1) / most;
}

struct expected_atoms expected_atoms_of(const struct site *site, size_t most, struct sitearena *arena)
{
    struct cuts cuts = cuts_of(site, arena);
    size_t listed = listed_in(site), tries = PROBES_MOST;
    size_t step = step_of(cuts.count, most), listed_step = step_of(listed, most), seen = 0;
    struct expected_atoms atoms = {.whole = step == 1 && listed_step == 1};
    atoms.at = sitearena_take(arena, cuts.count / step + listed / listed_step + 3, sizeof *atoms.at);
    if (cuts.at == NULL || atoms.at == NULL)
        return atoms;
    if (atoms.whole)
        tries += listed + site->system_count + site->proxy_count;
    for (size_t i = 0; i < cuts.count; i += step) {
        struct addr_range r = {cuts.at[i], {{0}}};
        memset(r.last.b, 0xff, sizeof r.last.b);
        if (i + 1 < cuts.count && addr_eq(&cuts.at[i + 1], &r.first))
            continue;
        if (i + 1 < cuts.count)
            r.last = cuts.at[i + 1];
        if (i + 1 < cuts.count)
            (void)addr_previous(&r.last);
        add_stretch(&atoms, site, &r, tries);
    }
    for (size_t i = 0; i < site->client_count; i++)
        for (size_t k = 0; k < site->clients[i].addresses.count; k++)
            if (seen++ % listed_step == 0)
                add_listed(&atoms, site, &site->clients[i].addresses.at[k]);
    return atoms;
}
