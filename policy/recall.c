#include "policy/recall.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

enum { WAYS = 4 };

struct entry {
    int64_t touched_us;
    bool used;
    alignas(max_align_t) uint8_t bytes[]; /* value, then key */
};

struct recall {
    struct siphash_key hash_key;
    uint8_t *entries;
    size_t sets, entry_bytes, key_bytes, value_bytes;
    int64_t lifetime_us;
    uint64_t used, dropped;
};

struct recall *recall_open(size_t most, size_t key_bytes, size_t value_bytes, int64_t lifetime_us)
{
    struct recall *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    for (r->sets = 1; r->sets * WAYS * 2 <= most; r->sets *= 2)
        ;
    size_t align = alignof(max_align_t);
    r->hash_key = siphash_random_key();
    r->key_bytes = key_bytes;
    r->value_bytes = value_bytes;
    r->lifetime_us = lifetime_us;
    r->entry_bytes = (sizeof(struct entry) + value_bytes + key_bytes + align - 1) / align * align;
    r->entries = calloc(r->sets * WAYS, r->entry_bytes);
    if (r->entries == NULL) {
        free(r);
        return NULL;
    }
    return r;
}

void recall_close(struct recall *r)
{
    if (r == NULL)
        return;
    free(r->entries);
    free(r);
}

static struct entry *entry_at(const struct recall *r, size_t i)
{
    return (struct entry *)(void *)(r->entries + i * r->entry_bytes);
}

static size_t set_of(const struct recall *r, const void *key)
{
    return (siphash(&r->hash_key, key, r->key_bytes) & (r->sets - 1)) * WAYS;
}

static struct entry *find(const struct recall *r, size_t set, const void *key)
{
    for (size_t i = set; i < set + WAYS; i++) {
        struct entry *e = entry_at(r, i);
        if (e->used && memcmp(e->bytes + r->value_bytes, key, r->key_bytes) == 0)
            return e;
    }
    return NULL;
}

/* A free entry, else the one touched longest ago. */
static struct entry *choose(const struct recall *r, size_t set)
{
    struct entry *oldest = entry_at(r, set);
    for (size_t i = set + 1; i < set + WAYS && oldest->used; i++) {
        struct entry *e = entry_at(r, i);
        if (!e->used || e->touched_us < oldest->touched_us)
            oldest = e;
    }
    return oldest;
}

void *recall_find(const struct recall *r, const void *key)
{
    struct entry *e = r->used > 0 ? find(r, set_of(r, key), key) : NULL;
    return e != NULL ? e->bytes : NULL;
}

void *recall_take(struct recall *r, const void *key, int64_t now_us)
{
    size_t set = set_of(r, key);
    struct entry *e = find(r, set, key);
    if (e == NULL) {
        e = choose(r, set);
        r->dropped += e->used && now_us - e->touched_us <= r->lifetime_us;
        r->used += !e->used;
        e->used = true;
        memset(e->bytes, 0, r->value_bytes);
        memcpy(e->bytes + r->value_bytes, key, r->key_bytes);
    }
    e->touched_us = now_us;
    return e->bytes;
}

uint64_t recall_dropped(const struct recall *r)
{
    return r->dropped;
}
