/*
 * From a frame to a segment: link layer, tags, IP, transport header. Table-driven: a row per link type (their
 * headers: tcpdump.org/linktypes.html) and per Ethernet type; nesting is limited. Whatever gives no segment
 * is counted by reason, never an error. One reader (struct link) per run: it keeps what lasts from frame to
 * frame.
 */
#ifndef CAPTURE_LINK_H
#define CAPTURE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "capture/fragments.h"
#include "capture/segment.h"
#include "capture/source.h"

/* What became of a frame; from LINK_SKIP_FIRST on why it gave no segment. In the order of link_skip_name().
 */
enum link_skip {
    LINK_TAKEN, /* it gave one */
    LINK_HELD,  /* a fragment that waits for others: it will be in their segment, or be counted as one */
    LINK_SKIP_LINKTYPE, /* link type not in the table */
    LINK_SKIP_FIRST = LINK_SKIP_LINKTYPE,
    LINK_SKIP_ETHERTYPE,  /* not IP: ARP and the like */
    LINK_SKIP_LLC,        /* not IP: spanning tree and the like */
    LINK_SKIP_PPP,        /* not IP: PPP's own and compressed or encrypted packets */
    LINK_SKIP_FAMILY,     /* not IP, in captures that tell the address family */
    LINK_SKIP_TRUNCATED,  /* the snaplen cut a header */
    LINK_SKIP_BAD_HEADER, /* a header that contradicts itself */
    LINK_SKIP_NESTING,    /* more headers than LINK_STEPS_MOST */
    LINK_SKIP_FRAGMENT,   /* a fragment of a datagram that never was whole, or dropped */
    LINK_SKIP_CHECKSUM,   /* a checksum is wrong; only when they are verified */
    LINK_SKIP_DUPLICATE,  /* a fragment that came again after its datagram was whole */
    LINK_SKIP_WIFI_MANAGEMENT,
    LINK_SKIP_WIFI_CONTROL,   /* 802.11 extension frames too */
    LINK_SKIP_WIFI_NULL,      /* 802.11 data frames without data */
    LINK_SKIP_WIFI_ENCRYPTED, /* 802.11 data frames that cannot be read */
    LINK_SKIPS
};
const char *link_skip_name(enum link_skip why); /* "ethertype"; "taken", "held" */

/* Names as in the contract's `tunnel`, without the id: "vxlan". */
const char *link_tunnel_name(enum tunnel_kind kind);
/* Has every tunnel of this kind an id, so that 0 is one? */
bool link_tunnel_numbered(enum tunnel_kind kind);

/* Headers of one frame that are followed: link layer, each tag, IP header, extension header, transport. */
enum { LINK_STEPS_MOST = 16 };

/*
 * Link types of raw IP besides this machine's DLT_RAW: that of OpenBSD, and the one files have. And the one
 * that files have for DLT_ATM_RFC1483; both stand in PPI headers.
 */
enum { LINK_TYPE_RAW_OPENBSD = 14, LINK_TYPE_ATM = 100, LINK_TYPE_RAW = 101 };

/* Is this DLT_ value in the table? */
bool link_known(int link_type);

struct link;
struct link_unknowns;

struct link_options {
    size_t memory_bytes;   /* for fragments that wait */
    bool verify_checksums; /* of IPv4 headers, and of TCP, UDP, ICMP and ICMPv6 where all bytes are there */
};

/*
 * All counts since the reader was opened. The sum of `skipped` is the number of frames read: those that still
 * wait are in LINK_SKIP_FRAGMENT.
 */
struct link_counts {
    uint64_t skipped[LINK_SKIPS]; /* frames, by reason; at LINK_TAKEN those that gave a segment */
    uint64_t msdus_left;          /* of 802.11 aggregates whose first MSDU was read, the others */
    struct fragments_counts fragments;
};

/* NULL and err when memory fails. */
struct link *link_open(const struct link_options *options, struct err *err);
void link_close(struct link *l);

/*
 * Reads one frame. On LINK_TAKEN all of *s is set but s->frame, which the caller numbers; its payload is
 * borrowed until the next call. Wake On LAN frames (Ethernet type 0842) become a segment of transport 17,
 * ports 0 and 9, between all-zero addresses.
 */
enum link_skip link_read(struct link *l, int link_type, const struct source_frame *frame, struct segment *s);

/*
 * The fragments that the last frame was, from the outside in (a tunnel's datagram may come in fragments and
 * hold one): where each one's bytes are in the frame (of an inner one in the datagram around it), and which
 * datagram they belong to; whole: that datagram's bytes when this was the last one that was missing, else
 * NULL. Borrowed until the next call. Deeper ones are not told.
 */
enum { LINK_FRAGMENTS = 4 };
struct link_fragment {
    uint64_t datagram; /* fragments_datagram() */
    struct bytes data;
    size_t offset;
    const uint8_t *whole;
};
const struct link_fragment *link_fragments(const struct link *l, unsigned *count);

struct link_counts link_counts(const struct link *l);

/* The same frames by the number that no table has (link_unknown.h). Borrowed from the reader. */
const struct link_unknowns *link_unknowns(const struct link *l);

#endif
