/*
 * The flows that are open: one record each, found by its id. Ids are dense and rise, so that their low bits
 * spread evenly.
 */
#ifndef POLICY_OPEN_FLOWS_H
#define POLICY_OPEN_FLOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/finding.h"

struct open_flow {
    struct audited a;
    struct open_flow *next;        /* in its bucket */
    bool turned;                   /* ends were swapped against OPEN */
    bool overflow;                 /* evidence is missing from the list */
    bool lost;                     /* EVIDENCE_LOST came */
    bool mismatch;                 /* the server spoke another protocol than the client */
    bool fell_back;                /* SMB after a failed HTTP(S) */
    bool learned;                  /* its port was handed out by the server's endpoint mapper */
    bool answered, worked, failed; /* HTTP(S): a class was seen; a success; a failure */
};

struct open_flows;

struct open_flows *open_flows_open(size_t memory_bytes); /* NULL: out of memory */
void open_flows_close(struct open_flows *t);
/* A zeroed record for a new flow; NULL when the memory is used up or the id is open already. */
struct open_flow *open_flows_add(struct open_flows *t, uint64_t flow);
struct open_flow *open_flows_find(const struct open_flows *t, uint64_t flow);
void open_flows_remove(struct open_flows *t, struct open_flow *f);

#endif
