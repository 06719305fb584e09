#include "store/verify.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "sample_run.h"
#include "upkept.h"

static struct upkept told;

static struct verify_result verified(const char *path)
{
    struct err err = {""};
    enum store_failure why;
    struct verify_result r;
    const struct upkeep_listener l = upkept_listener(&told);
    cr_assert_eq(verify(path, &l, &r, &why, &err), 0, "%s", err.text);
    return r;
}

/* The sample's run says 10 flows, as many as were put into it. */
Test(verify, has_nothing_to_say_of_a_sound_database)
{
    for (int64_t version = 1; version <= 3; version += 2) {
        char path[SAMPLE_PATH];
        if (version == 1)
            sample_make_old(sample_path(path, "a.db"));
        else
            sample_database(sample_path(path, "a.db"));
        struct verify_result r = verified(path);
        cr_expect_eq(r.problems, 0, "%s", told.text);
        cr_expect(r.version == version && r.runs == 1 && r.findings == 4);
        sample_remove(path);
    }
}

Test(verify, finds_each_kind_of_disagreement)
{
    static const struct {
        const char *change, *want;
        unsigned problems;
    } rows[] = {
        {"DELETE FROM violation WHERE finding = 1", "finding 1: 3 occurrences, but 0 flows\n", 1},
        {"UPDATE finding SET occurrences = 9", "finding 4: 9 occurrences, but 1 flows\n", 4},
        {"UPDATE run SET flows = 11", "run 1: 11 flows, but 10 in its traffic\n", 1},
        {"UPDATE run SET flows = 9", "run 1: 9 flows, but 10 in its traffic\n", 1},
        {"UPDATE minute SET flows = flows + 1 WHERE verdict = 'NOT_COVERED'",
         "run 1: 10 flows in its traffic, but 11 by the minute\n", 1},
        {"UPDATE finding SET waiver = 7 WHERE finding = 2", "finding 2: its waiver is missing\n", 1},
        {"INSERT INTO warning VALUES (NULL, 5, 'x')",
         "a row of warning refers to a row of run that is not there\n", 1},
        {"UPDATE run SET status = 'running'", "run 1: was left running by a writer that died", 1},
        {"INSERT INTO evidence VALUES (1, '/etc/passwd', '00', 1, 1, 1, NULL)",
         "finding 1: its evidence /etc/passwd has another SHA-256 than when it was written\n", 1},
        {"INSERT INTO evidence VALUES (1, '/dev/null', '00', 1, 1, 1, NULL)",
         "finding 1: its evidence /dev/null cannot be read\n", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[SAMPLE_PATH], text[4096];
        sample_database(sample_path(path, "a.db"));
        (void)sample_text(path, rows[i].change, text);
        struct verify_result r = verified(path);
        cr_expect_eq(r.problems, rows[i].problems, "%zu: %u", i, r.problems);
        cr_expect_not_null(strstr(told.text, rows[i].want), "%zu: %s", i, told.text);
        sample_remove(path);
    }
}

Test(verify, knows_that_flows_without_room_have_no_rows)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path, "INSERT INTO coverage VALUES (1, 'store-overflow', 9)", text);
    (void)sample_text(path, "DELETE FROM violation WHERE finding = 1", text);
    (void)sample_text(path, "UPDATE minute SET flows = 1", text);
    (void)sample_text(path, "UPDATE run SET flows = 11", text);
    cr_expect_eq(verified(path).problems, 0, "%s", told.text);
    (void)sample_text(path, "UPDATE finding SET occurrences = 0", text);
    cr_expect_eq(verified(path).problems, 3, "%s", told.text);
    sample_remove(path);
}

Test(verify, leaves_a_run_alone_that_is_being_written)
{
    char path[SAMPLE_PATH];
    struct store *s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    cr_expect_eq(verified(path).problems, 0, "%s", told.text);
    store_close(s);
    cr_expect_eq(verified(path).problems, 1, "%s", told.text);
    sample_remove(path);
}

Test(verify, tells_some_of_many_and_counts_all)
{
    char path[SAMPLE_PATH], text[4096];
    sample_database(sample_path(path, "a.db"));
    (void)sample_text(path,
                      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 500)"
                      " INSERT INTO warning SELECT NULL, 5, n FROM c",
                      text);
    cr_expect_eq(verified(path).problems, 500);
    cr_expect_not_null(strstr(told.text, "and 480 more of this kind\n"), "%s", told.text);
    sample_remove(path);
}

Test(verify, finds_or_refuses_every_flipped_page)
{
    char path[SAMPLE_PATH];
    sample_database(sample_path(path, "a.db"));
    for (long page = 1; page < 12; page++) {
        struct err err = {""};
        enum store_failure why;
        struct verify_result r;
        const struct upkeep_listener l = upkept_listener(&told);
        unsigned char kept[64], flipped[64];
        FILE *f = fopen(path, "r+b");
        cr_assert_not_null(f);
        cr_assert(fseek(f, page * 4096, SEEK_SET) == 0 && fread(kept, 1, 64, f) == 64);
        for (size_t i = 0; i < 64; i++)
            flipped[i] = (unsigned char)(kept[i] ^ 0xff);
        cr_assert(fseek(f, page * 4096, SEEK_SET) == 0 && fwrite(flipped, 1, 64, f) == 64);
        (void)fflush(f);
        cr_expect(verify(path, &l, &r, &why, &err) < 0 || r.problems > 0, "page %ld", page);
        cr_assert(fseek(f, page * 4096, SEEK_SET) == 0 && fwrite(kept, 1, 64, f) == 64);
        (void)fclose(f);
    }
    cr_expect_eq(verified(path).problems, 0, "%s", told.text);
    sample_remove(path);
}
