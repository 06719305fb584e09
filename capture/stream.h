/*
 * One side of a TCP flow as ordered bytes, by the contract of struct flow_events.bytes (capture/flow.h):
 * wanted bytes that come in order go straight from the frame to the decoder; what it could not do with yet is
 * kept in a window; unwanted bytes are only counted; capture/reassembly.h is engaged while wanted bytes are
 * out of order or missing.
 *
 * A doubtful piece is not taken for payload before it is told to be: at most STREAM_FILLER_MOST bytes, all
 * zero, without PSH or SYN, at the end of what was seen. Senders and boxes on the way count the padding of a
 * bare ACK's frame (IEEE 802.3 4.2.3.3: 60 bytes) as payload, and probes carry a byte of nothing (RFC 9293
 * 3.8.4, 3.8.6.1); the sequence numbers are used again by real bytes. The zeros are payload when the side
 * goes on behind them or the peer acknowledges them, and nothing when it goes on in their place or not at
 * all.
 *
 * Offsets are 64 bits wide and follow the 32-bit sequence numbers over any number of wraps. A jump of more
 * than STREAM_JUMP_MOST is believed only when STREAM_STRAYS segments in a row agree on it.
 */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/flow.h"
#include "capture/flowtable.h"
#include "capture/segment.h"

enum {
    STREAM_JUMP_MOST = 1 << 30,
    STREAM_BACK_MOST = 1 << 28, /* what is further back is a jump forward, by up to 4 GiB less this */
    STREAM_STRAYS = 3,
    STREAM_RESET_NEAR = 1 << 20,  /* a window with the scaling that is common (RFC 7323 2.3) */
    STREAM_FILLER_MOST = 6,       /* a frame of 60 bytes without the headers of Ethernet, IPv4 and TCP */
    STREAM_AGE_MOST_US = 3000000, /* a hole that has bytes behind it is waited for so long, packet time */
    STREAM_PROOF_US = 10000, /* a bare ACK proves a hole after this: mirror ports and capture queues swap data
                                and ACK by less */
};

struct gaps;
struct window;
struct reassembly_stream;

struct stream {
    uint64_t want;  /* offset of the next byte the decoder wants */
    uint64_t top;   /* behind the highest byte seen */
    uint64_t acked; /* the peer has all below */
    int64_t acked_us;
    struct window *window;             /* bytes from `want` on that the decoder has been shown, or NULL */
    struct reassembly_stream *engaged; /* or NULL */
    uint32_t gaps;                     /* number + 1 of what is missing below top, 0: nothing */
    uint32_t base;                     /* sequence number of offset 0 */
    uint32_t stray_seq;
    uint8_t strays;
    uint8_t doubtful; /* zeros behind top that may be filler */
    bool known;       /* base is set */
};

/* The streams of a flow stand behind it. */
struct stream_flow {
    struct flow flow;
    struct stream stream[2];
};

/* What all streams share. */
struct stream_set;

/*
 * Within memory_bytes for windows, gaps and engaged streams together. Borrows events and counts; adds to
 * counts. NULL and err when memory or libnids fail.
 */
struct stream_set *stream_set_open(size_t memory_bytes, const struct flow_events *events,
                                   struct flowtable_counts *counts, struct err *err);
/* Every stream must have ended. NULL is fine. */
void stream_set_close(struct stream_set *set);

/* Sequence number `seq` is offset 0. Nothing happens when that is known already. */
void stream_begin(struct stream *s, uint32_t seq);

/*
 * Payload begins at `seq`, and what offset 0 is was only guessed: by a FIN or an acknowledgement that came
 * before it. Where nothing was seen or told to be lost yet and it is at most STREAM_RESET_NEAR lower, it is
 * offset 0.
 */
void stream_lower(struct stream *s, uint32_t seq);

/* Is a sequence number within STREAM_RESET_NEAR of the highest byte seen or acknowledged? */
bool stream_is_near(const struct stream *s, uint32_t seq);

/* The other side acknowledged `ack`: bytes below that never came are lost: at once where it sent
 * payload with it, so that its answer is not read before what it answers; else after STREAM_PROOF_US. */
void stream_acked(struct stream_set *set, struct stream_flow *f, unsigned side, uint32_t ack, bool answers,
                  int64_t now_us);

/*
 * A segment of this side with payload or FIN, or any while zeros are doubtful. Counts payload and lost bytes
 * of the flow.
 */
void stream_take(struct stream_set *set, struct stream_flow *f, unsigned side, const struct segment *segment,
                 int64_t now_us);

/* Gives up holes that have become too old by now. */
void stream_expire(struct stream_set *set, int64_t now_us);

/* The flow ends: holes are told, bytes behind them shown, all that was held is released. */
void stream_end(struct stream_set *set, struct stream_flow *f, int64_t now_us);

#endif
