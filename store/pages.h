/*
 * Are a database's pages whole? Damage that SQLite does not meet on its way, because it lies in pages that no
 * statement reads or makes rows vanish, and trees of pages without end.
 */
#ifndef STORE_PAGES_H
#define STORE_PAGES_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/err.h"

enum {
    PAGES_WHOLE_BYTES = 16 << 20, /* up to here indices are compared with their tables, too */
    PAGES_BYTES = 64 << 20        /* up to here all pages are checked; larger ones by `db verify` alone */
};

/* *small: whether it was small enough to be checked. -1 and err when it is damaged or cannot be read. */
int pages_check(sqlite3 *db, const char *path, bool *small, struct err *err);

#endif
