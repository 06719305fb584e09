/*
 * What a flow would be if the site file said what it leaves open. Internal to policy/expected*.c.
 */
#ifndef POLICY_EXPECTED_COMPLETION_H
#define POLICY_EXPECTED_COMPLETION_H

#include "policy/question.h"
#include "policy/verdict.h"

/* What the rules are asked about the flow. */
struct question expected_completion_question(const struct verdict_maker *m, const struct verdict_flow *flow);

/*
 * The rule that allows the flow, whose finding is UNDETERMINABLE, with one of the values that unknown facts
 * can have; *fact gets the site file's word for the one it hangs on. NULL when no value helps, or when it is
 * not for want of a fact.
 */
const char *expected_completion(const struct verdict_maker *m, const struct verdict_flow *flow,
                                const struct finding *finding, const char **fact);

#endif
