#include "policy/siteindex.h"

#include <string.h>

#include "policy/sitepath.h"
#include "policy/siteranges.h"

enum { FQDN_MOST = 256 }; /* RFC 1035 2.3.4, with the final NUL */

static size_t slot_of(const struct site_index *x, const struct addr *a)
{
    size_t i = siphash(&x->key, a->b, sizeof a->b) & x->mask;
    while (x->slots[i].used && !addr_eq(&x->slots[i].address, a))
        i = (i + 1) & x->mask;
    return i;
}

const struct siteindex_slot *siteindex_at(const struct site_index *x, const struct addr *a)
{
    const struct siteindex_slot *slot = &x->slots[slot_of(x, a)];
    return slot->used ? slot : NULL;
}

static struct siteindex_slot *slot_for(struct site_index *x, const struct addr *a)
{
    struct siteindex_slot *slot = &x->slots[slot_of(x, a)];
    if (!slot->used)
        *slot = (struct siteindex_slot){*a, true, -1, -1, -1};
    return slot;
}

static void own(int32_t *owner, size_t index)
{
    if (*owner < 0)
        *owner = (int32_t)index;
}

static void add_addresses(const struct site *s, struct site_index *x)
{
    for (size_t i = 0; i < s->system_count; i++)
        for (size_t j = 0; j < s->systems[i].addresses.count; j++)
            own(&slot_for(x, &s->systems[i].addresses.at[j])->system, i);
    for (size_t i = 0; i < s->proxy_count; i++)
        for (size_t j = 0; j < s->proxies[i].addresses.count; j++)
            own(&slot_for(x, &s->proxies[i].addresses.at[j])->proxy, i);
    for (size_t i = 0; i < s->client_count; i++)
        for (size_t j = 0; j < s->clients[i].addresses.count; j++)
            own(&slot_for(x, &s->clients[i].addresses.at[j])->client, i);
}

static int build_slots(const struct site *s, struct site_index *x)
{
    size_t count = 0, slots = 16;
    for (size_t i = 0; i < s->system_count; i++)
        count += s->systems[i].addresses.count;
    for (size_t i = 0; i < s->proxy_count; i++)
        count += s->proxies[i].addresses.count;
    for (size_t i = 0; i < s->client_count; i++)
        count += s->clients[i].addresses.count;
    while (slots < count * 2)
        slots *= 2;
    x->key = siphash_random_key();
    x->mask = slots - 1;
    x->slots = sitearena_take(&x->arena, slots, sizeof *x->slots);
    if (x->slots == NULL)
        return -1;
    add_addresses(s, x);
    return 0;
}

/* The ranges of several owners as one list of nets. */
struct gather {
    struct siteintervals_net *nets;
    size_t count;
};

static void gather(struct gather *g, const struct site_ranges *ranges, int owner)
{
    for (size_t i = 0; i < ranges->count; i++)
        g->nets[g->count++] = (struct siteintervals_net){ranges->at[i], owner};
}

static int build_zones(struct site_index *x, const struct site_ranges zones[3])
{
    struct gather g = {NULL, 0};
    size_t room = zones[0].count + zones[1].count + zones[2].count;
    g.nets = sitearena_take(&x->arena, room, sizeof *g.nets);
    if (g.nets == NULL)
        return -1;
    for (int zone = 0; zone < 3; zone++)
        gather(&g, &zones[zone], zone);
    return siteintervals_build(&x->zones, &x->arena, g.nets, g.count);
}

static int build_boundaries(const struct site *s, struct site_index *x)
{
    struct gather g = {NULL, 0};
    size_t room = 0;
    for (size_t i = 0; i < s->site_count; i++)
        room += s->sites[i].boundaries.count;
    g.nets = sitearena_take(&x->arena, room, sizeof *g.nets);
    if (g.nets == NULL)
        return -1;
    for (size_t i = 0; i < s->site_count; i++)
        gather(&g, &s->sites[i].boundaries, (int)i);
    return siteintervals_build(&x->boundaries, &x->arena, g.nets, g.count);
}

static int build_ranges(const struct site *s, struct site_index *x)
{
    struct gather g = {NULL, 0};
    size_t room = 0;
    for (size_t i = 0; i < s->range_count; i++)
        room += s->ranges[i].nets.count;
    g.nets = sitearena_take(&x->arena, room, sizeof *g.nets);
    if (g.nets == NULL)
        return -1;
    for (size_t i = 0; i < s->range_count; i++)
        gather(&g, &s->ranges[i].nets, (int)i);
    return siteintervals_build(&x->ranges, &x->arena, g.nets, g.count);
}

static int build_fqdns(const struct site *s, struct site_index *x)
{
    x->fqdn_system = sitearena_take(&x->arena, s->system_count, sizeof *x->fqdn_system);
    if (x->fqdn_system == NULL || sitenames_open(&x->fqdns, &x->arena, s->system_count) != 0)
        return -1;
    for (size_t i = 0; i < s->system_count; i++) {
        const char *name = s->systems[i].internet_fqdn;
        size_t n = name != NULL ? strlen(name) : 0;
        n -= n > 0 && name[n - 1] == '.';
        char *lower = n > 0 ? sitearena_text(&x->arena, name, n) : NULL;
        if (lower == NULL)
            continue;
        sitepath_lower(lower);
        if (sitenames_find(&x->fqdns, lower) < 0)
            x->fqdn_system[sitenames_add(&x->fqdns, lower)] = (int32_t)i;
    }
    return 0;
}

int siteindex_named(const struct site_index *x, const char *name)
{
    char lower[FQDN_MOST];
    size_t n = strlen(name);
    if (n >= sizeof lower)
        return -1;
    memcpy(lower, name, n + 1);
    sitepath_lower(lower);
    int found = sitenames_find(&x->fqdns, lower);
    return found >= 0 ? x->fqdn_system[found] : -1;
}

static void sort_lists(struct site *s)
{
    for (size_t i = 0; i < s->site_count; i++)
        siteranges_sort_addrs(&s->sites[i].install_source);
    for (size_t i = 0; i < s->system_count; i++)
        for (size_t j = 0; j < s->systems[i].role_count; j++)
            siteranges_sort(&s->systems[i].roles[j].protected_);
}

int siteindex_build(struct site *s, const struct site_ranges zones[3], enum position default_zone)
{
    struct site_index *x = s->index;
    x->default_zone = default_zone;
    sort_lists(s);
    if (build_slots(s, x) != 0 || build_zones(x, zones) != 0 || build_boundaries(s, x) != 0)
        return -1;
    return build_ranges(s, x) != 0 ? -1 : build_fqdns(s, x);
}
