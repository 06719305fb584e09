#include "policy/recall.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

/* Entries are told by their number from 1; 0 is none, and entry 0 holds the ends of the order of age. */
struct entry {
    int64_t touched_us;
    uint32_t older, newer;
    uint32_t next;                    /* in its bucket */
    alignas(int64_t) uint8_t bytes[]; /* value, then key */
};

static_assert(sizeof(struct entry) + 8 == RECALL_BYTES(0, 0), "an entry's head, and two buckets for each");

struct recall {
    struct siphash_key hash_key;
    uint8_t *entries;
    uint32_t *buckets;
    size_t most, mask, entry_bytes, key_bytes, value_bytes;
    int64_t lifetime_us, lost_us;
    uint32_t used;
    uint64_t dropped;
};

struct recall *recall_open(size_t most, size_t key_bytes, size_t value_bytes, int64_t lifetime_us)
{
    struct recall *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    size_t align = alignof(int64_t), buckets = 1;
    while (buckets < most)
        buckets *= 2;
    r->hash_key = siphash_random_key();
    r->most = most;
    r->mask = buckets - 1;
    r->key_bytes = key_bytes;
    r->value_bytes = value_bytes;
    r->lifetime_us = lifetime_us;
    r->lost_us = RECALL_NEVER;
    r->entry_bytes = (sizeof(struct entry) + value_bytes + key_bytes + align - 1) / align * align;
    r->entries = calloc(most + 1, r->entry_bytes);
    r->buckets = calloc(buckets, sizeof r->buckets[0]);
    if (r->entries != NULL && r->buckets != NULL)
        return r;
    recall_close(r);
    return NULL;
}

void recall_close(struct recall *r)
{
    if (r == NULL)
        return;
    free(r->entries);
    free(r->buckets);
    free(r);
}

static struct entry *entry_at(const struct recall *r, uint32_t i)
{
    return (struct entry *)(void *)(r->entries + i * r->entry_bytes);
}

static uint32_t *bucket_of(const struct recall *r, const void *key)
{
    return &r->buckets[siphash(&r->hash_key, key, r->key_bytes) & r->mask];
}

static uint32_t find(const struct recall *r, uint32_t in_bucket, const void *key)
{
    uint32_t i = in_bucket;
    while (i != 0 && memcmp(entry_at(r, i)->bytes + r->value_bytes, key, r->key_bytes) != 0)
        i = entry_at(r, i)->next;
    return i;
}

static void take_out(struct recall *r, uint32_t i)
{
    const struct entry *e = entry_at(r, i);
    entry_at(r, e->older)->newer = e->newer;
    entry_at(r, e->newer)->older = e->older;
}

static void put_newest(struct recall *r, uint32_t i)
{
    struct entry *e = entry_at(r, i), *ends = entry_at(r, 0);
    e->older = ends->older;
    e->newer = 0;
    entry_at(r, e->older)->newer = i;
    ends->older = i;
}

/* The entry touched longest ago, out of its bucket and the order of age. */
static uint32_t give_way(struct recall *r, int64_t now_us)
{
    uint32_t i = entry_at(r, 0)->newer;
    const struct entry *e = entry_at(r, i);
    uint32_t *at = bucket_of(r, e->bytes + r->value_bytes);
    while (*at != i)
        at = &entry_at(r, *at)->next;
    *at = e->next;
    take_out(r, i);
    if (now_us - e->touched_us <= r->lifetime_us) {
        r->dropped++;
        recall_missed(r, e->touched_us);
    }
    return i;
}

static uint32_t new_entry(struct recall *r, const void *key, int64_t now_us)
{
    uint32_t i = r->used < r->most ? ++r->used : give_way(r, now_us);
    uint32_t *bucket = bucket_of(r, key);
    struct entry *e = entry_at(r, i);
    memset(e->bytes, 0, r->value_bytes);
    memcpy(e->bytes + r->value_bytes, key, r->key_bytes);
    e->next = *bucket;
    *bucket = i;
    return i;
}

void *recall_find(const struct recall *r, const void *key)
{
    uint32_t i = r->used > 0 ? find(r, *bucket_of(r, key), key) : 0;
    return i != 0 ? entry_at(r, i)->bytes : NULL;
}

void *recall_take(struct recall *r, const void *key, int64_t now_us)
{
    uint32_t i = find(r, *bucket_of(r, key), key);
    if (i != 0)
        take_out(r, i);
    else
        i = new_entry(r, key, now_us);
    put_newest(r, i);
    struct entry *e = entry_at(r, i);
    e->touched_us = now_us;
    return e->bytes;
}

void recall_missed(struct recall *r, int64_t now_us)
{
    if (now_us > r->lost_us)
        r->lost_us = now_us;
}

int64_t recall_lost_us(const struct recall *r)
{
    return r->lost_us;
}

bool recall_lately_lost(const struct recall *r, int64_t now_us)
{
    return r->lost_us != RECALL_NEVER && now_us - r->lost_us <= r->lifetime_us;
}

uint64_t recall_dropped(const struct recall *r)
{
    return r->dropped;
}
