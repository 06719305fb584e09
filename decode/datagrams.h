/* The UDP and ICMP side of the stage: asks the datagram decoders. Internal to decode/. */
#ifndef DECODE_DATAGRAMS_H
#define DECODE_DATAGRAMS_H

#include "decode/talk.h"

/* Datagrams of a flow that are looked at: until it is known, for traces while it is not, and for evidence
 * once it is. */
enum { DATAGRAMS_TRIES_MOST = 8, DATAGRAMS_TRACES_MOST = 64, DATAGRAMS_READ_MOST = 64 };

void datagrams_take(struct decode *d, struct flow *f, struct talk *t, unsigned side, struct bytes payload);
/* Datagrams of a single byte that are a whole message count now, when the flow held nothing else. */
void datagrams_finish(struct decode *d, struct flow *f, struct talk *t);

#endif
