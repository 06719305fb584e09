/*
 * Records of one size, for what a flow needs while it lives: a free list over slabs that are allocated as
 * they are needed and kept until the end. Never more than the bytes given at open.
 */
#ifndef DECODE_SLABS_H
#define DECODE_SLABS_H

#include <stddef.h>

#include "base/err.h"

struct slabs;

/* At least one slab must fit memory_bytes. NULL and err when the memory is not there. */
struct slabs *slabs_open(size_t item_bytes, size_t memory_bytes, struct err *err);
/* Frees every record, also those that were not given back. NULL is fine. */
void slabs_close(struct slabs *p);

/* A record with undefined content, aligned for any type; NULL when the bound is reached. */
void *slabs_take(struct slabs *p);
void slabs_give(struct slabs *p, void *item);

#endif
