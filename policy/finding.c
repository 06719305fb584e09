#include "policy/finding.h"

#include "policy/evidence_list.h"

bool finding_evidence(const struct audited *a, size_t *cursor, struct evidence *out)
{
    return evidence_list_next(a->evidence, cursor, out);
}
