/* Flows that hang on an unknown fact, counted in memory by what the site file would have to say. */
#ifndef STORE_MISSING_H
#define STORE_MISSING_H

#include "policy/finding.h"
#include "store/table.h"
#include "store/writer.h"

enum { MISSING_MOST = 8192 }; /* in memory; more are written out and begin anew */

struct missing {
    struct table *known;
    struct writer *writer;
    int64_t run;
    int upsert;
    uint64_t left_out; /* flows that are not counted, for want of room */
};

/* writer is borrowed. -1 and err. */
int missing_open(struct missing *m, struct writer *writer, int64_t run, struct err *err);
void missing_close(struct missing *m);

/* Counts one flow; none when the finding misses no fact. Where there is room for it neither here nor in the
 * queue, it is left out. -1 and err. */
int missing_add(struct missing *m, const struct finding *f, struct err *err);
/* Writes the sums gathered since the last time. 1: there was no room for all. -1 and err. */
int missing_flush(struct missing *m, struct err *err);

#endif
