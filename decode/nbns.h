/*
 * NetBIOS name queries (RFC 1002 4.2.12, 4.2.13; the name's coding: RFC 1001 14.1) for the names by which
 * Configuration Manager's clients find their site: SMS_SLP and MP_ with a site code (policy.md IBCM-F04). No
 * class of its own: such a flow stays UNKNOWN.
 */
#ifndef DECODE_NBNS_H
#define DECODE_NBNS_H

#include <stdbool.h>

#include "base/bytes.h"

enum { NBNS_NAME = 16 }; /* bytes of a name; the last tells the service */

/*
 * True when the datagram is a query for such a name, and nothing else; out is the name without the blanks and
 * the service's byte at its end, terminated.
 */
bool nbns_asks(struct bytes payload, char out[NBNS_NAME]);

#endif
