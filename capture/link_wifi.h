/*
 * Readers of 802.11 frames (IEEE Std 802.11-2020 9.2, 9.3.2) and of the headers that capture systems put
 * before them (tcpdump.org/linktypes.html).
 *
 * Data frames with anything in them are read on: addresses in all four forms, QoS and HT control stepped
 * over, then LLC. Of an aggregate (A-MSDU, 9.3.2.2) the first MSDU is taken, the others are counted
 * (link_counts). A frame marked as protected is LINK_SKIP_WIFI_ENCRYPTED, unless LLC/SNAP stands in clear
 * where the ciphertext should begin or behind eight bytes of CCMP header: some systems decrypt and leave the
 * mark. Of a fragmented MSDU the first fragment is read as far as it goes, the others are LINK_SKIP_FRAGMENT.
 */
#ifndef CAPTURE_LINK_WIFI_H
#define CAPTURE_LINK_WIFI_H

#include "capture/link_walk.h"

struct link_step link_wifi(struct link_walk *w);

/*
 * Radiotap (radiotap.org): of its fields the flags count, which say that a check sum stands at the end
 * (0x10), that it was wrong (0x40: LINK_SKIP_BAD_HEADER), that the 802.11 header is padded to four bytes
 * (0x20).
 */
struct link_step link_wifi_radiotap(struct link_walk *w);

/* Prism: message code and length in the order of the machine that captured. An AVS header may stand there. */
struct link_step link_wifi_prism(struct link_walk *w);

/* AVS: version 8021100x and length, big endian. */
struct link_step link_wifi_avs(struct link_walk *w);

#endif
