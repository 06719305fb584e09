/* Lists of networks and addresses that are only asked whether they hold an address: sorted once, then
 * searched. */
#ifndef POLICY_SITERANGES_H
#define POLICY_SITERANGES_H

#include "policy/site.h"

/* Sorts in place; networks that overlap become one. */
void siteranges_sort(struct site_ranges *ranges);
/* Of a sorted list. */
bool siteranges_have(const struct site_ranges *ranges, const struct addr *a);

void siteranges_sort_addrs(struct site_addrs *addrs);
bool siteranges_have_addr(const struct site_addrs *addrs, const struct addr *a);

#endif
