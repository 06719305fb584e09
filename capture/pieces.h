/*
 * The bytes of one datagram, put together from pieces in any order, in blocks that several datagrams share.
 * What came first stays. A piece may lack its tail (the snaplen cut it off): on the wire it is there all the
 * same.
 */
#ifndef CAPTURE_PIECES_H
#define CAPTURE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "capture/slab.h"

enum {
    PIECES_BLOCK = 2048, /* bytes in a block */
    PIECES_UNIT = 8,     /* offsets are multiples of this (RFC 791 3.1, RFC 8200 4.5) */
    PIECES_MOST = 65535, /* bytes of a datagram */
    PIECES_BLOCKS = (PIECES_MOST + PIECES_BLOCK) / PIECES_BLOCK
};

struct pieces_block {
    uint64_t have[PIECES_BLOCK / PIECES_UNIT / 64]; /* a bit per unit that came */
    uint8_t at[PIECES_BLOCK];
};

struct pieces {
    uint32_t block[PIECES_BLOCKS]; /* numbers + 1 in the slab, 0: none */
    uint32_t total;                /* the datagram's length; 0 until its last piece came */
    uint32_t end;                  /* behind the last byte that came */
    uint32_t units;                /* units that came */
    uint32_t known;                /* the lowest byte that came but was not captured; UINT32_MAX: none */
};

void pieces_begin(struct pieces *p);
/* Gives the blocks back. */
void pieces_end(struct pieces *p, struct slab *blocks);

/* Does a piece of n bytes at `from` agree with where the datagram ends? n > 0, from + n <= PIECES_MOST. */
bool pieces_agree(const struct pieces *p, size_t from, size_t n, bool last);
/* Takes one of the blocks that these bytes lack. 1: taken, 0: they lack none, -1: the slab is used up. */
int pieces_take_block(struct pieces *p, struct slab *blocks, size_t from, size_t n);

enum pieces_news {
    PIECES_NEW,  /* nothing of it was there */
    PIECES_SAME, /* all of it was there, the same bytes */
    PIECES_PART, /* some of it was there, the same bytes */
    PIECES_OTHER /* where it overlaps, its bytes are others than those that were there */
};
/*
 * Puts a piece in, after pieces_agree said yes and with all blocks taken. data: what was captured of the n
 * bytes; bytes that were not captured count as the same.
 */
enum pieces_news pieces_put(struct pieces *p, struct slab *blocks, size_t from, size_t n, bool last,
                            struct bytes data);

bool pieces_whole(const struct pieces *p);
/* Copies a whole datagram up to its first byte that was not captured; returns how many bytes that are. */
size_t pieces_copy(const struct pieces *p, const struct slab *blocks, uint8_t out[PIECES_MOST]);

#endif
