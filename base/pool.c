#include "base/pool.h"

#include <stdalign.h>
#include <stdlib.h>

enum { SLAB_BYTES = 64 * 1024 };

struct free_item {
    struct free_item *next;
};

struct slab {
    struct slab *next;
    alignas(max_align_t) unsigned char items[];
};

struct pool {
    size_t item_bytes;
    size_t slab_items;
    size_t slab_bytes;
    size_t bytes_left;
    struct slab *slabs;
    struct free_item *free;
};

static size_t rounded(size_t n)
{
    size_t unit = alignof(max_align_t);
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
    for (size_t i = p->slab_items; i-- > 0;)
        pool_give(p, s->items + i * p->item_bytes);
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
    p->slab_items = p->item_bytes < SLAB_BYTES ? SLAB_BYTES / p->item_bytes : 1;
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
    if (p->free == NULL)
        (void)grow(p);
    if (p->free == NULL)
        return NULL;
    struct free_item *item = p->free;
    p->free = item->next;
    return item;
}

void pool_give(struct pool *p, void *item)
{
    struct free_item *f = item;
    f->next = p->free;
    p->free = f;
}
