/* From single allowed flows to a short table: ports, names and ends put together. Internal to
 * policy/expected*.c. */
#ifndef POLICY_EXPECTED_MERGE_H
#define POLICY_EXPECTED_MERGE_H

#include "policy/expected_flows.h"
#include "policy/sitearena.h"

struct expected_cells {
    struct expected_cell *at; /* malloc */
    size_t count, room;
    bool failed;
};

void expected_merge_add(struct expected_cells *c, const struct expected_cell *cell);

struct expected_rows {
    struct expected_row *at;
    size_t count;
};

/* Uses the cells up; rows are the arena's. */
struct expected_rows expected_merge(struct expected_cells *c, const struct proof_catalogue *catalogue,
                                    struct sitearena *arena);

#endif
