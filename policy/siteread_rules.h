/* Rule ids in a site file. */
#ifndef POLICY_SITEREAD_RULES_H
#define POLICY_SITEREAD_RULES_H

#include "policy/siteread.h"

/* Tells an id that the pack does not know, with the nearest. */
void siteread_rules_check(struct siteread *r, const char *id, struct sitemsg_place place);

#endif
