/* The JSON records of contract.md 3, one object per line. */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include <stdint.h>
#include <stdio.h>

#include "policy/audit.h"
#include "store/store.h"

struct record_run {
    int64_t started_us, ended_us;
    const char *source;
    const char *policy, *site_sha256; /* or NULL */
    uint64_t packets, bytes, flows;
    const uint64_t *verdicts; /* VERDICTS of them */
    uint64_t truncated, unreadable;
    const struct store_coverage *skipped;
    size_t skipped_count;
    uint64_t lost_bytes;
    const char *partial; /* the reason, or NULL: complete */
};

/* file: the base name of the capture the flow began in. Errors stay on the stream. */
void record_flow(FILE *out, const char *file, const struct audit *audit, const struct audited *a,
                 const struct finding *f);
void record_run(FILE *out, const struct record_run *run);

#endif
