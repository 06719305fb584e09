/*
 * Proof by content, for carriers that do not say what they carry: pseudowires, MPLS, L2TPv3. Each answers for
 * a window b that is `wire` bytes long on the wire (never less than b holds), and reads nothing off.
 */
#ifndef CAPTURE_LINK_PROOF_H
#define CAPTURE_LINK_PROOF_H

#include <stdbool.h>

#include "base/bytes.h"

/* An IPv4 or IPv6 packet: version, and header and packet lengths that fit. */
bool link_proof_ip(struct bytes b, size_t wire);

/* An Ethernet frame: behind the addresses, and up to four VLAN tags, such a packet or ARP for IPv4. */
bool link_proof_ether(struct bytes b, size_t wire);

#endif
