/*
 * Community ID v1 (github.com/corelight/community-id-spec): a hash of a flow's ends that Zeek, Suricata,
 * Arkime and Wireshark compute too, the same from both directions. Seed 0, Base64.
 */
#ifndef BASE_COMMUNITY_H
#define BASE_COMMUNITY_H

#include <stdint.h>

#include "base/addr.h"

enum { COMMUNITY_TEXT = 31 }; /* "1:", 28 characters of Base64, NUL */

/*
 * Of one packet from a to b. Ports count for TCP, UDP and SCTP. For ICMP and ICMPv6 they are the message's
 * type and code: a type that has an answering type (RFC 792, RFC 4443) stands with it for the whole
 * exchange, others go one way. Returns out.
 */
const char *community_id(uint8_t transport, const struct addr *a, uint16_t a_port, const struct addr *b,
                         uint16_t b_port, char out[COMMUNITY_TEXT]);

/* Of a flow; one of ICMP is taken to be the client's echo requests and their replies. Returns out. */
const char *community_flow(uint8_t transport, const struct addr *client, uint16_t client_port,
                           const struct addr *server, uint16_t server_port, char out[COMMUNITY_TEXT]);

#endif
