/*
 * Which waiver a finding meets, out of a site file's. A waiver meets it when the rule is the finding's own
 * (not one that was broken besides) and both addresses are among those that it names. It is valid to the end
 * of its day of expiry, UTC.
 */
#ifndef POLICY_WAIVERS_H
#define POLICY_WAIVERS_H

#include "policy/finding.h"
#include "policy/site.h"

struct waivers;

/* site is borrowed; began_us: when the run began. NULL without memory. */
struct waivers *waivers_open(const struct site *site, int64_t began_us);
void waivers_close(struct waivers *w);

/* In the order of their files; texts are the site's. */
const struct finding_waiver *waivers_all(const struct waivers *w, size_t *count);

/*
 * The first valid one that a finding meets, else the first expired one, as an index into waivers_all(); -1:
 * none. A few binary searches, so that ten thousand waivers of single hosts cost what ten do; those of
 * networks are walked, by rule.
 */
int waivers_find(const struct waivers *w, const char *rule, const struct addr *client,
                 const struct addr *server);

#endif
