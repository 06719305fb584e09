/* Who has an address, and which net is around it: made once when a site file is loaded. */
#ifndef POLICY_SITEINDEX_H
#define POLICY_SITEINDEX_H

#include "base/addr.h"
#include "base/siphash.h"
#include "policy/site.h"
#include "policy/sitearena.h"
#include "policy/siteintervals.h"
#include "policy/sitenames.h"

/* Indices into the site's arrays, -1: none. */
struct siteindex_slot {
    struct addr address;
    bool used;
    int32_t system, proxy, client;
};

struct site_index {
    struct sitearena arena; /* all memory of the site but the struct itself */
    struct siphash_key key; /* addresses come from the wire */
    struct siteindex_slot *slots;
    size_t mask;
    struct siteintervals zones, boundaries, ranges; /* owners: position, site, client range */
    struct sitenames fqdns; /* internet_fqdn in lower case, without a dot at the end */
    int32_t *fqdn_system;   /* of each of them */
    enum position default_zone;
};

/* zones: their nets by position. Of two owners of one address the first wins. Sorts the
 * lists that are searched (policy/siteranges.h). -1 when there is no memory. */
int siteindex_build(struct site *s, const struct site_ranges zones[3], enum position default_zone);
/* NULL when nobody listed has the address. */
const struct siteindex_slot *siteindex_at(const struct site_index *x, const struct addr *a);

/* The system with this internet_fqdn in any case, -1. */
int siteindex_named(const struct site_index *x, const char *name);

#endif
