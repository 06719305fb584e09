#include <criterion/criterion.h>
#include <stdint.h>

#include "store/table.h"

struct entry {
    uint32_t key[2];
    uint64_t value;
};

enum { KEY = sizeof((struct entry *)NULL)->key, HASHED = sizeof(uint32_t) };

Test(table, gives_each_key_one_entry_and_keeps_it)
{
    struct table *t = table_new(sizeof(struct entry), KEY, HASHED, 1000);
    for (unsigned round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 1000; i++) {
            bool fresh = false;
            const uint32_t key[2] = {i / 4, i};
            struct entry *e = table_at(t, key, &fresh);
            cr_assert_not_null(e);
            cr_assert_eq(fresh, round == 0, "key %u", i);
            cr_assert(e->key[0] == i / 4 && e->key[1] == i && e->value == round * 7, "key %u", i);
            e->value += 7;
        }
    }
    cr_expect_eq(table_count(t), 1000);
    table_free(t);
}

Test(table, has_no_room_beyond_its_bound_but_still_finds)
{
    struct table *t = table_new(sizeof(struct entry), KEY, KEY, 5);
    bool fresh;
    for (uint32_t i = 0; i < 5; i++)
        cr_assert_not_null(table_at(t, (uint32_t[2]){i, 0}, &fresh));
    cr_expect_null(table_at(t, (uint32_t[2]){9, 0}, &fresh));
    for (uint32_t i = 0; i < 5; i++) {
        cr_expect_not_null(table_at(t, (uint32_t[2]){i, 0}, &fresh));
        cr_expect_not(fresh);
        const struct entry *e = table_entry(t, i);
        cr_expect_eq(e->key[0], i);
    }
    table_free(t);
}

Test(table, begins_anew_after_clear)
{
    struct table *t = table_new(sizeof(struct entry), KEY, KEY, 5);
    for (unsigned round = 0; round < 4; round++) {
        for (uint32_t i = 0; i < 5; i++) {
            bool fresh = false;
            struct entry *e = table_at(t, (uint32_t[2]){i, round}, &fresh);
            cr_assert(e != NULL && fresh && e->value == 0, "round %u key %u", round, i);
            e->value = 1;
        }
        table_clear(t);
        cr_expect_eq(table_count(t), 0);
    }
    table_free(t);
    table_free(NULL);
}
