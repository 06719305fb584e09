/* The gravest findings of chosen rules, found in one pass over all findings. */
#ifndef REPORT_WORST_H
#define REPORT_WORST_H

#include <stddef.h>
#include <stdint.h>

#include "report/broken.h"
#include "report/query.h"

struct worst_finding {
    int64_t finding, rank, occurrences;
};

/* Of one rule: gravest first, then the most frequent, then the oldest; not the waived. */
struct worst_list {
    char rule[BROKEN_WORD];
    size_t most, count; /* most: chosen by the caller; count starts at 0 */
    struct worst_finding *at;
};

/*
 * Fills lists of different rules, count of them, sorting them by rule. What it allocates worst_free() frees.
 * Lists stay shorter, the query failed, for want of memory.
 */
void worst_read(struct query *q, struct worst_list *lists, size_t count);
void worst_free(struct worst_list *lists, size_t count);

/* The list of a rule in lists that worst_read() has sorted, or NULL. */
const struct worst_list *worst_of(const struct worst_list *lists, size_t count, const char *rule);

#endif
