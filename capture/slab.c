#include "capture/slab.h"

#include <stdlib.h>
#include <string.h>

int slab_open(struct slab *p, size_t node_bytes, uint32_t most)
{
    *p = (struct slab){.node_bytes = node_bytes, .most = most};
    p->chunk = calloc(most / SLAB_CHUNK + 1, sizeof *p->chunk);
    return p->chunk != NULL ? 0 : -1;
}

void slab_close(struct slab *p)
{
    if (p->chunk == NULL)
        return;
    for (uint32_t i = 0; i <= p->most / SLAB_CHUNK; i++)
        free(p->chunk[i]);
    free(p->chunk);
    p->chunk = NULL;
}

static uint32_t make_one(struct slab *p)
{
    uint8_t **chunk = &p->chunk[p->made / SLAB_CHUNK];
    if (p->made == p->most)
        return 0;
    if (*chunk == NULL) {
        uint32_t nodes = p->most - p->made < SLAB_CHUNK ? p->most - p->made : SLAB_CHUNK;
        *chunk = malloc(nodes * p->node_bytes);
        if (*chunk == NULL)
            return 0;
    }
    return ++p->made;
}

uint32_t slab_take(struct slab *p)
{
    uint32_t taken = p->free;
    if (taken == 0)
        return make_one(p);
    memcpy(&p->free, slab_at(p, taken), sizeof p->free);
    return taken;
}

void slab_give(struct slab *p, uint32_t number_plus_one)
{
    memcpy(slab_at(p, number_plus_one), &p->free, sizeof p->free);
    p->free = number_plus_one;
}
