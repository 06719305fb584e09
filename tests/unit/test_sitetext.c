#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/sitetext.h"

static void path_of_zeros(char path[64], off_t n)
{
    int fd = memfd_create("text", 0);
    cr_assert(fd >= 0 && ftruncate(fd, n) == 0);
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
}

Test(sitetext, reads_files_of_all_sizes)
{
    static const off_t sizes[] = {0, 1, 65534, 65535, 65536, 131071, 1000000, SITETEXT_MOST};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char path[64];
        struct err err = {{0}};
        size_t n = 1;
        path_of_zeros(path, sizes[i]);
        char *text = sitetext_read(path, &n, &err);
        cr_assert_not_null(text, "%s", err.text);
        cr_expect_eq(n, (size_t)sizes[i]);
        cr_expect_eq(text[n], '\0');
        free(text);
    }
}

Test(sitetext, refuses_what_it_cannot_hold_or_read)
{
    char path[64];
    struct err err = {{0}};
    size_t n;
    path_of_zeros(path, (off_t)SITETEXT_MOST + 1);
    cr_expect_null(sitetext_read(path, &n, &err));
    cr_expect(strstr(err.text, ": larger than 64 MiB") != NULL, "%s", err.text);
    cr_expect_null(sitetext_read("/nonexistent", &n, &err));
    cr_expect_str_eq(err.text, "cannot read /nonexistent: No such file or directory");
    cr_expect_null(sitetext_read("/", &n, &err));
    cr_expect_str_eq(err.text, "cannot read /: Is a directory");
}
