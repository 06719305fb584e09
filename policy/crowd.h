/*
 * Several hosts behind one address (policy.md 12, point 13): what they say of themselves differs. Only what
 * one host does not change within idle_gap counts: the subject of its client certificate, and the version of
 * Windows and of BITS in its User-Agent. Bounded, in packet time; what gives way is suspected of nothing.
 */
#ifndef POLICY_CROWD_H
#define POLICY_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "decode/observation.h"
#include "policy/recall.h"

enum { CROWD_BYTES = RECALL_BYTES(16, 64) }; /* memory of an address */

struct crowd;

struct crowd *crowd_open(size_t most, int64_t idle_gap_us); /* NULL: out of memory */
void crowd_close(struct crowd *c);

/* Does the item say anything of the kind? */
bool crowd_tells(const struct evidence *e);
/* An item of a flow that the address began. True when it is suspected from now on or was already. */
bool crowd_take(struct crowd *c, const struct addr *at, const struct evidence *e, int64_t now_us);
/* Did the address show more than one host within idle_gap before now? */
bool crowd_suspected(const struct crowd *c, const struct addr *at, int64_t now_us);

#endif
