/*
 * Pairs of ends toward which the rules cannot answer differently: in a network of many sites most pairs are
 * like others, and flows between such need not be made up again. Internal to policy/expected*.c.
 */
#ifndef POLICY_EXPECTED_KIN_H
#define POLICY_EXPECTED_KIN_H

#include "policy/expected.h"
#include "policy/verdict.h"

/*
 * Equal for pairs that are alike: the same facts (policy/facts.h) whatever is said between them, and systems
 * that are configured the same. A hash of 64 bits: of a million kinds two are mistaken for one another in one
 * of 30 million tables.
 */
uint64_t expected_kin(const struct verdict_maker *m, const struct expected_end *from,
                      const struct expected_end *to, unsigned family);

/* Equal for systems of one site that are configured the same and stand in the same kind of place. */
uint64_t expected_kin_of_system(const struct site *site, const struct expected_end *end);

#endif
