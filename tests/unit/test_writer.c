#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "sample_run.h"
#include "store/db.h"
#include "store/writer.h"

static char path[SAMPLE_PATH];
static sqlite3 *db;
static struct batch batch;
static struct writer *writer;
static struct err err;
static int insert;

/* A connection that two threads may use at once: the tests look at it while the writer writes. */
static void begin(enum writer_full full)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    cr_assert_eq(sqlite3_open_v2(sample_path(path, "a.db"), &db, flags, NULL), SQLITE_OK);
    cr_assert_eq(db_exec(db,
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
                         "CREATE TABLE t (n INTEGER UNIQUE, text)",
                         &err),
                 0);
    cr_assert_eq(batch_open(&batch, db, &err), 0);
    writer = writer_open(&batch, full, &err);
    cr_assert_not_null(writer, "%s", err.text);
    insert = writer_statement(writer, "INSERT INTO t VALUES (?, ?)", &err);
    cr_assert_geq(insert, 0);
}

static void end(void)
{
    writer_close(writer);
    batch_close(&batch);
    (void)sqlite3_close(db);
    sample_remove(path);
}

static void put(int64_t n)
{
    static const char text[] =
        "some text that makes the row as long as rows are, and a little more than that";
    writer_row(writer, insert);
    writer_int(writer, n);
    writer_text(writer, text);
}

static int64_t count(void)
{
    return sample_number(path, "SELECT count(*) FROM t");
}

static void wait_for_rows(int64_t rows)
{
    for (int i = 0; i < 1000 && count() < rows; i++)
        (void)usleep(10000);
    cr_expect_geq(count(), rows);
}

Test(writer, hands_over_what_is_enough)
{
    begin(WRITER_WAITS);
    int64_t now = batch_now_ms();
    for (int i = 0; i < WRITER_ROWS; i++) {
        cr_assert_eq(writer_tick(writer, now, &err), 0);
        put(i);
    }
    cr_assert_eq(writer_tick(writer, now, &err), 0);
    wait_for_rows(WRITER_ROWS);
    end();
}

Test(writer, hands_over_what_is_old)
{
    begin(WRITER_WAITS);
    put(1);
    int64_t now = batch_now_ms();
    cr_assert_eq(writer_tick(writer, now, &err), 0);
    (void)usleep(50000);
    cr_expect_eq(count(), 0);
    cr_assert_eq(writer_tick(writer, now + WRITER_MS, &err), 0);
    wait_for_rows(1);
    end();
}

Test(writer, leaves_the_database_to_its_caller_while_it_rests)
{
    begin(WRITER_WAITS);
    for (int i = 0; i < 100; i++) {
        put(2 * i);
        cr_assert_eq(writer_rest(writer, &err), 0);
        cr_expect_eq(sqlite3_get_autocommit(db), 1);
        cr_assert_eq(batch_row(&batch, &err), 0);
        cr_assert_eq(db_exec(db, "INSERT INTO t SELECT max(n) + 1, NULL FROM t", &err), 0);
        cr_assert_eq(batch_commit(&batch, &err), 0);
    }
    cr_expect_eq(count(), 200);
    end();
}

Test(writer, writes_all_of_a_batch_or_nothing)
{
    begin(WRITER_WAITS);
    put(1);
    cr_assert_eq(writer_rest(writer, &err), 0);
    put(2);
    put(1);
    cr_expect_eq(writer_rest(writer, &err), -1);
    cr_expect_not_null(strstr(err.text, "UNIQUE"), "%s", err.text);
    cr_expect_eq(count(), 1);
    int failed = 0;
    for (int i = 0; i < WRITER_ROWS + 1 && failed == 0; i++) {
        put(i);
        failed = writer_tick(writer, batch_now_ms(), &err);
    }
    cr_expect_eq(failed, -1, "later, too");
    end();
}

Test(writer, gives_up_what_was_not_handed_over)
{
    begin(WRITER_WAITS);
    put(1);
    end();
}

