/*
 * PXE in DHCP (RFC 2131; PXE 2.1 2.2): BOOTP messages with the DHCP magic cookie whose vendor class (option
 * 60) begins with "PXEClient", on whatever port: the boot server's own protocol (BINL, 4011) has the same
 * form. Other DHCP is not this class.
 */
#ifndef DECODE_DHCP_H
#define DECODE_DHCP_H

#include "decode/decoder.h"

extern const struct datagram_decoder dhcp_datagram;

/*
 * Network access protection in other DHCP (MS-DHCPN 2.2.1): one of its options inside option 43. Returns its
 * code, 220 (NAP-SoH), 221 (NAP-Mask), 222 (NAP-CoID) or 223 (NAP-IPv6); 0: there is none.
 */
uint8_t dhcp_nap(struct bytes payload);

#endif
