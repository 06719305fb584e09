#include "policy/siteranges.h"

#include <stdlib.h>

static int by_first(const void *left, const void *right)
{
    const struct addr_range *a = left, *b = right;
    return addr_cmp(&a->first, &b->first);
}

void siteranges_sort(struct site_ranges *ranges)
{
    size_t kept = 0;
    if (ranges->count < 2)
        return;
    qsort(ranges->at, ranges->count, sizeof *ranges->at, by_first);
    for (size_t i = 1; i < ranges->count; i++) {
        struct addr_range *last = &ranges->at[kept];
        if (!addr_range_overlaps(last, &ranges->at[i]))
            ranges->at[++kept] = ranges->at[i];
        else if (addr_cmp(&last->last, &ranges->at[i].last) < 0)
            last->last = ranges->at[i].last;
    }
    ranges->count = kept + 1;
}

static int by_place(const void *key, const void *element)
{
    const struct addr *a = key;
    const struct addr_range *range = element;
    if (addr_cmp(a, &range->first) < 0)
        return -1;
    return addr_cmp(a, &range->last) > 0;
}

bool siteranges_have(const struct site_ranges *ranges, const struct addr *a)
{
    return ranges->count > 0 && bsearch(a, ranges->at, ranges->count, sizeof *ranges->at, by_place) != NULL;
}

static int by_address(const void *left, const void *right)
{
    return addr_cmp(left, right);
}

void siteranges_sort_addrs(struct site_addrs *addrs)
{
    if (addrs->count > 1)
        qsort(addrs->at, addrs->count, sizeof *addrs->at, by_address);
}

bool siteranges_have_addr(const struct site_addrs *addrs, const struct addr *a)
{
    return addrs->count > 0 && bsearch(a, addrs->at, addrs->count, sizeof *addrs->at, by_address) != NULL;
}
