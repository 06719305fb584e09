#include "store/batch.h"

#include <time.h>

#include "store/db.h"

int batch_open(struct batch *b, sqlite3 *db, struct err *err)
{
    *b = (struct batch){.db = db};
    b->begin = db_prepare(db, "BEGIN IMMEDIATE", err);
    b->commit = b->begin == NULL ? NULL : db_prepare(db, "COMMIT", err);
    return b->commit == NULL ? -1 : 0;
}

void batch_close(struct batch *b)
{
    (void)sqlite3_finalize(b->begin);
    (void)sqlite3_finalize(b->commit);
    *b = (struct batch){0};
}

int batch_row(struct batch *b, struct err *err)
{
    if (!b->is_open && db_run(b->begin, err) < 0)
        return -1;
    b->is_open = true;
    return 0;
}

int batch_commit(struct batch *b, struct err *err)
{
    if (b->is_open && db_run(b->commit, err) < 0)
        return -1;
    b->is_open = false;
    return 0;
}

void batch_rollback(struct batch *b)
{
    b->is_open = false;
    if (b->db != NULL && sqlite3_get_autocommit(b->db) == 0)
        (void)sqlite3_exec(b->db, "ROLLBACK", NULL, NULL, NULL);
}

int64_t batch_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
