#include "store/pages.h"

#include <stdint.h>
#include <string.h>

#include "store/db.h"

static int ask(sqlite3 *db, const char *path, const char *sql, struct err *err)
{
    sqlite3_stmt *statement = db_prepare(db, sql, err);
    if (statement == NULL)
        return -1;
    int result = sqlite3_step(statement), failed = 0;
    const char *said = result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (result != SQLITE_ROW)
        failed = db_fail(db, err);
    else if (said == NULL || strcmp(said, "ok") != 0)
        failed = err_set(err, "%s: the database is damaged: %.200s", path, said != NULL ? said : "no memory");
    (void)sqlite3_finalize(statement);
    return failed;
}

int pages_check(sqlite3 *db, const char *path, bool *small, struct err *err)
{
    int64_t pages = 0, page_bytes = 0;
    if (db_number(db, "PRAGMA page_count", &pages, err) < 0 ||
        db_number(db, "PRAGMA page_size", &page_bytes, err) < 0)
        return -1;
    int64_t bytes = pages * page_bytes;
    *small = bytes <= PAGES_BYTES;
    if (!*small)
        return 0;
    return ask(db, path, bytes <= PAGES_WHOLE_BYTES ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)",
               err);
}
