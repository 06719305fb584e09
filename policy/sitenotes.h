/*
 * Which facts a sound site file does not have (absent with a default, or written `unknown`) and what they
 * would decide: one note for each system, site or option, one for each fact of all clients.
 */
#ifndef POLICY_SITENOTES_H
#define POLICY_SITENOTES_H

#include "policy/siteprobe.h"
#include "policy/siteread.h"

enum { SITENOTES_MOST = 20 }; /* notes on one fact; the others are counted in one more */

/* Writes the notes; the site's index is built. */
void sitenotes(struct siteread *r);
void sitenotes_clients(struct siteread *r, struct siteprobe *p);

/*
 * "OBJECT: KEY is absent, so no: HTTP to it is judged by that (DP-01)"; nothing when nothing hangs on it.
 * absent: NULL where it is written as unknown, else what is taken for it (", so no") or "".
 */
void sitenotes_tell(struct siteread *r, struct sitemsg_place place, const char *object, const char *key,
                    const char *absent, const char *direction, const struct siteprobe_sum *sum);

#endif
