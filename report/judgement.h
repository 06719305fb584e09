/* What a report's runs come to, before anything is said of it. */
#ifndef REPORT_JUDGEMENT_H
#define REPORT_JUDGEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/broken.h"
#include "report/query.h"

enum judgement_kind {
    JUDGEMENT_VIOLATIONS,    /* findings that are not waived */
    JUDGEMENT_NARROWED,      /* none that the options leave; verdicts are counted without these options */
    JUDGEMENT_NOT_PROVEN,    /* none, but something could not be judged or was not audited */
    JUDGEMENT_COMPLIANT,     /* none, and all was judged that the policy speaks of */
    JUDGEMENT_WAIVED,        /* the same, but for findings that are waived */
    JUDGEMENT_NOTHING_SEEN,  /* no flow */
    JUDGEMENT_NOTHING_JUDGED /* the policy speaks of no flow */
};

struct judgement {
    enum judgement_kind kind;
    struct broken_sums found;
    int64_t flows, compliant, violation, not_covered, undetermined;
    int64_t not_audited; /* sum of what v_coverage counts */
    int64_t incomplete;  /* runs */
    int64_t filtered;    /* runs that read only what matched a filter: the rest is not known here */
};

/* found: of all findings, broken_all(). */
void judgement_make(struct query *q, const struct broken_sums *found, struct judgement *j);

/* Nothing was lost, skipped or cut off. */
bool judgement_all_audited(const struct judgement *j);

#endif
