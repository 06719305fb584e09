/*
 * Records of one size, for what a flow needs while it lives: a free list over slabs that are allocated as
 * they are needed and kept until the end. Never more than the bytes given at open.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

#include "base/err.h"

struct pool;

/* At least one must fit memory_bytes. NULL and err when the memory is not there. */
struct pool *pool_open(size_t item_bytes, size_t memory_bytes, struct err *err);
/* Frees every record, also those that were not given back. NULL is fine. */
void pool_close(struct pool *p);

/* A record with undefined content, aligned for 64-bit values and pointers; NULL when the bound is reached. */
void *pool_take(struct pool *p);
void pool_give(struct pool *p, void *item);

#endif
