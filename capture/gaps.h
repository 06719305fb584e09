/*
 * What of a byte stream was jumped over: a few ranges of offsets, in order. When there is no room for one
 * more, the lowest is forgotten: its bytes stay counted as missing, even if they come later.
 */
#ifndef CAPTURE_GAPS_H
#define CAPTURE_GAPS_H

#include <stdint.h>

enum { GAPS_MOST = 8 };

struct gaps_range {
    uint64_t from, to; /* first missing byte, first byte behind */
};

struct gaps {
    uint32_t count;
    struct gaps_range range[GAPS_MOST];
};

/* Bytes [from, to) are missing; from is at or above the end of every range. */
void gaps_add(struct gaps *g, uint64_t from, uint64_t to);

/* Bytes [from, to) came after all. Returns how many of them had been missing. */
uint64_t gaps_fill(struct gaps *g, uint64_t from, uint64_t to);

#endif
