/*
 * Inside link and IP decoding: the walk from a frame's first byte to its payload. Every reader takes one
 * header off the front and names the reader of what follows, so that new encapsulations are new rows in
 * tables and nesting costs no stack. Each step takes bytes off or ends the walk.
 */
#ifndef CAPTURE_LINK_WALK_H
#define CAPTURE_LINK_WALK_H

#include "capture/fragments.h"
#include "capture/link.h"
#include "capture/link_unknown.h"

/* What the readers of a run share: counts, and what waits for later frames. */
struct link {
    struct fragments *fragments;
    bool verify_checksums;
    struct link_counts counts; /* what waits among the fragments left out */
    struct link_unknowns unknowns;
    struct link_fragment fragment[LINK_FRAGMENTS];
    unsigned fragment_count; /* of the last frame */
};

struct link_walk {
    struct bytes data; /* what was captured of the rest of the frame */
    size_t wire;       /* what that rest is on the wire, as far as the headers say; never less than data */
    struct segment *s;
    struct link *link;
    bool no_length; /* the last IPv6 header says 0 bytes: the rest's length is the frame's, or a jumbo
                       option's */
    bool rerouted;  /* a routing header hides the last address: no checksum over addresses can be verified */
    bool padded;    /* the 802.11 header that follows is padded to four bytes */
};

/* What a reader found: the reader of the rest, or (read is NULL) how the walk ended. */
struct link_step {
    struct link_step (*read)(struct link_walk *w);
    enum link_skip why;
    uint32_t number; /* which one is unknown, where the reason has numbers (link_unknown.h) */
};

static inline struct link_step link_walk_on(struct link_step (*read)(struct link_walk *w))
{
    return (struct link_step){read, LINK_TAKEN, 0};
}

static inline struct link_step link_walk_end(enum link_skip why)
{
    return (struct link_step){NULL, why, 0};
}

/* The end at something that no table has: which one it is. */
static inline struct link_step link_walk_unknown(enum link_skip why, uint32_t number)
{
    return (struct link_step){NULL, why, number};
}

/* Takes a header of n bytes off; false when so many were not captured: end with link_walk_short(). */
static inline bool link_walk_take(struct link_walk *w, size_t n, struct bytes *header)
{
    if (!bytes_ok(&w->data) || n > w->data.left)
        return false;
    *header = bytes_take(&w->data, n);
    w->wire -= n;
    return true;
}

/* The end for want of a header of n bytes: cut off by the snaplen, or never there. */
static inline struct link_step link_walk_short(const struct link_walk *w, size_t n)
{
    return link_walk_end(n <= w->wire ? LINK_SKIP_TRUNCATED : LINK_SKIP_BAD_HEADER);
}

/* A header says that n bytes follow: drops padding behind them, and believes it when there should be more. */
static inline void link_walk_extent(struct link_walk *w, size_t n)
{
    w->data.left = n < w->data.left ? n : w->data.left;
    w->wire = n;
}

/* The walk's end in a segment: the rest is payload. */
static inline struct link_step link_walk_payload(struct link_walk *w)
{
    w->s->payload = w->data;
    w->s->payload_bytes = (uint32_t)w->wire;
    w->s->truncated = w->data.left < w->wire;
    return link_walk_end(LINK_TAKEN);
}

static inline void link_walk_tunnel(struct link_walk *w, enum tunnel_kind kind, uint32_t id)
{
    struct outer *o = &w->s->outer;
    if (o->tunnels == OUTER_TUNNELS)
        return;
    o->tunnel[o->tunnels] = (uint8_t)kind;
    o->tunnel_id[o->tunnels++] = id;
}

#endif
