/*
 * How far a TCP connection has got, by its SYN, FIN and RST flags (RFC 9293 3.3.2), as an observer between
 * the ends can tell.
 */
#ifndef CAPTURE_FLOWTCP_H
#define CAPTURE_FLOWTCP_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/segment.h"
#include "capture/stream.h"

struct flowtcp {
    bool syn[2]; /* a SYN of this side was seen, with or without ACK */
    bool fin[2];
    bool answered;    /* a SYN+ACK was seen */
    bool established; /* the initiator went on after the handshake, or the other side sent data */
    bool reset;
    bool reset_side; /* which side's RST it was */
};

enum flowtcp_phase {
    FLOWTCP_HALF_OPEN, /* a SYN, perhaps its answer */
    FLOWTCP_STRAY,     /* picked up in the middle, no payload yet */
    FLOWTCP_OPEN,
    FLOWTCP_CLOSED /* FIN of both sides, or RST */
};

/* The flow's first segment: sets its state. */
void flowtcp_open(struct flowtcp *c, struct flow *f, const struct segment *s);

/*
 * Does a segment with SYN begin another connection between the same ends? With an initial sequence number of
 * its own, on a flow that is closed, established or was picked up in the middle: yes. A SYN sent again: no.
 */
bool flowtcp_reused(const struct flowtcp *c, const struct stream_flow *f, unsigned side,
                    const struct segment *s);

/*
 * Is a RST of this side one that its peer would believe, as far as is known: within STREAM_RESET_NEAR of what
 * the side sent or of what it was told to have sent? Others are blind (RFC 5961 3) and end nothing.
 */
bool flowtcp_resets(const struct stream_flow *f, unsigned side, const struct segment *s);

/*
 * Before the payload: what a segment tells of both sides' first sequence numbers. Where a side's SYN was not
 * seen, payload that begins lower tells more, the single byte of a probe excepted.
 */
void flowtcp_number(const struct flowtcp *c, struct stream_flow *f, unsigned side, const struct segment *s);

/* After the payload: brings c and the flow's state up to date. */
void flowtcp_take(struct flowtcp *c, struct flow *f, unsigned side, const struct segment *s);

/* How it ended so far: bits FLOW_FIN and FLOW_RST of capture/flow.h. */
uint8_t flowtcp_ended(const struct flowtcp *c);

enum flowtcp_phase flowtcp_phase(const struct flowtcp *c, const struct flow *f);

#endif
