/*
 * How a server's packet begins: with a token (MS-TDS 2.2.7; TDS 4.2 and 5.0: Sybase TDS 5.0 specification,
 * "Token data stream") or, when it answers a PRELOGIN, with a table of options.
 */
#ifndef DECODE_SQL_RESPONSE_H
#define DECODE_SQL_RESPONSE_H

#include "decode/sql_packet.h"

/* b: the packet's payload, as far as it is there; never empty. PROBE_SERVER when it is a response. */
enum probe sql_response_probe(const struct sql_packet *p, struct bytes b);

/* Does b hold a COLMETADATA behind its token's byte? `whose` when it does; bulk data is the client's. */
enum probe sql_response_columns(struct bytes b, enum probe whose);

#endif
