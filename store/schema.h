/* What makes a SQLite database one of ours: its id, its version, its tables and views (schema.sql). */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <sqlite3.h>

#include "base/err.h"

/* "WAud"; as in schema.sql. At offsets 68 and 60 of the file (SQLite file format 1.3). */
enum { SCHEMA_APPLICATION_ID = 0x57417564, SCHEMA_VERSION = 3 };

/* The text of schema.sql. */
extern const char schema_sql[];

enum schema_kind {
    SCHEMA_EMPTY,  /* nothing in it, not even an id */
    SCHEMA_OURS,   /* this version or an older one */
    SCHEMA_NEWER,  /* made by a later wireaudit */
    SCHEMA_OTHER,  /* another program's */
    SCHEMA_BROKEN, /* cannot be read: err says why */
};

/* Looks at an open database; writes nothing. */
enum schema_kind schema_look(sqlite3 *db, struct err *err);

/*
 * Makes an empty database one of ours, or brings an older one of ours up to date; all or nothing. -1 and err.
 */
int schema_prepare(sqlite3 *db, struct err *err);

/*
 * For databases from strangers: are the views word for word those of its version, do they stand on real
 * tables, and is there no generated column, virtual table, index of expressions or part of a table? What is
 * of a stranger's making could run for ever. 1 or 0; -1 and err.
 */
int schema_genuine(sqlite3 *db, struct err *err);

#endif
