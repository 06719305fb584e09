/* Readers of Ethernet and of what an Ethernet type announces. */
#ifndef CAPTURE_LINK_ETHER_H
#define CAPTURE_LINK_ETHER_H

#include "capture/link_walk.h"

/* IEEE 802.3: two addresses and a type; or a length, then LLC (link_llc.h). */
struct link_step link_ether(struct link_walk *w);

/*
 * On to what this Ethernet type announces (IANA "ieee-802-numbers"): IPv4, IPv6, IEEE 802.1Q and 802.1ad
 * tags, 802.1ah (PBB), 802.1BR (E-tag), Cisco's VN-tag and CMD (security group tag), MPLS (RFC 3032), PPPoE
 * sessions (RFC 2516), NSH (RFC 8300), TRILL (RFC 6325), FabricPath, Wake On LAN (0842), an inner Ethernet
 * frame by 6558 (RFC 1701), LLC by the 0004 of Linux' cooked captures. Others end the walk with
 * LINK_SKIP_ETHERTYPE and their number.
 */
struct link_step link_ether_type(uint16_t type);

#endif
