/*
 * Sample flows of a run's findings, and the rows about the files of their packets. Reads what is committed.
 */
#ifndef STORE_SAMPLES_H
#define STORE_SAMPLES_H

#include "store/batch.h"
#include "store/store.h"

/*
 * The first `most` findings of a run, gravest first, those that are waived last, each with its samples: its
 * first flow, of the others the gravest (of equally grave ones the largest), and the newest that is left. -1
 * and err, also when take returned -1, with the err it set.
 */
int samples_each(sqlite3 *db, int64_t run, size_t most,
                 int (*take)(void *context, const struct store_sampled *finding, struct err *err),
                 void *context, struct err *err);

/* The row of a finding, and its column `evidence`. -1 and err. */
int samples_add(struct batch *b, const struct store_evidence *row, struct err *err);

/* A row with nothing but a gap for each finding of a run that has none. -1 and err. */
int samples_add_rest(struct batch *b, int64_t run, const char *gap, uint64_t *count, struct err *err);

#endif
