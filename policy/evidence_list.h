/*
 * A flow's evidence: its items in order of arrival, each packed into a record of a heap. Internal to policy/;
 * others walk it by finding_evidence.
 */
#ifndef POLICY_EVIDENCE_LIST_H
#define POLICY_EVIDENCE_LIST_H

#include <stdbool.h>

#include "base/heap.h"
#include "decode/observation.h"

struct evidence_list;

/* Adds an item; *list may be NULL at first. False when the heap or the flow's bound is used up. */
bool evidence_list_add(struct heap *h, struct evidence_list **list, const struct evidence *item);
/* Gives a list back; NULL does nothing. */
void evidence_list_drop(struct heap *h, struct evidence_list *list);
/* As finding_evidence. */
bool evidence_list_next(const struct evidence_list *list, const void **cursor, struct evidence *out);

#endif
