/* Takes the runs of another database into this one, each once, however often and over how many it came. */
#ifndef STORE_MERGE_H
#define STORE_MERGE_H

#include <stdint.h>

#include "base/err.h"
#include "store/upkeep.h"

struct merge_result {
    int64_t taken, known, running; /* runs: new here, here already, not ended and therefore left out */
    int64_t replaced;              /* of `taken`: were here as interrupted, and are complete there */
};

/*
 * All of `other`'s runs or none. Runs, findings, paragraphs and waivers get new numbers; texts and the paths
 * of evidence stay as they are. `other` is read as a stranger's, at any version, and not changed. A run is
 * known by where it was written first (table origin): the identity of that database, its number there, and
 * when it began. Databases before version 3 have no identity: the run's own words stand for one. -1, err and
 * *why.
 */
int merge(const char *path, const char *other, const struct upkeep_listener *listener,
          struct merge_result *out, enum store_failure *why, struct err *err);

#endif
