#include "policy/siteparty.h"

#include <string.h>

#include "policy/sitekeys.h"
#include "policy/siteranges.h"

enum kind { SYSTEMS, CLIENTS, RANGES, PROXIES, SITES };

static size_t count_of(const struct site *s, enum kind kind)
{
    const size_t counts[SITEPARTY_KINDS] = {s->system_count, s->client_count, s->range_count, s->proxy_count,
                                            s->site_count};
    return counts[kind];
}

static const char *name_of(const struct site *s, enum kind kind, size_t i)
{
    switch (kind) {
    case SYSTEMS:
        return s->systems[i].name;
    case CLIENTS:
        return s->clients[i].name;
    case RANGES:
        return s->ranges[i].name;
    case PROXIES:
        return s->proxies[i].name;
    case SITES:
        break;
    }
    return s->sites[i].code;
}

/* What one object stands for: addresses or networks. */
struct members {
    struct site_addrs addresses;
    struct site_ranges nets;
};

static struct members members_of(const struct site *s, enum kind kind, size_t i)
{
    switch (kind) {
    case SYSTEMS:
        return (struct members){.addresses = s->systems[i].addresses};
    case CLIENTS:
        return (struct members){.addresses = s->clients[i].addresses};
    case RANGES:
        return (struct members){.nets = s->ranges[i].nets};
    case PROXIES:
        return (struct members){.addresses = s->proxies[i].addresses};
    case SITES:
        break;
    }
    return (struct members){.nets = s->sites[i].boundaries};
}

static bool open_kind(struct siteparty *p, enum kind kind)
{
    const struct site *s = p->read->site;
    struct siteparty_kind *k = &p->kinds[kind];
    size_t count = count_of(s, kind);
    k->object = sitearena_take(&p->read->scratch, count, sizeof *k->object);
    if (k->object == NULL || sitenames_open(&k->names, &p->read->scratch, count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *name = name_of(s, kind, i);
        int index =
            name == NULL || sitenames_find(&k->names, name) >= 0 ? -1 : sitenames_add(&k->names, name);
        if (index >= 0)
            k->object[index] = (uint32_t)i;
    }
    return true;
}

static bool open_all(struct siteparty *p)
{
    for (unsigned kind = 0; kind < SITEPARTY_KINDS && !p->is_open; kind++)
        if (!open_kind(p, (enum kind)kind))
            return false;
    p->is_open = true;
    return true;
}

static void add(struct site_ranges *out, struct addr_range range)
{
    out->at[out->count++] = range;
}

static void add_members(const struct members *m, struct site_ranges *out)
{
    for (size_t i = 0; i < m->addresses.count; i++)
        add(out, (struct addr_range){m->addresses.at[i], m->addresses.at[i]});
    for (size_t i = 0; i < m->nets.count; i++)
        add(out, m->nets.at[i]);
}

/* What all objects with this name stand for, by kind; returns how many addresses and networks that is. */
static size_t find_all(const struct siteparty *p, const char *name, struct members found[SITEPARTY_KINDS])
{
    size_t count = 0;
    for (unsigned kind = 0; kind < SITEPARTY_KINDS; kind++) {
        int index = sitenames_find(&p->kinds[kind].names, name);
        found[kind] = (struct members){0};
        if (index >= 0)
            found[kind] = members_of(p->read->site, (enum kind)kind, p->kinds[kind].object[index]);
        count += found[kind].addresses.count + found[kind].nets.count;
    }
    return count;
}

static void tell_unknown(const struct siteparty *p, const char *text, const char *key,
                         struct sitemsg_place place)
{
    const char *near = NULL;
    for (unsigned kind = 0; kind < SITEPARTY_KINDS && near == NULL && !sitemsg_is_long(p->read->messages);
         kind++)
        near = sitenames_near(&p->kinds[kind].names, text);
    if (p->read->sections_odd)
        return;
    if (near != NULL)
        sitemsg_error(
            p->read->messages, place, "CFG-KEY-01",
            "%s: \"%.100s\" is no address, network or name of the site file (did you mean \"%.100s\"?)", key,
            text, near);
    else
        sitemsg_error(p->read->messages, place, "CFG-KEY-01",
                      "%s: \"%.100s\" is no address, network or name of the site file", key, text);
}

bool siteparty_read(struct siteparty *p, const char *text, const char *key, struct sitemsg_place place,
                    struct site_ranges *out)
{
    struct members found[SITEPARTY_KINDS];
    struct addr_range range;
    bool literal = addr_range_read(&range, text);
    *out = (struct site_ranges){NULL, 0};
    if (!literal && !open_all(p))
        return false;
    size_t most = literal ? 1 : find_all(p, text, found);
    if (most == 0) {
        tell_unknown(p, text, key, place);
        return false;
    }
    out->at = sitearena_take(p->read->arena, most, sizeof *out->at);
    if (out->at == NULL)
        return false;
    if (literal)
        add(out, range);
    for (unsigned kind = 0; kind < SITEPARTY_KINDS && !literal; kind++)
        add_members(&found[kind], out);
    siteranges_sort(out);
    return true;
}
