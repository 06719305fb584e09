/*
 * A transaction for rows that belong together: begun with the first, then committed or given up. A writer
 * that is killed leaves whole transactions.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct batch {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit;
    bool is_open;
};

int batch_open(struct batch *b, sqlite3 *db, struct err *err);
void batch_close(struct batch *b);

/* Before each row: opens a transaction when none is. -1 and err. */
int batch_row(struct batch *b, struct err *err);
/* Commits what there is. -1 and err: it is still open, or SQLite has given it up. */
int batch_commit(struct batch *b, struct err *err);
/* Gives up what there is. */
void batch_rollback(struct batch *b);

/* A clock that only goes forward, a few milliseconds coarse and cheap enough to be read for each flow. */
int64_t batch_now_ms(void);

#endif
