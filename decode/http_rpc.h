/*
 * RPC over HTTP (MS-RPCH 2.1.2.1, 2.2.3.5): the body of RPC_IN_DATA and RPC_OUT_DATA requests is a stream of
 * connection-oriented PDUs, RTS PDUs (2.2.3.6) among them. Internal to the HTTP decoder.
 */
#ifndef DECODE_HTTP_RPC_H
#define DECODE_HTTP_RPC_H

#include <stdint.h>

#include "base/bytes.h"
#include "decode/decoder.h"

/* RTS: MS-RPCH 2.2.3.6.1. */
enum { HTTP_RPC_RTS = 20, HTTP_RPC_PDU_MOST = 4096 /* bytes of a bind that are read */ };

/*
 * Reads the PDU at the window's start, which is at stream offset `offset` of a body that ends at `end`.
 * Returns the offset of the next one, at most end; `offset` when more bytes are needed; end when it is no
 * PDU. Sends EVIDENCE_INSIDE, and EVIDENCE_RPC_INTERFACE for each context of a bind.
 */
uint64_t http_rpc_read(struct evidence_sink *sink, uint64_t offset, struct bytes window, uint64_t end);

#endif
