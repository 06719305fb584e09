/* Names of a site file, as a waiver gives them: the addresses that each stands for. */
#ifndef POLICY_SITEPARTY_H
#define POLICY_SITEPARTY_H

#include "policy/siteread.h"

struct siteparty_kind {
    struct sitenames names;
    uint32_t *object; /* of each name: its index in the site's array */
};

enum { SITEPARTY_KINDS = 5 };

/* Made when the first name is asked for; memory is the scratch arena's. */
struct siteparty {
    struct siteread *read;
    bool is_open;
    struct siteparty_kind kinds[SITEPARTY_KINDS];
};

/*
 * An address, a network, or a name of a system, client, client range, proxy or site (its boundaries); what
 * has the name in several sections is meant in all. False and told when it is none of them.
 */
bool siteparty_read(struct siteparty *p, const char *text, const char *key, struct sitemsg_place place,
                    struct site_ranges *out);

#endif
