/*
 * Protocol towers (C706 appendix L, MS-RPCE 2.2.1.2): how an endpoint mapper names an endpoint. A tower looks
 * the same in NDR of any byte order, in NDR64, and in answers to ept_map and ept_lookup, so towers are found
 * by their first floor, wherever the marshalling put them.
 */
#ifndef DECODE_RPC_TOWER_H
#define DECODE_RPC_TOWER_H

#include "decode/decoder.h"
#include "decode/uuid.h"

/* The longest tower that is read. */
enum { RPC_TOWER_MOST = 160 };

/*
 * Sends an EVIDENCE_RPC_ENDPOINT for each tower that ends in a TCP, UDP or HTTP port. Returns how many bytes
 * at the end of stub may be the beginning of a tower, less than RPC_TOWER_MOST: they belong in front of what
 * comes next. last: nothing comes, so 0.
 */
size_t rpc_tower_scan(struct evidence_sink *sink, struct bytes stub, bool last);

#endif
