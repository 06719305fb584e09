/* From a whole flow to its finding: transactions, candidate roles, states of a connection (policy.md 3, 7).
 */
#ifndef POLICY_VERDICT_H
#define POLICY_VERDICT_H

#include "policy/engine.h"
#include "policy/finding.h"
#include "policy/ports.h"
#include "policy/proof.h"
#include "policy/site.h"

struct verdict_maker {
    const struct site *site; /* not NULL */
    const struct ports *ports;
    const struct proof_catalogue *catalogue;
    struct engine *engine;
    struct party_cache *parties;
    struct verdict_seek *seek; /* NULL but within verdict_question */
};

/* A flow that ended, and what became known of it that no field of its record says. */
struct verdict_flow {
    struct audited a;
    bool overflow;               /* evidence is missing from the list */
    bool lost;                   /* bytes were missing before the class or the first evidence was known */
    bool mismatch;               /* the server spoke another protocol than the client */
    enum fact_fallback fallback; /* of SMB: what became of HTTP(S) before */
    enum fact_order order;
    bool learned;     /* its port was handed out by the server's endpoint mapper */
    bool unannounced; /* RPC on a port that nobody was seen to hand out */
};

struct question;

/* A question that was begun, toward one of its candidates: over all sites the client may be assigned to. */
struct judgement verdict_candidate(struct engine *e, const struct question *q, int role);

/* Fills everything but client_net. */
void verdict_make(const struct verdict_maker *m, const struct verdict_flow *flow, struct finding *out);
/* The same without a site file: NOT_COVERED. */
void verdict_unjudged(const struct verdict_flow *flow, struct finding *out);
/*
 * Asks again, for an account: the question whose answer made a finding of this flow, and the role it is about
 * (enum role or FACTS_NO_ROLE). False when there is none, as for a flow that is judged by its losses.
 */
bool verdict_question(const struct verdict_maker *m, const struct verdict_flow *flow, const struct finding *f,
                      struct question *question, int *role);

#endif
