/* Which line of the site file would decide a flow that hangs on an unknown fact (policy.md 12, point 7). */
#ifndef POLICY_LACKING_H
#define POLICY_LACKING_H

#include "policy/facts.h"
#include "policy/finding.h"
#include "policy/party.h"
#include "policy/site.h"

/* role: enum role or FACTS_NO_ROLE, of the server. A fact that no key of a site file tells gives none. */
struct finding_missing lacking_of(const struct site *site, enum fact fact, const struct party *client,
                                  const struct party *server, int role);

#endif
