#include <criterion/criterion.h>
#include <string.h>

#include "store/db.h"

Test(db, says_what_sqlite_says)
{
    sqlite3 *db;
    struct err err = {""};
    int64_t n = 5;
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_expect_eq(db_exec(db, "SELEKT 1", &err), -1);
    cr_expect_not_null(strstr(err.text, "SELEKT"), "%s", err.text);
    cr_expect_null(db_prepare(db, "SELECT * FROM nothing", &err));
    cr_expect_not_null(strstr(err.text, "nothing"), "%s", err.text);
    cr_expect_eq(db_number(db, "SELECT 1 WHERE 0", &n, &err), 0);
    cr_expect_eq(n, 5);
    cr_expect_eq(db_number(db, "SELECT 42", &n, &err), 0);
    cr_expect_eq(n, 42);
    cr_expect_eq(db_fail(NULL, &err), -1);
    (void)sqlite3_close(db);
}

Test(db, runs_a_statement_again_after_it_failed)
{
    sqlite3 *db;
    struct err err = {""};
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(db_exec(db, "CREATE TABLE t (x INTEGER PRIMARY KEY)", &err), 0);
    sqlite3_stmt *s = db_prepare(db, "INSERT INTO t VALUES (?)", &err);
    db_bind_int(s, 1, 1);
    cr_expect_eq(db_run(s, &err), 0);
    cr_expect_eq(db_run(s, &err), -1);
    cr_expect_not_null(strstr(err.text, "UNIQUE"), "%s", err.text);
    db_bind_count(s, 1, UINT64_MAX);
    cr_expect_eq(db_run(s, &err), 0);
    int64_t n = 0;
    cr_expect_eq(db_number(db, "SELECT max(x) FROM t", &n, &err), 0);
    cr_expect_eq(n, INT64_MAX);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
}
