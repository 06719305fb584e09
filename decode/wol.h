/*
 * Wake On LAN magic packets (AMD, Magic Packet Technology, 1995): six bytes FF and then sixteen times the
 * address of the sleeping computer, perhaps a password of four or six bytes behind it.
 */
#ifndef DECODE_WOL_H
#define DECODE_WOL_H

#include "decode/decoder.h"

extern const struct datagram_decoder wol_datagram;

#endif
