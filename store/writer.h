/*
 * The thread that writes rows: whoever makes them puts them into parcels of some thousand rows or 200 ms,
 * whichever comes first, and never waits for the disk, but for room in a bounded queue (store/queue.h). What
 * waits goes to the database in one transaction: a writer that is killed leaves whole parcels.
 *
 * One thread uses all functions here; the database belongs to the writer's thread from the first row on, and
 * to the caller again after writer_rest until the next row.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/batch.h"

enum { WRITER_ROWS = 4000, WRITER_BYTES = 512 << 10, WRITER_MS = 200 };
enum { WRITER_STATEMENTS = 24 };

/* What to do when the queue is full, and when the disk is. */
enum writer_full {
    WRITER_WAITS, /* for room in the queue; what cannot be written has failed for good */
    WRITER_DROPS, /* who makes rows asks writer_has_room; what cannot be written is tried again, once a second
                   */
};

struct writer;

/* batch: of the database, borrowed. NULL and err. */
struct writer *writer_open(struct batch *batch, enum writer_full full, struct err *err);
/* Ends the thread; what was not committed is given up. NULL is fine. */
void writer_close(struct writer *w);

/* A statement that rows will be written with, a literal; before the first row. -1 and err. */
int writer_statement(struct writer *w, const char *sql, struct err *err);

/* A row of a statement, followed by the values of its parameters in their order; all is copied. Texts may be
 * NULL; counts beyond INT64_MAX are cut. */
void writer_row(struct writer *w, int statement);
void writer_int(struct writer *w, int64_t n);
void writer_count(struct writer *w, uint64_t n);
void writer_text(struct writer *w, const char *text);
void writer_blob(struct writer *w, const void *data, size_t n);

/*
 * Between rows that belong together: hands them over when they are enough or old enough. -1 and err when the
 * writer has failed. now_ms: batch_now_ms().
 */
int writer_tick(struct writer *w, int64_t now_ms, struct err *err);
/* Always, unless the writer drops: then rows that have no room must not be made now. */
bool writer_has_room(struct writer *w);
/* Many rows that lie apart will come: the database's cache may take 48 MiB from now on. */
void writer_widen(struct writer *w);
/* The end is near: a writer that drops waits from now on, and gives up what cannot be written after 5 s. */
void writer_hurry(struct writer *w);
/* Returns when all rows are committed and the thread waits. -1 and err when the writer has failed. */
int writer_rest(struct writer *w, struct err *err);

#endif
