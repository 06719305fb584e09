#include "capture/pool.h"

#include <stdlib.h>
#include <string.h>

int pool_open(struct pool *p, size_t node_bytes, uint32_t most)
{
    *p = (struct pool){.node_bytes = node_bytes, .most = most};
    p->chunk = calloc(most / POOL_CHUNK + 1, sizeof *p->chunk);
    return p->chunk != NULL ? 0 : -1;
}

void pool_close(struct pool *p)
{
    if (p->chunk == NULL)
        return;
    for (uint32_t i = 0; i <= p->most / POOL_CHUNK; i++)
        free(p->chunk[i]);
    free(p->chunk);
    p->chunk = NULL;
}

static uint32_t make_one(struct pool *p)
{
    uint8_t **chunk = &p->chunk[p->made / POOL_CHUNK];
    if (p->made == p->most)
        return 0;
    if (*chunk == NULL) {
        uint32_t nodes = p->most - p->made < POOL_CHUNK ? p->most - p->made : POOL_CHUNK;
        *chunk = malloc(nodes * p->node_bytes);
        if (*chunk == NULL)
            return 0;
    }
    return ++p->made;
}

uint32_t pool_take(struct pool *p)
{
    uint32_t taken = p->free;
    if (taken == 0)
        return make_one(p);
    memcpy(&p->free, pool_at(p, taken), sizeof p->free);
    return taken;
}

void pool_give(struct pool *p, uint32_t number_plus_one)
{
    memcpy(pool_at(p, number_plus_one), &p->free, sizeof p->free);
    p->free = number_plus_one;
}
