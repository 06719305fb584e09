/*
 * The stages wired together: frames in, verdicts to the database and to the JSON file. The only place where
 * one stage's output becomes the next one's input.
 */
#ifndef CLI_PIPELINE_H
#define CLI_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "capture/source.h"
#include "policy/audit.h"
#include "policy/site.h"
#include "policy/survey.h"
#include "policy/waivers.h"
#include "store/store.h"

struct pipeline;

struct pipeline_options {
    const struct site *site;       /* or NULL */
    size_t memory_bytes;           /* for all stages together */
    bool verify_checksums;         /* as in struct link_options */
    const struct waivers *waivers; /* or NULL */
    struct store *store;           /* or NULL */
    FILE *json;                    /* or NULL */
    struct survey *survey;         /* or NULL: takes every flow, for a site file to be drafted */
    bool keep_duplicates;          /* capture/duplicates.h is not asked */
};

/* The share of this memory that link_open gets. */
size_t pipeline_fragments(size_t memory_bytes);

/* Everything in the options is borrowed for the pipeline's life. */
struct pipeline *pipeline_open(const struct pipeline_options *options, struct err *err);
void pipeline_close(struct pipeline *p);

/* A new source of frames begins; name: what `file` of its records says (copied). -1 and err without memory.
 */
int pipeline_source(struct pipeline *p, const char *name, int link_type, struct err *err);
/* One frame of the current source. */
void pipeline_frame(struct pipeline *p, const struct source_frame *frame);
/* Ends all flows. */
void pipeline_end(struct pipeline *p);

/* Has the database or the JSON file failed? Then err says how. */
bool pipeline_failed(const struct pipeline *p, struct err *err);

/* For the progress line. */
void pipeline_so_far(const struct pipeline *p, uint64_t *packets, uint64_t *flows, uint64_t *violations);

/* What a run owes its reader. Valid after pipeline_end. */
enum { PIPELINE_COVERAGE = 24, PIPELINE_SKIPPED = 96 };
struct pipeline_totals {
    uint64_t packets, bytes, flows, lost_bytes;
    uint64_t verdicts[VERDICTS];
    uint64_t waived;      /* violations that a valid waiver meets */
    const uint64_t *uses; /* flows by waiver, expired ones' too; lives with the pipeline; or NULL */
    uint64_t truncated, unreadable;
    uint64_t duplicates; /* frames; among skipped and coverage, and no loss */
    /* Frames that are in no flow record, by reason; names live with the pipeline. */
    struct store_coverage skipped[PIPELINE_SKIPPED];
    struct store_coverage coverage[PIPELINE_COVERAGE]; /* what could not be audited; counts may be 0 */
    size_t skipped_count, coverage_count;
};
void pipeline_totals(const struct pipeline *p, struct pipeline_totals *out);

#endif
