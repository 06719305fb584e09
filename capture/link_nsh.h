/* Network service header (RFC 8300 2): on to IPv4, IPv6, Ethernet, another NSH or MPLS. */
#ifndef CAPTURE_LINK_NSH_H
#define CAPTURE_LINK_NSH_H

#include "capture/link_walk.h"

struct link_step link_nsh(struct link_walk *w);

/*
 * On to what a next protocol number announces (RFC 8300 2.2, which VXLAN-GPE shares: 1 IPv4, 2 IPv6, 3
 * Ethernet, 4 NSH, 5 MPLS). Others end the walk with LINK_SKIP_ETHERTYPE and NSH's Ethernet type.
 */
struct link_step link_nsh_protocol(uint8_t number);

#endif
