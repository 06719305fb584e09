#include "base/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

enum { SLAB_BYTES = 64 * 1024 };

struct free_item {
    struct free_item *next;
};

struct slab {
    struct slab *next;
    alignas(uint64_t) unsigned char items[];
};

struct pool {
    size_t item_bytes;
    size_t slab_items;
    size_t slab_bytes;
    size_t bytes_left;
    struct slab *slabs;
    struct free_item *free;
    size_t fresh; /* items of the newest slab that were never used */
};

static size_t rounded(size_t n)
{
    size_t unit = alignof(uint64_t);
    return (n + unit - 1) / unit * unit;
}

static int grow(struct pool *p)
{
    if (p->bytes_left < p->slab_bytes)
        return -1;
    struct slab *s = malloc(p->slab_bytes);
    if (s == NULL)
        return -1;
    p->bytes_left -= p->slab_bytes;
    s->next = p->slabs;
    p->slabs = s;
    p->fresh = p->slab_items;
    return 0;
}

struct pool *pool_open(size_t item_bytes, size_t memory_bytes, struct err *err)
{
    struct pool *p = calloc(1, sizeof *p);
    if (p == NULL) {
        err_set(err, "memory for records: out of memory");
        return NULL;
    }
    p->item_bytes = rounded(item_bytes > sizeof(struct free_item) ? item_bytes : sizeof(struct free_item));
    size_t slab = memory_bytes < SLAB_BYTES ? memory_bytes : SLAB_BYTES;
    p->slab_items =
        p->item_bytes + sizeof(struct slab) < slab ? (slab - sizeof(struct slab)) / p->item_bytes : 1;
    p->slab_bytes = sizeof(struct slab) + p->slab_items * p->item_bytes;
    p->bytes_left = memory_bytes;
    if (grow(p) != 0) {
        err_set(err, "memory for records: %zu bytes are not enough", memory_bytes);
        pool_close(p);
        return NULL;
    }
    return p;
}

void pool_close(struct pool *p)
{
    if (p == NULL)
        return;
    while (p->slabs != NULL) {
        struct slab *next = p->slabs->next;
        free(p->slabs);
        p->slabs = next;
    }
    free(p);
}

void *pool_take(struct pool *p)
{
    struct free_item *item = p->free;
    if (item != NULL) {
        p->free = item->next;
        return item;
    }
    if (p->fresh == 0 && grow(p) != 0)
        return NULL;
    return p->slabs->items + --p->fresh * p->item_bytes;
}

void pool_give(struct pool *p, void *item)
{
    struct free_item *f = item;
    f->next = p->free;
    p->free = f;
}
