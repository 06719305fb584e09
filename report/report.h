/* From the database's public views to a document. Reads a database as something hostile, read-only. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/severity.h"
#include "base/zone.h"

enum report_format { REPORT_TEXT, REPORT_CSV, REPORT_JSON, REPORT_HTML, REPORT_JUNIT };

struct report_options {
    enum report_format format;
    int64_t run;                /* 0: the last one; -1: all */
    int64_t since_us, until_us; /* by a finding's last and first sight; INT64_MIN, INT64_MAX: any */
    const char *site;           /* only this site, or NULL */
    enum severity severity;     /* this grave or graver; SEVERITY_INFO: all */
    struct zone zone;           /* in which times are shown; {0}: UTC */
};

/* What the exit status rests on, over the runs that were reported. */
struct report_outcome {
    uint64_t violations;   /* findings, not waived */
    uint64_t undetermined; /* undeterminable flows */
    uint64_t not_audited;  /* sum of v_coverage, and 1 for every run that is not complete */
};

enum report_failure { REPORT_FAILED, REPORT_NOT_OURS };

struct report;

/* Opens a database; its name and options are borrowed. NULL, err and *why when it is none of ours or cannot
 * be read. */
struct report *report_open(const char *database, const struct report_options *options,
                           enum report_failure *why, struct err *err);
void report_close(struct report *r);

/*
 * Writes the document to out. -1 and err when reading the database fails, which the document's last line then
 * says (JSON and XML are none any more with it), or when out cannot be written.
 */
int report_write(struct report *r, FILE *out, struct report_outcome *outcome, struct err *err);

/* Called while the document is made, with the rows of the database that were read so far; see query_pulse().
 */
void report_pulse(struct report *r, void (*pulse)(void *context, uint64_t rows), void *context);

#endif
