/*
 * What a decoder works with while it reads a flow: its state and what was sent so far. Few flows are read at
 * a time, however many are open: the blocks are a working set, the one used least recently gives way and is
 * packed (its state is mostly zeros) until its flow goes on. Internal to decode/.
 */
#ifndef DECODE_TALK_BLOCK_H
#define DECODE_TALK_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/heap.h"
#include "base/list.h"
#include "base/pool.h"
#include "capture/flow.h"
#include "decode/evidence.h"

enum { TALK_BLOCK_PACKED = HEAP_MOST }; /* a block is never larger when it is packed */

struct talk_block {
    struct list_link link; /* by last use */
    struct flow *flow;     /* whose it is */
    struct evidence_sink sink;
    uint64_t state[]; /* the decoder's; room for the largest state_bytes there is */
};

struct talk_blocks {
    struct pool *free;
    struct heap *packed;
    struct list used;
};

/* At least one slab of blocks must fit memory_bytes. -1 and err when it does not. */
int talk_block_open(struct talk_blocks *all, size_t state_bytes, size_t memory_bytes, struct err *err);
void talk_block_close(struct talk_blocks *all);

/* A block that counts as used now, all but its flow undefined. NULL when all are in use. */
struct talk_block *talk_block_take(struct talk_blocks *all, struct flow *f);
void talk_block_give(struct talk_blocks *all, struct talk_block *b);
/* Counts as used now. */
void talk_block_touch(struct talk_blocks *all, struct talk_block *b);
/* The one that was used least recently, or NULL. */
struct talk_block *talk_block_oldest(const struct talk_blocks *all);

/* Packs what b holds, state_bytes of state; the block stays as it is. NULL when there is no memory. */
void *talk_block_pack(struct talk_blocks *all, const struct talk_block *b, size_t state_bytes);
/* Takes what was packed out of the memory for it. */
void talk_block_fetch(struct talk_blocks *all, void *packed, uint8_t out[TALK_BLOCK_PACKED]);
/* Puts it back into b, with its sink started and its state zeroed. */
void talk_block_unpack(struct talk_block *b, const uint8_t packed[TALK_BLOCK_PACKED], size_t state_bytes);

#endif
