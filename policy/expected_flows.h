/*
 * Flows that one end might open to another: every protocol that can be told apart, on every port that the
 * site file or the documents name, with each path and share that proves something. Internal to
 * policy/expected*.c.
 */
#ifndef POLICY_EXPECTED_FLOWS_H
#define POLICY_EXPECTED_FLOWS_H

#include "policy/expected.h"
#include "policy/verdict.h"

/* A made-up flow that is allowed. */
struct expected_cell {
    uint32_t from, to;
    uint8_t class_, transport;
    uint16_t port; /* 0 with dynamic, or without ports */
    bool dynamic;
    int8_t role;
    uint8_t when, borders;
    const struct finding_rule *rule;
    const char *hangs_on;
    uint64_t names;
    uint32_t lines;
};

struct expected_flows; /* what is needed to ask */

/* NULL: no memory. */
struct expected_flows *expected_flows_open(const struct verdict_maker *maker, struct err *err);
void expected_flows_close(struct expected_flows *f);

/*
 * The flows that are allowed from one end to the other, valid until the next call; from, to, borders and
 * lines are for the caller to fill. False when there was no memory.
 */
bool expected_flows_between(struct expected_flows *f, const struct expected_end *from,
                            const struct expected_end *to, const struct expected_cell **cells, size_t *count);

#endif
