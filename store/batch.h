/*
 * Rows go to the database in transactions of some thousand rows or 200 ms, whichever comes first: a writer
 * that is killed leaves whole batches.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { BATCH_ROWS = 4000, BATCH_MS = 200 };

struct batch {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit;
    unsigned rows; /* in the open transaction */
    int64_t began_ms;
};

int batch_open(struct batch *b, sqlite3 *db, struct err *err);
void batch_close(struct batch *b);

/* Before each row: opens a transaction when none is. -1 and err. */
int batch_row(struct batch *b, struct err *err);
/* Between rows that belong together: commits when the batch is full or old enough. -1 and err. */
int batch_tick(struct batch *b, int64_t now_ms, struct err *err);
/* Commits what there is. -1 and err. */
int batch_commit(struct batch *b, struct err *err);
/* Gives up what there is. */
void batch_rollback(struct batch *b);

/* A clock that only goes forward, a few milliseconds coarse and cheap enough to be read for each flow. */
int64_t batch_now_ms(void);

#endif
