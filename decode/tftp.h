/*
 * TFTP requests (RFC 1350 5; options RFC 2347): read or write, a file name, the mode netascii, octet or mail.
 * The transfer itself runs between other ports and its packets say too little to be told from anything else.
 */
#ifndef DECODE_TFTP_H
#define DECODE_TFTP_H

#include "decode/decoder.h"

extern const struct datagram_decoder tftp_datagram;

#endif
