/*
 * Does a stranger's database make sense? Damage that makes rows vanish would otherwise become a report of
 * less than there was.
 */
#ifndef REPORT_SOUND_H
#define REPORT_SOUND_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/err.h"

/*
 * -1 and err when pages are damaged, or the runs first..last contradict themselves: verdicts and findings of
 * different numbers of flows, words and numbers that no run has. Nothing is said of databases beyond
 * PAGES_BYTES (store/pages.h).
 */
int sound_check(sqlite3 *db, const char *path, int64_t first, int64_t last, struct err *err);

#endif
