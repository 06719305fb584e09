#include <stdlib.h>

#include "policy/sitecheck.h"
#include "policy/siteindex.h"
#include "policy/sitekeys.h"

static const char *const zone_names[SITEREAD_ZONES] = {"intranet", "perimeter", "internet"};

/* A network in its place: the item-th of its owner's list. */
struct net {
    struct addr_range range;
    size_t owner, item;
};

static int by_first(const void *left, const void *right)
{
    const struct net *a = left, *b = right;
    int order = addr_cmp(&a->range.first, &b->range.first);
    if (order == 0)
        order = (a->owner > b->owner) - (a->owner < b->owner);
    return order != 0 ? order : (a->item > b->item) - (a->item < b->item);
}

static size_t add_nets(struct net *nets, size_t n, const struct site_ranges *ranges, size_t owner)
{
    for (size_t i = 0; i < ranges->count; i++)
        nets[n++] = (struct net){ranges->at[i], owner, i};
    return n;
}

static bool is_later(const struct net *a, const struct net *b)
{
    return a->owner > b->owner || (a->owner == b->owner && a->item > b->item);
}

static void tell_boundaries(struct siteread *r, const struct net *a, const struct net *b)
{
    char first[ADDR_RANGE_TEXT], second[ADDR_RANGE_TEXT];
    const struct net *later = is_later(a, b) ? a : b, *earlier = later == a ? b : a;
    struct sitemsg_place place = sitekeys_item(r, &r->sites[later->owner].marks, SITE_KEY_BOUNDARIES,
                                               later->item, r->site->sites[later->owner].boundaries.count);
    const char *site = r->site_names.at[later->owner], *other = r->site_names.at[earlier->owner];
    (void)addr_range_text(&later->range, first);
    (void)addr_range_text(&earlier->range, second);
    if (a->owner == b->owner)
        sitemsg_warn(r->messages, place, "CFG-NET-01",
                     "boundary %s of %.100s overlaps %s of %.100s; one of them is enough", first, site,
                     second, site);
    else
        sitemsg_error(r->messages, place, "CFG-NET-01",
                      "boundary %s of %.100s overlaps %s of %.100s; an address lies in one site only", first,
                      site, second, other);
}

/* Every pair that overlaps, until more was said than anybody reads. */
static void each_pair(struct siteread *r, const struct net *nets, size_t count, size_t *open)
{
    size_t still = 0;
    for (size_t i = 0; i < count && r->messages->dropped < SITEMSG_MOST; i++) {
        size_t kept = 0;
        for (size_t j = 0; j < still; j++) {
            if (addr_cmp(&nets[open[j]].range.last, &nets[i].range.first) < 0)
                continue;
            open[kept++] = open[j];
            tell_boundaries(r, &nets[open[kept - 1]], &nets[i]);
        }
        open[kept] = i;
        still = kept + 1;
    }
}

static void check_boundaries(struct siteread *r)
{
    size_t count = 0, n = 0;
    for (size_t i = 0; i < r->site->site_count; i++)
        count += r->site->sites[i].boundaries.count;
    struct net *nets = sitearena_take(&r->scratch, count, sizeof *nets);
    size_t *open = sitearena_take(&r->scratch, count, sizeof *open);
    if (nets == NULL || open == NULL)
        return;
    for (size_t i = 0; i < r->site->site_count; i++)
        n = add_nets(nets, n, &r->site->sites[i].boundaries, i);
    if (n > 0)
        qsort(nets, n, sizeof *nets, by_first);
    each_pair(r, nets, n, open);
}

static struct sitemsg_place zone_place(const struct siteread *r, const struct net *net)
{
    return sitekeys_item(r, &r->zones[net->owner].marks, ZONE_KEY_NETS, net->item,
                         r->zones[net->owner].nets.count);
}

static void tell_zones(struct siteread *r, const struct net *a, const struct net *b)
{
    char text[ADDR_RANGE_TEXT];
    struct addr_range common = {b->range.first, a->range.last};
    struct sitemsg_place one = zone_place(r, a), other = zone_place(r, b);
    bool is_one =
        one.at.line > other.at.line || (one.at.line == other.at.line && one.at.column > other.at.column);
    if (addr_cmp(&b->range.last, &a->range.last) < 0)
        common.last = b->range.last;
    sitemsg_error(r->messages, is_one ? one : other, "CFG-NET-02",
                  "zones %s and %s overlap at %s; an address lies in one zone only", zone_names[a->owner],
                  zone_names[b->owner], addr_range_text(&common, text));
}

