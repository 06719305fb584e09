/*
 * From a frame to a segment: link layer, tags, IP, transport header. Table-driven: a row per link type and
 * per Ethernet type; nesting is limited. Whatever gives no segment is counted by reason, never an error.
 */
#ifndef CAPTURE_LINK_H
#define CAPTURE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/segment.h"
#include "capture/source.h"

/* Why a frame gave no segment, in the order of link_skip_name(). */
enum link_skip {
    LINK_TAKEN,           /* it gave one */
    LINK_SKIP_LINKTYPE,   /* link type not in the table */
    LINK_SKIP_ETHERTYPE,  /* not IP: ARP and the like */
    LINK_SKIP_TRUNCATED,  /* the snaplen cut a header */
    LINK_SKIP_BAD_HEADER, /* a header that contradicts itself */
    LINK_SKIP_NESTING,    /* more encapsulations than we follow */
    LINK_SKIP_FRAGMENT,   /* a fragment without a transport header, or one that needs its fellows */
    LINK_SKIPS
};
const char *link_skip_name(enum link_skip why);

/* Is this DLT_ value in the table? */
bool link_known(int link_type);

/*
 * Reads one frame. On LINK_TAKEN all of *s is set but s->frame, which the caller numbers. Wake On LAN frames
 * (Ethernet type 0842) become a segment of transport 17, ports 0 and 9, between all-zero addresses.
 */
enum link_skip link_read(int link_type, const struct source_frame *frame, struct segment *s);

#endif
