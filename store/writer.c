#include "store/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "store/db.h"
#include "store/queue.h"

enum { RETRY_MS = 1000, PATIENCE_MS = 5000 };

struct writer {
    struct batch *batch;
    enum writer_full full;
    sqlite3_stmt *statements[WRITER_STATEMENTS];
    int statement_count;
    struct queue *queue;
    struct parcel *filling;
    int64_t began_ms; /* when its first row came */
    pthread_t thread;
    bool runs, hurries;
    atomic_bool widens;
};

static int write_parcel(struct writer *w, const struct parcel *p, struct err *err)
{
    size_t at = 0;
    for (int statement; (statement = parcel_statement(p, &at)) >= 0;) {
        sqlite3_stmt *s = w->statements[statement];
        parcel_bind(p, &at, s);
        if (batch_row(w->batch, err) < 0 || db_run(s, err) < 0)
            return -1;
    }
    return 0;
}

static int write_parcels(struct writer *w, struct parcel *const *parcels, unsigned count, struct err *err)
{
    for (unsigned i = 0; i < count; i++)
        if (write_parcel(w, parcels[i], err) < 0)
            return -1;
    return batch_commit(w->batch, err);
}

/* Somebody may make room, or end what keeps the database. */
static bool may_pass(sqlite3 *db)
{
    int code = sqlite3_errcode(db) & 0xff, system = sqlite3_system_errno(db);
    return code == SQLITE_FULL || code == SQLITE_BUSY ||
           (code == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT));
}

static int write_at_last(struct writer *w, struct parcel *const *parcels, unsigned count, struct err *err)
{
    for (;;) {
        if (write_parcels(w, parcels, count, err) == 0)
            return 0;
        bool again = w->full == WRITER_DROPS && may_pass(w->batch->db);
        batch_rollback(w->batch);
        if (!again || !queue_pause(w->queue, RETRY_MS, PATIENCE_MS))
            return -1;
    }
}

static void *write_all(void *context)
{
    struct writer *w = context;
    struct parcel *parcels[QUEUE_MOST];
    struct err err;
    for (unsigned count; (count = queue_take(w->queue, parcels)) > 0;) {
        if (write_at_last(w, parcels, count, &err) < 0) {
            queue_fail(w->queue, &err);
            break;
        }
        queue_done(w->queue);
        if (atomic_exchange(&w->widens, false))
            (void)db_exec(w->batch->db, "PRAGMA cache_size = -49152", &err);
    }
    return NULL;
}

/* Signals are for the threads of others. */
static int start(struct writer *w, struct err *err)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    w->runs = pthread_create(&w->thread, NULL, write_all, w) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return w->runs ? 0 : err_set(err, "database: cannot start a thread that writes");
}

struct writer *writer_open(struct batch *batch, enum writer_full full, struct err *err)
{
    struct writer *w = calloc(1, sizeof *w);
    struct queue *queue = queue_open();
    if (w == NULL || queue == NULL) {
        (void)err_set(err, "database: out of memory");
        queue_close(queue);
        free(w);
        return NULL;
    }
    w->batch = batch;
    w->full = full;
    w->queue = queue;
    if (queue_put(queue, &w->filling, err) == 0 && start(w, err) == 0)
        return w;
    writer_close(w);
    return NULL;
}

void writer_close(struct writer *w)
{
    if (w == NULL)
        return;
    queue_end(w->queue);
    if (w->runs)
        (void)pthread_join(w->thread, NULL);
    queue_close(w->queue);
    for (int i = 0; i < w->statement_count; i++)
        (void)sqlite3_finalize(w->statements[i]);
    free(w);
}

int writer_statement(struct writer *w, const char *sql, struct err *err)
{
    assert(w->statement_count < WRITER_STATEMENTS);
    sqlite3_stmt *s = db_prepare(w->batch->db, sql, err);
    if (s == NULL)
        return -1;
    w->statements[w->statement_count] = s;
    return w->statement_count++;
}

void writer_row(struct writer *w, int statement)
{
    if (w->filling->rows == 0)
        w->began_ms = batch_now_ms();
    parcel_row(w->filling, (unsigned)statement);
}

void writer_int(struct writer *w, int64_t n)
{
    parcel_int(w->filling, n);
}

void writer_count(struct writer *w, uint64_t n)
{
    parcel_int(w->filling, n > INT64_MAX ? INT64_MAX : (int64_t)n);
}

void writer_text(struct writer *w, const char *text)
{
    parcel_text(w->filling, text);
}

void writer_blob(struct writer *w, const void *data, size_t n)
{
    parcel_blob(w->filling, data, n);
}

static bool is_full(const struct parcel *p)
{
    return p->rows >= WRITER_ROWS || p->used >= WRITER_BYTES;
}

static int hand_over(struct writer *w, struct err *err)
{
    if (w->filling->no_memory)
        return err_set(err, "database: out of memory");
    return queue_put(w->queue, &w->filling, err);
}

int writer_tick(struct writer *w, int64_t now_ms, struct err *err)
{
    const struct parcel *p = w->filling;
    if (p->rows == 0 || (!is_full(p) && now_ms - w->began_ms < WRITER_MS))
        return 0;
    if (w->full == WRITER_DROPS && !w->hurries && !queue_has_room(w->queue))
        return 0;
    return hand_over(w, err);
}

bool writer_has_room(struct writer *w)
{
    return w->full == WRITER_WAITS || w->hurries || !is_full(w->filling) || queue_has_room(w->queue);
}

void writer_widen(struct writer *w)
{
    atomic_store(&w->widens, true);
}

void writer_hurry(struct writer *w)
{
    w->hurries = true;
    queue_hurry(w->queue);
}

int writer_rest(struct writer *w, struct err *err)
{
    if (w->filling->rows > 0 && hand_over(w, err) < 0)
        return -1;
    return queue_rest(w->queue, err);
}
