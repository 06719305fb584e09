#include "store/backup.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_run.h"

static const char *beside(const char *path, const char *name, char out[2 * SAMPLE_PATH])
{
    (void)snprintf(out, 2 * SAMPLE_PATH, "%.*s/%s", (int)(strrchr(path, '/') - path), path, name);
    return out;
}

Test(backup, copies_a_database_that_is_being_written)
{
    char path[SAMPLE_PATH], copy[2 * SAMPLE_PATH];
    struct err err = {""};
    enum store_failure why;
    uint64_t bytes;
    struct stat at;
    sample_database(sample_path(path, "a.db"));
    struct store *s = sample_open(path);
    sample_begin(s);
    cr_expect_eq(backup(path, beside(path, "copy.db", copy), &bytes, &why, &err), 0, "%s", err.text);
    sample_end(s, NULL);
    store_close(s);
    cr_expect(stat(copy, &at) == 0 && (uint64_t)at.st_size == bytes && (at.st_mode & 0777) == 0640);
    cr_expect_eq(sample_number(copy, "SELECT count(*) FROM v_run WHERE status = 'running'"), 1);
    cr_expect_eq(sample_number(copy, "SELECT count(*) FROM v_finding"), 4);
    cr_expect_eq(sample_number(copy, "SELECT name = (SELECT name FROM identity) FROM identity"), 1);
    sample_remove(path);
}

Test(backup, keeps_what_is_there)
{
    static const char *const there[] = {"file", "folder", "link"};
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++) {
        char path[SAMPLE_PATH], to[2 * SAMPLE_PATH];
        struct err err = {""};
        enum store_failure why;
        uint64_t bytes;
        sample_database(sample_path(path, "a.db"));
        (void)beside(path, there[i], to);
        FILE *f = i == 0 ? fopen(to, "w") : NULL;
        if (f != NULL)
            (void)fclose(f);
        cr_assert(i == 0 || (i == 1 ? mkdir(to, 0700) : symlink("nowhere", to)) == 0);
        cr_expect_eq(backup(path, to, &bytes, &why, &err), -1, "%s", there[i]);
        cr_expect_not_null(strstr(err.text, "is there already, and is kept"), "%s", err.text);
        sample_remove(path);
    }
}

Test(backup, leaves_nothing_when_it_fails)
{
    char path[SAMPLE_PATH], to[2 * SAMPLE_PATH], text[4096];
    struct err err = {""};
    enum store_failure why;
    uint64_t bytes;
    sample_database(sample_path(path, "a.db"));
    cr_expect_eq(backup(path, beside(path, "no/copy.db", to), &bytes, &why, &err), -1);
    (void)sample_text(path, "DROP VIEW v_rule", text);
    cr_expect_eq(backup(path, beside(path, "copy.db", to), &bytes, &why, &err), -1);
    cr_expect_eq(why, STORE_NOT_OURS);
    cr_expect_neq(access(to, F_OK), 0);
    sample_remove(path);
}
