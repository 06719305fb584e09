/*
 * The stage: a flow's ordered bytes in, observations out. One struct decode serves all flows of a table.
 */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/flow.h"
#include "decode/observation.h"

struct decode;

struct decode_counts {
    uint64_t states_refused; /* flows of which at most the class is known: no memory for decoder states */
    uint64_t evidence_dropped;
};

/* emit is called from within the functions below; the observation is borrowed until it returns. */
struct decode *decode_open(size_t memory_bytes, void (*emit)(void *context, const struct observation *o),
                           void *context, struct err *err);
void decode_close(struct decode *d);

/* The functions for struct flow_events, with the struct decode as context. */
void decode_opened(void *decode, struct flow *f);
uint64_t decode_bytes(void *decode, struct flow *f, unsigned side, uint64_t offset, struct bytes window);
uint64_t decode_hole(void *decode, struct flow *f, unsigned side, uint64_t offset, uint64_t length);
void decode_datagram(void *decode, struct flow *f, unsigned side, struct bytes payload);
void decode_refused(void *decode, struct flow *f);
void decode_rests(void *decode, struct flow *f);
void decode_closed(void *decode, struct flow *f);

struct decode_counts decode_counts(const struct decode *d);

#endif
