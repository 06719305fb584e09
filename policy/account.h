/*
 * Accounts of findings: what a verdict rests on, as `explain` shows it. Made only while the flow's finding is
 * handed on, from the question that decided it, asked again. A paragraph's key is the same whenever its text
 * is the same, and costs little: who keeps accounts makes each text once.
 */
#ifndef POLICY_ACCOUNT_H
#define POLICY_ACCOUNT_H

#include "base/siphash.h"
#include "policy/question.h"
#include "policy/verdict.h"

/* A finding's question; values, kept by the caller. */
struct account {
    const struct verdict_maker *maker;
    const struct rule_pack *pack;
    const struct verdict_flow *flow;
    const struct finding *finding;
    struct question question;
    struct facts facts;
    int role, assigned; /* enum role or FACTS_NO_ROLE; index of a site or -1 */
};

/* False when the finding has no question to tell of. Everything is borrowed. */
bool account_begin(struct account *a, const struct verdict_maker *maker, const struct rule_pack *pack,
                   const struct verdict_flow *flow, const struct finding *finding);
uint64_t account_key(const struct account *a, const struct siphash_key *key, enum finding_part part);
void account_write(const struct account *a, enum finding_part part, struct finding_paragraph *out);

/* The paragraphs' own files. */
void account_party(const struct account *a, const struct party *p, struct finding_paragraph *out);
void account_flow(const struct account *a, struct finding_paragraph *out);
void account_rules(const struct account *a, struct finding_paragraph *out);

#endif
