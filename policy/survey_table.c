#include "policy/survey_table.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

struct survey_table {
    struct survey_item *items;
    uint32_t *index; /* number of an item plus 1; 0: free */
    size_t count, most, slots;
    uint64_t dropped;
    bool sorted;
    struct siphash_key secret;
};

struct survey_table *survey_table_open(size_t most)
{
    struct survey_table *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->most = most;
    t->slots = 1;
    while (t->slots < most * 2)
        t->slots *= 2;
    t->items = calloc(most, sizeof *t->items);
    t->index = calloc(t->slots, sizeof *t->index);
    t->secret = siphash_random_key();
    if (t->items != NULL && t->index != NULL)
        return t;
    survey_table_close(t);
    return NULL;
}

void survey_table_close(struct survey_table *t)
{
    if (t == NULL)
        return;
    free(t->items);
    free(t->index);
    free(t);
}

struct survey_item *survey_table_put(struct survey_table *t, const struct survey_key *key)
{
    assert(!t->sorted);
    size_t at = siphash(&t->secret, key, sizeof *key) & (t->slots - 1);
    for (; t->index[at] != 0; at = (at + 1) & (t->slots - 1)) {
        struct survey_item *item = &t->items[t->index[at] - 1];
        if (memcmp(&item->key, key, sizeof *key) == 0)
            return item;
    }
    if (t->count == t->most) {
        t->dropped++;
        return NULL;
    }
    struct survey_item *item = &t->items[t->count++];
    t->index[at] = (uint32_t)t->count;
    item->key = *key;
    return item;
}

void survey_table_peer(struct addr peers[SURVEY_PEERS], unsigned *count, const struct addr *peer)
{
    for (unsigned i = 0; i < *count; i++)
        if (addr_eq(&peers[i], peer))
            return;
    if (*count < SURVEY_PEERS)
        peers[(*count)++] = *peer;
}

uint64_t survey_table_dropped(const struct survey_table *t)
{
    return t->dropped;
}

static int by_key(const void *left, const void *right)
{
    const struct survey_item *a = left, *b = right;
    return memcmp(&a->key, &b->key, sizeof a->key);
}

const struct survey_item *survey_table_sorted(struct survey_table *t, size_t *count)
{
    if (!t->sorted)
        qsort(t->items, t->count, sizeof *t->items, by_key);
    t->sorted = true;
    *count = t->count;
    return t->items;
}
