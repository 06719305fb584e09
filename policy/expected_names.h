/*
 * Paths and shares by number: those of the catalogue of evidence, and two that it has no pattern for.
 * Internal to policy/expected*.c.
 */
#ifndef POLICY_EXPECTED_NAMES_H
#define POLICY_EXPECTED_NAMES_H

#include <stdint.h>

#include "policy/proof.h"

/* Paths come first, as in the catalogue. */
unsigned expected_names_first_share(const struct proof_catalogue *c);
/* A text file under /content, which may be licence terms (policy.md FW-SUP-02). */
unsigned expected_names_terms(const struct proof_catalogue *c);
/* A share that the catalogue does not have. */
unsigned expected_names_any_share(const struct proof_catalogue *c);

/* NULL behind the last. */
const char *expected_names_at(const struct proof_catalogue *c, unsigned n);

/* Bits of names: where all of these are allowed, the name is no condition. 0: there is no such case. */
uint64_t expected_names_whole(const struct proof_catalogue *c, enum app_class class_, int role);

#endif
