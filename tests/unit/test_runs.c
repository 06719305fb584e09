#include <criterion/criterion.h>
#include <string.h>

#include "sample_run.h"
#include "store/db.h"
#include "store/runs.h"
#include "store/schema.h"

Test(runs, keep_the_newest_words_of_a_rule)
{
    sqlite3 *db;
    struct batch batch;
    struct err err;
    int64_t id = 0, rules = 0;
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(schema_prepare(db, &err), 0);
    cr_assert_eq(batch_open(&batch, db, &err), 0);
    static const char *const titles[] = {"old", "new"};
    for (int i = 0; i < 2; i++) {
        const struct finding_rule rule = {.id = "MODE-01", .title = titles[i], .severity = SEVERITY_LOW};
        const struct store_run run = {.source = "", .version = "1", .rules = &rule, .rule_count = 1};
        cr_expect_eq(runs_add(&batch, &run, &id, &err), 0);
        cr_expect_eq(id, i + 1);
        cr_expect_eq(runs_add_rules(&batch, &run, &err), 0);
    }
    cr_assert_eq(batch_commit(&batch, &err), 0);
    cr_expect_eq(
        db_number(db, "SELECT count(*) FROM v_rule WHERE title = 'new' AND severity = 'low'", &rules, &err),
        0);
    cr_expect_eq(rules, 1);
    batch_close(&batch);
    (void)sqlite3_close(db);
}

Test(runs, keep_each_warning_about_the_site_file)
{
    sqlite3 *db;
    struct batch batch;
    struct err err;
    int64_t n = 0;
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(schema_prepare(db, &err), 0);
    cr_assert_eq(batch_open(&batch, db, &err), 0);
    cr_expect_eq(runs_add_warnings(&batch, 7, NULL, &err), 0);
    cr_expect_eq(runs_add_warnings(&batch, 7, "", &err), 0);
    cr_expect_eq(runs_add_warnings(&batch, 7, "one\ntwo\n", &err), 0);
    cr_assert_eq(batch_commit(&batch, &err), 0);
    cr_assert_eq(db_number(db,
                           "SELECT (SELECT group_concat(run || text, ' ') FROM"
                           " (SELECT run, text FROM v_warning ORDER BY warning)) = '7one 7two'",
                           &n, &err),
                 0);
    cr_expect_eq(n, 1);
    batch_close(&batch);
    (void)sqlite3_close(db);
}

Test(runs, are_repaired_only_while_they_run)
{
    sqlite3 *db;
    struct err err;
    int64_t n = 0;
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(schema_prepare(db, &err), 0);
    cr_assert_eq(
        db_exec(db,
                "INSERT INTO run (started_us, source, status, version, flows) VALUES"
                " (1, '', 'complete', '1', 5), (2, '', 'partial', '1', 5), (3, '', 'running', '1', 0);"
                "INSERT INTO traffic VALUES (3, 's', 1, 'n', 'tcp', 'HTTP', '', '', 'X', 'R', 7, 70)",
                &err),
        0);
    cr_expect_eq(runs_repair(db, &err), 0);
    cr_expect_eq(db_number(db,
                           "SELECT group_concat(status || flows) ="
                           " 'complete5,partial5,interrupted7' FROM v_run",
                           &n, &err),
                 0);
    cr_expect_eq(n, 1);
    (void)sqlite3_close(db);
}

Test(runs, keeps_what_a_run_was_told)
{
    static const struct store_setting settings[] = {
        {"filter", "tcp"}, {"command", "wireaudit replay 'a b'"}, {"filter", "udp"}};
    const struct store_run run = {
        .source = "a", .version = "0.1.0", .settings = settings, .setting_count = 3};
    char path[SAMPLE_PATH], text[4096];
    struct err err = {""};
    struct store *s = sample_open(sample_path(path, "a.db"));
    cr_expect_eq(store_begin(s, &run, &err), 0, "%s", err.text);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(sample_text(path,
                                 "SELECT group_concat(name || '=' || value, ' ') FROM (SELECT * FROM"
                                 " v_setting WHERE run = 1 ORDER BY name)",
                                 text),
                     "command=wireaudit replay 'a b' filter=udp", "%s", text);
    sample_remove(path);
}

Test(runs, keeps_what_is_expected)
{
    static const struct store_expected expected[] = {{"A01", "MP", "tcp", "HTTPS", "443, 8443"},
                                                     {"A01", "SITE_SERVER", "icmp", "ICMP_ECHO", ""}};
    const struct store_run run = {
        .source = "a", .version = "0.1.0", .expected = expected, .expected_count = 2};
    char path[SAMPLE_PATH], text[4096];
    struct err err = {""};
    struct store *s = sample_open(sample_path(path, "a.db"));
    cr_expect_eq(store_begin(s, &run, &err), 0, "%s", err.text);
    sample_end(s, NULL);
    store_close(s);
    cr_expect_str_eq(sample_text(path,
                                 "SELECT group_concat(site || ' ' || role || ' ' || transport || ' ' || class"
                                 " || ' [' || ports || ']', '; ') FROM v_expected WHERE run = 1",
                                 text),
                     "A01 MP tcp HTTPS [443, 8443]; A01 SITE_SERVER icmp ICMP_ECHO []", "%s", text);
    sample_remove(path);
}
