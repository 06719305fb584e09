#include <stdlib.h>

#include "policy/sitecheck.h"
#include "policy/siteindex.h"
#include "policy/sitekeys.h"

static const char *const zone_names[SITEREAD_ZONES] = {"intranet", "perimeter", "internet"};

static int by_first(const void *left, const void *right)
{
    const struct siteintervals_net *a = left, *b = right;
    int order = addr_cmp(&a->range.first, &b->range.first);
    return order != 0 ? order : (a->owner > b->owner) - (a->owner < b->owner);
}

/*
 * Calls found for each net that overlaps one before it. Comparing with the one that reaches farthest is
 * enough: where nets of two owners overlap, one such pair at least is found.
 */
static void each_overlap(struct siteread *r, struct siteintervals_net *nets, size_t count,
                         void (*found)(struct siteread *r, const struct siteintervals_net *a,
                                       const struct siteintervals_net *b))
{
    if (count == 0)
        return;
    qsort(nets, count, sizeof *nets, by_first);
    const struct siteintervals_net *farthest = &nets[0];
    for (size_t i = 1; i < count; i++) {
        if (addr_range_overlaps(&farthest->range, &nets[i].range))
            found(r, farthest, &nets[i]);
        if (addr_cmp(&farthest->range.last, &nets[i].range.last) < 0)
            farthest = &nets[i];
    }
}

static void tell_boundaries(struct siteread *r, const struct siteintervals_net *a,
                            const struct siteintervals_net *b)
{
    char first[ADDR_RANGE_TEXT], second[ADDR_RANGE_TEXT];
    /* the one that stands later in the file is told */
    const struct siteintervals_net *later = a->owner > b->owner ? a : b, *earlier = later == a ? b : a;
    struct sitemsg_place place = sitekeys_place(&r->sites[later->owner].marks, SITE_KEY_BOUNDARIES);
    (void)addr_range_text(&later->range, first);
    (void)addr_range_text(&earlier->range, second);
    if (a->owner == b->owner)
        sitemsg_warn(r->messages, place, "CFG-NET-01", "boundary %s of %.100s overlaps %s of the same site",
                     first, r->site_names.at[later->owner], second);
    else
        sitemsg_error(r->messages, place, "CFG-NET-01", "boundary %s of %.100s overlaps %s of %.100s", first,
                      r->site_names.at[later->owner], second, r->site_names.at[earlier->owner]);
}

static void check_boundaries(struct siteread *r)
{
    size_t count = 0, n = 0;
    for (size_t i = 0; i < r->site->site_count; i++)
        count += r->site->sites[i].boundaries.count;
    struct siteintervals_net *nets = sitearena_take(&r->scratch, count, sizeof *nets);
    for (size_t i = 0; i < r->site->site_count && nets != NULL; i++)
        for (size_t j = 0; j < r->site->sites[i].boundaries.count; j++)
            nets[n++] = (struct siteintervals_net){r->site->sites[i].boundaries.at[j], (int)i};
    each_overlap(r, nets, n, tell_boundaries);
}

static void tell_zones(struct siteread *r, const struct siteintervals_net *a,
                       const struct siteintervals_net *b)
{
    char text[ADDR_RANGE_TEXT];
    struct addr_range common = {b->range.first, a->range.last};
    if (a->owner == b->owner)
        return;
    if (addr_cmp(&b->range.last, &a->range.last) < 0)
        common.last = b->range.last;
    sitemsg_error(r->messages, sitekeys_place(&r->zones[b->owner].marks, ZONE_KEY_NETS), "CFG-NET-02",
                  "zones %s and %s overlap at %s", zone_names[a->owner], zone_names[b->owner],
                  addr_range_text(&common, text));
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
    for (int zone = 0; zone < SITEREAD_ZONES; zone++)
        count += r->zones[zone].nets.count;
    struct siteintervals_net *nets = sitearena_take(&r->scratch, count, sizeof *nets);
    for (int zone = 0; zone < SITEREAD_ZONES && nets != NULL; zone++)
        for (size_t j = 0; j < r->zones[zone].nets.count; j++)
            nets[n++] = (struct siteintervals_net){r->zones[zone].nets.at[j], zone};
    each_overlap(r, nets, n, tell_zones);
    check_default_zone(r);
}

static void check_addresses(struct siteread *r, size_t i)
{
    char text[ADDR_TEXT];
    const struct site_system *system = &r->site->systems[i];
    for (size_t j = 0; j < system->addresses.count; j++) {
        const struct siteindex_slot *slot = siteindex_at(r->site->index, &system->addresses.at[j]);
        if (slot == NULL)
            continue;
        if (slot->system >= 0 && (size_t)slot->system != i)
            sitemsg_error(r->messages, sitekeys_place(&r->systems[i].marks, SYSTEM_KEY_ADDRESS), "CFG-NET-03",
                          "address %s is used by %.100s and %.100s",
                          addr_text(&system->addresses.at[j], text), r->site->systems[slot->system].name,
                          system->name);
        if (slot->client < 0 || system->also_client == TRI_YES ||
            sitekeys_bad(&r->systems[i].marks, SYSTEM_KEY_ALSO_CLIENT))
            continue;
        sitemsg_error(
            r->messages, sitekeys_place(&r->clients[slot->client].marks, CLIENT_KEY_WHERE), "CFG-NET-03",
            "address %s is used by %.100s and %.100s; a system that is a client too has also_client: yes",
            addr_text(&system->addresses.at[j], text), system->name, r->site->clients[slot->client].name);
    }
}

static void check_position(struct siteread *r, size_t i)
{
    char text[ADDR_TEXT];
    const struct site_system *system = &r->site->systems[i];
    for (size_t j = 0; j < system->addresses.count; j++) {
        const struct addr *a = &system->addresses.at[j];
        if (site_position_of(r->site, a) == POSITION_INTERNET && site_boundary_of(r->site, a, NULL) < 0)
            sitemsg_warn(r->messages, sitekeys_place(&r->systems[i].marks, SYSTEM_KEY_ADDRESS), "CFG-NET-05",
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
}
