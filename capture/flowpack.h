/*
 * A flow, its streams and how far its connection got, packed into few bytes while nothing comes: most of its
 * numbers are small, zero, or close to others. About 60 bytes for an open connection over IPv4. The record
 * begins with the flow's ends, so that a segment can be compared with it as it is.
 */
#ifndef CAPTURE_FLOWPACK_H
#define CAPTURE_FLOWPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/flowtcp.h"
#include "capture/segment.h"
#include "capture/stream.h"

enum {
    FLOWPACK_ENDS = 2 + 2 * (16 + 2),       /* at most */
    FLOWPACK_FIELDS = 31,                   /* numbers behind the ends */
    FLOWPACK_HEAD = FLOWPACK_ENDS + 4 + 10, /* flowpack_is and flowpack_id read no further */
    FLOWPACK_MOST = FLOWPACK_ENDS + 4 + FLOWPACK_FIELDS * 10
};

/*
 * Returns the length of the record. f has neither a window nor is a side of it engaged. Left out: last_us,
 * which the caller keeps; outer; acked_us of a side that has no need of it (see struct stream).
 */
size_t flowpack_write(uint8_t out[FLOWPACK_MOST], const struct stream_flow *f, const struct flowtcp *tcp);

/* The reverse: fills *f and *tcp. */
void flowpack_read(const uint8_t *record, int64_t last_us, struct stream_flow *f, struct flowtcp *tcp);

/* flowkey_is of the packed flow. */
bool flowpack_is(const uint8_t *record, const struct segment *s, unsigned *side);
/* Its id. */
uint64_t flowpack_id(const uint8_t *record);

#endif
