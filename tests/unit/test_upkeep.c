#include "store/upkeep.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "sample_run.h"
#include "store/db.h"
#include "upkept.h"

Test(upkeep, holds_a_database_as_its_only_writer)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    enum store_failure why;
    struct upkeep u, other;
    sample_database(sample_path(path, "a.db"));
    cr_assert_eq(upkeep_open(&u, path, &why, &err), 0, "%s", err.text);
    cr_expect_eq(upkeep_open(&other, path, &why, &err), -1);
    cr_expect_not_null(strstr(err.text, "another wireaudit is writing it"), "%s", err.text);
    upkeep_close(&u);
    cr_expect_eq(upkeep_open(&u, path, &why, &err), 0, "%s", err.text);
    upkeep_close(&u);
    sample_remove(path);
}

Test(upkeep, brings_up_to_date_and_lets_rows_go_with_their_run)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    enum store_failure why;
    struct upkeep u;
    int64_t n = -1;
    sample_make_old(sample_path(path, "a.db"));
    cr_assert_eq(upkeep_open(&u, path, &why, &err), 0, "%s", err.text);
    cr_expect_eq(db_number(u.db, "PRAGMA user_version", &n, &err), 0);
    cr_expect_eq(n, 3);
    cr_expect_eq(db_exec(u.db, "DELETE FROM run", &err), 0, "%s", err.text);
    cr_expect_eq(
        db_number(u.db, "SELECT (SELECT count(*) FROM violation) + (SELECT count(*) FROM traffic)", &n, &err),
        0);
    cr_expect_eq(n, 0);
    upkeep_close(&u);
    sample_remove(path);
}

Test(upkeep, makes_nothing)
{
    char path[SAMPLE_PATH];
    struct err err = {""};
    enum store_failure why;
    struct upkeep u;
    cr_expect_eq(upkeep_open(&u, sample_path(path, "a.db"), &why, &err), -1);
    cr_expect_not_null(strstr(err.text, "no such database"), "%s", err.text);
    cr_expect_neq(access(path, F_OK), 0);
    sample_remove(path);
}

Test(upkeep, cuts_lines_that_are_too_long)
{
    static char longest[20000];
    struct upkept told;
    const struct upkeep_listener l = upkept_listener(&told);
    memset(longest, 'x', sizeof longest - 1);
    upkeep_say(&l, "%s", longest);
    cr_expect_eq(strlen(told.text), sizeof told.text - 1);
}
