/* From a whole flow to its finding: transactions, candidate roles, states of a connection (policy.md 3, 7).
 */
#ifndef POLICY_VERDICT_H
#define POLICY_VERDICT_H

#include "policy/engine.h"
#include "policy/open_flows.h"
#include "policy/ports.h"
#include "policy/proof.h"
#include "policy/site.h"

struct verdict_maker {
    const struct site *site; /* not NULL */
    const struct ports *ports;
    const struct proof_catalogue *catalogue;
    struct engine *engine;
    struct party_cache *parties;
};

/* Fills everything but client_net. */
void verdict_make(const struct verdict_maker *m, const struct open_flow *flow, struct finding *out);

/* The class an attempt to this system's port stands for. */
enum app_class verdict_class_by_port(const struct verdict_maker *m, const struct site_system *to,
                                     uint16_t port, uint8_t transport);

#endif
