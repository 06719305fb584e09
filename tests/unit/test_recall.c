#include <criterion/criterion.h>
#include <string.h>

#include "policy/recall.h"

enum { MOST = 64, LIFETIME = 1000 };

static uint32_t *value(struct recall *r, uint32_t key, int64_t now_us)
{
    return recall_take(r, &key, now_us);
}

Test(recall, gives_zeros_at_first_and_then_what_was_put)
{
    struct recall *r = recall_open(MOST, sizeof(uint32_t), sizeof(uint32_t), LIFETIME);
    uint32_t key = 7, other = 8;
    cr_expect_null(recall_find(r, &key));
    uint32_t *v = value(r, key, 0);
    cr_assert_eq(*v, 0U);
    *v = 42;
    cr_expect_eq(*(uint32_t *)recall_find(r, &key), 42U);
    cr_expect_eq(*value(r, key, 5), 42U);
    cr_expect_null(recall_find(r, &other));
    recall_close(r);
}

Test(recall, never_holds_more_than_it_may)
{
    struct recall *r = recall_open(MOST, sizeof(uint32_t), sizeof(uint32_t), LIFETIME);
    unsigned held = 0;
    for (uint32_t key = 0; key < 5000; key++)
        *value(r, key, 1) = key;
    for (uint32_t key = 0; key < 5000; key++) {
        const uint32_t *v = recall_find(r, &key);
        held += v != NULL;
        cr_expect(v == NULL || *v == key, "key %u holds %u", key, v != NULL ? *v : 0);
    }
    cr_expect_eq(held, MOST);
    cr_expect_eq(recall_dropped(r), 5000U - MOST);
    recall_close(r);
}

Test(recall, lets_the_longest_untouched_give_way)
{
    struct recall *r = recall_open(4, sizeof(uint32_t), sizeof(uint32_t), LIFETIME);
    for (uint32_t key = 0; key < 4; key++)
        (void)value(r, key, key);
    (void)value(r, 0, 10);
    (void)value(r, 4, 11);
    uint32_t kept = 0, gone = 1;
    cr_expect_not_null(recall_find(r, &kept));
    cr_expect_null(recall_find(r, &gone));
    recall_close(r);
}

Test(recall, does_not_count_what_was_over_anyway)
{
    struct recall *r = recall_open(4, sizeof(uint32_t), sizeof(uint32_t), LIFETIME);
    for (uint32_t key = 0; key < 4; key++)
        (void)value(r, key, 0);
    (void)value(r, 4, LIFETIME + 1);
    cr_expect_eq(recall_dropped(r), 0U);
    (void)value(r, 5, LIFETIME + 2);
    (void)value(r, 6, LIFETIME + 2);
    (void)value(r, 7, LIFETIME + 2);
    (void)value(r, 8, LIFETIME + 2);
    cr_expect_eq(recall_dropped(r), 1U);
    recall_close(r);
}

Test(recall, keeps_the_newest_whatever_their_keys_are)
{
    for (unsigned round = 0; round < 20; round++) {
        struct recall *r = recall_open(MOST, sizeof(uint32_t), sizeof(uint32_t), LIFETIME);
        for (uint32_t key = 0; key < 1000; key++)
            *value(r, key * 2654435761U, key) = key;
        for (uint32_t key = 0; key < 1000; key++) {
            uint32_t k = key * 2654435761U;
            cr_expect_eq(recall_find(r, &k) != NULL, key >= 1000 - MOST, "%u", key);
        }
        recall_close(r);
    }
}

Test(recall, says_until_when_something_is_missing)
{
    struct recall *r = recall_open(2, sizeof(uint32_t), sizeof(uint32_t), LIFETIME);
    cr_expect_eq(recall_lost_us(r), RECALL_NEVER);
    cr_expect_not(recall_lately_lost(r, 0));
    (void)value(r, 1, 10);
    (void)value(r, 2, 20);
    (void)value(r, 3, 30);
    cr_expect_eq(recall_lost_us(r), 10);
    cr_expect(recall_lately_lost(r, 10 + LIFETIME));
    cr_expect_not(recall_lately_lost(r, 11 + LIFETIME));
    recall_missed(r, 5);
    cr_expect_eq(recall_lost_us(r), 10);
    recall_missed(r, 50);
    cr_expect_eq(recall_lost_us(r), 50);
    (void)value(r, 4, 21 + LIFETIME);
    cr_expect_eq(recall_lost_us(r), 50, "what was over is no loss");
    recall_close(r);
}
