#include "cli/exhibit_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/sample_run.h"
#include "tests/unit/scratch.h"

static char place[SAMPLE_PATH];
static struct exhibit_folder *folder;

static void begin(void)
{
    struct err err = {""};
    folder = exhibit_file_folder(sample_path(place, "evidence"), &err);
    cr_assert_not_null(folder, "%s", err.text);
}

static void end(void)
{
    exhibit_file_close(folder);
    exhibit_file_close(NULL);
    (void)rmdir(place);
    sample_remove(place);
}

TestSuite(exhibit_file, .init = begin, .fini = end);

static const char *path_of(int64_t finding, char out[2 * SAMPLE_PATH])
{
    char name[EXHIBIT_FILE_NAME];
    (void)snprintf(out, 2 * SAMPLE_PATH, "%s/%s", place, exhibit_file_name(3, finding, name));
    return out;
}

static unsigned files_there(void)
{
    unsigned n = 0;
    DIR *d = opendir(place);
    cr_assert_not_null(d);
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.' || strlen(e->d_name) > 2;
    (void)closedir(d);
    return n;
}

static void remove_file(int64_t finding)
{
    char path[2 * SAMPLE_PATH];
    (void)unlink(path_of(finding, path));
}

Test(exhibit_file, is_private_and_hashed)
{
    struct exhibit_file f;
    struct err err = {""};
    char hash[EXHIBIT_FILE_HASH], path[2 * SAMPLE_PATH];
    struct stat st;
    cr_assert_eq(exhibit_file_begin(folder, &f, 3, 42, &err), 0, "%s", err.text);
    cr_expect_neq(stat(path_of(42, path), &st), 0);
    exhibit_file_put(folder, &f, "ab", 2);
    exhibit_file_put(folder, &f, "", 0);
    exhibit_file_put(folder, &f, "c", 1);
    cr_assert_eq(exhibit_file_finish(folder, &f, hash, &err), 0, "%s", err.text);
    cr_expect_str_eq(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_assert_eq(stat(path, &st), 0);
    cr_expect((st.st_mode & 07777) == 0600 && st.st_size == 3 && st.st_nlink == 1);
    cr_expect_eq(files_there(), 1);
    cr_expect_eq(stat(place, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0700);
    remove_file(42);
}

/* More files than there are buffers, in pieces that take turns, some larger than a buffer. */
Test(exhibit_file, grows_beside_many_others)
{
    enum { FILES = 1200, ROUNDS = 5, LARGE = 40000 };
    static struct exhibit_file f[FILES];
    static uint8_t large[LARGE];
    struct err err = {""};
    char hash[EXHIBIT_FILE_HASH], path[2 * SAMPLE_PATH];
    for (int i = 0; i < FILES; i++)
        cr_assert_eq(exhibit_file_begin(folder, &f[i], 3, i, &err), 0, "%s", err.text);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < FILES; i++) {
            exhibit_file_put(folder, &f[i], &i, sizeof i);
            if (i % 100 == 0)
                exhibit_file_put(folder, &f[i], large, LARGE);
        }
    for (int i = 0; i < FILES; i++) {
        int read_back[ROUNDS];
        cr_assert_eq(exhibit_file_finish(folder, &f[i], hash, &err), 0, "%s", err.text);
        FILE *in = fopen(path_of(i, path), "rb");
        cr_assert_not_null(in);
        size_t n = fread(read_back, 1, sizeof read_back, in);
        cr_expect_eq(fseek(in, 0, SEEK_END), 0);
        cr_expect_eq(ftell(in), (long)(ROUNDS * (sizeof i + (i % 100 == 0 ? LARGE : 0))));
        (void)fclose(in);
        cr_expect(n == sizeof read_back && read_back[0] == i && (i % 100 == 0 || read_back[4] == i), "%d", i);
        remove_file(i);
    }
    cr_expect_eq(files_there(), 0);
}

Test(exhibit_file, never_takes_a_name_that_is_taken)
{
    struct exhibit_file f;
    struct err err = {""};
    char hash[EXHIBIT_FILE_HASH], path[2 * SAMPLE_PATH], target[2 * SAMPLE_PATH];
    cr_assert_eq(symlink(path_of(99, target), path_of(1, path)), 0);
    cr_expect_eq(exhibit_file_begin(folder, &f, 3, 1, &err), -1);
    cr_expect(strstr(err.text, "r3-f1.pcapng: cannot write evidence: File exists") != NULL, "%s", err.text);
    cr_assert_eq(exhibit_file_begin(folder, &f, 3, 2, &err), 0);
    exhibit_file_put(folder, &f, "new", 3);
    cr_assert_eq(symlink(target, path_of(2, path)), 0);
    cr_expect_eq(exhibit_file_finish(folder, &f, hash, &err), -1);
    cr_expect(strstr(err.text, "File exists") != NULL, "%s", err.text);
    cr_expect_eq(files_there(), 2);
    cr_expect_neq(access(target, F_OK), 0);
    remove_file(1);
    remove_file(2);
}

/* Someone puts another file where the one that grows was. */
Test(exhibit_file, writes_to_no_other_file_than_its_own)
{
    struct exhibit_file f;
    struct err err = {""};
    char hash[EXHIBIT_FILE_HASH], hidden[2 * SAMPLE_PATH], path[2 * SAMPLE_PATH];
    cr_assert_eq(exhibit_file_begin(folder, &f, 3, 5, &err), 0);
    exhibit_file_put(folder, &f, "mine", 4);
    (void)snprintf(hidden, sizeof hidden, "%s/.r3-f5.%ld", place, (long)getpid());
    cr_assert_eq(unlink(hidden), 0);
    cr_assert_eq(symlink(path_of(6, path), hidden), 0);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0);
    (void)close(fd);
    cr_expect_eq(exhibit_file_finish(folder, &f, hash, &err), -1);
    struct stat st;
    cr_expect(stat(path, &st) == 0 && st.st_size == 0);
    (void)unlink(hidden);
    remove_file(6);
}

Test(exhibit_file, leaves_nothing_when_it_is_dropped)
{
    struct exhibit_file f;
    struct err err = {""};
    cr_assert_eq(exhibit_file_begin(folder, &f, 3, 7, &err), 0);
    exhibit_file_put(folder, &f, "x", 1);
    exhibit_file_drop(folder, &f);
    cr_expect_eq(files_there(), 0);
}

Test(exhibit_file, needs_a_folder_to_write_to)
{
    struct err err = {""};
    char path[2 * SAMPLE_PATH];
    cr_expect_null(exhibit_file_folder("/dev/null", &err));
    cr_expect_str_eq(err.text, "/dev/null: cannot write evidence there: Not a directory");
    (void)snprintf(path, sizeof path, "%s/a/b", place);
    cr_expect_null(exhibit_file_folder(path, &err));
    cr_expect(strstr(err.text, "No such file or directory") != NULL, "%s", err.text);
}
