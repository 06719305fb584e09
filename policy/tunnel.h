/* What a client asks a proxy for with CONNECT (RFC 9110 9.3.6; policy.md PROXY-01, MOB-06). */
#ifndef POLICY_TUNNEL_H
#define POLICY_TUNNEL_H

#include <stdint.h>

#include "decode/observation.h"
#include "policy/site.h"

/*
 * The configured system that is meant, by its internet_fqdn or one of its addresses, and the port. NULL: none
 * of them, or no "host:port".
 */
const struct site_system *tunnel_target(const struct site *site, const struct evidence_text *authority,
                                        uint16_t *port);

#endif
