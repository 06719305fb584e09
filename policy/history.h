/*
 * What a flow's verdict takes from flows before it (policy.md 4.9): the auditor tells of every flow as it
 * goes on, and a flow's marks keep what was true when it began. Looks back only, in packet time; all of it
 * is bounded, and what gives way makes a verdict open, never another one.
 */
#ifndef POLICY_HISTORY_H
#define POLICY_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/finding.h"
#include "policy/party.h"
#include "policy/ports.h"
#include "policy/site.h"

struct history;

/* Kept with an open flow; zeroed at first. */
struct history_marks {
    unsigned answered : 1, worked : 1, failed : 1; /* HTTP(S): a class was seen; a success; a failure */
    unsigned counted : 1;                          /* it belongs to a stay */
    unsigned fallback : 2;                         /* enum fact_fallback */
    unsigned order : 3;                            /* enum fact_order */
    unsigned mp : 2;                               /* enum hints_mp */
};

/* A flow as far as it is known; the ends as the contract means them. */
struct history_flow {
    uint64_t flow;
    uint8_t transport;
    const struct flow_end *client, *server;
    int64_t first_us;
};

/* All borrowed. Keeps to memory_bytes, but for HISTORY_LEAST of each memory. NULL: out of memory. */
enum { HISTORY_LEAST = 256 };
struct history *history_open(const struct site *site, const struct ports *ports, struct party_cache *parties,
                             size_t memory_bytes);
void history_close(struct history *h);

/* A frame of this capture was seen, whatever it was; before the flow it begins. */
void history_seen(struct history *h, uint16_t source, int64_t now_us);
/* A flow will not be told of. */
void history_missed(struct history *h, int64_t now_us);

/* The flow began, or its ends were taken for each other until now. */
void history_began(struct history *h, const struct history_flow *f, struct history_marks *m, int64_t now_us);
void history_refused(struct history *h, const struct history_flow *f, struct history_marks *m,
                     int64_t now_us);
void history_class(struct history *h, const struct history_flow *f, struct history_marks *m,
                   enum app_class class_);
void history_evidence(struct history *h, const struct history_flow *f, struct history_marks *m,
                      const struct evidence *e, int64_t now_us);
/* The flow ended, its ends and class are final: what its end says, before it is judged. lost: bytes that
 * would have told its class or its first evidence are missing. */
void history_ended(struct history *h, const struct audited *a, struct history_marks *m, bool lost);
/* Correlation notes, once it is judged. */
void history_note(struct history *h, const struct audited *a, const struct history_marks *m,
                  struct finding *f);

uint64_t history_dropped(const struct history *h); /* memories that gave way before their time */

#endif
