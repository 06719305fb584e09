/*
 * The few classes that a port may name, for flows whose content is none of the decoders' (policy.md 6.5 and
 * 4.7): REMCTRL, RDP, AMT, LDAP. Never SMB, RPC, HTTP, HTTPS or SQL.
 */
#ifndef DECODE_BYPORT_H
#define DECODE_BYPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/proto.h"

/* The class of a server's port, CLASS_NONE when it has none. */
enum app_class byport_class(uint8_t transport, uint16_t port);

/* One of the ports on which Intel AMT speaks HTTP or TLS: there these are AMT. */
bool byport_is_amt_web(uint16_t port);

#endif
