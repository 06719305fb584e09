/* Readers of Ethernet, of what an Ethernet type announces (tags, MPLS, Wake On LAN), and of PPP. */
#ifndef CAPTURE_LINK_ETHER_H
#define CAPTURE_LINK_ETHER_H

#include "capture/link_walk.h"

/* IEEE 802.3: two addresses and a type; or a length, then LLC and SNAP (IEEE 802.2, RFC 1042). */
struct link_step link_ether(struct link_walk *w);

/*
 * On to what this Ethernet type announces (IANA "ieee-802-numbers"): IPv4, IPv6, IEEE 802.1Q and 802.1ad
 * tags, MPLS (RFC 3032; pseudowire control word RFC 4385), PPPoE sessions (RFC 2516), Wake On LAN (0842). An
 * inner Ethernet frame by 6558 (RFC 1701). Others end the walk with LINK_SKIP_ETHERTYPE.
 */
struct link_step link_ether_type(uint16_t type);

/* PPP from the protocol field on (RFC 1661 2), or with address and control before it (RFC 1662 3.1). */
struct link_step link_ether_ppp(struct link_walk *w);

#endif
