/*
 * Frames that a capture holds twice, because a SPAN port mirrors both directions or two VLANs, or two sources
 * see the same wire. The second copy may carry other MAC addresses, tags and tunnels and, behind a router, a
 * lower TTL: none of these is looked at. Addresses, ports, IP identification, for TCP also sequence numbers,
 * flags, window and options (so its timestamps), and length and payload must be the same.
 *
 * A packet that was sent again has an identification of its own (RFC 6864 4.1), and is no duplicate. Where
 * there is none (IPv6, and IPv4 senders that put 0 into atomic datagrams, RFC 6864 4.1), only a copy that
 * comes at once is one: no retransmission timer is that short (RFC 6298 2.4: a second; 200 ms in practice).
 *
 * Of a TCP payload the first DUPLICATES_PART bytes are compared: what two segments with the same
 * numbers differ in is not shown to a decoder anyway, the first that was seen wins. Of other payloads all of
 * it.
 *
 * Frames are told apart by 50 bits of a multiplying hash under random keys, not by SipHash, which would cost
 * a frame more than all else that is done to it. Who met the same 50 bits by chance would lose one frame.
 */
#ifndef CAPTURE_DUPLICATES_H
#define CAPTURE_DUPLICATES_H

#include <stdbool.h>

#include "base/err.h"
#include "capture/segment.h"

enum {
    DUPLICATES_SETS = 1024, /* a power of two */
    DUPLICATES_WAYS = 8,    /* 8,192 frames back, somewhat fewer when they meet in a set; 64 KiB */
    DUPLICATES_PART = 16,
    DUPLICATES_US = 50000, /* later than so, packet time to within a millisecond, nothing is a duplicate */
    DUPLICATES_NO_ID_US = 3000 /* where the sender gave no identification */
};

struct duplicates;

/* NULL and err when memory fails. */
struct duplicates *duplicates_open(struct err *err);
/* NULL is fine. */
void duplicates_close(struct duplicates *d);

/* Is this segment a copy of one of the last? If not it is remembered. Times count modulo 4.7 hours. */
bool duplicates_has(struct duplicates *d, const struct segment *s);

#endif
