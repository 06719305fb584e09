/*
 * Hop 2: one conversation between two ends: a TCP connection, the datagrams between two sockets, or the echo
 * messages between two hosts. Owned by the flow table (capture/flowtable.h); decode/ hangs its state on it.
 *
 * Side 0 is the initiator as far as the table can tell (the sender of the SYN; of a SYN+ACK the receiver;
 * else the sender of the first frame, or the end on the higher port when the other is a well-known port below
 * 1024). Decoders may find out better (a flow picked up in the middle): they say so in their observations,
 * the table's order does not change.
 */
#ifndef CAPTURE_FLOW_H
#define CAPTURE_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/proto.h"
#include "capture/segment.h"

struct flow_end {
    struct addr ip;
    uint16_t port; /* host order; 0 for ICMP */
};

/* What side 0 or side 1 sent. */
struct flow_side {
    uint64_t packets;       /* frames on the wire */
    uint64_t wire_bytes;    /* wire lengths of its frames */
    uint64_t payload_bytes; /* payload on the wire, without retransmissions */
    uint64_t lost_bytes;    /* proven missing: acknowledged by the peer but never seen, or given up on */
};

struct flow {
    uint64_t id; /* within the run, from 1, in order of first frames */
    struct flow_end end[2];
    struct flow_side side[2];
    int64_t first_us, last_us;
    uint64_t first_frame, last_frame; /* last_frame: the frame being handed over */
    const struct outer *outer;        /* of the first frame; only while `opened` is told, else NULL */
    enum flow_state state;            /* so far */
    uint16_t source;                  /* index of the capture file or interface it began in */
    uint8_t transport;
    bool initiator_seen; /* a SYN or SYN+ACK told who side 0 is */
    bool truncated;      /* the snaplen cut payload of this flow */
    uint8_t ended;       /* when it is closed: how (FLOW_FIN, FLOW_RST); 0: it was still open */
    void *decode;        /* decode/'s, NULL at first; released in its `closed` */
};

/* TCP: this side sent a FIN, resp. a RST that ended the connection. */
#define FLOW_FIN(side) (1u << (side))
#define FLOW_RST(side) (4u << (side))

/* Wanted offset that means: no more bytes of this side, whatever comes. */
#define FLOW_WANTS_NOTHING UINT64_MAX

/*
 * What the table tells of its flows, in packet order. cli/ fills this with decode/'s functions.
 *
 * bytes: ordered payload of one side of a TCP flow, never none. `offset` is the stream offset of the window's
 * first byte; offset 0 is the side's first payload byte (after the SYN, or the first byte seen of a flow
 * picked up in the middle). Returns the offset of the next byte wanted:
 *
 * - offset: this window is not enough to go on. It is shown again with more behind it; the table keeps it. A
 *   window never exceeds FLOW_WINDOW_MOST; a full one that is still refused ends the side.
 * - up to offset + left: that much is done with. A rest is shown again when more has come.
 * - beyond that: the bytes between are only counted, holes there do not matter.
 * - FLOW_WANTS_NOTHING: done with this side.
 *
 * hole: `length` bytes at `offset` that were wanted are lost; the next bytes() starts behind them. Returns
 * the offset of the next byte wanted, at least offset + length, as above.
 *
 * datagram: one UDP payload, ICMP message (from its type byte on) or other transport's payload; may be empty.
 *
 * refused: a SYN was answered by RST before any handshake.
 *
 * rests: the flow is put away until its next frame or its end; it comes back at another address, with
 * nothing changed. No pointer to it may be kept.
 *
 * closed: the last call for this flow; its counters are final. decode's state must be released.
 */
enum { FLOW_WINDOW_MOST = 32768 };

struct flow_events {
    void *context;
    void (*opened)(void *context, struct flow *f);
    uint64_t (*bytes)(void *context, struct flow *f, unsigned side, uint64_t offset, struct bytes window);
    uint64_t (*hole)(void *context, struct flow *f, unsigned side, uint64_t offset, uint64_t length);
    void (*datagram)(void *context, struct flow *f, unsigned side, struct bytes payload);
    void (*refused)(void *context, struct flow *f);
    void (*rests)(void *context, struct flow *f);
    void (*closed)(void *context, struct flow *f);
};

#endif
