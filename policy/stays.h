/*
 * The stays of clients that are managed on the intranet and the internet (policy.md 4.9, ORDER-01 and
 * STAY-01): one begins with the first flow from a new address or after idle_gap, and in it the client should
 * ask its intranet management point first. Bounded, in packet time. Where the beginning of a stay was not
 * seen, or what was known of it gave way, nothing is said.
 *
 * A new address on the other side of the border of the internet is a move. One on the same side may be a move
 * or a second network card, wired beside wireless: nothing is said of a client that had asked its management
 * point from the address before. When that address is used again, both belong to one stay, and what was seen
 * from either counts.
 */
#ifndef POLICY_STAYS_H
#define POLICY_STAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "policy/facts.h"
#include "policy/recall.h"

enum { STAYS_BYTES = RECALL_BYTES(16, 184) }; /* memory of a client */

struct stays;

struct stays *stays_open(size_t most, int64_t idle_gap_us); /* NULL: out of memory */
void stays_close(struct stays *s);

/* Frames are seen from here on: a stay whose first flow comes within idle_gap of it was under way. */
void stays_seen_from(struct stays *s, int64_t now_us);
/* A flow could not be followed, whoever's it was. */
void stays_missed(struct stays *s, int64_t now_us);

/*
 * A client's flow began at an address of its. whose: any one of its addresses, always the same; for clients
 * that share their facts in a range, the address itself. outside: the address lies in zone internet.
 */
void stays_flow(struct stays *s, const struct addr *whose, const struct addr *at, bool outside,
                int64_t now_us);
/* The flow ended; it was alive until then. */
void stays_flow_end(struct stays *s, const struct addr *whose, const struct addr *at, int64_t last_us);
/* Several clients seem to share the address: nothing is said of it any more. */
void stays_crowded(struct stays *s, const struct addr *whose);

/* What became of a flow to the intranet management point; one that began before the stay did not fail in it.
 */
void stays_tried(struct stays *s, const struct addr *whose, uint64_t flow, int64_t now_us);
void stays_answered(struct stays *s, const struct addr *whose, uint64_t flow);
void stays_failed(struct stays *s, const struct addr *whose, int64_t first_us);
void stays_worked(struct stays *s, const struct addr *whose);

enum fact_order stays_order(const struct stays *s, const struct addr *whose, int64_t now_us);

uint64_t stays_dropped(const struct stays *s); /* stays that gave way before their time */

#endif
