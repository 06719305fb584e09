/* Tunnels over IP and over UDP. */
#ifndef CAPTURE_IP_TUNNEL_H
#define CAPTURE_IP_TUNNEL_H

#include "capture/link_walk.h"

/*
 * GRE (RFC 2784, RFC 2890): IPv4, IPv6, Ethernet and the other Ethernet types inside; PPTP's version 1 with
 * PPP (RFC 2637 4.1); ERSPAN types I and II (88be) and III (22eb, draft-foschiano-erspan-03). With anything
 * else inside it is a datagram of protocol 47.
 */
struct link_step ip_tunnel_gre(struct link_walk *w);

/*
 * On into the tunnel when the datagram that is left goes to a tunnel's port and begins with that tunnel's
 * header, every reserved bit as it must be: VXLAN (RFC 7348 5, group policy extension), GENEVE (RFC
 * 8926 3.4), GTP-U (3GPP TS 29.281 5.1). Else read is NULL and the walk untouched.
 */
struct link_step ip_tunnel_udp(struct link_walk *w, uint16_t dport);

#endif
