/*
 * IPv4 and IPv6 reassembly (RFC 791 3.2, RFC 815, RFC 8200 4.5), in packet time, within fixed memory.
 *
 * Fragments belong together by addresses, identification, family, protocol (IPv4 only: the Next Header of an
 * IPv6 datagram is that of its first fragment) and by all outer tags and tunnel ids: networks that use the
 * same addresses inside different tunnels must not mix bytes, and a datagram that a SPAN port shows in two
 * VLANs is two. Unlike flows, whose two directions may differ in their tags, the fragments of a datagram take
 * one way.
 *
 * Overlaps. IPv4: what came first stays, as mostly in Windows up to Server 2003; other bytes for the same
 * place are counted. IPv6: a datagram with overlapping fragments is dropped, with those that are still to
 * come (RFC 5722 4). In both a fragment that brings nothing but the same bytes again is harmless.
 */
#ifndef CAPTURE_FRAGMENTS_H
#define CAPTURE_FRAGMENTS_H

#include "base/err.h"
#include "capture/pieces.h"
#include "capture/segment.h"

struct fragments;

enum {
    FRAGMENTS_FRAMES_MOST = 8192, /* frames of one datagram: 64 KiB in fragments of 8 bytes */
    FRAGMENTS_ECHO_US = 50000,    /* so long a whole datagram's fragments may come again */
    FRAGMENTS_WAIT_US = 60000000, /* from its first one; RFC 1122 3.3.2, RFC 8200 4.5, and Windows */
    FRAGMENTS_LEAST = 256 << 10   /* smaller limits of memory count as this */
};

struct fragment {
    bool v6, more;
    uint8_t protocol; /* what the whole datagram holds, as this fragment says */
    uint32_t id;
    size_t offset, wire; /* bytes; wire: on the wire */
    size_t most;         /* bytes that its headers leave to the datagram, at most PIECES_MOST */
    struct bytes data;   /* what was captured of them */
};

enum fragments_result {
    FRAGMENTS_HELD,  /* it waits for the others */
    FRAGMENTS_WHOLE, /* it was the last one that was missing */
    FRAGMENTS_ECHO,  /* one of a datagram that is whole already, the same bytes: a SPAN port's second copy */
    FRAGMENTS_REFUSED, /* it contradicts itself or the others, or is of a datagram that was dropped */
};

/* A whole datagram; data is borrowed until the next call and ends at the first byte not captured. */
struct datagram {
    struct bytes data;
    size_t wire;
    uint8_t protocol;
    uint32_t frames, wire_bytes; /* of all its fragments */
};

/*
 * Datagrams that were not read, and fragments. `frames` are those that were held and never became part of a
 * whole datagram, those that wait now included; REFUSED and ECHO told their callers.
 */
struct fragments_counts {
    uint64_t frames;
    uint64_t incomplete; /* datagrams that waited in vain, those that wait now included */
    uint64_t evicted;    /* datagrams that went for want of memory, or had too many frames */
    uint64_t overlaps;   /* datagrams with overlaps: IPv4 with other bytes, IPv6 any */
    uint64_t refused;    /* fragments that contradict themselves or the others */
};

/* NULL and err when memory fails. Grows with need up to memory_bytes; nothing is allocated per fragment. */
struct fragments *fragments_open(size_t memory_bytes, struct err *err);
void fragments_close(struct fragments *t);

/*
 * Takes a fragment whose addresses, tags, time, frames and wire bytes are those of s. whole is set on
 * FRAGMENTS_WHOLE. When memory is used up, whole datagrams that are kept for echoes go first, then the least
 * recently used one.
 */
enum fragments_result fragments_take(struct fragments *t, const struct segment *s, const struct fragment *f,
                                     struct datagram *whole);

/* Which datagram the last fragment belongs to: numbers from 1, in the order they began; 0: to none. */
uint64_t fragments_datagram(const struct fragments *t);

struct fragments_counts fragments_counts(const struct fragments *t);

#endif
