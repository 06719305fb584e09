#include "policy/survey_table.h"

#include <criterion/criterion.h>
#include <string.h>

static struct survey_key key(unsigned n)
{
    struct survey_key k;
    memset(&k, 0, sizeof k);
    k.host.b[14] = (uint8_t)(n >> 8);
    k.host.b[15] = (uint8_t)n;
    return k;
}

Test(survey_table, finds_what_it_made)
{
    struct survey_table *t = survey_table_open(8);
    struct survey_key k = key(1), other = key(2);
    struct survey_item *item = survey_table_put(t, &k);
    item->flows = 7;
    cr_expect_eq(survey_table_put(t, &k)->flows, 7);
    cr_expect_eq(survey_table_put(t, &other)->flows, 0);
    survey_table_close(t);
}

Test(survey_table, counts_what_does_not_fit_and_keeps_what_is_there)
{
    struct survey_table *t = survey_table_open(100);
    for (unsigned n = 0; n < 150; n++) {
        struct survey_key k = key(n);
        cr_expect_eq(survey_table_put(t, &k) != NULL, n < 100, "%u", n);
    }
    struct survey_key first = key(0);
    cr_expect_not_null(survey_table_put(t, &first));
    cr_expect_eq(survey_table_dropped(t), 50);
    survey_table_close(t);
}

Test(survey_table, gives_items_in_order_of_their_keys)
{
    size_t count;
    struct survey_table *t = survey_table_open(300);
    for (unsigned n = 0; n < 300; n++) {
        struct survey_key k = key(n * 77 % 300);
        (void)survey_table_put(t, &k);
    }
    const struct survey_item *items = survey_table_sorted(t, &count);
    cr_assert_eq(count, 300);
    for (unsigned n = 0; n < 300; n++)
        cr_expect_eq(items[n].key.host.b[14] * 256u + items[n].key.host.b[15], n);
    cr_expect_eq(survey_table_sorted(t, &count), items);
    survey_table_close(t);
}

Test(survey_table, close_of_nothing_does_nothing)
{
    survey_table_close(NULL);
}
