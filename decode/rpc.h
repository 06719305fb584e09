/*
 * DCE/RPC: connection-oriented over TCP (C706 12.6, MS-RPCE 2.2.2), connectionless over UDP (C706 12.5).
 * Evidence: interfaces that are bound, and the ports that an endpoint mapper hands out.
 */
#ifndef DECODE_RPC_H
#define DECODE_RPC_H

#include "decode/decoder.h"

extern const struct decoder rpc_decoder;
extern const struct datagram_decoder rpc_datagram;

#endif
