#include "capture/backlog.h"

#include <criterion/criterion.h>

#include "tests/unit/flowsink.h"

enum { TRUTH = 2 << 20, BASE = 5000 };

static uint8_t truth[TRUTH], kept[TRUTH];
static struct backlogs all;

static void begin(size_t memory_bytes)
{
    for (size_t i = 0; i < sizeof truth; i++)
        truth[i] = flowsink_byte(i);
    memset(kept, 0, sizeof kept);
    cr_assert_eq(backlog_open(&all, memory_bytes), 0);
}

/* Puts [from, to) in; returns how many bytes found no room. */
static size_t put(struct backlog *q, uint64_t from, uint64_t to)
{
    while (from < to) {
        size_t n = backlog_put(&all, q, from, bytes_of(truth + from, (size_t)(to - from)));
        if (n == 0)
            break;
        cr_assert(n <= to - from);
        memset(kept + from, 1, n);
        from += n;
    }
    return (size_t)(to - from);
}

static void expect_kept(const struct backlog *q, uint64_t from, uint64_t to)
{
    while (from < to) {
        struct bytes rest = backlog_run(&all, q, from), b = bytes_upto(&rest, (size_t)(to - from));
        cr_assert_eq(b.left > 0, kept[from] != 0, "byte %lu", from);
        if (b.left == 0) {
            from++;
            continue;
        }
        cr_assert_eq(memcmp(b.at, truth + from, b.left), 0, "bytes from %lu", from);
        for (size_t i = 0; i < b.left; i++)
            cr_assert_eq(kept[from + i], 1, "byte %lu", from + i);
        from += b.left;
    }
}

static uint64_t seed;
static uint32_t any(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

Test(backlog, keeps_what_comes_in_any_order)
{
    static const uint32_t length[] = {1, 3, 64, 500, 1460, 5000};
    for (unsigned i = 0; i < sizeof length / sizeof length[0]; i++) {
        begin(8 << 20);
        struct backlog q = backlog_from(BASE);
        for (unsigned n = 0; n < 400; n++) {
            uint32_t from = BASE + any(BACKLOG_REACH - 5000);
            cr_assert_eq(put(&q, from, from + 1 + any(length[i])), 0);
        }
        expect_kept(&q, BASE, BASE + BACKLOG_REACH);
        cr_expect_eq(kept[q.first], 1);
        cr_expect_null(memchr(kept, 1, q.first));
        backlog_drop(&all, &q);
        cr_expect_eq(all.used, 0);
        backlog_close(&all);
    }
}

Test(backlog, lets_the_first_of_two_contents_stay)
{
    begin(1 << 20);
    uint8_t other[5000];
    memset(other, 'x', sizeof other);
    struct backlog q = backlog_from(BASE);
    cr_assert_eq(put(&q, 6000, 7000), 0);
    cr_assert_eq(put(&q, 8000, 9000), 0);
    for (uint64_t at = 5500; at < 9500;)
        at += backlog_put(&all, &q, at, bytes_of(other, (size_t)(9500 - at)));
    expect_kept(&q, 6000, 7000);
    expect_kept(&q, 8000, 9000);
    cr_expect_eq(backlog_run(&all, &q, 7000).at[0], 'x');
    cr_expect_eq(q.first, 5500);
    backlog_drop(&all, &q);
    backlog_close(&all);
}

Test(backlog, gives_blocks_back_as_the_floor_rises)
{
    begin(8 << 20);
    struct backlog q = backlog_from(BASE);
    cr_assert_eq(put(&q, BASE + 1, BASE + BACKLOG_REACH), 0);
    uint32_t full = all.used;
    backlog_raise(&all, &q, BASE + BACKLOG_REACH / 2);
    cr_expect_eq(q.first, BASE + BACKLOG_REACH / 2);
    cr_expect_leq(all.used, full / 2 + 3);
    cr_assert_eq(put(&q, BASE + BACKLOG_REACH, BASE + BACKLOG_REACH / 2 * 3), 0);
    expect_kept(&q, BASE + BACKLOG_REACH / 2, BASE + BACKLOG_REACH / 2 * 3);
    backlog_raise(&all, &q, BASE + BACKLOG_REACH / 2 * 3 - 10);
    cr_expect_eq(q.first, BASE + BACKLOG_REACH / 2 * 3 - 10);
    backlog_raise(&all, &q, UINT64_C(1) << 40);
    cr_expect_eq(q.first, BACKLOG_NOTHING);
    cr_expect_eq(all.used, 0);
    backlog_close(&all);
}

Test(backlog, does_not_find_below_its_floor_what_it_has_passed)
{
    begin(8 << 20);
    struct backlog q = backlog_from(0);
    cr_assert_eq(put(&q, 10, 20), 0);
    cr_assert_eq(put(&q, 500, 510), 0);
    backlog_raise(&all, &q, 30);
    cr_expect_eq(q.first, 500);
    backlog_raise(&all, &q, 520);
    cr_expect_eq(q.first, BACKLOG_NOTHING);
    cr_expect_eq(all.used, 0);
    backlog_close(&all);
}

Test(backlog, stays_within_its_memory)
{
    begin(64 << 10);
    struct backlog q = backlog_from(0);
    cr_expect(backlog_has_room(&all, BACKLOG_BLOCK));
    cr_expect_gt(put(&q, 100, 200000), 0, "it ends");
    cr_expect_not(backlog_has_room(&all, BACKLOG_BLOCK));
    cr_expect_eq(all.used, all.slab.most);
    expect_kept(&q, 100, 200000);
    backlog_drop(&all, &q);
    cr_expect(backlog_has_room(&all, BACKLOG_BLOCK));
    backlog_close(&all);
}
