/* Is a database whole? Its pages, its references, its sums, its evidence. Changes nothing. */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include <stdint.h>

#include "base/err.h"
#include "store/store.h"
#include "store/upkeep.h"

struct verify_result {
    unsigned problems; /* each was told */
    int64_t version, runs, findings;
    unsigned unchecked; /* evidence files that are not where they were */
};

/* -1, err and *why when it cannot be looked at, or is not ours; damage that SQLite finds is a problem. A run
 * that a living writer has at hand is none. */
int verify(const char *path, const struct upkeep_listener *listener, struct verify_result *out,
           enum store_failure *why, struct err *err);

#endif
