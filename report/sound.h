/*
 * Is a stranger's database whole? Damage that SQLite does not meet on its way,
 * because it lies in pages that no query reads or makes rows vanish, would otherwise become a report of less
 * than there was.
 */
#ifndef REPORT_SOUND_H
#define REPORT_SOUND_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/err.h"

enum {
    SOUND_WHOLE_BYTES = 16 << 20, /* up to here indices are compared with their tables, too */
    SOUND_PAGES_BYTES = 64 << 20  /* up to here all pages are checked; larger ones by `db verify` alone */
};

/*
 * -1 and err when pages are damaged, or the runs first..last contradict themselves: verdicts and findings of
 * different numbers of flows, words and numbers that no run has. Nothing is said of databases beyond
 * SOUND_PAGES_BYTES.
 */
int sound_check(sqlite3 *db, const char *path, int64_t first, int64_t last, struct err *err);

#endif
