/*
 * The evidence of one flow on its way out: bounded, and repeated evidence sent once. Decoders only see the
 * functions of decode/decoder.h; this is for the owner of the sink.
 *
 * Two items are the same when kind, number and texts are; two HTTP transactions already when class of status
 * (of an error the status), method, version, Host, the first two segments of the normalised path and whether
 * it names a text file are: what a verdict can hang on (policy.md 2.2, 7 rule 6).
 */
#ifndef DECODE_EVIDENCE_H
#define DECODE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/siphash.h"
#include "decode/decoder.h"

struct evidence_sink {
    void (*emit)(void *context, const struct evidence *item); /* item is borrowed until it returns */
    void *context;
    const struct siphash_key *key;
    uint64_t frame; /* put on items that carry none; set before a decoder is called */
    uint32_t items, http, dropped;
    bool tunnel;                        /* evidence_tunnel() was called */
    bool failing;                       /* the last answer of HTTP was an error */
    uint32_t seen[EVIDENCE_ITEMS_MOST]; /* keyed hashes of what was sent */
};

/* An empty sink; key is borrowed. An emit of NULL swallows everything. */
void evidence_start(struct evidence_sink *sink, const struct siphash_key *key,
                    void (*emit)(void *context, const struct evidence *item), void *context);
/* Sends the final EVIDENCE_OVERFLOW when more was dropped since the first one. */
void evidence_finish(struct evidence_sink *sink);

#endif
