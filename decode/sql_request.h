/*
 * How the payloads of a client's packets begin behind the login: batches, procedure calls, transactions, bulk
 * data and tokens of authentication (MS-TDS 2.2.6), and what TDS 4.2 and 5.0 have in their place (Sybase TDS
 * 5.0 specification, "Packet header", "Token data stream").
 */
#ifndef DECODE_SQL_REQUEST_H
#define DECODE_SQL_REQUEST_H

#include "decode/sql_packet.h"

/* b: the packet's payload, as far as it is there; never empty. PROBE_CLIENT when it is that type's. */
enum probe sql_request_probe(const struct sql_packet *p, struct bytes b);

#endif
