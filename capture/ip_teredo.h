/* Teredo: IPv6 in UDP. */
#ifndef CAPTURE_IP_TEREDO_H
#define CAPTURE_IP_TEREDO_H

#include "capture/link_walk.h"

/*
 * An authentication indication or none, an origin indication or none (RFC 4380 5.1.1), then an IPv6 packet no
 * longer than the datagram (trailers: RFC 6081 4.1), one of whose addresses is of Teredo (2001::/32, or the
 * 3ffe:831f::/32 of before 2006) or whose source is link-local. Else read is NULL; also for bubbles (RFC
 * 4380 2.8), packets of nothing but a header.
 */
struct link_step ip_teredo(struct link_walk *w);

#endif
