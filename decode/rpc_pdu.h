/* The header that all connection-oriented DCE/RPC PDUs share (C706 12.6.3.1, MS-RPCE 2.2.2). */
#ifndef DECODE_RPC_PDU_H
#define DECODE_RPC_PDU_H

#include "decode/decoder.h"

enum { RPC_HEADER = 16 };

/* C706 12.6.4, MS-RPCE 2.2.2.2; those a client or a server may send over a connection. */
enum rpc_type {
    RPC_REQUEST = 0,
    RPC_RESPONSE = 2,
    RPC_FAULT = 3,
    RPC_BIND = 11,
    RPC_BIND_ACK = 12,
    RPC_BIND_NAK = 13,
    RPC_ALTER = 14,
    RPC_ALTER_REPLY = 15,
    RPC_AUTH3 = 16,
    RPC_SHUTDOWN = 17,
    RPC_CANCEL = 18,
    RPC_ORPHANED = 19,
};

enum { RPC_FIRST_FRAGMENT = 0x01, RPC_LAST_FRAGMENT = 0x02 };

struct rpc_pdu {
    uint8_t type, flags;
    bool big_endian;
    uint16_t length; /* of the whole PDU, header included */
    uint16_t auth;   /* of the authentication token at its end */
};

/* The data representation label (C706 14.1): integers, characters and floats in known formats. */
bool rpc_pdu_label(uint8_t first, uint8_t second, bool *big_endian);

/* 16-bit number in the sender's order. */
uint16_t rpc_pdu_u16(struct bytes *b, bool big_endian);

/*
 * Takes the header off the window. PROBE_MORE: there is not enough of it, but what is there fits. PROBE_NO:
 * not a header. Else whose it is.
 */
enum probe rpc_pdu_read(struct rpc_pdu *p, struct bytes *b);

#endif
