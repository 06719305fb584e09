#include "store/merge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sample_run.h"
#include "upkept.h"

static struct upkept told;

static const char *beside(const char *path, const char *name, char out[2 * SAMPLE_PATH])
{
    (void)snprintf(out, 2 * SAMPLE_PATH, "%.*s/%s", (int)(strrchr(path, '/') - path), path, name);
    return out;
}

static struct merge_result merged(const char *path, const char *other)
{
    struct err err = {""};
    enum store_failure why;
    struct merge_result r;
    const struct upkeep_listener l = upkept_listener(&told);
    cr_assert_eq(merge(path, other, &l, &r, &why, &err), 0, "%s", err.text);
    return r;
}

static void expect(struct merge_result r, int64_t taken, int64_t known, const char *what)
{
    cr_expect(r.taken == taken && r.known == known, "%s: %ld taken, %ld known", what, (long)r.taken,
              (long)r.known);
}

/* All that the views say of a run, but for its numbers. */
static const char everything[] =
    "SELECT group_concat(line, '; ') FROM (SELECT source || status || flows || packets AS line FROM v_run"
    " WHERE run = 1 UNION ALL SELECT * FROM (SELECT fingerprint || rule || why || occurrences || (SELECT"
    " group_concat(flow || client_port || bytes_to_client) FROM v_violation AS v WHERE v.finding = "
    "f.finding) ||"
    " (SELECT group_concat(part || line || name || value || coalesce(place, '-')) FROM v_account AS a"
    " WHERE a.finding = f.finding) FROM v_finding AS f WHERE run = 1 ORDER BY 1) UNION ALL SELECT file || "
    "size"
    " FROM v_source WHERE run = 1 UNION ALL SELECT * FROM (SELECT client_net || server_ip || verdict || "
    "flows ||"
    " bytes FROM v_traffic WHERE run = 1 ORDER BY 1) UNION ALL SELECT minute_us || flows FROM v_minute"
    " WHERE run = 1 UNION ALL SELECT note || flows FROM v_note WHERE run = 1 UNION ALL SELECT fact || name ||"
    " flows FROM v_missing WHERE run = 1)";

Test(merge, takes_everything_of_a_run)
{
    char a[SAMPLE_PATH], b[2 * SAMPLE_PATH], one[4096], other[4096];
    sample_database(sample_path(a, "a.db"));
    expect(merged(beside(a, "b.db", b), a), 1, 0, "a new database");
    cr_expect_str_eq(sample_text(b, everything, other), sample_text(a, everything, one), "%s\n%s", other,
                     one);
    cr_expect_gt(strlen(one), 1000u);
    cr_expect_eq(sample_number(b, "SELECT count(*) FROM v_rule"), 2);
    cr_expect_eq(sample_number(b, "SELECT (SELECT identity FROM v_origin) <> name FROM identity"), 1);
    sample_remove(a);
}

Test(merge, gives_new_numbers)
{
    char a[SAMPLE_PATH], b[2 * SAMPLE_PATH], text[4096];
    sample_database(sample_path(a, "a.db"));
    sample_database(a);
    sample_database(beside(a, "b.db", b));
    (void)sample_text(b, "INSERT INTO waiver VALUES (1, 1, 'w', NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL)",
                      text);
    (void)sample_text(b, "UPDATE finding SET waiver = 1 WHERE finding = 2", text);
    (void)sample_text(b, "INSERT INTO evidence VALUES (3, 'e3', 'ab', 1, 2, 3, 'gap')", text);
    (void)sample_text(b, "INSERT INTO setting VALUES (1, 'host', 'sensor7')", text);
    expect(merged(a, b), 1, 0, "into two runs");
    cr_expect_str_eq(told.text, "run 1 is run 3 here\n", "%s", told.text);
    cr_expect_eq(sample_number(a, "SELECT count(DISTINCT finding) FROM finding"), 12);
    cr_expect_eq(sample_number(a, "SELECT f.waiver = w.waiver FROM finding AS f JOIN waiver AS w USING (run)"
                                  " WHERE f.run = 3 AND f.waiver NOT NULL"),
                 1);
    cr_expect_eq(
        sample_number(a, "SELECT finding - (SELECT min(finding) FROM finding WHERE run = 3) FROM v_evidence"
                         " WHERE run = 3 AND file = 'e3' AND gap = 'gap'"),
        2);
    cr_expect_str_eq(sample_text(a, "SELECT value FROM v_setting WHERE run = 3 AND name = 'host'", text),
                     "sensor7");
    cr_expect_eq(
        sample_number(a, "SELECT count(*) = 3 AND min(n) = max(n) FROM (SELECT count(*) AS n FROM v_account"
                         " GROUP BY run)"),
        1, "each run has accounts of its own");
    cr_expect_eq(
        sample_number(a, "SELECT count(*) FROM (SELECT paragraph FROM paragraph GROUP BY paragraph HAVING"
                         " count(DISTINCT run) > 1)"),
        0);
    sample_remove(a);
}