Test(writer, fails_at_once_when_the_disk_is_full)
{
    begin(WRITER_WAITS);
    cr_assert_eq(db_exec(db, "PRAGMA max_page_count = 20", &err), 0);
    int failed = 0;
    for (int i = 0; i < 100000 && failed == 0; i++) {
        put(i);
        failed = writer_tick(writer, batch_now_ms(), &err);
    }
    cr_expect_eq(failed, -1);
    cr_expect_not_null(strstr(err.text, "full"), "%s", err.text);
    cr_expect_eq(count() % WRITER_ROWS, 0, "whole batches");
    end();
}

/* Makes rows from number n on until there is no room for more; returns the number of the next. */
static int64_t fill(int64_t n)
{
    for (; writer_has_room(writer); n++) {
        put(n);
        cr_assert_eq(writer_tick(writer, batch_now_ms(), &err), 0);
    }
    return n;
}

Test(writer, that_drops_goes_on_when_space_returns, .timeout = 30)
{
    begin(WRITER_DROPS);
    cr_assert_eq(db_exec(db, "PRAGMA max_page_count = 20", &err), 0);
    int64_t rows = fill(0);
    (void)usleep(1500000);
    rows = fill(rows);
    cr_expect_leq(rows, 100 * WRITER_ROWS, "it is bounded: %ld", (long)rows);
    cr_expect_eq(count(), 0);
    cr_expect_eq(writer_tick(writer, batch_now_ms(), &err), 0, "it waits and does not fail");
    cr_expect_not(writer_has_room(writer));
    cr_assert_eq(db_exec(db, "PRAGMA max_page_count = 1000000", &err), 0);
    cr_expect_eq(writer_rest(writer, &err), 0);
    cr_expect_eq(count(), rows);
    cr_expect(writer_has_room(writer));
    end();
}

Test(writer, that_drops_gives_up_when_it_must_end, .timeout = 30)
{
    begin(WRITER_DROPS);
    cr_assert_eq(db_exec(db, "PRAGMA max_page_count = 20", &err), 0);
    (void)fill(0);
    writer_hurry(writer);
    cr_expect_eq(writer_rest(writer, &err), -1);
    cr_expect_not_null(strstr(err.text, "full"), "%s", err.text);
    end();
}

Test(writer, that_drops_fails_where_waiting_does_not_help, .timeout = 30)
{
    begin(WRITER_DROPS);
    put(1);
    put(1);
    cr_expect_eq(writer_rest(writer, &err), -1);
    cr_expect_not_null(strstr(err.text, "UNIQUE"), "%s", err.text);
    end();
}

Test(writer, can_be_closed_while_it_tries_again, .timeout = 30)
{
    begin(WRITER_DROPS);
    cr_assert_eq(db_exec(db, "PRAGMA max_page_count = 20", &err), 0);
    (void)fill(0);
    (void)usleep(100000);
    end();
}

/* Another program writes: the store can commit nothing until that ends. */
static sqlite3 *lock(void)
{
    sqlite3 *other;
    cr_assert_eq(sqlite3_open(path, &other), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return other;
}

Test(writer, that_drops_keeps_the_sums_of_what_is_left_out, .timeout = 60)
{
    enum { FLOWS = 200000, CLIENTS = 100 };
    struct store *s = sample_open(sample_path(path, "a.db"));
    const struct store_run run = {.source = "live", .version = "1", .when_full = STORE_DROPS};
    const struct store_end end = {.ended_us = 1, .flows = FLOWS};
    cr_assert_eq(store_begin(s, &run, &err), 0);
    sqlite3 *other = lock();
    for (unsigned flow = 1; flow <= FLOWS; flow++) {
        struct audited a;
        struct finding f;
        sample_flow(&a, &f, flow, flow % CLIENTS);
        sample_put(s, &a, &f);
    }
    uint64_t overflow = store_overflow(s);
    cr_expect(overflow > 0 && overflow < FLOWS, "%lu", (unsigned long)overflow);
    (void)sqlite3_close(other);
    cr_assert_eq(store_end(s, &end, &err), 0, "%s", err.text);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count FROM v_coverage WHERE what = 'store-overflow'"),
                 (int64_t)overflow);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_violation"), FLOWS - (int64_t)overflow);
    cr_expect_eq(sample_number(path, "SELECT sum(occurrences) FROM v_finding"), FLOWS);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_traffic"), FLOWS);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_minute"), FLOWS);
    sample_remove(path);
}
