#include "policy/open_flows.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

enum { BUCKETS_LEAST = 1024 };

struct open_flows {
    struct pool *records;
    struct open_flow **buckets;
    size_t mask;
};

struct open_flows *open_flows_open(size_t memory_bytes)
{
    struct err ignored;
    struct open_flows *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    size_t buckets = BUCKETS_LEAST;
    while (buckets * 2 * sizeof(struct open_flow) <= memory_bytes && buckets < (size_t)1 << 20)
        buckets *= 2;
    t->mask = buckets - 1;
    t->buckets = calloc(buckets, sizeof t->buckets[0]);
    t->records = pool_open(sizeof(struct open_flow), memory_bytes, &ignored);
    if (t->buckets != NULL && t->records != NULL)
        return t;
    open_flows_close(t);
    return NULL;
}

void open_flows_close(struct open_flows *t)
{
    if (t == NULL)
        return;
    pool_close(t->records);
    free(t->buckets);
    free(t);
}

struct open_flow *open_flows_find(const struct open_flows *t, uint64_t flow)
{
    struct open_flow *f = t->buckets[flow & t->mask];
    while (f != NULL && f->flow != flow)
        f = f->next;
    return f;
}

struct open_flow *open_flows_add(struct open_flows *t, uint64_t flow)
{
    if (open_flows_find(t, flow) != NULL)
        return NULL;
    struct open_flow *f = pool_take(t->records);
    if (f == NULL)
        return NULL;
    memset(f, 0, sizeof *f);
    f->flow = flow;
    f->next = t->buckets[flow & t->mask];
    t->buckets[flow & t->mask] = f;
    return f;
}

void open_flows_remove(struct open_flows *t, struct open_flow *f)
{
    struct open_flow **at = &t->buckets[f->flow & t->mask];
    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    pool_give(t->records, f);
}
