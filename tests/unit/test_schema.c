#include <criterion/criterion.h>
#include <string.h>

#include "sample_run.h"
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
    run(db, "PRAGMA application_id = 1463907684; PRAGMA user_version = 4");
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
        "CREATE VIRTUAL TABLE more USING fts5(a)",
        "ALTER TABLE run ADD COLUMN more TEXT AS (hex(zeroblob(100000000)))",
        "CREATE TABLE more (a, b AS (a + 1) STORED)",
        "CREATE INDEX more ON finding (hex(why))",
        "CREATE INDEX more ON finding (why) WHERE why LIKE '%a%b%c%'",
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

Test(schema, brings_an_older_database_up_to_date)
{
    struct err err = {""};
    char path[SAMPLE_PATH], text[4096];
    sample_make_old(sample_path(path, "a.db"));
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_expect_eq(schema_look(db, &err), SCHEMA_OURS);
    cr_expect_eq(schema_genuine(db, &err), 1, "as of its version: %s", err.text);
    cr_assert_eq(schema_prepare(db, &err), 0, "%s", err.text);
    cr_expect_eq(schema_genuine(db, &err), 1, "%s", err.text);
    (void)sqlite3_close(db);
    cr_expect_eq(sample_number(path, "PRAGMA user_version"), SCHEMA_VERSION);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding"), 4, "nothing is lost");
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_account"), 0);
    cr_expect_str_eq(sample_text(path, "PRAGMA integrity_check", text), "ok");
    struct store *s = sample_open(path);
    store_accounts(s, &sample_accounts);
    sample_begin(s);
    struct audited a;
    struct finding f;
    sample_flow(&a, &f, 1, 1);
    sample_put(s, &a, &f);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_account WHERE run = 2"), 8);
    sample_remove(path);
}

Test(schema, keeps_an_older_database_that_it_cannot_bring_up_to_date)
{
    struct err err = {""};
    char path[SAMPLE_PATH], text[4096];
    sample_make_old(sample_path(path, "a.db"));
    (void)sample_text(path, "CREATE TABLE missing (mine)", text);
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_expect_eq(schema_prepare(db, &err), -1);
    cr_expect_eq(sqlite3_get_autocommit(db), 1, "no transaction is left open");
    (void)sqlite3_close(db);
    cr_expect_eq(sample_number(path, "PRAGMA user_version"), 1);
    cr_expect_eq(
        sample_number(path, "SELECT count(*) FROM pragma_table_info('finding') WHERE name = 'initiator'"), 0);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'paragraph'"), 0);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_finding"), 4);
    sample_remove(path);
}

/* Each version is a section of the one file, so a fresh database and one brought up to date are the same. */
Test(schema, of_an_older_database_is_the_fresh_one_in_the_end)
{
    static const char objects[] =
        "SELECT group_concat(type || name || CASE WHEN name = 'finding' THEN '' ELSE sql END) FROM"
        " (SELECT type, name, sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY name)";
    struct err err = {""};
    char path[SAMPLE_PATH], fresh_path[SAMPLE_PATH], old[4096], new[4096];
    sample_make_old(sample_path(path, "a.db"));
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(schema_prepare(db, &err), 0, "%s", err.text);
    (void)sqlite3_close(db);
    sample_database(sample_path(fresh_path, "b.db"));
    cr_expect_str_eq(sample_text(path, objects, old), sample_text(fresh_path, objects, new));
    static const char columns[] = "SELECT group_concat(name || type) FROM pragma_table_info('finding')";
    cr_expect_str_eq(sample_text(path, columns, old), sample_text(fresh_path, columns, new));
    sample_remove(path);
    sample_remove(fresh_path);
}
