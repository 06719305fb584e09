#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "store/db.h"
#include "store/parcel.h"

static sqlite3 *db;
static sqlite3_stmt *statement;
static struct parcel parcel;

static void start(void)
{
    struct err err;
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    statement = db_prepare(db, "SELECT typeof(?1) || quote(?1) || typeof(?2) || quote(?2)", &err);
    cr_assert_not_null(statement);
}

static void stop(void)
{
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    parcel_free(&parcel);
}

static const char *told(size_t *at)
{
    static char text[256];
    parcel_bind(&parcel, at, statement);
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
    (void)snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(statement, 0));
    (void)sqlite3_reset(statement);
    return text;
}

Test(parcel, gives_back_what_was_put_into_it, .init = start, .fini = stop)
{
    size_t at = 0;
    parcel_row(&parcel, 3);
    parcel_int(&parcel, INT64_MIN);
    parcel_text(&parcel, NULL);
    parcel_row(&parcel, 255);
    parcel_text(&parcel, "it's");
    parcel_blob(&parcel, "a\0b", 3);
    parcel_row(&parcel, 0);
    parcel_text(&parcel, "");
    parcel_int(&parcel, 1);
    cr_expect_eq(parcel.rows, 3);
    cr_expect_eq(parcel_statement(&parcel, &at), 3);
    cr_expect_str_eq(told(&at), "integer-9223372036854775808nullNULL");
    cr_expect_eq(parcel_statement(&parcel, &at), 255);
    cr_expect_str_eq(told(&at), "text'it''s'blobX'610062'");
    cr_expect_eq(parcel_statement(&parcel, &at), 0);
    cr_expect_str_eq(told(&at), "text''integer1");
    cr_expect_eq(parcel_statement(&parcel, &at), -1);
}

Test(parcel, takes_rows_of_any_size_and_can_be_used_again, .init = start, .fini = stop)
{
    static char large[300000];
    memset(large, 'x', sizeof large - 1);
    for (int round = 0; round < 2; round++) {
        size_t at = 0;
        int rows = 0;
        for (int i = 0; i < 20; i++) {
            parcel_row(&parcel, (unsigned)i);
            parcel_int(&parcel, i);
            parcel_text(&parcel, large + sizeof large - 1 - (i < 10 ? i : 290000));
        }
        for (; parcel_statement(&parcel, &at) == rows; rows++)
            (void)told(&at);
        cr_expect_eq(rows, 20);
        cr_expect_not(parcel.no_memory);
        parcel_clear(&parcel);
        at = 0;
        cr_expect_eq(parcel_statement(&parcel, &at), -1);
        cr_expect_eq(parcel.rows, 0);
    }
}
