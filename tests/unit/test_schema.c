#include <criterion/criterion.h>
#include <string.h>

#include "store/schema.h"

static sqlite3 *fresh(void)
{
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
}

Test(schema, makes_an_empty_database_ours_and_then_leaves_it)
{
    struct err err;
    sqlite3 *db = fresh();
    cr_expect_eq(schema_look(db, &err), SCHEMA_EMPTY);
    cr_expect_eq(schema_prepare(db, &err), 0);
    cr_expect_eq(schema_look(db, &err), SCHEMA_OURS);
    cr_expect_eq(schema_prepare(db, &err), 0);
    cr_expect_eq(schema_genuine(db, &err), 1);
    (void)sqlite3_close(db);
}

Test(schema, knows_others_and_newer_ones)
{
    struct err err;
    sqlite3 *db = fresh();
    run(db, "CREATE TABLE diary (day TEXT)");
    cr_expect_eq(schema_look(db, &err), SCHEMA_OTHER);
    run(db, "PRAGMA application_id = 1463907684; PRAGMA user_version = 2");
    cr_expect_eq(schema_look(db, &err), SCHEMA_NEWER);
    cr_expect_eq(schema_prepare(db, &err), -1);
    cr_expect_eq(schema_genuine(db, &err), 0);
    (void)sqlite3_close(db);
}

Test(schema, is_all_or_nothing)
{
    struct err err;
    sqlite3 *db = fresh();
    run(db, "CREATE TABLE traffic (x)");
    cr_expect_eq(schema_prepare(db, &err), -1);
    cr_expect_not_null(strstr(err.text, "traffic"));
    run(db, "DROP TABLE traffic");
    cr_expect_eq(schema_look(db, &err), SCHEMA_EMPTY);
    (void)sqlite3_close(db);
}

Test(schema, tells_views_of_anothers_making)
{
    static const char *const forged[] = {
        "DROP VIEW v_rule; CREATE VIEW v_rule AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)"
        " SELECT x AS rule, '' AS title, '' AS severity, '' AS source, '' AS rationale, '' AS remedy FROM n",
        "DROP VIEW v_rule",
        "DROP TABLE rule; CREATE VIEW rule AS SELECT 1 AS rule, '' AS title, '' AS severity, '' AS source,"
        " '' AS rationale, '' AS remedy",
        "DROP TABLE coverage; CREATE VIRTUAL TABLE coverage USING fts5(run, what, count)",
    };
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        struct err err;
        sqlite3 *db = fresh();
        cr_assert_eq(schema_prepare(db, &err), 0);
        run(db, forged[i]);
        cr_expect_eq(schema_genuine(db, &err), 0, "row %zu", i);
        (void)sqlite3_close(db);
    }
}

Test(schema, does_not_mind_what_a_user_adds)
{
    struct err err;
    sqlite3 *db = fresh();
    cr_assert_eq(schema_prepare(db, &err), 0);
    run(db, "CREATE INDEX mine ON violation (flow); CREATE VIEW my_view AS SELECT * FROM v_finding");
    cr_expect_eq(schema_genuine(db, &err), 1);
    (void)sqlite3_close(db);
}
