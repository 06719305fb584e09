/*
 * One flow, or one of its transactions, as the rules are asked about it: who speaks to whom, what was seen,
 * and from that the facts toward each candidate role (policy.md 3.1, points 1 to 5).
 */
#ifndef POLICY_QUESTION_H
#define POLICY_QUESTION_H

#include "base/proto.h"
#include "decode/observation.h"
#include "policy/facts.h"
#include "policy/party.h"
#include "policy/ports.h"
#include "policy/proof.h"
#include "policy/site.h"

enum { QUESTION_CANDIDATES = ROLE_COUNT + 1, QUESTION_SITES = 4 };

struct question {
    const struct site *site;
    const struct ports *ports;
    const struct proof_catalogue *catalogue;
    struct party from, to;
    uint8_t transport;
    uint16_t port;
    enum app_class class_; /* an attempt's is its port's */
    struct proof proof;
    struct evidence_text name; /* SNI or Host; length 0: none was seen */
    bool http10, via10;        /* HTTP/1.0, or it came through a proxy that speaks it */
    uint32_t status;           /* of the answer; 0: not seen */
    enum fact_service trace;   /* what a flow without a class was seen to say; or SERVICE_NONE */
    bool reset;                /* the connection was reset while a request waited */
    enum fact_verb verb;
    bool tunnel; /* CONNECT: `to` and `port` are what the client wants to reach */
    bool attempt, no_payload;
    enum fact_fallback fallback;
    enum fact_order order;

    /* Filled by question_begin. */
    enum fact_pair pair;
    int assigned[QUESTION_SITES]; /* sites the client may be assigned to; several: it is not known */
    unsigned assigned_count;
    bool assumed;                       /* the assignment is not written but taken from boundary or target */
    int candidate[QUESTION_CANDIDATES]; /* enum role, or FACTS_NO_ROLE */
    unsigned candidate_count;
};

/* Pair class, assignment, candidates. */
void question_begin(struct question *q);

/* A host name as a client writes it: in any case, with or without a port or a dot at its end. */
bool question_name_is(const struct evidence_text *name, const char *right);

/* The facts toward a candidate, the client being assigned to a site (index, or -1). */
struct facts question_facts(const struct question *q, int role, int assigned);

#endif
