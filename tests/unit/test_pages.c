#include "store/pages.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/sample_run.h"

static int check(const char *path, bool *small, struct err *err)
{
    sqlite3 *db;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    err->text[0] = '\0';
    int failed = pages_check(db, "a.db", small, err);
    (void)sqlite3_close(db);
    return failed;
}

static void write_at(const char *path, long at, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "r+");
    cr_assert_not_null(f);
    cr_assert(fseek(f, at, SEEK_SET) == 0 && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
}

Test(pages, are_whole_as_they_were_stored)
{
    char path[SAMPLE_PATH];
    bool small = false;
    struct err err;
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(check(path, &small, &err), 0, "%s", err.text);
    cr_expect(small);
    sample_remove(path);
}

Test(pages, are_damaged_where_rows_vanish)
{
    char path[SAMPLE_PATH];
    bool small;
    struct err err;
    sample_database(sample_path(path, "a.db"));
    write_at(path, 2 * 4096 + 3, "\0\0", 2); /* the number of cells of the third page */
    cr_expect_eq(check(path, &small, &err), -1);
    cr_expect(strncmp(err.text, "a.db: the database is damaged: ", 31) == 0, "%s", err.text);
    sample_remove(path);
}

Test(pages, of_a_large_database_are_not_all_looked_at)
{
    char path[SAMPLE_PATH], text[4096];
    bool small = true;
    struct err err;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "CREATE TABLE large AS SELECT zeroblob(67108864) AS x", text);
    cr_expect_eq(check(path, &small, &err), 0, "%s", err.text);
    cr_expect_not(small);
    sample_remove(path);
}
