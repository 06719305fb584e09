/*
 * What correlation notes look back on (policy.md 4.9 FSP-CORR and PORT-STRAND, 4.6.2 PORT-PUSH-06): the last
 * failure at a management point by client, clients that failed on a port by server, the last push by site
 * server and client. Bounded, in packet time. Notes are never a verdict, so what gives way only leaves one
 * out or one too many.
 */
#ifndef POLICY_HINTS_H
#define POLICY_HINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "policy/recall.h"

/* UNKNOWN: what would tell gave way. */
enum hints_mp { HINTS_MP_FINE, HINTS_MP_UNKNOWN, HINTS_MP_FAILED, HINTS_MP_CERTIFICATE };

/* Memory of one failure, one port, one client there, and one push. */
enum { HINTS_BYTES = RECALL_BYTES(16, 24) + RECALL_BYTES(18, 8) + RECALL_BYTES(34, 1) + RECALL_BYTES(32, 8) };

struct hints;

struct hints *hints_open(size_t most, int64_t window_us, unsigned strand_clients); /* NULL: out of memory */
void hints_close(struct hints *h);

/* An attempt, a handshake or a request of the client's failed at a management point; certificate: for a TLS
 * alert about one. */
void hints_mp_failed(struct hints *h, const struct addr *client, bool certificate, int64_t now_us);
/* What happened to it within the window before now. */
enum hints_mp hints_mp(const struct hints *h, const struct addr *client, int64_t now_us);

/* A client failed on a port that is switched off. True when that many did and none failed on the ports that
 * are on. */
bool hints_strand(struct hints *h, const struct addr *server, uint16_t port, const struct addr *client,
                  int64_t now_us);
/* A client failed on a port of the server's that is on. */
void hints_port_failed(struct hints *h, const struct addr *server, int64_t now_us);

/* A site server spoke SMB or RPC to a client. */
void hints_pushed(struct hints *h, const struct addr *server, const struct addr *client, int64_t now_us);
bool hints_pushed_since(const struct hints *h, const struct addr *server, const struct addr *client,
                        int64_t then_us);

#endif
