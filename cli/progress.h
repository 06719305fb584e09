/* A line on standard error that tells how far a replay is; silent unless that is a terminal. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown;
    int64_t started_us, next_us;
    uint64_t done_before, total; /* bytes of the captures: already finished ones, all (0: unknown) */
};

void progress_start(struct progress *p, bool quiet, uint64_t total_bytes);
/* Cheap enough for every few thousand packets; draws four times a second. */
void progress_draw(struct progress *p, uint64_t done_bytes, uint64_t packets, uint64_t flows,
                   uint64_t violations);
/* Wipes the line, for a message or at the end. */
void progress_wipe(const struct progress *p);

/* For a report, silent for its first second and while the report itself goes to the terminal. */
void progress_start_report(struct progress *p, bool quiet, bool to_terminal);
/* As report_pulse() calls it; p is a struct progress. */
void progress_draw_report(void *p, uint64_t rows);

#endif
