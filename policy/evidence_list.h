/*
 * A flow's evidence, one item behind the other in one buffer, and the pool such buffers come from. Buffers
 * come in sizes of powers of two and are used again; nothing is returned to the system before the pool is
 * closed.
 */
#ifndef POLICY_EVIDENCE_LIST_H
#define POLICY_EVIDENCE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/observation.h"

struct evidence_list;
struct evidence_pool;

struct evidence_pool *evidence_list_pool(size_t memory_bytes); /* NULL: out of memory */
void evidence_list_free(struct evidence_pool *p);

/* Adds an item; *list may be NULL at first. False when the pool or the flow's bound is used up. */
bool evidence_list_add(struct evidence_pool *p, struct evidence_list **list, const struct evidence *item);
/* Gives a list back; NULL does nothing. */
void evidence_list_drop(struct evidence_pool *p, struct evidence_list *list);
/* As finding_evidence. */
bool evidence_list_next(const struct evidence_list *list, size_t *cursor, struct evidence *out);

#endif
