/*
 * What changed between two audits: findings that are new, fixed, unchanged or regressed, by their
 * fingerprints (contract.md 4). Both databases are read as something hostile, as reports read one.
 */
#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/zone.h"
#include "report/report.h"

enum diff_format { DIFF_TEXT, DIFF_HTML, DIFF_JSON };

enum { DIFF_OLD, DIFF_NEW, DIFF_SIDES };

struct diff_options {
    enum diff_format format;
    int64_t run[DIFF_SIDES]; /* 0: the last one */
    struct zone zone;
};

/* What the exit status rests on. */
struct diff_outcome {
    uint64_t worse; /* new or regressed findings, not waived */
    uint64_t
        unproven; /* undeterminable flows and what was not audited, of the new run; 1 when it judged none */
};

struct diff;

/* Opens both and compares; options and paths are borrowed. NULL, err and *why when that cannot be done. */
struct diff *diff_open(const char *const path[DIFF_SIDES], const struct diff_options *options,
                       enum report_failure *why, struct err *err);
void diff_close(struct diff *d);

/* Writes the document to out. -1 and err when reading a database fails or out cannot be written. */
int diff_write(struct diff *d, FILE *out, struct diff_outcome *outcome, struct err *err);

#endif
