/* Flows and their bytes by the minute in which they began, counted in memory by site and verdict. */
#ifndef STORE_MINUTES_H
#define STORE_MINUTES_H

#include "policy/finding.h"
#include "store/table.h"
#include "store/writer.h"

enum {
    MINUTES_MOST = 8192, /* in memory; more are written out and begin anew */
    MINUTES_FINE =
        1 << 20, /* after so many a run goes on by the hour: a capture claims what times it likes */
};

struct minutes {
    struct table *known;
    struct writer *writer;
    int upsert;
    int64_t run;
    uint64_t left_out; /* flows that are not counted, for want of room */
    unsigned begun;    /* entries begun so far, until they are too many */
};

/* writer is borrowed. -1 and err. */
int minutes_open(struct minutes *m, struct writer *writer, int64_t run, struct err *err);
void minutes_close(struct minutes *m);

/* Counts one flow; writes only when there is no room for another minute, and where there is none to write
 * either, the flow is left out. -1 and err. */
int minutes_add(struct minutes *m, const struct audited *a, const struct finding *f, struct err *err);
/* Writes the sums gathered since the last time. 1: there was no room for all. -1 and err. */
int minutes_flush(struct minutes *m, struct err *err);

#endif
