/*
 * A database of ours held for upkeep: as its only writer, its schema checked and brought up to date, runs of
 * dead writers marked. Foreign keys are on: rows go with what they belong to.
 */
#ifndef STORE_UPKEEP_H
#define STORE_UPKEEP_H

#include <sqlite3.h>

#include "base/err.h"
#include "store/store.h"

struct upkeep {
    sqlite3 *db;
    int claim; /* store/dbfile.h */
    const char *path;
};

/* What is done is told line by line. */
struct upkeep_listener {
    void *context;
    void (*say)(void *context, const char *text);
};
void upkeep_say(const struct upkeep_listener *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* path is borrowed. -1, err and *why: not there, not ours, held by another writer, not to be written. */
int upkeep_open(struct upkeep *u, const char *path, enum store_failure *why, struct err *err);
/* What is not committed is rolled back. */
void upkeep_close(struct upkeep *u);

#endif
