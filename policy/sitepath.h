/* URL paths as evidence is compared (policy.md 2.2): decoded once, lower case, without //, . and .. */
#ifndef POLICY_SITEPATH_H
#define POLICY_SITEPATH_H

/* Normalises in place, up to a '?'; the result is never longer. */
void sitepath_normalise(char *path);
void sitepath_lower(char *text);

#endif
