#include "store/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

/* entry: index + 1, 0: free. tag: the hash's upper half, to pass over others without looking at them. */
struct slot {
    uint32_t tag, entry;
};

struct table {
    struct siphash_key hash_key;
    size_t entry_bytes, key_bytes, hashed_bytes, most, count, mask;
    struct slot *slots;
    unsigned char *entries;
};

struct table *table_new(size_t entry_bytes, size_t key_bytes, size_t hashed_bytes, size_t most)
{
    struct table *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    size_t slots = 16;
    while (slots < 2 * most)
        slots *= 2;
    *t = (struct table){.hash_key = siphash_random_key(),
                        .entry_bytes = entry_bytes,
                        .key_bytes = key_bytes,
                        .hashed_bytes = hashed_bytes,
                        .most = most,
                        .mask = slots - 1,
                        .slots = calloc(slots, sizeof(struct slot)),
                        .entries = calloc(most, entry_bytes)};
    if (t->slots == NULL || t->entries == NULL) {
        table_free(t);
        return NULL;
    }
    return t;
}

void table_free(struct table *t)
{
    if (t == NULL)
        return;
    free(t->slots);
    free(t->entries);
    free(t);
}

void *table_at(struct table *t, const void *key, bool *fresh)
{
    uint64_t hash = siphash(&t->hash_key, key, t->hashed_bytes);
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t at = hash & t->mask;
    for (; t->slots[at].entry != 0; at = (at + 1) & t->mask) {
        unsigned char *entry = t->entries + (t->slots[at].entry - 1) * t->entry_bytes;
        if (t->slots[at].tag == tag && memcmp(entry, key, t->key_bytes) == 0) {
            *fresh = false;
            return entry;
        }
    }
    if (t->count == t->most)
        return NULL;
    unsigned char *entry = t->entries + t->count * t->entry_bytes;
    memcpy(entry, key, t->key_bytes);
    memset(entry + t->key_bytes, 0, t->entry_bytes - t->key_bytes);
    t->count++;
    t->slots[at] = (struct slot){tag, (uint32_t)t->count};
    *fresh = true;
    return entry;
}

size_t table_count(const struct table *t)
{
    return t->count;
}

void *table_entry(struct table *t, size_t index)
{
    return t->entries + index * t->entry_bytes;
}

void table_clear(struct table *t)
{
    memset(t->slots, 0, (t->mask + 1) * sizeof(struct slot));
    t->count = 0;
}
