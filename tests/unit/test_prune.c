#include "store/prune.h"

#include <criterion/criterion.h>
#include <string.h>

#include "sample_run.h"
#include "upkept.h"

static struct upkept told;

/* Runs 1 to 4, that ended at 1000, 2000, (not at all, begun at 2500) and 4000. */
static void four_runs(char path[SAMPLE_PATH])
{
    char text[4096];
    (void)sample_path(path, "a.db");
    for (unsigned run = 0; run < 4; run++)
        sample_database(path);
    (void)sample_text(path, "UPDATE run SET started_us = run * 1000 - 500, ended_us = run * 1000", text);
    (void)sample_text(path, "UPDATE run SET ended_us = NULL, status = 'running' WHERE run = 3", text);
}

static struct prune_result pruned(const char *path, int64_t before_us, int64_t keep)
{
    struct err err = {""};
    enum store_failure why;
    struct prune_result r;
    const struct prune_choice choice = {before_us, keep};
    const struct upkeep_listener l = upkept_listener(&told);
    cr_assert_eq(prune(path, &choice, &l, &r, &why, &err), 0, "%s", err.text);
    cr_expect_not(r.not_shrunk, "%s", err.text);
    return r;
}

Test(prune, chooses_runs_by_age_or_number)
{
    static const struct {
        int64_t before_us, keep;
        const char *left;
        int64_t runs;
    } rows[] = {
        {INT64_MIN, 4, "1 2 3 4", 0}, {INT64_MIN, 99, "1 2 3 4", 0},
        {INT64_MIN, 2, "3 4", 2},     {INT64_MIN, 0, "(none)", 4},
        {1000, -1, "1 2 3 4", 0},     {1001, -1, "2 3 4", 1},
        {2500, -1, "3 4", 2},         {2501, -1, "4", 3},
        {5000, -1, "(none)", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[SAMPLE_PATH], text[4096];
        four_runs(path);
        struct prune_result r = pruned(path, rows[i].before_us, rows[i].keep);
        cr_expect(r.runs == rows[i].runs && r.left == 4 - r.runs, "%zu", i);
        cr_expect(r.after_bytes <= r.before_bytes, "%zu", i);
        cr_expect_str_eq(sample_text(path, "SELECT group_concat(run, ' ') FROM run", text), rows[i].left,
                         "%zu: %s", i, text);
        sample_remove(path);
    }
}

Test(prune, takes_everything_of_a_run_and_nothing_of_others)
{
    char path[SAMPLE_PATH];
    static const char *const tables[] = {"SELECT count(*) FROM finding", "SELECT count(*) FROM violation",
                                         "SELECT count(*) FROM traffic", "SELECT count(*) FROM paragraph",
                                         "SELECT count(*) FROM note",    "SELECT count(*) FROM missing",
                                         "SELECT count(*) FROM minute",  "SELECT count(*) FROM source"};
    int64_t before[8];
    four_runs(path);
    for (size_t i = 0; i < 8; i++)
        before[i] = sample_number(path, tables[i]);
    (void)pruned(path, INT64_MIN, 1);
    for (size_t i = 0; i < 8; i++)
        cr_expect_eq(sample_number(path, tables[i]) * 4, before[i], "%s", tables[i]);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM rule"), 2);
    (void)pruned(path, INT64_MIN, 0);
    for (size_t i = 0; i < 8; i++)
        cr_expect_eq(sample_number(path, tables[i]), 0, "%s", tables[i]);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM rule"), 0);
    sample_remove(path);
}

Test(prune, tells_files_that_nobody_names_any_more)
{
    char path[SAMPLE_PATH], text[4096];
    four_runs(path);
    (void)sample_text(path,
                      "INSERT INTO evidence SELECT min(finding), 'shared', '', 1, 1, 1, NULL FROM finding"
                      " GROUP BY run",
                      text);
    (void)sample_text(path, "UPDATE evidence SET file = 'alone' WHERE finding = 1", text);
    (void)pruned(path, INT64_MIN, 2);
    cr_expect_str_eq(told.text, "no run names this evidence any more: alone\n", "%s", told.text);
    (void)pruned(path, INT64_MIN, 0);
    cr_expect_str_eq(told.text, "no run names this evidence any more: shared\n", "%s", told.text);
    sample_remove(path);
}
