/*
 * The flow table: segments in, flows and their ordered bytes out. Keyed hash (SipHash over the canonical pair
 * of ends), bounded memory with least-recently-used eviction (half-open flows before established ones),
 * timeouts in packet time, mid-stream pick-up, port reuse (a SYN with a new initial sequence number on a
 * finished or established flow opens a new one). Nothing is allocated per packet.
 */
#ifndef CAPTURE_FLOWTABLE_H
#define CAPTURE_FLOWTABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/flow.h"

struct flowtable;

/*
 * A flow ends when it was idle for so long, in packet time, to within FLOWTABLE_STEP_US; when memory is
 * used up, closed ones are evicted first, then half-open ones, strays, and then the least recently used of
 * all others.
 */
enum {
    FLOWTABLE_CLOSED_US = 5000000,      /* after FIN of both sides or RST: late segments */
    FLOWTABLE_CLOSED_MOST = 8192,       /* so many wait for them at the most; the oldest ends early */
    FLOWTABLE_CLOSED_SHARE = 8,         /* and no more than this part of the room for flows */
    FLOWTABLE_HALF_OPEN_US = 30000000,  /* a SYN, perhaps a SYN+ACK, no more */
    FLOWTABLE_STRAY_US = 300000000,     /* TCP picked up in the middle, no payload seen */
    FLOWTABLE_DATAGRAMS_US = 180000000, /* UDP and other transports */
    FLOWTABLE_ICMP_US = 30000000,
    FLOWTABLE_STEP_US = 500000,
};
/* TCP with payload or a whole handshake: the longest silence of an ordinary connection. */
#define FLOWTABLE_OPEN_US INT64_C(3600000000)

enum { FLOWTABLE_LEAST = 1 << 20 }; /* smaller limits count as this */

struct flowtable_limits {
    size_t memory_bytes; /* for flows, windows and engaged streams together */
};

/* What was lost on the way, for the run's coverage. All counts since the table was opened. */
struct flowtable_counts {
    uint64_t flows;
    uint64_t frames_dropped;  /* frames for whose flow there was no memory: in no flow */
    uint64_t evicted;         /* flows closed early for want of memory, those that linger closed left out */
    uint64_t windows_refused; /* sides given up: the decoder needed more than FLOW_WINDOW_MOST */
    uint64_t windows_dropped; /* kept bytes given up for want of memory; told as holes */
    uint64_t streams_disengaged;  /* reordering given up for want of memory */
    uint64_t holes;               /* wanted bytes that were lost: how often */
    uint64_t hole_bytes;          /* and how many */
    uint64_t one_sided;           /* TCP flows of which only one side was seen, attempts left out */
    uint64_t reassembly_warnings; /* what libnids reported */
};

/* Borrows events for the table's life. NULL and err when memory or libnids fail. */
struct flowtable *flowtable_open(const struct flowtable_limits *limits, const struct flow_events *events,
                                 struct err *err);
/* Frees without calling `closed`: call flowtable_end first. NULL is fine. */
void flowtable_close(struct flowtable *t);

/* Takes one segment; `source` as in struct flow. Time never goes back: an earlier time counts as the latest.
 */
void flowtable_take(struct flowtable *t, const struct segment *s, uint16_t source);
/* Ends what timed out by this time (packet time; live: the clock on an idle link). */
void flowtable_tick(struct flowtable *t, int64_t now_us);
/* Closes every flow, oldest first. */
void flowtable_end(struct flowtable *t);

struct flowtable_counts flowtable_counts(const struct flowtable *t);

#endif
