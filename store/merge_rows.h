/* The rows of one run, from one connection to another with new numbers. Internal to store/merge*.c. */
#ifndef STORE_MERGE_ROWS_H
#define STORE_MERGE_ROWS_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/err.h"

struct merge_rows {
    sqlite3 *from, *to;
    int64_t version;     /* of `from` */
    int64_t theirs, run; /* the run's number there and here */
};

/* Everything that belongs to the run, once its row in `run` is there. -1 and err. */
int merge_rows(const struct merge_rows *m, struct err *err);
/* Rules that are not here yet. -1 and err. */
int merge_rows_rules(const struct merge_rows *m, struct err *err);

#endif
