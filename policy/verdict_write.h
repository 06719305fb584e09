/* What was decided, put into a finding. */
#ifndef POLICY_VERDICT_WRITE_H
#define POLICY_VERDICT_WRITE_H

#include "policy/engine.h"
#include "policy/finding.h"
#include "policy/party.h"
#include "policy/verdict.h"

/* The primary rule or reason, and of a violation all ids. */
void verdict_write_rule(struct finding *out, const struct judgement *j);
/* Site and role of the server; role: enum role or FACTS_NO_ROLE. */
void verdict_write_server(struct finding *out, const struct site *site, const struct party *server, int role);
/* What is to be known of the flow itself, whatever the policy makes of it. */
void verdict_write_flow(struct finding *out, const struct verdict_flow *flow);

#endif
