/*
 * Readers of transport headers: the walk's end, where it gives its segment. Where checksums are verified a
 * wrong one ends it with LINK_SKIP_CHECKSUM: over all bytes or not at all; partial sums of offload are wrong
 * too. No checksum is right in IPv4 UDP (RFC 768) and around tunnels in IPv6 (RFC 6935 5).
 */
#ifndef CAPTURE_IP_TRANSPORT_H
#define CAPTURE_IP_TRANSPORT_H

#include "base/proto.h"
#include "capture/link_walk.h"

/* RFC 9293 3.1. Options may be cut off by the snaplen: nothing of them is read. */
struct link_step ip_transport_tcp(struct link_walk *w);
/*
 * RFC 768. Length 0 (RFC 2675 4) is "to the packet's end"; one beyond the packet leaves the datagram
 * truncated. A datagram to the port of a tunnel with such a tunnel's header is read on (ip_tunnel.h).
 */
struct link_step ip_transport_udp(struct link_walk *w);
/* RFC 792, RFC 4443: the payload begins with the type. */
struct link_step ip_transport_icmp(struct link_walk *w);
/* Anything else is payload. */
struct link_step ip_transport_other(struct link_walk *w);

#endif
