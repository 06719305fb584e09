#include "report/sound.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/sample_run.h"

static sqlite3 *opened(const char *path)
{
    sqlite3 *db;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return db;
}

static int check(const char *path, struct err *err)
{
    sqlite3 *db = opened(path);
    err->text[0] = '\0';
    int failed = sound_check(db, "a.db", INT64_MIN, INT64_MAX, err);
    (void)sqlite3_close(db);
    return failed;
}

Test(sound, finds_nothing_wrong_with_what_was_stored)
{
    char path[SAMPLE_PATH];
    struct err err;
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(check(path, &err), 0, "%s", err.text);
    sample_remove(path);
}

Test(sound, finds_runs_that_contradict_themselves)
{
    static const struct {
        const char *stain, *said;
    } rows[] = {
        {"DELETE FROM finding", "among its findings"},
        {"DELETE FROM traffic", "among its findings"},
        {"UPDATE traffic SET verdict = 'NOT_COVERED' WHERE verdict = 'VIOLATION'", "among its findings"},
        {"UPDATE finding SET occurrences = occurrences + 1 WHERE finding = 1", "among its findings"},
        {"UPDATE finding SET occurrences = -9223372036854775808", "a finding that none"},
        {"UPDATE finding SET severity = 'hihg' WHERE finding = 1", "a finding that none"},
        {"UPDATE traffic SET verdict = 'COMPLIANU' WHERE verdict = 'COMPLIANT'", "flows that none"},
        {"UPDATE traffic SET flows = 9223372036854775807", "flows that none"},
        {"INSERT INTO coverage VALUES (1, 'x', -1)", "losses that none"},
        {"UPDATE run SET flows = -1", "a run that none"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[SAMPLE_PATH], text[4096];
        struct err err;
        sample_database(sample_path(path, "a.db"));
        (void)sample_text(path, rows[i].stain, text);
        cr_expect_eq(check(path, &err), -1, "%s", rows[i].stain);
        cr_expect(strstr(err.text, rows[i].said) != NULL, "%s: %s", rows[i].stain, err.text);
        sample_remove(path);
    }
}

Test(sound, does_not_ask_a_run_that_has_no_end_to_agree)
{
    char path[SAMPLE_PATH], text[4096];
    struct err err;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "UPDATE run SET status = 'interrupted'", text);
    (void)sample_text(path, "DELETE FROM traffic", text);
    cr_expect_eq(check(path, &err), 0, "%s", err.text);
    sample_remove(path);
}

Test(sound, does_not_ask_a_run_to_agree_that_could_not_store_all)
{
    char path[SAMPLE_PATH], text[4096];
    struct err err;
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "INSERT INTO coverage VALUES (1, 'store-overflow', 1)", text);
    (void)sample_text(path, "UPDATE traffic SET flows = flows + 1", text);
    cr_expect_eq(check(path, &err), 0, "%s", err.text);
    sample_remove(path);
}

Test(sound, finds_pages_that_do_not_fit_together)
{
    char path[SAMPLE_PATH];
    struct err err;
    sample_database(sample_path(path, "a.db"));
    FILE *f = fopen(path, "r+");
    cr_assert_not_null(f);
    /* the number of cells of the third page */
    cr_assert(fseek(f, 2 * 4096 + 3, SEEK_SET) == 0 && fwrite("\0\0", 1, 2, f) == 2 && fclose(f) == 0);
    cr_expect_eq(check(path, &err), -1);
    cr_expect(strncmp(err.text, "a.db: the database is damaged: ", 31) == 0, "%s", err.text);
    sample_remove(path);
}
