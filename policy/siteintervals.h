/* Networks with owners, flattened so that the most specific one around an address is one binary search away.
 */
#ifndef POLICY_SITEINTERVALS_H
#define POLICY_SITEINTERVALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "policy/sitearena.h"

/* A network as it was written. */
struct siteintervals_net {
    struct addr_range range;
    int owner;
};

/* The lowest address of a stretch in which one net is the most specific, in host order for fast comparison.
 */
struct siteintervals_start {
    uint64_t high, low;
};

struct siteintervals {
    struct siteintervals_start *start; /* ascending */
    int32_t *net;                      /* of the stretch from start to the next; -1: none */
    size_t count;
    const struct siteintervals_net *nets;
};

/* nets is borrowed; of equally wide nets the first one wins. -1 when there is no memory. */
int siteintervals_build(struct siteintervals *s, struct sitearena *a, const struct siteintervals_net *nets,
                        size_t count);
/* The most specific net that holds the address, NULL. */
const struct siteintervals_net *siteintervals_at(const struct siteintervals *s, const struct addr *a);

#endif
