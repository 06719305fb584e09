/* Readers of LLC and SNAP, and of Frame Relay, which names protocols in their manner. */
#ifndef CAPTURE_LINK_LLC_H
#define CAPTURE_LINK_LLC_H

#include "capture/link_walk.h"

/*
 * IEEE 802.2: SAPs aa with SNAP (RFC 1042, bridged 00-00-f8: IEEE 802.1H; bridged Ethernet 00-80-c2: RFC 2684
 * 5.2), SAPs 06 with IP (RFC 948), SAPs fe with PPP (RFC 2364 6). Others end the walk with LINK_SKIP_LLC and
 * the number DSAP SSAP, or with LINK_SKIP_ETHERTYPE and SNAP's type.
 */
struct link_step link_llc(struct link_walk *w);

/*
 * Frame Relay (RFC 2427 3): address of two to four bytes, control 03, then the NLPID: IPv4, IPv6, SNAP; or
 * Cisco's form, an Ethernet type behind the address. Others: LINK_SKIP_ETHERTYPE with the NLPID as number.
 */
struct link_step link_llc_frame_relay(struct link_walk *w);

#endif
