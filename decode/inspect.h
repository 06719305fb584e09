/*
 * The TCP side of the stage: finds out whose bytes a flow's are, then lets that decoder read them.
 * Internal to decode/; offsets and return values as in struct flow_events (capture/flow.h).
 *
 * The client's bytes decide. In a flow seen from its start a server's answer counts only as long as the
 * client's bytes are not decidedly nobody's, and waits for them. A flow picked up in the middle, or one with
 * a hole in its first bytes, is asked again at the start of the next windows, INSPECT_TRIES_MOST per side.
 *
 * When a decoder opens a tunnel (evidence_tunnel) all are asked again about what runs in it, once: the class
 * stays, EVIDENCE_INSIDE tells what it is, and only TLS is read for evidence there.
 */
#ifndef DECODE_INSPECT_H
#define DECODE_INSPECT_H

#include "decode/talk.h"

enum { INSPECT_TRIES_MOST = 64 };

void inspect_start(struct decode *d, struct talk *t);
uint64_t inspect_bytes(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                       struct bytes window);
uint64_t inspect_hole(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t after);
/* The flow ends: an answer that waited decides, what decoders held back is sent. */
void inspect_finish(struct decode *d, struct flow *f, struct talk *t);

#endif
