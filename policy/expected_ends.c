#include "policy/expected_ends.h"

#include <stdlib.h>
#include <string.h>

#include "policy/expected_atoms.h"
#include "policy/party.h"

static int by_client(const struct expected_client *a, const struct expected_client *b)
{
    int differ[] = {a->assigned - b->assigned,
                    a->resident - b->resident,
                    (int)a->position - (int)b->position,
                    (int)a->type - (int)b->type,
                    (int)a->mgmt - (int)b->mgmt,
                    (int)a->http_roaming - (int)b->http_roaming,
                    (int)a->state - (int)b->state,
                    (int)a->elsewhere - (int)b->elsewhere,
                    (int)a->has_fsp - (int)b->has_fsp,
                    addr_cmp(&a->fsp, &b->fsp),
                    (a->protections > b->protections) - (a->protections < b->protections)};
    for (size_t i = 0; i < sizeof differ / sizeof differ[0]; i++)
        if (differ[i] != 0)
            return differ[i];
    return 0;
}

static int by_atom(const void *left, const void *right)
{
    const struct expected_atom *a = left, *b = right;
    int differ = by_client(&a->client, &b->client);
    if (differ == 0)
        differ = addr_cmp(&a->range.first, &b->range.first);
    return differ != 0 ? differ : addr_cmp(&b->range.last, &a->range.last);
}

static bool is_next(const struct addr *a, const struct addr *b)
{
    struct addr next = *a;
    return addr_next(&next) && addr_eq(&next, b);
}

/* Adds a stretch behind the others; one that touches the last makes it longer. */
static void add_range(struct expected_end *e, const struct addr_range *r)
{
    struct addr_range *last = e->count > 0 ? &e->at[e->count - 1] : NULL;
    if (last != NULL && addr_is_v4(&last->last) == addr_is_v4(&r->first) && is_next(&last->last, &r->first))
        last->last = r->last;
    else
        e->at[e->count++] = *r;
}

/* The clients of atoms[0..count), which are alike. */
static void put_clients(struct expected_end *e, const struct expected_atom *atoms, size_t count,
                        struct addr_range *room)
{
    *e = (struct expected_end){.kind = EXPECTED_CLIENTS, .client = atoms[0].client, .at = room};
    e->position = atoms[0].client.position;
    for (size_t i = 0; i < count; i++) {
        unsigned family = addr_is_v4(&atoms[i].probe) ? 0 : 1;
        if (e->count > 0 && addr_range_has(&e->at[e->count - 1], &atoms[i].range.first))
            continue;
        add_range(e, &atoms[i].range);
        e->listed += atoms[i].listed;
        e->rest = e->rest || atoms[i].rest;
        if (!e->has[family])
            e->probe[family] = atoms[i].probe;
        e->has[family] = true;
    }
}

static size_t alike(const struct expected_atom *atoms, size_t count)
{
    size_t n = 1;
    while (n < count && by_client(&atoms[0].client, &atoms[n].client) == 0)
        n++;
    return n;
}

static int by_address(const void *left, const void *right)
{
    return addr_cmp(&((const struct addr_range *)left)->first, &((const struct addr_range *)right)->first);
}

static void put_addresses(struct expected_end *e, const struct addr *at, size_t count,
                          struct addr_range *room)
{
    e->at = room;
    for (size_t i = 0; i < count; i++)
        room[i] = (struct addr_range){at[i], at[i]};
    qsort(room, count, sizeof room[0], by_address);
    e->count = count;
    for (size_t i = 0; i < count; i++) {
        unsigned family = addr_is_v4(&at[i]) ? 0 : 1;
        if (!e->has[family])
            e->probe[family] = at[i];
        e->has[family] = true;
    }
}

/* Two addresses of one system are one end where the rules cannot tell them apart. */
static bool same_place(const struct site *site, const struct addr *a, const struct addr *b)
{
    return site_position_of(site, a) == site_position_of(site, b) &&
           site_boundary_of(site, a, NULL) == site_boundary_of(site, b, NULL);
}

static void put_system(struct expected_ends *ends, const struct site *site, const struct site_system *s,
                       struct sitearena *arena)
{
    struct addr *left = sitearena_take(arena, s->addresses.count, sizeof *left);
    if (left == NULL)
        return;
    memcpy(left, s->addresses.at, s->addresses.count * sizeof *left);
    for (size_t count = s->addresses.count, here; count > 0; count -= here, left += here) {
        here = 1;
        for (size_t i = 1; i < count; i++) {
            struct addr other = left[i];
            if (!same_place(site, &left[0], &other))
                continue;
            memmove(&left[here + 1], &left[here], (i - here) * sizeof *left);
            left[here++] = other;
        }
        struct expected_end *e = &ends->at[ends->count++];
        *e = (struct expected_end){.kind = EXPECTED_SYSTEM, .system = s};
        e->position = site_position_of(site, &left[0]);
        e->client = (struct expected_client){.assigned = site->sites[s->site].primary,
                                             .resident = site_boundary_of(site, &left[0], NULL),
                                             .position = e->position};
        struct addr_range *room = sitearena_take(arena, here, sizeof *room);
        if (room != NULL)
            put_addresses(e, left, here, room);
    }
}

static void put_proxy(struct expected_ends *ends, const struct site *site, const struct site_proxy *p,
                      struct sitearena *arena)
{
    struct addr_range *room = sitearena_take(arena, p->addresses.count, sizeof *room);
    struct expected_end *e = &ends->at[ends->count];
    if (p->kind != PROXY_REVERSE || p->addresses.count == 0 || room == NULL)
        return;
    *e = (struct expected_end){.kind = EXPECTED_PROXY, .proxy = p};
    e->position = site_position_of(site, &p->addresses.at[0]);
    e->client = (struct expected_client){.assigned = p->site, .resident = -1, .position = e->position};
    put_addresses(e, p->addresses.at, p->addresses.count, room);
    ends->count++;
}

static size_t ends_most(const struct site *site, const struct expected_atoms *atoms)
{
    size_t n = atoms->count + site->proxy_count;
    for (size_t i = 0; i < site->system_count; i++)
        n += site->systems[i].addresses.count;
    return n;
}

struct expected_ends expected_ends_of(const struct site *site, size_t most, struct sitearena *arena)
{
    struct expected_atoms atoms = expected_atoms_of(site, most, arena);
    struct expected_ends ends = {.whole = atoms.whole};
    ends.at = sitearena_take(arena, ends_most(site, &atoms) + 1, sizeof *ends.at);
    struct addr_range *room = sitearena_take(arena, atoms.count + 1, sizeof *room);
    if (ends.at == NULL || room == NULL)
        return ends;
    if (atoms.count > 0)
        qsort(atoms.at, atoms.count, sizeof atoms.at[0], by_atom);
    for (size_t i = 0, n; i < atoms.count; i += n) {
        n = alike(&atoms.at[i], atoms.count - i);
        put_clients(&ends.at[ends.count++], &atoms.at[i], n, room + i);
    }
    for (size_t i = 0; i < site->system_count; i++)
        put_system(&ends, site, &site->systems[i], arena);
    for (size_t i = 0; i < site->proxy_count; i++)
        put_proxy(&ends, site, &site->proxies[i], arena);
    return ends;
}
