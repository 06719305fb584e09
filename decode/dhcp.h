/*
 * PXE in DHCP (RFC 2131; PXE 2.1 2.2): BOOTP messages with the DHCP magic cookie whose vendor class (option
 * 60) begins with "PXEClient", on whatever port: the boot server's own protocol (BINL, 4011) has the same
 * form. Other DHCP is not this class.
 */
#ifndef DECODE_DHCP_H
#define DECODE_DHCP_H

#include "decode/decoder.h"

extern const struct datagram_decoder dhcp_datagram;

#endif
