#include "cli/whole.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_run.h"

static void write_text(const char *path, const char *text, bool keep)
{
    struct whole w;
    struct err err = {""};
    cr_assert_eq(whole_open(&w, path, &err), 0, "%s", err.text);
    (void)fputs(text, w.out);
    cr_assert_eq(whole_close(&w, keep, &err), 0, "%s", err.text);
}

static void expect_text(const char *path, const char *text)
{
    char got[64] = "";
    FILE *in = fopen(path, "r");
    cr_assert_not_null(in);
    got[fread(got, 1, sizeof got - 1, in)] = '\0';
    (void)fclose(in);
    cr_expect_str_eq(got, text);
}

static int files_beside(const char *path)
{
    char directory[SAMPLE_PATH];
    int n = 0;
    (void)snprintf(directory, sizeof directory, "%s", path);
    *strrchr(directory, '/') = '\0';
    DIR *d = opendir(directory);
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    (void)closedir(d);
    return n;
}

Test(whole, is_there_only_when_it_is_kept)
{
    char path[SAMPLE_PATH];
    sample_path(path, "report");
    write_text(path, "half", false);
    cr_expect_eq(files_beside(path), 0);
    write_text(path, "one", true);
    expect_text(path, "one");
    write_text(path, "half", false);
    expect_text(path, "one");
    cr_expect_eq(files_beside(path), 1);
    sample_remove(path);
}

Test(whole, keeps_the_mode_and_the_link_of_what_it_replaces)
{
    char path[SAMPLE_PATH], link[SAMPLE_PATH + 8];
    struct stat file;
    sample_path(path, "report");
    write_text(path, "one", true);
    cr_assert_eq(chmod(path, 0640), 0);
    (void)snprintf(link, sizeof link, "%s.link", path);
    cr_assert_eq(symlink(path, link), 0);
    write_text(link, "two", true);
    expect_text(path, "two");
    cr_expect(lstat(link, &file) == 0 && S_ISLNK(file.st_mode));
    cr_expect(stat(path, &file) == 0 && (file.st_mode & 07777) == 0640);
    sample_remove(path);
}

Test(whole, writes_devices_in_place)
{
    struct whole w;
    struct err err = {""};
    write_text("/dev/null", "x", true);
    cr_assert_eq(whole_open(&w, "/dev/full", &err), 0);
    (void)fputs("x", w.out);
    cr_expect_eq(whole_close(&w, true, &err), -1);
    cr_expect_not_null(strstr(err.text, "/dev/full: cannot write"), "%s", err.text);
    cr_expect_eq(whole_open(&w, "/nothere/report", &err), -1);
    cr_expect_not_null(strstr(err.text, "/nothere/report: cannot write"), "%s", err.text);
    cr_assert_eq(whole_open(&w, NULL, &err), 0);
    cr_expect_eq(w.out, stdout);
    cr_expect_eq(whole_close(&w, true, &err), 0);
}
