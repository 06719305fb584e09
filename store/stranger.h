/*
 * A database from anywhere, to be read: read-only, no trust in its schema, values of bounded length. Of any
 * version up to ours; it may be written by another process meanwhile.
 */
#ifndef STORE_STRANGER_H
#define STORE_STRANGER_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

enum { STRANGER_VALUE_MOST = 1 << 20 };

struct stranger {
    sqlite3 *db; /* gives up (SQLITE_INTERRUPT) after more work than a file of its size can ask for */
    int64_t version;
    int64_t steps; /* left */
};

/*
 * Opens it, one snapshot from the first read on. -1, err and *why when it is not there, not one of ours (its
 * tables and views must be those of its version), or cannot be read; stranger_close() is called for also
 * then. It stays where it is until then.
 */
int stranger_open(struct stranger *s, const char *path, enum store_failure *why, struct err *err);
void stranger_close(struct stranger *s);

/* For a connection that is open: what a stranger's schema could do is off. */
void stranger_distrust(sqlite3 *db);
/* Is what is open one of ours in earnest? -1, err and *why when it is not. */
int stranger_judge(sqlite3 *db, const char *path, int64_t *version, enum store_failure *why, struct err *err);

#endif
