#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_run.h"
#include "store/dbfile.h"

static void write_file(const char *path, const void *data, size_t n)
{
    FILE *out = fopen(path, "wb");
    cr_assert_not_null(out);
    cr_assert_eq(fwrite(data, 1, n, out), n);
    (void)fclose(out);
}

static enum dbfile_kind look(const char *path)
{
    struct err err;
    return dbfile_look(path, &err);
}

Test(dbfile, tells_what_a_path_is)
{
    char path[SAMPLE_PATH];
    sample_path(path, "a.db");
    cr_expect_eq(look(path), DBFILE_ABSENT);
    write_file(path, "", 0);
    cr_expect_eq(look(path), DBFILE_EMPTY);
    write_file(path, "x", 1);
    cr_expect_eq(look(path), DBFILE_NOT_OURS);
    cr_assert_eq(unlink(path), 0);
    sample_database(path);
    cr_expect_eq(look(path), DBFILE_OURS);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_eq(look(path), DBFILE_FAILED);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_expect_eq(look(path), DBFILE_FAILED);
    sample_remove(path);
}

static size_t header_of_ours(uint8_t header[100])
{
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    FILE *in = fopen(path, "rb");
    size_t n = fread(header, 1, 100, in);
    (void)fclose(in);
    sample_remove(path);
    return n;
}

Test(dbfile, takes_no_prefix_of_a_header_for_ours)
{
    uint8_t header[100];
    char path[SAMPLE_PATH];
    cr_assert_eq(header_of_ours(header), 100);
    sample_path(path, "b.db");
    for (size_t n = 1; n < 100; n++) {
        write_file(path, header, n);
        cr_expect_eq(look(path), DBFILE_NOT_OURS, "%zu bytes", n);
    }
    sample_remove(path);
}

Test(dbfile, sees_a_changed_magic_id_or_version)
{
    uint8_t header[100];
    char path[SAMPLE_PATH];
    cr_assert_eq(header_of_ours(header), 100);
    sample_path(path, "b.db");
    for (size_t at = 0; at < 100; at++) {
        bool matters = at < 16 || (at >= 60 && at < 64) || (at >= 68 && at < 72);
        header[at] ^= 0x41;
        write_file(path, header, 100);
        header[at] ^= 0x41;
        cr_expect_eq(look(path) == DBFILE_NOT_OURS, matters, "byte %zu", at);
    }
    sample_remove(path);
}

Test(dbfile, sees_that_pages_are_missing_unless_a_log_holds_them)
{
    char path[SAMPLE_PATH], log[SAMPLE_PATH + 8];
    struct stat at;
    sample_database(sample_path(path, "a.db"));
    cr_assert_eq(stat(path, &at), 0);
    cr_assert_eq(truncate(path, at.st_size - 1), 0);
    cr_expect_eq(look(path), DBFILE_FAILED);
    (void)snprintf(log, sizeof log, "%s-wal", path);
    write_file(log, "x", 1);
    cr_expect_eq(look(path), DBFILE_OURS);
    sample_remove(path);
}

Test(dbfile, gives_a_claim_once)
{
    char path[SAMPLE_PATH];
    struct err err;
    int first = dbfile_claim(sample_path(path, "a.db"), &err);
    cr_assert_geq(first, 0);
    cr_expect_eq(dbfile_claim(path, &err), -1);
    cr_expect_not_null(strstr(err.text, "another wireaudit"));
    (void)close(first);
    int second = dbfile_claim(path, &err);
    cr_expect_geq(second, 0);
    (void)close(second);
    sample_remove(path);
}

Test(dbfile, makes_names_that_are_only_files)
{
    static const char *const names[][2] = {{"a.db", "./a.db"},
                                           {"/x/a.db", "/x/a.db"},
                                           {"file:a?mode=memory", "./file:a?mode=memory"},
                                           {"-x", "./-x"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *name = dbfile_name(names[i][0]);
        cr_expect_str_eq(name, names[i][1]);
        free(name);
    }
}
