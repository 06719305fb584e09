#include "capture/source.h"

#include <sys/stat.h>

#include "tests/unit/scratch.h"

static struct scratch file, packed;
static char folder[64];

static const char *in_folder(char to[128], const char *name)
{
    (void)snprintf(to, 128, "%s/%s", folder, name);
    return to;
}

static void write_file(const char *name, const void *data, size_t n)
{
    char name_there[128];
    FILE *f = fopen(in_folder(name_there, name), "w");
    cr_assert(f != NULL && fwrite(data, 1, n, f) == n);
    (void)fclose(f);
}

static void write_capture(const char *name, uint32_t seconds, bool compressed)
{
    scratch_pcap(&file, 0xa1b2c3d4, 1);
    scratch_frame(&file, seconds, 0, 60, 60);
    packed.n = 0;
    scratch_gzip(&packed, file.b, file.n);
    if (compressed)
        write_file(name, packed.b, packed.n);
    else
        write_file(name, file.b, file.n);
}

static void make_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/wireaudit-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    static const char *const names[] = {"a.pcap", "b.pcap",    "c.gz",    "d.pcap",
                                        "empty",  "notes.txt", "old.pcap"};
    char name_there[128];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlink(in_folder(name_there, names[i]));
    (void)rmdir(in_folder(name_there, "below"));
    (void)unlink(in_folder(name_there, "fifo"));
    cr_expect_eq(rmdir(folder), 0);
}

TestSuite(source_list, .init = make_folder, .fini = remove_folder);

Test(source_list, orders_a_directory_by_the_time_of_first_frames)
{
    static const char *const expected[] = {"b.pcap", "c.gz", "a.pcap", "d.pcap", "old.pcap"};
    struct source_list list = {NULL, 0};
    struct err err = {""};
    char name_there[128];
    write_capture("a.pcap", 300, false);
    write_capture("b.pcap", 100, false);
    write_capture("c.gz", 200, true);
    scratch_pcap(&file, 0xa1b2c3d4, 1);
    write_file("d.pcap", file.b, file.n);
    write_file("old.pcap", "\xd4\xc3\xb2\xa1\1\0\1\0zzzzzzzzzzzzzzzz", 24);
    write_file("notes.txt", "no capture at all, but long enough", 34);
    write_file("empty", "", 0);
    cr_assert_eq(mkdir(in_folder(name_there, "below"), 0700), 0);
    cr_assert_eq(mkfifo(in_folder(name_there, "fifo"), 0600), 0);
    cr_expect_eq(source_list_add(&list, folder, &err), 0, "%s", err.text);
    cr_assert_eq(list.count, 5U, "%zu", list.count);
    for (size_t i = 0; i < 5; i++)
        cr_expect_str_eq(list.at[i].path, in_folder(name_there, expected[i]));
    source_list_free(&list);
    cr_expect(list.at == NULL && list.count == 0);
}

Test(source_list, orders_named_captures_by_time_unless_one_is_a_pipe)
{
    static const char *const named[] = {"a.pcap", "c.gz", "b.pcap"};
    static const char *const sorted[] = {"b.pcap", "c.gz", "a.pcap"};
    char name_there[128];
    write_capture("a.pcap", 300, false);
    write_capture("b.pcap", 100, false);
    write_capture("c.gz", 200, true);
    for (unsigned with_pipe = 0; with_pipe < 2; with_pipe++) {
        struct source_list list = {NULL, 0};
        struct err err = {""};
        for (size_t i = 0; i < 3; i++)
            cr_assert_eq(source_list_add(&list, in_folder(name_there, named[i]), &err), 0);
        if (with_pipe)
            cr_assert_eq(source_list_add(&list, "-", &err), 0);
        source_list_sort(&list);
        for (size_t i = 0; i < 3; i++)
            cr_expect_str_eq(list.at[i].path, in_folder(name_there, with_pipe ? named[i] : sorted[i]));
        source_list_free(&list);
    }
}

Test(source_list, takes_files_and_standard_input_as_they_are_named)
{
    struct source_list list = {NULL, 0};
    struct err err = {""};
    char name_there[128];
    write_file("notes.txt", "text", 4);
    cr_expect_eq(source_list_add(&list, "-", &err), 0);
    cr_expect_eq(source_list_add(&list, in_folder(name_there, "notes.txt"), &err), 0);
    cr_assert_eq(list.count, 2U);
    cr_expect_str_eq(list.at[0].path, "-");
    cr_expect_str_eq(list.at[1].path, name_there);
    source_list_free(&list);
}

Test(source_list, names_what_it_cannot_find)
{
    struct source_list list = {NULL, 0};
    struct err err = {""};
    char expected[128];
    cr_expect_eq(source_list_add(&list, "/nonexistent", &err), -1);
    cr_expect_str_eq(err.text, "/nonexistent: No such file or directory");
    write_file("notes.txt", "text", 4);
    cr_expect_eq(source_list_add(&list, folder, &err), -1);
    (void)snprintf(expected, sizeof expected, "%s: no captures in this directory", folder);
    cr_expect_str_eq(err.text, expected);
    cr_expect_eq(list.count, 0U);
    source_list_free(&list);
}
