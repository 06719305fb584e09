/* Readers of PPP and of what carries it as it is: PPPoE, serial lines; and of Cisco HDLC. */
#ifndef CAPTURE_LINK_PPP_H
#define CAPTURE_LINK_PPP_H

#include "capture/link_walk.h"

/*
 * PPP from the protocol field on (RFC 1661 2), or with address and control before it (RFC 1662 3.1); the
 * protocol may be compressed to a byte (RFC 1661 6.5). IPv4, IPv6, MPLS, and of multilink (RFC 1990 3) the
 * packets that are whole in one fragment. Others end the walk with LINK_SKIP_PPP and the protocol's number.
 */
struct link_step link_ppp(struct link_walk *w);

/* Does the rest begin with PPP, address and control or not, that link_ppp() reads on? */
bool link_ppp_known(const struct link_walk *w);

/* PPPoE (RFC 2516 4): session packets. */
struct link_step link_ppp_over_ether(struct link_walk *w);

/* Cisco HDLC: address, control, Ethernet type (RFC 1547 4.3.1); LINKTYPE_PPP_HDLC has either this or PPP. */
struct link_step link_ppp_cisco(struct link_walk *w);
struct link_step link_ppp_serial(struct link_walk *w);

#endif
