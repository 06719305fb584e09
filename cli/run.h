/* One replay run: captures in, results out, an exit status. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct survey;

struct run_arguments {
    const char *site;     /* the site file, or NULL */
    const char *database; /* path, ":memory:" or "none" */
    const char *json;     /* path, "-" or NULL */
    const char *waivers;  /* path or NULL */
    const char *filter;   /* BPF expression or NULL */
    const char *command;  /* the command line (cli/settings.h), or NULL */
    struct survey
        *survey; /* or NULL: takes every flow; then nothing is judged, and any capture read is fine */
    const char *evidence;    /* the folder for packets of findings (cli/exhibits.h), or NULL */
    uint64_t evidence_bytes; /* most of all its files */
    size_t memory_bytes;
    bool quiet, verbose, exit_zero, verify_checksums, keep_duplicates, no_payload, hash;
};

/* Says what goes wrong; returns the exit status. */
int run_replay(const struct run_arguments *a, char **names, int count);

#endif
