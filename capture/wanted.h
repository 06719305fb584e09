/* Flows that are looked for in a capture, by their ends and transport, however many there are of the same. */
#ifndef CAPTURE_WANTED_H
#define CAPTURE_WANTED_H

#include "base/err.h"
#include "capture/flow.h"
#include "capture/segment.h"

struct wanted;

/* NULL and err when memory fails. */
struct wanted *wanted_open(struct err *err);
/* NULL is fine. */
void wanted_close(struct wanted *w);

/* Adds a flow between two ends; flows are numbered from 1. -1 and err when memory fails. */
int wanted_add(struct wanted *w, const struct flow_end end[2], uint8_t transport, struct err *err);

/* The numbers of those that a segment may belong to, one after the other, oldest first; 0 after the last. */
struct wanted_cursor {
    uint32_t tag, at;
};
struct wanted_cursor wanted_begin(const struct wanted *w, const struct segment *s);
uint32_t wanted_next(const struct wanted *w, const struct segment *s, struct wanted_cursor *c);

#endif
