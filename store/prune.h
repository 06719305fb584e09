/* Takes whole runs out of a database and gives the room back. */
#ifndef STORE_PRUNE_H
#define STORE_PRUNE_H

#include <stdint.h>

#include "base/err.h"
#include "store/upkeep.h"

struct prune_choice {
    int64_t before_us; /* runs that ended before; of interrupted ones their begin counts. INT64_MIN: none */
    int64_t keep;      /* all but so many that began last; -1: not by number */
};

struct prune_result {
    int64_t runs, left;
    int64_t before_bytes, after_bytes; /* of the file */
    bool not_shrunk; /* the runs are gone, but the room could not be given back: err of prune() says why */
};

/*
 * All or nothing. Evidence files that no run names any more are told, and stay. -1, err and *why; err also
 * with not_shrunk.
 */
int prune(const char *path, const struct prune_choice *choice, const struct upkeep_listener *listener,
          struct prune_result *out, enum store_failure *why, struct err *err);

#endif
