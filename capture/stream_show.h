/*
 * Ordered bytes of one side, shown to the decoder; what it could not do with yet is kept in a window. The
 * lower half of capture/stream.c.
 */
#ifndef CAPTURE_STREAM_SHOW_H
#define CAPTURE_STREAM_SHOW_H

#include "base/bytes.h"
#include "capture/reassembly.h"
#include "capture/slab.h"
#include "capture/stream.h"
#include "capture/window.h"

/* What all streams share; made by stream.c. */
struct stream_set {
    const struct flow_events *events;
    struct flowtable_counts *counts;
    struct windows windows;
    struct slab gaps;
    struct reassembly *reassembly;
    struct reassembly_events reassembly_events;
    size_t reassembly_most;
};

/* The offset behind what the decoder was shown: where its next byte must come from. */
static inline uint64_t stream_show_pending(const struct stream *s)
{
    return s->window != NULL ? s->want + s->window->used : s->want;
}

/* Shows b, which begins at `offset`, at or below what is pending. Bytes below that are passed over. */
void stream_show(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                 struct bytes b);

/* [from, upto) is lost to the decoder; from is at or below what is pending. */
void stream_show_hole(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t from,
                      uint64_t upto);

/* Gives the window back. */
void stream_show_forget(struct stream_set *set, struct stream *s);

#endif
