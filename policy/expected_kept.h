/* What pairs of one kind (policy/expected_kin.h) came to, so that it is asked once. Internal to
 * policy/expected*.c. */
#ifndef POLICY_EXPECTED_KEPT_H
#define POLICY_EXPECTED_KEPT_H

#include "policy/expected_flows.h"

struct expected_kept;

/* NULL: no memory. */
struct expected_kept *expected_kept_open(void);
void expected_kept_close(struct expected_kept *k);

/* The cells of a kind, valid until the next addition; false when it is new. */
bool expected_kept_find(const struct expected_kept *k, uint64_t kin, const struct expected_cell **cells,
                        size_t *count);
/* A new kind without cells; cells that are added next are its. False when there is no memory, also below. */
bool expected_kept_begin(struct expected_kept *k, uint64_t kin);
bool expected_kept_add(struct expected_kept *k, const struct expected_cell *cell);

#endif
