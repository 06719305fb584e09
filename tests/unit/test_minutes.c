#include "store/minutes.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "sample_run.h"

static void put(struct store *s, int64_t first_us, const char *site, enum verdict verdict)
{
    struct audited a;
    struct finding f;
    sample_flow(&a, &f, 1, 1);
    a.first_us = first_us;
    a.last_us = first_us;
    f.verdict = verdict;
    (void)snprintf(f.site, sizeof f.site, "%s", site);
    sample_put(s, &a, &f);
}

Test(minutes, counts_flows_where_they_began)
{
    char path[SAMPLE_PATH], text[4096];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    put(s, 120000000, "A01", VERDICT_COMPLIANT);
    put(s, 179999999, "A01", VERDICT_COMPLIANT);
    put(s, 180000000, "A01", VERDICT_COMPLIANT);
    put(s, 120000001, "B01", VERDICT_COMPLIANT);
    put(s, 120000001, "A01", VERDICT_NOT_COVERED);
    put(s, 119999999, "", VERDICT_NOT_COVERED);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(
        sample_text(
            path,
            "SELECT group_concat((minute_us / 60000000) || coalesce(site, '-') || verdict || flows || "
            "'/' || bytes, ' ') FROM (SELECT * FROM v_minute ORDER BY minute_us, site, verdict)",
            text),
        "1-NOT_COVERED1/1100 2A01COMPLIANT2/2200 2A01NOT_COVERED1/1100 2B01COMPLIANT1/1100 "
        "3A01COMPLIANT1/1100",
        "%s", text);
    sample_remove(path);
}

Test(minutes, stands_times_that_no_clock_shows)
{
    static const int64_t times[] = {INT64_MIN, -1, 0, 59999999, INT64_MAX};
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        put(s, times[i], "A01", VERDICT_COMPLIANT);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT flows FROM v_minute WHERE minute_us = 0"), 4);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_minute"), 5);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_minute WHERE minute_us % 60000000 <> 0"), 0);
    sample_remove(path);
}

Test(minutes, loses_no_flow_when_memory_has_no_room)
{
    enum { TIMES = MINUTES_MOST + 50 };
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    for (int64_t flow = 0; flow < 2 * TIMES; flow++)
        put(s, flow % TIMES * 60000000, "A01", VERDICT_COMPLIANT);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_minute WHERE flows = 2"), TIMES);
    sample_remove(path);
}

Test(minutes, goes_on_by_the_hour_when_there_are_too_many)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    sqlite3 *db;
    struct batch batch;
    struct writer *writer = NULL;
    struct minutes m;
    struct audited a;
    struct finding f;
    sample_database(sample_path(path, "a.db"));
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert(batch_open(&batch, db, &err) == 0);
    writer = writer_open(&batch, WRITER_WAITS, &err);
    cr_assert(writer != NULL && minutes_open(&m, writer, 1, &err) == 0);
    sample_flow(&a, &f, 1, 1);
    (void)snprintf(f.site, sizeof f.site, "Z01");
    m.begun = MINUTES_FINE - 2;
    for (int64_t minute = 0; minute < 240; minute++) {
        a.first_us = minute * 60000000;
        cr_expect_eq(minutes_add(&m, &a, &f, &err), 0, "%s", err.text);
    }
    cr_expect(minutes_flush(&m, &err) == 0 && writer_rest(writer, &err) == 0);
    minutes_close(&m);
    writer_close(writer);
    batch_close(&batch);
    (void)sqlite3_close(db);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_minute WHERE site = 'Z01'"), 5);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_minute WHERE site = 'Z01'"), 240);
    sample_remove(path);
}

/* Whether there is room is for the writer's thread to say, and may change between two questions. */
Test(minutes, counts_each_flow_as_written_or_left_out_when_the_writer_drops, .timeout = 60)
{
    enum { FLOWS = 20 * MINUTES_MOST };
    const struct store_run run = {.source = "live", .version = "1", .when_full = STORE_DROPS};
    const struct store_end end = {.ended_us = 1};
    struct err err = {""};
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    cr_assert_eq(store_begin(s, &run, &err), 0, "%s", err.text);
    sqlite3 *other;
    cr_assert_eq(sqlite3_open(path, &other), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    for (int64_t flow = 0; flow < FLOWS; flow++) {
        put(s, flow * 60000000, "A01", VERDICT_COMPLIANT);
        if (flow == FLOWS - MINUTES_MOST)
            cr_assert_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    }
    (void)sqlite3_close(other);
    int64_t left_out = (int64_t)store_overflow(s);
    cr_assert_eq(store_end(s, &end, &err), 0, "%s", err.text);
    store_close(s);
    cr_expect_gt(left_out, 0);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_minute") + left_out, FLOWS);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_traffic"), FLOWS);
    sample_remove(path);
}

Test(minutes, agree_with_the_traffic_of_a_run)
{
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(sample_number(path, "SELECT sum(flows) = (SELECT sum(flows) FROM v_traffic) AND"
                                     " sum(bytes) = (SELECT sum(bytes) FROM v_traffic) FROM v_minute"),
                 1);
    sample_remove(path);
}
