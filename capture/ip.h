/*
 * Readers of IPv4 (RFC 791) and IPv6 (RFC 8200), and on to what a protocol number announces.
 *
 * Total or payload length 0 stands for "to the frame's end": segmentation offload and BIG TCP captures; with
 * a jumbo option (RFC 2675) for the length that it names, more than 65,535. Fragments wait in
 * capture/fragments.h (LINK_HELD); with the one that completes a datagram the walk goes on in all of it, so
 * also in tunnels. An IPv6 fragment header on a whole packet is stepped over (RFC 6946).
 */
#ifndef CAPTURE_IP_H
#define CAPTURE_IP_H

#include "capture/link_walk.h"

/* The longest packet without a length, or with a longer one than the frame: 8 times 65535 bytes (Linux
 * GSO_MAX_SIZE). */
enum { IP_OFFLOAD_MOST = 524280 };

struct link_step ip_v4(struct link_walk *w);
struct link_step ip_v6(struct link_walk *w);
struct link_step ip_any(struct link_walk *w); /* by the version in the first four bits */

/*
 * On to IANA protocol `number`, which it notes as the transport: TCP, UDP, ICMP, ICMPv6, extension headers
 * (RFC 8200 4, AH RFC 4302, mobility RFC 6275, HIP RFC 7401, shim6 RFC 5533), IP in IP (RFC 2003, 2473,
 * 4213), GRE, EtherIP, L2TP and MPLS. Others are datagrams without ports.
 */
struct link_step ip_protocol(struct link_walk *w, uint8_t number);

#endif
