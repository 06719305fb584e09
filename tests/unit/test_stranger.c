#include "store/stranger.h"

#include <criterion/criterion.h>
#include <string.h>

#include "sample_run.h"
#include "store/db.h"

Test(stranger, reads_every_version_and_writes_none)
{
    char path[SAMPLE_PATH];
    for (int64_t version = 1; version <= 3; version += 2) {
        struct err err = {""};
        enum store_failure why;
        struct stranger s;
        int64_t runs = 0;
        if (version == 1)
            sample_make_old(sample_path(path, "a.db"));
        else
            sample_database(sample_path(path, "a.db"));
        cr_assert_eq(stranger_open(&s, path, &why, &err), 0, "%s", err.text);
        cr_expect_eq(s.version, version);
        cr_expect_eq(db_number(s.db, "SELECT count(*) FROM run", &runs, &err), 0);
        cr_expect_eq(runs, 1);
        cr_expect_eq(db_exec(s.db, "DELETE FROM run", &err), -1);
        cr_expect_eq(db_exec(s.db, "ATTACH ':memory:' AS x", &err), -1);
        stranger_close(&s);
        sample_remove(path);
    }
}

Test(stranger, refuses_what_is_not_ours)
{
    static const struct {
        const char *change, *want;
        enum store_failure why;
    } rows[] = {
        {"DROP VIEW v_run", "its tables or views are others", STORE_NOT_OURS},
        {"PRAGMA user_version = 9", "newer wireaudit", STORE_NOT_OURS},
        {"PRAGMA application_id = 7", "not a database of wireaudit", STORE_NOT_OURS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[SAMPLE_PATH], text[4096];
        struct err err = {""};
        enum store_failure why;
        struct stranger s;
        sample_database(sample_path(path, "a.db"));
        (void)sample_text(path, rows[i].change, text);
        cr_expect_eq(stranger_open(&s, path, &why, &err), -1, "%zu", i);
        cr_expect(why == rows[i].why && strstr(err.text, rows[i].want) != NULL, "%s", err.text);
        stranger_close(&s);
        sample_remove(path);
    }
}

Test(stranger, gives_up_on_work_without_end)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    enum store_failure why;
    struct stranger s;
    int64_t n;
    sample_database(sample_path(path, "a.db"));
    cr_assert_eq(stranger_open(&s, path, &why, &err), 0, "%s", err.text);
    s.steps = 10000000;
    cr_expect_eq(db_number(s.db,
                           "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"
                           " WHERE n < 0",
                           &n, &err),
                 -1);
    cr_expect_not_null(strstr(err.text, "interrupted"), "%s", err.text);
    stranger_close(&s);
    sample_remove(path);
}