Test(merge, takes_nothing_twice_whatever_the_way)
{
    char a[SAMPLE_PATH], b[2 * SAMPLE_PATH], c[2 * SAMPLE_PATH];
    sample_database(sample_path(a, "a.db"));
    sample_database(beside(a, "b.db", b));
    (void)beside(a, "c.db", c);
    expect(merged(b, a), 1, 0, "a into b");
    expect(merged(b, a), 0, 1, "again");
    expect(merged(c, b), 2, 0, "b into c");
    expect(merged(c, a), 0, 1, "a into c, which came over b");
    expect(merged(a, c), 1, 1, "c into a: its own run is known");
    expect(merged(a, b), 0, 2, "b into a");
    expect(merged(b, c), 0, 2, "c into b");
    sample_database(a);
    expect(merged(c, a), 1, 2, "a run more");
    sample_remove(a);
}

Test(merge, knows_an_old_database_again_when_it_is_up_to_date)
{
    char a[SAMPLE_PATH], b[2 * SAMPLE_PATH], text[4096];
    sample_make_old(sample_path(a, "a.db"));
    (void)beside(a, "b.db", b);
    expect(merged(b, a), 1, 0, "version 1");
    cr_expect_eq(sample_number(a, "PRAGMA user_version"), 1, "it is left as it is");
    cr_expect_eq(sample_number(b, "SELECT count(*) FROM v_finding"), 4);
    expect(merged(b, a), 0, 1, "again");
    store_close(sample_open(a));
    cr_expect_eq(sample_number(a, "PRAGMA user_version"), 3);
    expect(merged(b, a), 0, 1, "brought up to date");
    (void)sample_text(a, "UPDATE run SET started_us = started_us + 1", text);
    expect(merged(b, a), 1, 0, "another run");
    sample_remove(a);
}

Test(merge, replaces_an_interrupted_run_when_it_comes_whole)
{
    char a[SAMPLE_PATH], b[2 * SAMPLE_PATH], text[4096];
    sample_database(sample_path(a, "a.db"));
    (void)beside(a, "b.db", b);
    (void)sample_text(a, "UPDATE run SET status = 'running'", text);
    struct merge_result r = merged(b, a);
    cr_expect(r.taken == 0 && r.running == 1);
    (void)sample_text(a, "UPDATE run SET status = 'interrupted', flows = 3", text);
    expect(merged(b, a), 1, 0, "interrupted");
    expect(merged(b, a), 0, 1, "interrupted again");
    (void)sample_text(a, "UPDATE run SET status = 'complete', flows = 10", text);
    r = merged(b, a);
    cr_expect(r.taken == 1 && r.replaced == 1);
    cr_expect_eq(
        sample_number(b, "SELECT count(*) = 1 AND max(status) = 'complete' AND max(flows) = 10 FROM v_run"),
        1);
    (void)sample_text(a, "UPDATE run SET status = 'interrupted'", text);
    expect(merged(b, a), 0, 1, "what is whole stays");
    sample_remove(a);
}

Test(merge, takes_all_or_nothing)
{
    static const char *const broken[] = {
        "UPDATE identity SET name = 'x'",
        "UPDATE paragraph SET paragraph = 9000000000000000000 WHERE paragraph = 2",
        "UPDATE paragraph SET paragraph = -5 WHERE paragraph = 1",
        "UPDATE finding SET why = hex(zeroblob(1000000)) WHERE finding = 4",
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        char a[SAMPLE_PATH], b[2 * SAMPLE_PATH], text[4096];
        struct err err = {""};
        enum store_failure why;
        struct merge_result r;
        const struct upkeep_listener l = upkept_listener(&told);
        sample_database(sample_path(a, "a.db"));
        sample_database(beside(a, "b.db", b));
        (void)sample_text(b, broken[i], text);
        cr_expect_eq(merge(a, b, &l, &r, &why, &err), -1, "%s", broken[i]);
        cr_expect_eq(sample_number(a, "SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM finding)"),
                     5, "%s", broken[i]);
        sample_remove(a);
    }
}

Test(merge, needs_two_databases)
{
    char a[SAMPLE_PATH], b[2 * SAMPLE_PATH];
    struct err err = {""};
    enum store_failure why;
    struct merge_result r;
    const struct upkeep_listener l = upkept_listener(&told);
    sample_database(sample_path(a, "a.db"));
    cr_expect_eq(merge(a, a, &l, &r, &why, &err), -1);
    cr_expect_not_null(strstr(err.text, "with itself"), "%s", err.text);
    cr_expect_eq(merge(beside(a, "new.db", b), "/nowhere.db", &l, &r, &why, &err), -1);
    cr_expect_neq(access(b, F_OK), 0, "nothing is made for nothing");
    sample_remove(a);
}