/* Each network with the one of each other zone that begins before it and reaches farthest. */
static void each_zone(struct siteread *r, const struct net *nets, size_t count)
{
    const struct net *farthest[SITEREAD_ZONES] = {NULL};
    for (size_t i = 0; i < count; i++) {
        for (size_t zone = 0; zone < SITEREAD_ZONES; zone++)
            if (zone != nets[i].owner && farthest[zone] != NULL &&
                addr_range_overlaps(&farthest[zone]->range, &nets[i].range))
                tell_zones(r, farthest[zone], &nets[i]);
        const struct net **own = &farthest[nets[i].owner];
        if (*own == NULL || addr_cmp(&(*own)->range.last, &nets[i].range.last) < 0)
            *own = &nets[i];
    }
}

static void check_default_zone(struct siteread *r)
{
    int first = -1;
    bool odd = r->nets_odd;
    for (int zone = 0; zone < SITEREAD_ZONES; zone++) {
        if (r->zones[zone].is_default != TRI_YES)
            continue;
        if (first >= 0)
            sitemsg_error(r->messages, sitekeys_place(&r->zones[zone].marks, ZONE_KEY_DEFAULT), "CFG-NET-02",
                          "zones %s and %s overlap: both are the default; remove default from one",
                          zone_names[first], zone_names[zone]);
        first = first >= 0 ? first : zone;
    }
    if (first < 0 && !odd)
        sitemsg_error(r->messages, r->zones_at, "CFG-NET-02",
                      "no zone is the default; write default: yes below one of the zones, usually internet");
}

static void check_zones(struct siteread *r)
{
    size_t count = 0, n = 0;
    for (size_t zone = 0; zone < SITEREAD_ZONES; zone++)
        count += r->zones[zone].nets.count;
    struct net *nets = sitearena_take(&r->scratch, count, sizeof *nets);
    for (size_t zone = 0; zone < SITEREAD_ZONES && nets != NULL; zone++)
        n = add_nets(nets, n, &r->zones[zone].nets, zone);
    if (n > 0)
        qsort(nets, n, sizeof *nets, by_first);
    each_zone(r, nets, n);
    check_default_zone(r);
}

static struct sitemsg_place address_place(const struct siteread *r, size_t system, size_t i)
{
    return sitekeys_item(r, &r->systems[system].marks, SYSTEM_KEY_ADDRESS, i,
                         r->site->systems[system].addresses.count);
}

static void check_addresses(struct siteread *r, size_t i)
{
    char text[ADDR_TEXT];
    const struct site_system *system = &r->site->systems[i];
    for (size_t j = 0; j < system->addresses.count; j++) {
        const struct siteindex_slot *slot = siteindex_at(r->site->index, &system->addresses.at[j]);
        if (slot != NULL && slot->system >= 0 && (size_t)slot->system != i)
            sitemsg_error(r->messages, address_place(r, i, j), "CFG-NET-03",
                          "address %s is used by %.100s and %.100s; give each its own",
                          addr_text(&system->addresses.at[j], text), r->site->systems[slot->system].name,
                          system->name);
    }
}

static void check_client(struct siteread *r, size_t i)
{
    char text[ADDR_TEXT];
    const struct site_client *client = &r->site->clients[i];
    for (size_t j = 0; j < client->addresses.count; j++) {
        const struct siteindex_slot *slot = siteindex_at(r->site->index, &client->addresses.at[j]);
        if (slot == NULL || slot->system < 0 || r->site->systems[slot->system].also_client == TRI_YES ||
            sitekeys_bad(&r->systems[slot->system].marks, SYSTEM_KEY_ALSO_CLIENT))
            continue;
        sitemsg_error(
            r->messages, sitekeys_item(r, &r->clients[i].marks, CLIENT_KEY_WHERE, j, client->addresses.count),
            "CFG-NET-03",
            "address %s is used by %.100s and %.100s; a system that is a client too has also_client: yes",
            addr_text(&client->addresses.at[j], text), r->site->systems[slot->system].name, client->name);
    }
}

static void check_position(struct siteread *r, size_t i)
{
    char text[ADDR_TEXT];
    const struct site_system *system = &r->site->systems[i];
    for (size_t j = 0; j < system->addresses.count; j++) {
        const struct addr *a = &system->addresses.at[j];
        if (site_position_of(r->site, a) == POSITION_INTERNET && site_boundary_of(r->site, a, NULL) < 0)
            sitemsg_warn(r->messages, address_place(r, i, j), "CFG-NET-05",
                         "system %.100s (%s) lies in zone internet; add its network to a zone or a boundary",
                         system->name, addr_text(a, text));
    }
}

void sitecheck_nets(struct siteread *r)
{
    check_boundaries(r);
    check_zones(r);
    for (size_t i = 0; i < r->site->system_count; i++) {
        check_addresses(r, i);
        if (!r->nets_odd)
            check_position(r, i);
    }
    for (size_t i = 0; i < r->site->client_count; i++)
        check_client(r, i);
}
