/* L2TP, versions 2 and 3. */
#ifndef CAPTURE_IP_L2TP_H
#define CAPTURE_IP_L2TP_H

#include "capture/link_walk.h"

/*
 * Over UDP: version 2 data messages (RFC 2661 3.1), reserved bits 0, with PPP inside that link_ppp() knows;
 * version 3 data messages (RFC 3931 4.1.2.1), whose content has to show, as below. Else read is NULL.
 */
struct link_step ip_l2tp_over_udp(struct link_walk *w);

/*
 * Version 3 over IP (RFC 3931 4.1.1.1): session id, then a cookie of 0, 4 or 8 bytes and a sublayer of 0 or
 * 4, which only the control connection tells: the first length behind which an Ethernet frame is proven
 * (link_proof.h) counts. Else it is a datagram of protocol 115.
 */
struct link_step ip_l2tp(struct link_walk *w);

#endif
