/*
 * MPLS (RFC 3032): the labels, then IP, or a pseudowire's Ethernet with or without control word.
 *
 * Nothing below the labels says what it is, so that it has to show: the first four bits are 4 or 6 for IP, 0
 * for a control word (RFC 4385 3), 1 for an associated channel (RFC 4385 5), which is no traffic. Ethernet
 * without control word (RFC 4448 4.6) may begin with any of them and is taken when link_proof_ether() sees
 * it and no packet with a fitting length stands there.
 */
#ifndef CAPTURE_LINK_MPLS_H
#define CAPTURE_LINK_MPLS_H

#include "capture/link_walk.h"

struct link_step link_mpls(struct link_walk *w);

/*
 * Does the rest begin with labels and, below them, with what link_mpls() can tell for sure: an IP packet
 * whose length fits, or a provable Ethernet frame? For transports without a header of their own (RFC 7510).
 */
bool link_mpls_proven(const struct link_walk *w);

#endif
