#include "report/diff_join.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void put(struct diff_join_prints *p, unsigned fingerprint, uint64_t occurrences,
                enum severity severity, bool waived)
{
    struct diff_join_print print = {.finding = (int64_t)(1000 + fingerprint),
                                    .occurrences = occurrences,
                                    .severity = (uint8_t)severity,
                                    .waived = waived};
    print.fingerprint[0] = (uint8_t)(fingerprint >> 8);
    print.fingerprint[15] = (uint8_t)fingerprint;
    cr_assert(diff_join_add(p, &print));
}

static void end(struct diff_join *j, struct diff_join_prints sides[2])
{
    diff_join_free(j);
    free(sides[0].at);
    free(sides[1].at);
}

Test(diff_join, tells_new_fixed_and_unchanged_ones)
{
    struct diff_join j;
    struct diff_join_prints sides[2] = {{.flows = 10}, {.flows = 20}};
    for (unsigned i = 0; i < 300; i++)
        put(&sides[DIFF_OLD], i * 7919 % 300, 1, SEVERITY_LOW, false);
    for (unsigned i = 100; i < 500; i++)
        put(&sides[DIFF_NEW], i, 1, SEVERITY_LOW, false);
    cr_assert(diff_join(&j, sides));
    cr_expect_eq(j.count, 500);
    cr_expect_eq(j.counts.status[DIFF_JOIN_NEW], 200);
    cr_expect_eq(j.counts.status[DIFF_JOIN_FIXED], 100);
    cr_expect_eq(j.counts.status[DIFF_JOIN_UNCHANGED], 200);
    cr_expect_eq(j.counts.status[DIFF_JOIN_REGRESSED], 0);
    cr_expect_eq(j.counts.worse_new, 200);
    cr_expect_eq(j.counts.worse[SEVERITY_LOW], 200);
    cr_expect_eq(j.begins[DIFF_JOIN_FIXED], 200);
    cr_expect_eq(j.begins[DIFF_JOIN_STATUSES], 500);
    for (size_t i = 0; i < j.count; i++) {
        const struct diff_join_pair *p = &j.pairs[i];
        cr_expect_eq(p->status == DIFF_JOIN_NEW, p->finding[DIFF_OLD] == 0, "%zu", i);
        cr_expect_eq(p->status == DIFF_JOIN_FIXED, p->finding[DIFF_NEW] == 0, "%zu", i);
    }
    end(&j, sides);
}

Test(diff_join, calls_graver_and_twice_as_frequent_ones_regressed)
{
    static const struct {
        uint64_t was, flows_then, is, flows_now;
        enum severity severity_then, severity_now;
        enum diff_join_status status;
    } rows[] = {
        {1, 10, 1, 10, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {1, 10, 1, 10, SEVERITY_LOW, SEVERITY_MEDIUM, DIFF_JOIN_REGRESSED},
        {1, 10, 1, 10, SEVERITY_MEDIUM, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {1, 10, 2, 10, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_REGRESSED},
        {5, 10, 9, 10, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {5, 10, 10, 10, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_REGRESSED},
        {1, 10, 2, 20, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {1, 10, 1, 5, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_REGRESSED},
        {1, 10, 1, 6, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {1, 0, 5, 10, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {1, 10, 5, 0, SEVERITY_LOW, SEVERITY_LOW, DIFF_JOIN_UNCHANGED},
        {1, 10, 5, 0, SEVERITY_LOW, SEVERITY_HIGH, DIFF_JOIN_REGRESSED},
        {UINT64_MAX / 2, UINT64_MAX, UINT64_MAX / 2, UINT64_MAX, SEVERITY_LOW, SEVERITY_LOW,
         DIFF_JOIN_UNCHANGED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct diff_join j;
        struct diff_join_prints sides[2] = {{.flows = rows[i].flows_then}, {.flows = rows[i].flows_now}};
        put(&sides[DIFF_OLD], 1, rows[i].was, rows[i].severity_then, false);
        put(&sides[DIFF_NEW], 1, rows[i].is, rows[i].severity_now, false);
        cr_assert(diff_join(&j, sides));
        cr_assert_eq(j.count, 1);
        cr_expect_eq(j.pairs[0].status, rows[i].status, "row %zu: %s", i,
                     diff_join_status_name((enum diff_join_status)j.pairs[0].status));
        cr_expect_eq(j.counts.worse_regressed, rows[i].status == DIFF_JOIN_REGRESSED, "row %zu", i);
        end(&j, sides);
    }
}

Test(diff_join, does_not_count_what_is_waived)
{
    struct diff_join j;
    struct diff_join_prints sides[2] = {{.flows = 10}, {.flows = 10}};
    put(&sides[DIFF_NEW], 1, 1, SEVERITY_HIGH, true);
    put(&sides[DIFF_NEW], 2, 1, SEVERITY_HIGH, false);
    put(&sides[DIFF_OLD], 3, 1, SEVERITY_LOW, false);
    put(&sides[DIFF_NEW], 3, 5, SEVERITY_LOW, true);
    put(&sides[DIFF_OLD], 4, 1, SEVERITY_LOW, true);
    put(&sides[DIFF_NEW], 4, 1, SEVERITY_LOW, false);
    put(&sides[DIFF_OLD], 5, 1, SEVERITY_LOW, true);
    cr_assert(diff_join(&j, sides));
    cr_expect_eq(j.counts.status[DIFF_JOIN_NEW], 2);
    cr_expect_eq(j.counts.worse_new, 1);
    cr_expect_eq(j.counts.worse_regressed, 0);
    cr_expect_eq(j.counts.waived_worse, 2);
    cr_expect_eq(j.counts.now_waived, 1);
    cr_expect_eq(j.counts.no_longer_waived, 1);
    cr_expect_eq(j.counts.status[DIFF_JOIN_FIXED], 1);
    end(&j, sides);
}

Test(diff_join, puts_the_gravest_first)
{
    struct diff_join j;
    struct diff_join_prints sides[2] = {{.flows = 10}, {.flows = 10}};
    for (unsigned i = 0; i < 20; i++)
        put(&sides[DIFF_NEW], i, 1, (enum severity)(i % SEVERITIES), false);
    cr_assert(diff_join(&j, sides));
    for (size_t i = 1; i < j.count; i++)
        cr_expect_geq(j.pairs[i - 1].severity, j.pairs[i].severity);
    end(&j, sides);
}

Test(diff_join, of_nothing_is_nothing)
{
    struct diff_join j;
    struct diff_join_prints sides[2] = {{0}, {0}};
    cr_assert(diff_join(&j, sides));
    cr_expect_eq(j.count, 0);
    end(&j, sides);
}

/* A damaged database may hold one fingerprint twice. */
Test(diff_join, pairs_each_finding_once)
{
    struct diff_join j;
    struct diff_join_prints sides[2] = {{.flows = 10}, {.flows = 20}};
    for (int i = 0; i < 3; i++)
        put(&sides[DIFF_OLD], 1, 1, SEVERITY_LOW, false);
    for (int i = 0; i < 2; i++)
        put(&sides[DIFF_NEW], 1, 1, SEVERITY_LOW, false);
    cr_assert(diff_join(&j, sides));
    cr_expect_eq(j.counts.status[DIFF_JOIN_UNCHANGED], 2);
    cr_expect_eq(j.counts.status[DIFF_JOIN_FIXED], 1);
    end(&j, sides);
}
