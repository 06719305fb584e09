/*
 * Kept bytes: what a decoder has been shown but could not do with yet. Buffers of a few sizes, reused, within
 * a bound of memory; the one that was used least recently can be found and taken away.
 */
#ifndef CAPTURE_WINDOW_H
#define CAPTURE_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/list.h"

enum { WINDOW_SIZES = 6, WINDOW_SMALLEST = 1024 }; /* 1, 2, 4 … 32 KiB */

struct window {
    union {
        struct list_link link;    /* by last use */
        struct window *next_free; /* once given back */
    };
    void *owner;         /* the caller's */
    unsigned side;       /* the caller's */
    uint32_t used, room; /* bytes in data; room is changed by window_grow only */
    uint8_t data[];
};

struct windows {
    struct window *free[WINDOW_SIZES]; /* chained by next_free */
    struct list used;
    size_t bytes, most; /* allocated, and at most */
};

void window_open(struct windows *all, size_t most_bytes);
/* Every window must have been given back. */
void window_close(struct windows *all);

/*
 * A window with room for `need` bytes (at most FLOW_WINDOW_MOST) that holds what w held; w may be NULL and is
 * taken. Counts as used now. NULL when memory is used up; w stays as it was.
 */
struct window *window_grow(struct windows *all, struct window *w, uint32_t need);
/* Gives back; NULL is fine. */
void window_drop(struct windows *all, struct window *w);
/* The one that was used least recently, or NULL. */
struct window *window_oldest(const struct windows *all);

#endif
