/* The test cases of an audit: one for each site and rule that decided any flow there. */
#ifndef REPORT_JUNIT_CASES_H
#define REPORT_JUNIT_CASES_H

#include "report/broken.h"

struct junit_case {
    const char *site, *rule;                     /* site: "" for none */
    uint64_t compliant, violating, undetermined; /* flows by verdict, whatever the options narrow */
    const struct broken_rule *broken;            /* its findings, or NULL */
};

enum junit_result {
    JUNIT_PASSED,
    JUNIT_FAILED,  /* there are findings */
    JUNIT_ERROR,   /* flows that could not be judged */
    JUNIT_SKIPPED, /* all its findings are waived, or left out by the options */
    JUNIT_RESULTS
};

struct junit_cases;

/* NULL when the query failed, also for want of memory. */
struct junit_cases *junit_cases_read(struct query *q);
void junit_cases_free(struct junit_cases *c);

/* By site, then by rule. */
size_t junit_cases_count(const struct junit_cases *c);
const struct junit_case *junit_cases_at(const struct junit_cases *c, size_t i);
enum junit_result junit_cases_result(const struct junit_case *c);
/* Findings and groups of flows that have no case, since there were too many rules. */
uint64_t junit_cases_left_out(const struct junit_cases *c);

#endif
