/* Everybody a site file knows, clients that are alike put together. Internal to policy/expected*.c. */
#ifndef POLICY_EXPECTED_ENDS_H
#define POLICY_EXPECTED_ENDS_H

#include "policy/expected.h"
#include "policy/sitearena.h"

struct expected_ends {
    struct expected_end *at;
    size_t count;
    bool whole; /* none was left out */
};

/* most: of expected_atoms_of(), SIZE_MAX for all. All memory is the arena's, see its `failed`. */
struct expected_ends expected_ends_of(const struct site *site, size_t most, struct sitearena *arena);

#endif
