/*
 * Bytes of a stream that wait behind a hole, by offset, in blocks that all streams share: what came first
 * stays. A stream keeps BACKLOG_REACH bytes from its floor on; the floor only rises. Nothing is searched: a
 * block is found by its offset, a byte by its bit.
 */
#ifndef CAPTURE_BACKLOG_H
#define CAPTURE_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "capture/slab.h"

enum {
    BACKLOG_BLOCK = 2048, /* bytes in a block */
    BACKLOG_BLOCKS = 512, /* blocks of a stream */
    BACKLOG_REACH = (BACKLOG_BLOCKS - 1) * BACKLOG_BLOCK,
};
#define BACKLOG_NOTHING UINT64_MAX

/* The blocks of all streams. */
struct backlogs {
    struct slab slab;
    uint32_t used;
};

/* Of one stream; backlog_from() at the beginning. Written by backlog.c only. */
struct backlog {
    uint64_t floor; /* no byte below is kept */
    uint64_t first; /* the lowest byte that is, or BACKLOG_NOTHING */
    uint32_t index; /* number + 1 of the list of its blocks, 0: none */
    uint32_t blocks;
};

/* Within memory_bytes; -1 when memory fails. */
int backlog_open(struct backlogs *all, size_t memory_bytes);
void backlog_close(struct backlogs *all);

static inline struct backlog backlog_from(uint64_t floor)
{
    return (struct backlog){.floor = floor, .first = BACKLOG_NOTHING};
}

/* Are there blocks left for n more bytes of any stream? */
bool backlog_has_room(const struct backlogs *all, size_t n);

/*
 * Keeps the front of b, whose end is at most BACKLOG_REACH above the floor, as far as it is not there
 * already. Returns how many bytes that are; 0 when there are no blocks left.
 */
size_t backlog_put(struct backlogs *all, struct backlog *q, uint64_t offset, struct bytes b);

/* Some of the bytes that are kept from `offset` on, none where it is not; borrowed until the floor rises. */
struct bytes backlog_run(const struct backlogs *all, const struct backlog *q, uint64_t offset);

/* Forgets what is below `floor`; blocks that end there are given back. */
void backlog_raise(struct backlogs *all, struct backlog *q, uint64_t floor);
/* Gives everything back. */
void backlog_drop(struct backlogs *all, struct backlog *q);

#endif
