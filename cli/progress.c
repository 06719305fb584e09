#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/utc.h"

void progress_start(struct progress *p, bool quiet, uint64_t total_bytes)
{
    int64_t now = utc_now_us();
    *p = (struct progress){.shown = !quiet && isatty(STDERR_FILENO) == 1,
                           .started_us = now,
                           .next_us = now,
                           .total = total_bytes};
}

void progress_draw(struct progress *p, uint64_t done_bytes, uint64_t packets, uint64_t flows,
                   uint64_t violations)
{
    if (!p->shown)
        return;
    int64_t now = utc_now_us();
    if (now < p->next_us)
        return;
    p->next_us = now + 250000;
    uint64_t done = p->done_before + done_bytes;
    double seconds = (double)(now - p->started_us) / 1e6;
    char part[64] = "";
    if (p->total > 0 && done > 0) {
        double share = (double)done / (double)p->total;
        share = share > 1 ? 1 : share;
        (void)snprintf(part, sizeof part, "%3.0f %%, %.0f s left, ", share * 100, seconds / share - seconds);
    }
    (void)fprintf(stderr, "\r\033[K%s%.0f packets/s, %" PRIu64 " flows, %" PRIu64 " violations", part,
                  (double)packets / (seconds > 0.001 ? seconds : 0.001), flows, violations);
}

void progress_wipe(const struct progress *p)
{
    if (p->shown)
        (void)fprintf(stderr, "\r\033[K");
}

void progress_start_report(struct progress *p, bool quiet, bool to_terminal)
{
    int64_t now = utc_now_us();
    *p = (struct progress){.shown = !quiet && !to_terminal && isatty(STDERR_FILENO) == 1,
                           .started_us = now,
                           .next_us = now + 1000000};
}

void progress_draw_report(void *context, uint64_t rows)
{
    struct progress *p = context;
    int64_t now = utc_now_us();
    if (!p->shown || now < p->next_us)
        return;
    p->next_us = now + 250000;
    (void)fprintf(stderr, "\r\033[K%.0f s, %" PRIu64 " rows read", (double)(now - p->started_us) / 1e6, rows);
}
