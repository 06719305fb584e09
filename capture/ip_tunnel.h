/* Tunnels over IP and over UDP, but for those with files of their own. */
#ifndef CAPTURE_IP_TUNNEL_H
#define CAPTURE_IP_TUNNEL_H

#include "capture/link_walk.h"

/* EtherIP (RFC 3378 3): version 3, reserved bits 0, Ethernet. Else it is a datagram of protocol 97. */
struct link_step ip_tunnel_etherip(struct link_walk *w);

/* MPLS in IP (RFC 4023 3), when link_mpls_proven() sees it. Else it is a datagram of protocol 137. */
struct link_step ip_tunnel_mpls(struct link_walk *w);

/* The ports (IANA) that count on either side: the other one is the client's own. */
enum { IP_TUNNEL_PORT_L2TP = 1701, IP_TUNNEL_PORT_TEREDO = 3544 };

/*
 * On into the tunnel when the datagram that is left goes to a tunnel's port and begins with that tunnel's
 * header, every reserved bit as it must be: VXLAN (RFC 7348 5, group policy extension), VXLAN-GPE
 * (draft-ietf-nvo3-vxlan-gpe 3), GENEVE (RFC 8926 3.4), GTP-U (3GPP TS 29.281 5.1), GUE without options
 * (draft-ietf-intarea-gue 3), MPLS (RFC 7510), GRE (ip_gre.h); and from or to the ports of Teredo
 * (ip_teredo.h) and L2TP (ip_l2tp.h). Else read is NULL and the walk untouched.
 */
struct link_step ip_tunnel_udp(struct link_walk *w, uint16_t sport, uint16_t dport);

#endif
