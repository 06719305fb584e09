/* TDS packets (MS-TDS 2.2.3.1) and whose the bytes are that begin with one. */
#ifndef DECODE_SQL_PACKET_H
#define DECODE_SQL_PACKET_H

#include "decode/decoder.h"

enum { SQL_HEADER = 8 };

/* MS-TDS 2.2.3.1.1; SQL_NORMAL: Sybase TDS 5.0 specification, "Packet header" */
enum sql_type {
    SQL_BATCH = 0x01,
    SQL_OLD_LOGIN = 0x02,
    SQL_RPC = 0x03,
    SQL_RESPONSE = 0x04,
    SQL_ATTENTION = 0x06,
    SQL_BULK = 0x07,
    SQL_FEDERATED = 0x08,
    SQL_TRANSACTION = 0x0e,
    SQL_NORMAL = 0x0f,
    SQL_LOGIN7 = 0x10,
    SQL_SSPI = 0x11,
    SQL_PRELOGIN = 0x12,
};

/* MS-TDS 2.2.3.1.2: the packet ends its message */
enum { SQL_STATUS_LAST = 0x01 };

/* MS-TDS 2.2.7: tokens of a response that are used by name */
enum sql_token { SQL_TOKEN_INFO = 0xab, SQL_TOKEN_LOGINACK = 0xad, SQL_TOKEN_ENVCHANGE = 0xe3 };

struct sql_packet {
    uint8_t type, status;
    uint16_t length; /* header included */
    uint16_t spid;
    uint8_t id; /* counts the packets of a message, modulo 256 */
};

/* Takes the header off the window. PROBE_NO: not a header. PROBE_MORE: could be one. PROBE_EITHER: it is. */
enum probe sql_packet_read(struct sql_packet *p, struct bytes *b);

/*
 * Whose is the stream that begins with these bytes? As struct decoder's probe. In the middle a packet that
 * continues a message, whose payload tells nothing, counts when the next header fits to it.
 */
enum probe sql_packet_probe(struct bytes b, bool start);

/* A TLS record's type and version stand here (RFC 8446 5.1), as in packets that carry the TLS handshake. */
bool sql_packet_is_tls(const struct bytes *b);

#endif
