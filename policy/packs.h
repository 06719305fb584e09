/*
 * The policy packs there are. To add one: its tables in files of its own, and one entry in packs.c.
 */
#ifndef POLICY_PACKS_H
#define POLICY_PACKS_H

#include "policy/rule.h"

enum { PACKS_MOST = 8 };

/* Ends with NULL; the first is the one of a site file that names none. */
extern const struct rule_pack *const packs[PACKS_MOST];

/* The pack of this name in a list as above, or NULL. */
const struct rule_pack *packs_find(const struct rule_pack *const *list, const char *name);

#endif
