/*
 * Ports that endpoint mappers and DCOM activations handed out, by server. Bounded; an entry lives on while it
 * is handed out again and ends some time of packets after that. The oldest gives way.
 */
#ifndef POLICY_LEARNED_H
#define POLICY_LEARNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "policy/recall.h"

enum { LEARNED_BYTES = RECALL_BYTES(18, 8) }; /* memory of a port */

struct learned;

struct learned *learned_open(size_t most, int64_t lifetime_us); /* NULL: out of memory */
void learned_close(struct learned *l);
void learned_put(struct learned *l, const struct addr *server, uint16_t port, int64_t now_us);
uint64_t learned_dropped(const struct learned *l); /* gave way before their time */
bool learned_has(const struct learned *l, const struct addr *server, uint16_t port, int64_t now_us);

#endif
