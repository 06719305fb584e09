#include <criterion/criterion.h>

#include "store/batch.h"
#include "store/db.h"

static sqlite3 *db;
static struct batch batch;
static struct err err;

static void start(void)
{
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(db_exec(db, "CREATE TABLE t (x)", &err), 0);
    cr_assert_eq(batch_open(&batch, db, &err), 0);
}

static void stop(void)
{
    batch_close(&batch);
    (void)sqlite3_close(db);
}

static void put_row(void)
{
    cr_assert_eq(batch_row(&batch, &err), 0);
    cr_assert_eq(db_exec(db, "INSERT INTO t VALUES (1)", &err), 0);
}

static bool is_open(void)
{
    return sqlite3_get_autocommit(db) == 0;
}

static int64_t rows(void)
{
    int64_t n = -1;
    cr_assert_eq(db_number(db, "SELECT count(*) FROM t", &n, &err), 0);
    return n;
}

Test(batch, is_one_transaction_until_it_is_committed, .init = start, .fini = stop)
{
    put_row();
    put_row();
    cr_expect(is_open());
    cr_assert_eq(batch_commit(&batch, &err), 0);
    cr_expect_not(is_open());
    cr_expect_eq(rows(), 2);
}

Test(batch, does_nothing_when_it_is_empty, .init = start, .fini = stop)
{
    cr_expect_eq(batch_commit(&batch, &err), 0);
    batch_rollback(&batch);
    cr_expect_not(is_open());
}

Test(batch, gives_up_what_was_not_committed, .init = start, .fini = stop)
{
    put_row();
    cr_assert_eq(batch_commit(&batch, &err), 0);
    put_row();
    batch_rollback(&batch);
    cr_expect_eq(rows(), 1);
    put_row();
    cr_assert_eq(batch_commit(&batch, &err), 0);
    cr_expect_eq(rows(), 2);
}
