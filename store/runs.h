/* The rows that stand once for each run: itself, its captures, its rules, what it could not audit. */
#ifndef STORE_RUNS_H
#define STORE_RUNS_H

#include "store/batch.h"
#include "store/store.h"

/* Each adds rows to the batch. -1 and err. */
int runs_add(struct batch *b, const struct store_run *run, int64_t *id, struct err *err);
int runs_add_rules(struct batch *b, const struct store_run *run, struct err *err);
int runs_add_source(struct batch *b, int64_t id, const struct store_source *source, struct err *err);
int runs_add_warnings(struct batch *b, int64_t id, const char *lines, struct err *err);
/* first: the id of the first of them; the others follow it one by one. */
int runs_add_waivers(struct batch *b, int64_t id, const struct store_run *run, int64_t *first,
                     struct err *err);
/* Of several settings of one name the last. */
int runs_add_settings(struct batch *b, int64_t id, const struct store_run *run, struct err *err);
int runs_add_expected(struct batch *b, int64_t id, const struct store_run *run, struct err *err);
/* Coverage that is 0 gets no row. */
int runs_add_coverage(struct batch *b, int64_t id, const struct store_end *end, struct err *err);
int runs_end(struct batch *b, int64_t id, const struct store_end *end, struct err *err);

/*
 * Marks runs that are still `running` as interrupted and makes their sums agree with the rows that were
 * written; a transaction of its own. Only for the one who holds the claim (store/dbfile.h). -1 and err.
 */
int runs_repair(sqlite3 *db, struct err *err);

#endif
