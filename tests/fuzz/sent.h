/*
 * What one end sent, kept naively, and what the flow table may make of it: a byte shown at an offset is the
 * one that was sent there first, and payload is counted once.
 */
#ifndef TESTS_FUZZ_SENT_H
#define TESTS_FUZZ_SENT_H

#include "capture/gaps.h"
#include "capture/stream.h"
#include "tests/fuzz/fuzz.h"

enum { SENT_MOST = 2048, SENT_PERIOD = 1 << 17, SENT_LONGEST = 65000 };

/* What a segment carries: the byte of a sequence number in one of two versions, or zeros. */
enum sent_contents { SENT_TRUTH, SENT_OTHER, SENT_ZEROS };

struct sent_piece {
    uint32_t seq, length, captured;
    enum sent_contents contents;
    bool doubtful; /* it may be taken for filler or a probe */
};

struct sent {
    struct sent_piece piece[SENT_MOST];
    uint32_t count;
    uint32_t before; /* pieces but that of the segment that is being taken */
    uint32_t loose;  /* of pieces before this one, which of two came first is not known for sure */
};

static inline const uint8_t *sent_contents(enum sent_contents contents, uint32_t seq)
{
    static uint8_t byte[2][SENT_PERIOD + SENT_LONGEST], zero[SENT_LONGEST];
    static bool made;
    for (uint32_t i = 0; !made && i < sizeof byte[0]; i++) {
        uint64_t x = (i % SENT_PERIOD + 1) * UINT64_C(0x9e3779b97f4a7c15);
        byte[0][i] = (uint8_t)(x >> 56 ^ x >> 29);
        byte[1][i] = (uint8_t)(byte[0][i] ^ (x >> 40 | 1));
    }
    made = true;
    return contents == SENT_ZEROS ? zero : &byte[contents][seq % SENT_PERIOD];
}

static inline bool sent_is_doubtful(const struct sent_piece *p, unsigned flags)
{
    const uint8_t *at = sent_contents(p->contents, p->seq);
    if (p->length == 1)
        return true;
    for (uint32_t i = 0; i < p->length && i < STREAM_FILLER_MOST; i++)
        if (at[i] != 0)
            return false;
    return p->length <= STREAM_FILLER_MOST && p->captured == p->length && (flags & (TCP_PSH | TCP_SYN)) == 0;
}

static inline void sent_add(struct sent *s, struct sent_piece p)
{
    if (p.length > 0 && s->count < SENT_MOST)
        s->piece[s->count++] = p;
}

/* w was shown as the bytes from seq on, of a flow that began with piece number `first`. */
static inline void sent_check(const struct sent *s, uint32_t first, uint32_t seq, struct bytes w)
{
    static bool as_sent[FLOW_WINDOW_MOST];
    memset(as_sent, 0, w.left * sizeof as_sent[0]);
    for (uint32_t n = s->count; n-- > first;) {
        const struct sent_piece *p = &s->piece[n];
        const uint8_t *at = sent_contents(p->contents, p->seq);
        int64_t ahead = (int32_t)(p->seq - seq), from = ahead > 0 ? ahead : 0;
        for (int64_t i = from; i < ahead + p->captured && i < (int64_t)w.left; i++)
            as_sent[i] = w.at[i] == at[i - ahead] || (as_sent[i] && (p->doubtful || first < s->loose));
    }
    for (size_t i = 0; i < w.left; i++)
        fuzz_check(as_sent[i], "a byte is shown as it was sent first");
}

static inline int sent_by_seq(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : 0;
}

/* How many bytes are covered that are behind base. */
static inline uint64_t sent_bytes(const struct sent *s, uint32_t first, uint32_t base, bool doubtful_too)
{
    static int64_t range[SENT_MOST][2];
    uint32_t ranges = 0;
    int64_t end = 0, sum = 0;
    for (uint32_t n = first; n < s->before; n++) {
        const struct sent_piece *p = &s->piece[n];
        int64_t from = (int32_t)(p->seq - base);
        if (doubtful_too || !p->doubtful)
            memcpy(range[ranges++], (int64_t[2]){from, from + p->length}, sizeof range[0]);
    }
    qsort(range, ranges, sizeof range[0], sent_by_seq);
    for (uint32_t i = 0; i < ranges; i++) {
        int64_t from = range[i][0] > end ? range[i][0] : end;
        sum += range[i][1] > from ? range[i][1] - from : 0;
        end = range[i][1] > end ? range[i][1] : end;
    }
    return (uint64_t)sum;
}

/* Can struct gaps remember all that was jumped over? */
static inline bool sent_few_gaps(const struct sent *s, uint32_t first, uint32_t base)
{
    uint32_t odd = 0;
    int64_t top = 0;
    for (uint32_t n = first; n < s->before; n++) {
        int64_t from = (int32_t)(s->piece[n].seq - base), to = from + s->piece[n].length;
        odd += from != top;
        top = to > top ? to : top;
    }
    return odd < GAPS_MOST;
}

/* A flow that ended counted so much payload of the end. */
static inline void sent_check_count(const struct sent *s, uint32_t first, uint32_t base, uint64_t payload)
{
    if (first < s->loose)
        return;
    fuzz_check(payload <= sent_bytes(s, first, base, true), "no byte is counted twice");
    if (sent_few_gaps(s, first, base))
        fuzz_check(payload >= sent_bytes(s, first, base, false), "each byte is counted");
}

#endif
