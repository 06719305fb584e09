/* A whole file as text, bounded. */
#ifndef POLICY_SITETEXT_H
#define POLICY_SITETEXT_H

#include <stddef.h>

#include "base/err.h"

enum { SITETEXT_MOST = 64 * 1024 * 1024 }; /* bytes of a site file, or of a file it names */

/* The text with a final NUL, n its length; the caller frees it. NULL, err filled, when it cannot be read. */
char *sitetext_read(const char *path, size_t *n, struct err *err);

#endif
