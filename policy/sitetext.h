/* A whole file as text, bounded. */
#ifndef POLICY_SITETEXT_H
#define POLICY_SITETEXT_H

#include <stddef.h>

#include "base/err.h"

enum { SITETEXT_MOST = 64 * 1024 * 1024 }; /* bytes of a site file, or of a file it names */

/* The text with a final NUL, n its length; the caller frees it. NULL, err filled, when it cannot be read. */
char *sitetext_read(const char *path, size_t *n, struct err *err);
/* The same of a regular file only: what a file names must not be a pipe or a device. */
char *sitetext_read_regular(const char *path, size_t *n, struct err *err);

#endif
