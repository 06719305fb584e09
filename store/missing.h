/* Flows that hang on an unknown fact, counted in memory by what the site file would have to say. */
#ifndef STORE_MISSING_H
#define STORE_MISSING_H

#include "policy/finding.h"
#include "store/batch.h"
#include "store/table.h"

enum { MISSING_MOST = 8192 }; /* in memory; more are written out and begin anew */

struct missing {
    struct table *known;
    sqlite3_stmt *upsert;
    struct batch *batch;
    int64_t run;
};

/* batch is borrowed. -1 and err. */
int missing_open(struct missing *m, struct batch *batch, int64_t run, struct err *err);
void missing_close(struct missing *m);

/* Counts one flow; none when the finding misses no fact. -1 and err. */
int missing_add(struct missing *m, const struct finding *f, struct err *err);
/* Writes the sums gathered since the last time. -1 and err. */
int missing_flush(struct missing *m, struct err *err);

#endif
