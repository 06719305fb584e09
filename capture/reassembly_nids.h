/*
 * The lower half of capture/reassembly.c: the synthetic datagrams that libnids is given, and what it gives
 * back. One instance per process.
 */
#ifndef CAPTURE_REASSEMBLY_NIDS_H
#define CAPTURE_REASSEMBLY_NIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "capture/reassembly.h"

/*
 * Starts libnids where it is not yet. ordered: b came in order, and ends `upto` bytes behind the stream's
 * base; called from within reassembly_nids_send. -1 and err when libnids or memory fail.
 */
int reassembly_nids_start(void (*ordered)(struct reassembly_stream *s, uint64_t upto, struct bytes b),
                          struct err *err);

/* A connection for s, in s->nids; that stays NULL when libnids refuses, and becomes so when it forgets. */
void reassembly_nids_engage(struct reassembly_stream *s);
void reassembly_nids_forget(struct reassembly_stream *s);

/* Room for REASSEMBLY_PIECE bytes of payload, to be filled before each send. */
uint8_t *reassembly_nids_piece(void);
/* Sends the piece, whose first byte is `ahead` bytes behind the stream's base. */
void reassembly_nids_send(const struct reassembly_stream *s, uint64_t ahead, size_t length);

/* Memory that libnids holds for s. */
size_t reassembly_nids_bytes(const struct reassembly_stream *s);
/* Does REASSEMBLY_WAIT or more of it wait? libnids has not forgotten s. */
bool reassembly_nids_is_full(const struct reassembly_stream *s);
/* What libnids reported since the process began. */
uint64_t reassembly_nids_warnings(void);

#endif
