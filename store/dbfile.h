/*
 * A database as a file, before SQLite touches it: what is it, and may we write it?
 */
#ifndef STORE_DBFILE_H
#define STORE_DBFILE_H

#include <stddef.h>

#include "base/err.h"

enum dbfile_kind {
    DBFILE_ABSENT,
    DBFILE_EMPTY, /* a regular file of no bytes */
    DBFILE_OURS,
    DBFILE_NOT_OURS, /* no SQLite database, another program's, or a newer wireaudit's: err says which */
    DBFILE_FAILED,   /* not to be read, no regular file, cut off: err says why */
};

/* Reads the header of the file (SQLite file format 1.3); changes nothing. */
enum dbfile_kind dbfile_look(const char *path, struct err *err);

/*
 * Claims the file for writing until the descriptor is closed: opens it, creating it when it is absent, and
 * takes an advisory lock (flock) that dies with the process and does not hinder readers. Returns the
 * descriptor, to be closed only after SQLite has closed the file; -1 and err when it cannot be written or
 * another process holds it.
 */
int dbfile_claim(const char *path, struct err *err);

/*
 * The path in a form that SQLite takes for nothing but a file (not for a URI or ":memory:"). free() it; NULL
 * without memory.
 */
char *dbfile_name(const char *path);

#endif
