/*
 * Nodes of one size out of chunks that grow with need up to a bound and are reused, never moved: a node's
 * address and number stay the same until it is given back. Nothing is allocated per packet.
 */
#ifndef CAPTURE_SLAB_H
#define CAPTURE_SLAB_H

#include <stddef.h>
#include <stdint.h>

enum { SLAB_CHUNK = 512 }; /* nodes allocated at once */

struct slab {
    uint8_t **chunk;
    size_t node_bytes;
    uint32_t most, made; /* nodes at most, nodes that have memory */
    uint32_t free; /* number + 1 of the first free node, 0: none; a free node begins with the next one */
};

/* Room for at most `most` nodes of node_bytes (at least 4, a multiple of 8). -1 when memory fails. */
int slab_open(struct slab *p, size_t node_bytes, uint32_t most);
void slab_close(struct slab *p);

/* Number + 1 of a node, its bytes undefined; 0 at the bound or when memory fails. */
uint32_t slab_take(struct slab *p);
void slab_give(struct slab *p, uint32_t number_plus_one);

/* The node of a number + 1 that slab_take gave. */
static inline void *slab_at(const struct slab *p, uint32_t number_plus_one)
{
    uint32_t number = number_plus_one - 1;
    return p->chunk[number / SLAB_CHUNK] + number % SLAB_CHUNK * p->node_bytes;
}

#endif
