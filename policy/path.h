/* The one form of an HTTP path in which it is compared (policy.md 2.2). */
#ifndef POLICY_PATH_H
#define POLICY_PATH_H

#include <stddef.h>

enum { PATH_MOST = 1024 };

/*
 * Percent-decodes once, folds ASCII case, takes a backslash for a slash, collapses slashes, resolves dot
 * segments, cuts at the query and takes a whole URI's path. Returns the length; out is not terminated. A
 * longer path is cut.
 */
size_t path_normalise(const char *path, size_t length, char out[PATH_MOST]);

#endif
