/* What one flow says of its two ends: the half of policy/survey.h that reads evidence. */
#ifndef POLICY_SURVEY_READER_H
#define POLICY_SURVEY_READER_H

#include <stdbool.h>

#include "policy/crowd.h"
#include "policy/finding.h"
#include "policy/proof.h"
#include "policy/survey.h"

struct survey_reader {
    const struct proof_catalogue *catalogue;
    struct survey_table *parts[SURVEY_PARTS];
    struct crowd *crowd;
};

/* True when the flow showed anything of ConfigMgr. */
bool survey_reader_flow(const struct survey_reader *r, const struct audited *a);

#endif
