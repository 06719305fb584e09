#include "report/worst.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* As QUERY_EACH has them. */
enum { RULE, RANK = 2, OCCURRENCES = 5, WAIVED = 8, FINDING };

static int by_rule(const void *a, const void *b)
{
    return strcmp(((const struct worst_list *)a)->rule, ((const struct worst_list *)b)->rule);
}

const struct worst_list *worst_of(const struct worst_list *lists, size_t count, const char *rule)
{
    struct worst_list key = {.most = 0};
    memcpy(key.rule, rule, strnlen(rule, sizeof key.rule - 1));
    return bsearch(&key, lists, count, sizeof *lists, by_rule);
}

static bool is_before(const struct worst_finding *a, const struct worst_finding *b)
{
    if (a->rank != b->rank)
        return a->rank > b->rank;
    if (a->occurrences != b->occurrences)
        return a->occurrences > b->occurrences;
    return a->finding < b->finding;
}

static void insert(struct worst_list *l, const struct worst_finding *f)
{
    size_t low = 0, high = l->count;
    if (l->count == l->most && (l->most == 0 || !is_before(f, &l->at[l->count - 1])))
        return;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(f, &l->at[middle]))
            high = middle;
        else
            low = middle + 1;
    }
    size_t moved = (l->count < l->most ? l->count : l->most - 1) - low;
    memmove(&l->at[low + 1], &l->at[low], moved * sizeof *f);
    l->at[low] = *f;
    l->count += l->count < l->most;
}

static bool allocate(struct query *q, struct worst_list *lists, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lists[i].at = calloc(lists[i].most + 1, sizeof *lists[i].at);
        if (lists[i].at == NULL) {
            query_lacks_memory(q);
            return false;
        }
    }
    return true;
}

void worst_read(struct query *q, struct worst_list *lists, size_t count)
{
    if (!allocate(q, lists, count))
        return;
    qsort(lists, count, sizeof *lists, by_rule);
    struct query_rows *r = query_rows(q, QUERY_EACH, NULL);
    while (query_next(r)) {
        const struct worst_list *found = worst_of(lists, count, query_text(r, RULE, NULL));
        if (found == NULL || query_number(r, WAIVED) != 0)
            continue;
        insert(&lists[found - lists],
               &(const struct worst_finding){query_number(r, FINDING), query_number(r, RANK),
                                             query_number(r, OCCURRENCES)});
    }
    query_end(r);
}

void worst_free(struct worst_list *lists, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(lists[i].at);
}
