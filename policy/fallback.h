/*
 * What became of HTTP(S) between a client and a distribution point (policy.md 4.9, FALLBACK): the last
 * failure, the last success, and a connection that nobody answered yet. Bounded, in packet time; the pair
 * that was quiet longest gives way, and then nobody says that there was no failure.
 */
#ifndef POLICY_FALLBACK_H
#define POLICY_FALLBACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "policy/facts.h"
#include "policy/recall.h"

/* A connection that got no answer for so long failed. */
#define FALLBACK_ANSWER_US INT64_C(3000000)

enum { FALLBACK_BYTES = RECALL_BYTES(32, 48) }; /* memory of a pair */

struct fallback;

struct fallback *fallback_open(size_t most, int64_t window_us); /* NULL: out of memory */
void fallback_close(struct fallback *f);

/* A connection began: unless it is answered, it counts as failed after a few seconds. */
void fallback_tried(struct fallback *f, const struct addr *client, const struct addr *server, uint64_t flow,
                    int64_t now_us);
void fallback_answered(struct fallback *f, const struct addr *client, const struct addr *server,
                       uint64_t flow);
void fallback_failed(struct fallback *f, const struct addr *client, const struct addr *server,
                     int64_t now_us);
void fallback_worked(struct fallback *f, const struct addr *client, const struct addr *server,
                     int64_t now_us);
/* A flow could not be followed, whoever's it was. */
void fallback_missed(struct fallback *f, int64_t now_us);

/* Did it fail within the window before now, with no success since? BLIND: what would tell gave way. */
enum fact_fallback fallback_after(const struct fallback *f, const struct addr *client,
                                  const struct addr *server, int64_t now_us);

uint64_t fallback_dropped(const struct fallback *f); /* pairs that gave way before their time */

#endif
