/*
 * One side's bytes put in order, by libnids. A stream is engaged while bytes that are wanted are out of order
 * or missing, and disengaged when they are in order again; nothing outside knows libnids.
 *
 * libnids 1.26 is given synthetic IPv4/TCP datagrams only: 20-byte headers, no options but the window scale
 * of the handshake, no fragments, no URG, FIN or RST, one direction per stream, source address 0x01000000 +
 * slot, sequence numbers relative to the first byte wanted, acknowledgement always the initial number. Its
 * state is the process's: it is initialised once, and one struct reassembly can be open at a time.
 *
 * libnids throws its queue away at 64 KiB, and looks through all of it for each segment: what waits behind
 * a hole beyond REASSEMBLY_WAIT bytes or REASSEMBLY_EXTENTS runs is kept in capture/backlog.h, and is fed
 * once the stream has come that far. Of two contents of a byte the one that came first counts.
 *
 * A hole is never waited for by this file: the caller fills it, with zeros that are marked and never come
 * out.
 */
#ifndef CAPTURE_REASSEMBLY_H
#define CAPTURE_REASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/list.h"
#include "capture/backlog.h"

enum {
    REASSEMBLY_PIECE = 16384,         /* bytes per synthetic datagram */
    REASSEMBLY_WAIT = 32768,          /* queued memory of a stream from which on libnids gets no more */
    REASSEMBLY_EXTENTS = 16,          /* and separate runs of bytes behind holes */
    REASSEMBLY_REACH = BACKLOG_REACH, /* bytes from the hole on that can wait */
    REASSEMBLY_STREAMS = 3072,        /* engaged at once */
    REASSEMBLY_MOST = 1000000000,     /* bytes per engagement: libnids sees a window of 65535 << 14 */
};

struct reassembly;

struct reassembly_extent {
    uint64_t from, to;
};

/* Open for reading; written by reassembly.c and its lower half, reassembly_nids.c. */
struct reassembly_stream {
    struct list_link link; /* by since_us */
    void *owner;           /* the caller's */
    unsigned side;
    uint64_t base;           /* offset of the first byte of this engagement */
    uint64_t next;           /* offset of the next byte in order */
    uint64_t end;            /* behind the highest byte fed */
    int64_t since_us;        /* when `next` last moved: the hole's age */
    uint64_t proven;         /* the caller's: lost as far as an ACK tells, */
    int64_t proven_us;       /* and when it told */
    struct tcp_stream *nids; /* NULL once libnids forgot it */
    uint64_t silent;         /* below it are fillers */
    size_t cost;
    uint32_t slot, extents;
    struct reassembly_extent extent[REASSEMBLY_EXTENTS]; /* what waits in libnids */
    struct backlog backlog;                              /* and what does outside */
};

struct reassembly_events {
    void *context;
    /*
     * Bytes in order, from within reassembly_feed and reassembly_fill. It may read the stream, and must not
     * feed, fill or disengage any.
     */
    void (*bytes)(void *context, const struct reassembly_stream *s, uint64_t offset, struct bytes b);
};

/* NULL and err when libnids or memory fail, or another is open. Borrows events; memory for the backlog. */
struct reassembly *reassembly_open(const struct reassembly_events *events, size_t memory_bytes,
                                   struct err *err);
/* Disengages what is engaged. NULL is fine. */
void reassembly_close(struct reassembly *r);

/* A stream whose next wanted byte is at `offset`. NULL when too many are engaged or memory fails. */
struct reassembly_stream *reassembly_engage(struct reassembly *r, void *owner, unsigned side, uint64_t offset,
                                            int64_t now_us);

/* Is there memory for another segment that has to wait? Else disengage the oldest streams before feeding. */
bool reassembly_has_room(const struct reassembly *r);

/*
 * Feeds the front of b, which ends at most REASSEMBLY_REACH behind the stream's next byte; returns how many
 * bytes of it were taken, 0 when the stream has to be disengaged (REASSEMBLY_MOST reached, or libnids forgot
 * it).
 */
size_t reassembly_feed(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, struct bytes b,
                       int64_t now_us);

/* Gives up on [next, upto), upto at most reassembly_gap_end: what waits behind comes out. */
void reassembly_fill(struct reassembly *r, struct reassembly_stream *s, uint64_t upto, int64_t now_us);

/* Do bytes wait behind a hole? */
static inline bool reassembly_waits(const struct reassembly_stream *s)
{
    return s->extents > 0 || s->backlog.first != BACKLOG_NOTHING;
}
/* Where they begin; BACKLOG_NOTHING when none do. */
static inline uint64_t reassembly_gap_end(const struct reassembly_stream *s)
{
    return s->extents > 0 && s->extent[0].from < s->backlog.first ? s->extent[0].from : s->backlog.first;
}

/* Forgets a stream and what waits in it. NULL is fine. */
void reassembly_disengage(struct reassembly *r, struct reassembly_stream *s);

/* The engaged stream that has not moved for longest; NULL when none is engaged. */
struct reassembly_stream *reassembly_oldest(const struct reassembly *r);
/* Memory that engaged streams hold now, libnids's part included, the backlog left out. */
size_t reassembly_bytes(const struct reassembly *r);
/* What libnids reported since the process began. */
uint64_t reassembly_warnings(void);

#endif
