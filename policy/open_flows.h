/*
 * The flows that are open: what must be remembered of each until it ends, found by its id. Ids are dense and
 * rise, so that their low bits spread evenly.
 */
#ifndef POLICY_OPEN_FLOWS_H
#define POLICY_OPEN_FLOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/flow.h"
#include "policy/evidence_list.h"
#include "policy/history.h"

struct open_flow {
    uint64_t flow;
    struct open_flow *next; /* in its bucket */
    struct evidence_list *evidence;
    struct outer *outer; /* NULL: none */
    bool turned : 1;     /* ends are swapped against the observations */
    bool overflow : 1, lost : 1, mismatch : 1;
    struct history_marks marks;
};

struct open_flows;

struct open_flows *open_flows_open(size_t memory_bytes); /* NULL: out of memory */
void open_flows_close(struct open_flows *t);
/* A zeroed record for a new flow; NULL when the memory is used up or the id is open already. */
struct open_flow *open_flows_add(struct open_flows *t, uint64_t flow);
struct open_flow *open_flows_find(const struct open_flows *t, uint64_t flow);
void open_flows_remove(struct open_flows *t, struct open_flow *f);

#endif
