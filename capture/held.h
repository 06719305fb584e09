/*
 * Copies of the last frames that were fragments, until their datagrams are whole: who wants a datagram wants
 * all frames that brought it. Bounded; the oldest give way. Order and number of a datagram's frames are as
 * they came, those of a datagram within fragments of another in the order in which the outer ones were whole.
 */
#ifndef CAPTURE_HELD_H
#define CAPTURE_HELD_H

#include "capture/headers.h"
#include "capture/link.h"

enum { HELD_FRAMES = 1 << 14, HELD_DATAGRAMS = 1 << 13, HELD_BYTES = 16 << 20 };

struct held_frame {
    struct source_frame frame;
    uint64_t number; /* as its reader counts frames */
    int link_type;
    struct headers_part part; /* headers_of_part(): with 0 of a datagram within another */
    bool within;              /* it is a part of a datagram that was within another */
};

struct held;

/* NULL and err when memory fails. */
struct held *held_open(struct err *err);
/* NULL is fine. */
void held_close(struct held *h);

/* The last frame read is LINK_HELD: copies it. */
void held_keep(struct held *h, const struct link *l, const struct source_frame *frame, uint64_t number,
               int link_type);
/*
 * The last frame read is LINK_TAKEN and a fragment: the frames before it that brought its datagram, oldest
 * first, as far as they are still there. Each is borrowed during the call.
 */
void held_give(struct held *h, const struct link *l,
               void (*take)(void *context, const struct held_frame *frame), void *context);

#endif
