/* Two sets of findings, held against each other by fingerprint. Knows nothing of databases. */
#ifndef REPORT_DIFF_JOIN_H
#define REPORT_DIFF_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/severity.h"
#include "report/diff.h"

enum { DIFF_JOIN_FINGERPRINT = 16 };

/* What is kept of a finding. */
struct diff_join_print {
    uint8_t fingerprint[DIFF_JOIN_FINGERPRINT];
    int64_t finding;
    uint64_t occurrences;
    uint16_t rule;    /* a number of the caller's; smaller ones come first */
    uint8_t severity; /* enum severity */
    bool waived;
    bool seen; /* the other audit saw the client's network speak to the server */
};

struct diff_join_prints {
    struct diff_join_print *at;
    size_t count, room;
    uint64_t flows; /* of the run */
};

enum diff_join_status {
    DIFF_JOIN_NEW,
    DIFF_JOIN_REGRESSED,
    DIFF_JOIN_FIXED,
    DIFF_JOIN_UNCHANGED,
    DIFF_JOIN_STATUSES
};

/* A finding of either side, or of both. */
struct diff_join_pair {
    int64_t finding[DIFF_SIDES]; /* 0: not there */
    uint16_t rule;
    uint8_t status;   /* enum diff_join_status */
    uint8_t severity; /* the new one, of a fixed finding the old one */
    bool waived[DIFF_SIDES];
    bool seen;
};

struct diff_join_counts {
    uint64_t status[DIFF_JOIN_STATUSES];
    uint64_t worse[SEVERITIES];            /* new or regressed ones, not waived */
    uint64_t worse_new, worse_regressed;   /* the same by status */
    uint64_t waived_worse;                 /* new or regressed ones that are waived */
    uint64_t fixed_seen;                   /* fixed ones where such traffic could have been seen */
    uint64_t now_waived, no_longer_waived; /* of those in both */
};

struct diff_join {
    struct diff_join_pair *pairs; /* by status, gravest first, then by rule */
    size_t count, begins[DIFF_JOIN_STATUSES + 1];
    struct diff_join_counts counts;
};

const char *diff_join_status_name(enum diff_join_status status); /* "new" */

/* Adds one; false without memory. */
bool diff_join_add(struct diff_join_prints *prints, const struct diff_join_print *print);

/*
 * A finding in both is regressed when its severity rose, or its occurrences per flow of the run at least
 * doubled. Sorts both sets. false without memory.
 */
bool diff_join(struct diff_join *out, struct diff_join_prints sides[DIFF_SIDES]);
void diff_join_free(struct diff_join *j);

#endif
