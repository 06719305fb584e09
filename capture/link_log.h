/*
 * Readers of what firewalls log packets with, and of other captures behind the IP layer
 * (tcpdump.org/linktypes.html): a header that tells the address family, then IP.
 */
#ifndef CAPTURE_LINK_LOG_H
#define CAPTURE_LINK_LOG_H

#include "capture/link_walk.h"

/* AF_INET and AF_INET6 of the systems that write such headers (tcpdump.org, LINKTYPE_NULL). */
enum {
    LINK_LOG_INET = 2,
    LINK_LOG_INET6_LINUX = 10,
    LINK_LOG_INET6_WINDOWS = 23,
    LINK_LOG_INET6_NETBSD = 24, /* OpenBSD and BSD/OS too */
    LINK_LOG_INET6_SOLARIS = 26,
    LINK_LOG_INET6_FREEBSD = 28,
    LINK_LOG_INET6_DARWIN = 30
};

/* NULL and LOOP: the family in four bytes of either order. Others end with LINK_SKIP_FAMILY and the number.
 */
struct link_step link_log_null(struct link_walk *w);

/*
 * Linux nfnetlink_log: family, version 0, then attributes (length and type little endian, padded to four
 * bytes) up to NFULA_PAYLOAD (9); where the family is not IP's, by the Ethernet type in NFULA_PACKET_HDR (1).
 */
struct link_step link_log_nf(struct link_walk *w);

/* OpenBSD's pf: a length without padding, the family behind it. */
struct link_step link_log_pf(struct link_walk *w);

/* OpenBSD's enc(4): family, SPI, flags, 12 bytes in all. */
struct link_step link_log_enc(struct link_walk *w);

/* Solaris' ipnet: version, family, 24 bytes in all. */
struct link_step link_log_ipnet(struct link_walk *w);

#endif
