#include "report/judgement.h"

#include <string.h>

static void count_verdicts(struct query *q, struct judgement *j)
{
    struct query_rows *r = query_rows(q, QUERY_VERDICTS, NULL);
    while (query_next(r)) {
        j->compliant += query_number(r, 2);
        j->violation += query_number(r, 3);
        j->not_covered += query_number(r, 4);
        j->undetermined += query_number(r, 5);
        j->flows += query_number(r, 6);
    }
    query_end(r);
}

static void count_losses(struct query *q, struct judgement *j)
{
    struct query_rows *r = query_rows(q, QUERY_NOT_AUDITED, NULL);
    while (query_next(r))
        j->not_audited += query_number(r, 1);
    query_end(r);
    r = query_rows(q, QUERY_RUNS, NULL);
    while (query_next(r))
        j->incomplete += strcmp(query_text(r, 4, NULL), "complete") != 0;
    query_end(r);
}

static enum judgement_kind kind_of(const struct judgement *j, const struct report_options *o)
{
    if (j->found.findings > 0)
        return JUDGEMENT_VIOLATIONS;
    if (o->severity > SEVERITY_INFO || o->since_us != INT64_MIN || o->until_us != INT64_MAX)
        return JUDGEMENT_NARROWED;
    if (j->undetermined > 0 || !judgement_all_audited(j))
        return JUDGEMENT_NOT_PROVEN;
    if (j->compliant + j->violation > 0)
        return j->found.waived > 0 ? JUDGEMENT_WAIVED : JUDGEMENT_COMPLIANT;
    return j->flows == 0 ? JUDGEMENT_NOTHING_SEEN : JUDGEMENT_NOTHING_JUDGED;
}

void judgement_make(struct query *q, const struct broken_sums *found, struct judgement *j)
{
    *j = (struct judgement){.found = *found};
    count_verdicts(q, j);
    count_losses(q, j);
    struct query_rows *r = query_rows(q, QUERY_FILTERS, NULL);
    while (query_next(r))
        j->filtered++;
    query_end(r);
    j->kind = kind_of(j, query_options(q));
}

bool judgement_all_audited(const struct judgement *j)
{
    return j->not_audited == 0 && j->incomplete == 0;
}
