/* A copy of a database, whole and verified, also while it is written. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

/*
 * Copies what is committed in path to a new file; a file that is there is kept, and refused. It is written
 * under a name of its own beside it, checked, put on the disk, and then renamed. A run that is being written
 * is in it as far as it got, and still `running`: a writer that opens the copy marks it interrupted. bytes:
 * of the copy. -1, err and *why; then there is no copy.
 */
int backup(const char *path, const char *to, uint64_t *bytes, enum store_failure *why, struct err *err);

#endif
