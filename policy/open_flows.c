#include "policy/open_flows.h"

#include <stdlib.h>
#include <string.h>

enum { SLAB = 1024, BUCKETS_LEAST = 1024 };

struct slab {
    struct slab *next;
    struct open_flow flows[SLAB];
};

struct open_flows {
    struct slab *slabs;
    struct open_flow *free;
    struct open_flow **buckets;
    size_t mask, memory_bytes, taken, fresh; /* fresh: records of the newest slab never used */
};

struct open_flows *open_flows_open(size_t memory_bytes)
{
    struct open_flows *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    size_t buckets = BUCKETS_LEAST;
    while (buckets * 2 * sizeof(struct open_flow) <= memory_bytes && buckets < (size_t)1 << 20)
        buckets *= 2;
    t->mask = buckets - 1;
    t->memory_bytes = memory_bytes;
    t->buckets = calloc(buckets, sizeof t->buckets[0]);
    if (t->buckets == NULL) {
        free(t);
        return NULL;
    }
    return t;
}

void open_flows_close(struct open_flows *t)
{
    if (t == NULL)
        return;
    for (struct slab *s = t->slabs, *next; s != NULL; s = next) {
        next = s->next;
        free(s);
    }
    free(t->buckets);
    free(t);
}

static struct open_flow *record(struct open_flows *t)
{
    struct open_flow *f = t->free;
    if (f != NULL) {
        t->free = f->next;
        return f;
    }
    if (t->fresh == 0) {
        struct slab *s = t->taken + sizeof *s <= t->memory_bytes ? malloc(sizeof *s) : NULL;
        if (s == NULL)
            return NULL;
        s->next = t->slabs;
        t->slabs = s;
        t->taken += sizeof *s;
        t->fresh = SLAB;
    }
    return &t->slabs->flows[SLAB - t->fresh--];
}

struct open_flow *open_flows_find(const struct open_flows *t, uint64_t flow)
{
    struct open_flow *f = t->buckets[flow & t->mask];
    while (f != NULL && f->a.flow != flow)
        f = f->next;
    return f;
}

struct open_flow *open_flows_add(struct open_flows *t, uint64_t flow)
{
    if (open_flows_find(t, flow) != NULL)
        return NULL;
    struct open_flow *f = record(t);
    if (f == NULL)
        return NULL;
    memset(f, 0, sizeof *f);
    f->a.flow = flow;
    f->next = t->buckets[flow & t->mask];
    t->buckets[flow & t->mask] = f;
    return f;
}

void open_flows_remove(struct open_flows *t, struct open_flow *f)
{
    struct open_flow **at = &t->buckets[f->a.flow & t->mask];
    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    f->next = t->free;
    t->free = f;
}
