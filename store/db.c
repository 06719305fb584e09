#include "store/db.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int db_fail(sqlite3 *db, struct err *err)
{
    if (db == NULL)
        return err_set(err, "database: out of memory");
    const char *name = sqlite3_db_filename(db, "main");
    const char *file = name == NULL || name[0] == '\0' ? "database" : name;
    int extended = sqlite3_extended_errcode(db);
    if (extended == SQLITE_READONLY_ROLLBACK || extended == SQLITE_READONLY_RECOVERY)
        return err_set(err,
                       "%s: its writer was killed in the middle of a change, which the next replay into it"
                       " takes back",
                       file);
    int code = sqlite3_errcode(db) & 0xff, system = sqlite3_system_errno(db);
    bool of_the_system = system != 0 && (code == SQLITE_CANTOPEN || code == SQLITE_IOERR);
    return err_set(err, "%s: %s%s%s", file, sqlite3_errmsg(db), of_the_system ? ": " : "",
                   of_the_system ? strerror(system) : "");
}

int db_exec(sqlite3 *db, const char *sql, struct err *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return db_fail(db, err);
}

sqlite3_stmt *db_prepare(sqlite3 *db, const char *sql, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        (void)db_fail(db, err);
    return statement;
}

int db_run(sqlite3_stmt *statement, struct err *err)
{
    int result = sqlite3_step(statement);
    int failed = 0;
    if (result != SQLITE_DONE && result != SQLITE_ROW)
        failed = db_fail(sqlite3_db_handle(statement), err);
    (void)sqlite3_reset(statement);
    return failed;
}

int db_number(sqlite3 *db, const char *sql, int64_t *out, struct err *err)
{
    sqlite3_stmt *statement = db_prepare(db, sql, err);
    if (statement == NULL)
        return -1;
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    int failed = result == SQLITE_ROW || result == SQLITE_DONE ? 0 : db_fail(db, err);
    (void)sqlite3_finalize(statement);
    return failed;
}

void db_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

void db_bind_int(sqlite3_stmt *statement, int at, int64_t n)
{
    (void)sqlite3_bind_int64(statement, at, n);
}

void db_bind_count(sqlite3_stmt *statement, int at, uint64_t n)
{
    (void)sqlite3_bind_int64(statement, at, n > INT64_MAX ? INT64_MAX : (int64_t)n);
}

const char *db_place(const char *file, int line, char out[DB_PLACE])
{
    if (line <= 0)
        return NULL;
    (void)snprintf(out, DB_PLACE, "%s:%d", file, line);
    return out;
}
