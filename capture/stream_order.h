/*
 * Wanted bytes of one side, put in order when they are not: when capture/reassembly.h is engaged, and how
 * long a hole is waited for. The upper half of capture/stream_show.c.
 */
#ifndef CAPTURE_STREAM_ORDER_H
#define CAPTURE_STREAM_ORDER_H

#include "capture/stream_show.h"

/* Captured bytes from `offset` on, some of them behind what is pending. */
void stream_order(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                  struct bytes b, int64_t now_us);

/*
 * Looks after an engaged side: gives up holes that are not to be waited for, and those that leave no room for
 * bytes up to `end`, and disengages it when what is left is in order or not wanted.
 */
#define STREAM_ORDER_ALL UINT64_MAX /* every hole */
void stream_order_settle(struct stream_set *set, struct stream_flow *f, unsigned side, int64_t now_us,
                         uint64_t end);

/* The peer of an engaged side acknowledged something, perhaps with an answer. */
void stream_order_acked(struct stream_set *set, struct stream_flow *f, unsigned side, bool answers,
                        int64_t now_us);

/* For struct reassembly_events, with the stream_set as context. */
void stream_order_bytes(void *set, const struct reassembly_stream *r, uint64_t offset, struct bytes b);

#endif
