/* GRE and ERSPAN. */
#ifndef CAPTURE_IP_GRE_H
#define CAPTURE_IP_GRE_H

#include "capture/link_walk.h"

/*
 * GRE (RFC 2784, RFC 2890): IPv4, IPv6, Ethernet and the other Ethernet types inside; PPTP's version 1 with
 * PPP (RFC 2637 4.1); ERSPAN types I and II (88be) and III (22eb, draft-foschiano-erspan-03). With anything
 * else inside it is a datagram of protocol 47.
 */
struct link_step ip_gre(struct link_walk *w);

/* GRE in UDP (RFC 8086 2): version 0 with no bits but checksum, key and sequence. read is NULL for others. */
struct link_step ip_gre_over_udp(struct link_walk *w);

#endif
