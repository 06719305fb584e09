/*
 * Records of differing sizes, for what a flow needs while it lives: pages of equal records, a list of pages
 * per size. An empty page serves any size again, so that memory follows what is asked for. Never more than
 * the bytes given at open; memory that was never used costs nothing.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>

struct heap;

enum { HEAP_MOST = 4096 }; /* bytes of the largest record */

/* NULL: out of memory. */
struct heap *heap_open(size_t memory_bytes);
/* Frees every record, also those that were not given back. NULL is fine. */
void heap_close(struct heap *h);

/* A record of at least n bytes with undefined content, aligned for any type; NULL when the bound is reached.
 */
void *heap_take(struct heap *h, size_t n);
/* NULL is fine. */
void heap_give(struct heap *h, void *record);

#endif
