/*
 * The addresses of clients in stretches within which the site file makes no difference, and each listed
 * address by itself. Internal to policy/expected*.c.
 */
#ifndef POLICY_EXPECTED_ATOMS_H
#define POLICY_EXPECTED_ATOMS_H

#include "policy/expected.h"
#include "policy/sitearena.h"

struct expected_atom {
    struct addr_range range;
    struct addr probe; /* an address in it that nobody else has */
    struct expected_client client;
    bool listed, rest; /* one listed address; a stretch that no network of the file holds */
};

struct expected_atoms {
    struct expected_atom *at;
    size_t count;
    bool whole; /* none was left out */
};

/* At most `most` stretches and as many listed addresses, at even distances from one another. */
struct expected_atoms expected_atoms_of(const struct site *site, size_t most, struct sitearena *arena);

#endif
