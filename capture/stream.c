#include "capture/stream.h"

#include <stdlib.h>
#include <string.h>

#include "capture/gaps.h"
#include "capture/stream_order.h"

/* Of the memory for streams: a quarter for libnids, one for what waits outside, an eighth for gaps, the rest
 * for windows. */
static int fit_out(struct stream_set *set, size_t memory_bytes, struct err *err)
{
    set->reassembly_most = memory_bytes / 4;
    window_open(&set->windows, memory_bytes / 8 * 3);
    if (slab_open(&set->gaps, sizeof(struct gaps), (uint32_t)(memory_bytes / 8 / sizeof(struct gaps))) != 0)
        return err_set(err, "cannot open the flow table: out of memory");
    set->reassembly_events = (struct reassembly_events){set, stream_order_bytes};
    set->reassembly = reassembly_open(&set->reassembly_events, memory_bytes / 4, err);
    return set->reassembly != NULL ? 0 : -1;
}

struct stream_set *stream_set_open(size_t memory_bytes, const struct flow_events *events,
                                   struct flowtable_counts *counts, struct err *err)
{
    struct stream_set *set = calloc(1, sizeof *set);
    if (set == NULL) {
        (void)err_set(err, "cannot open the flow table: out of memory");
        return NULL;
    }
    set->events = events;
    set->counts = counts;
    if (fit_out(set, memory_bytes, err) == 0)
        return set;
    stream_set_close(set);
    return NULL;
}

void stream_set_close(struct stream_set *set)
{
    if (set == NULL)
        return;
    reassembly_close(set->reassembly);
    slab_close(&set->gaps);
    window_close(&set->windows);
    free(set);
}

static void note_gap(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t from, uint64_t to)
{
    struct stream *s = &f->stream[side];
    f->flow.side[side].lost_bytes += to - from;
    if (s->gaps == 0) {
        s->gaps = slab_take(&set->gaps);
        if (s->gaps == 0)
            return;
        ((struct gaps *)slab_at(&set->gaps, s->gaps))->count = 0;
    }
    gaps_add(slab_at(&set->gaps, s->gaps), from, to);
}

static void drop_gaps(struct stream_set *set, struct stream *s)
{
    if (s->gaps != 0)
        slab_give(&set->gaps, s->gaps);
    s->gaps = 0;
}

static void fill_gaps(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t from,
                      uint64_t to)
{
    struct stream *s = &f->stream[side];
    struct gaps *g = slab_at(&set->gaps, s->gaps);
    uint64_t filled = gaps_fill(g, from, to);
    f->flow.side[side].payload_bytes += filled;
    f->flow.side[side].lost_bytes -= filled;
    if (g->count == 0)
        drop_gaps(set, s);
}

/* Bytes [from, to) were on the wire. */
static void count(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t from, uint64_t to)
{
    struct stream *s = &f->stream[side];
    if (s->gaps != 0 && from < s->top)
        fill_gaps(set, f, side, from, to < s->top ? to : s->top);
    if (from > s->top)
        note_gap(set, f, side, s->top, from);
    else
        from = s->top;
    if (to > s->top)
        s->top = to;
    if (to > from)
        f->flow.side[side].payload_bytes += to - from;
}

/* A sequence number out of all proportion: true when it is to be believed after all. */
static bool believe_stray(struct stream *s, uint32_t seq, uint32_t length)
{
    s->strays = s->strays > 0 && seq == s->stray_seq ? (uint8_t)(s->strays + 1) : 1;
    s->stray_seq = seq + length;
    return s->strays >= STREAM_STRAYS && length > 0;
}

/* The offset of a sequence number; below 0 before the stream's first byte. False for a stray. */
static bool offset_of(struct stream *s, uint32_t seq, uint32_t length, int64_t *offset)
{
    uint32_t ahead = seq - (s->base + (uint32_t)s->top);
    *offset = (int64_t)s->top + (int32_t)ahead;
    if ((int32_t)ahead <= STREAM_JUMP_MOST && (int32_t)ahead >= -STREAM_BACK_MOST) {
        if (s->strays > 0)
            s->strays = 0;
        return true;
    }
    *offset = (int64_t)(s->top + ahead);
    bool believed = believe_stray(s, seq, length);
    if (believed)
        s->strays = s->doubtful = 0;
    return believed;
}

void stream_begin(struct stream *s, uint32_t seq)
{
    if (s->known)
        return;
    s->base = seq;
    s->known = true;
}

void stream_lower(struct stream *s, uint32_t seq)
{
    uint32_t lower = s->base - seq;
    if (s->top > 0 || s->want > 0 || lower == 0 || lower > STREAM_RESET_NEAR)
        return;
    s->base = seq;
    s->doubtful = 0;
    if (s->acked > 0)
        s->acked += lower;
}

bool stream_is_near(const struct stream *s, uint32_t seq)
{
    uint32_t low = s->base - STREAM_RESET_NEAR;
    return seq - (low + (uint32_t)s->top) <= 2 * STREAM_RESET_NEAR ||
           seq - (low + (uint32_t)s->acked) <= 2 * STREAM_RESET_NEAR;
}

/* A probe of an idle connection carries one byte of nothing (RFC 9293 3.8.4), here cut off. */
static bool is_cut_probe(const struct segment *g)
{
    return g->payload_bytes == 1 && (g->tcp_flags & (TCP_PSH | TCP_FIN | TCP_SYN)) == 0 &&
           g->payload.left == 0;
}

/* Zeros that may be the padding of the frame: from the end of what was seen on. */
static bool is_doubtful(const struct stream *s, const struct segment *g, uint64_t from, struct bytes b)
{
    static const uint8_t zero[STREAM_FILLER_MOST];
    return b.left > 0 && g->payload_bytes <= STREAM_FILLER_MOST && g->payload.left == g->payload_bytes &&
           (g->tcp_flags & (TCP_PSH | TCP_SYN | TCP_URG)) == 0 && from <= s->top && from + b.left > s->top &&
           memcmp(g->payload.at, zero, g->payload_bytes) == 0;
}

/*
 * The zeros behind top were payload. Not so a lone zero that a flow was met by: that is the byte of a probe,
 * and offset 0 is behind it.
 */
static void believe_zeros(struct stream_set *set, struct stream_flow *f, unsigned side, int64_t now_us)
{
    static const uint8_t zero[STREAM_FILLER_MOST];
    struct stream *s = &f->stream[side];
    uint64_t from = s->top, n = s->doubtful;
    s->doubtful = 0;
    if (from == 0 && n == 1 && f->flow.state == STATE_MIDSTREAM) {
        s->base++;
        return;
    }
    count(set, f, side, from, from + n);
    if (from + n > stream_show_pending(s))
        stream_order(set, f, side, from, bytes_of(zero, n), now_us);
}

/* The side goes on with `length` bytes, perhaps none, at seq. */
static void settle_zeros(struct stream_set *set, struct stream_flow *f, unsigned side, uint32_t seq,
                         uint32_t length, int64_t now_us)
{
    struct stream *s = &f->stream[side];
    uint32_t ahead = seq - (s->base + (uint32_t)s->top);
    if (ahead > 0 && ahead <= STREAM_JUMP_MOST)
        believe_zeros(set, f, side, now_us);
    else if ((int32_t)ahead <= 0 && (int32_t)(ahead + length) > 0)
        s->doubtful = 0;
}

/* Does an acknowledgement cover the zeros, perhaps a FIN, and nothing else? */
static bool zeros_acked(const struct stream *s, uint32_t ack)
{
    uint32_t behind = ack - (s->base + (uint32_t)s->top + s->doubtful);
    return s->doubtful > 0 && behind <= 1;
}

static void cut_front(struct bytes *b, int64_t *offset, uint64_t *length)
{
    uint64_t before = (uint64_t) - *offset;
    bytes_skip(b, before < b->left ? (size_t)before : b->left);
    *length = before < *length ? *length - before : 0;
    *offset = 0;
}

void stream_take(struct stream_set *set, struct stream_flow *f, unsigned side, const struct segment *g,
                 int64_t now_us)
{
    struct stream *s = &f->stream[side];
    uint32_t seq = g->seq + ((g->tcp_flags & TCP_SYN) != 0 ? 1 : 0);
    struct bytes payload = g->payload, b = bytes_upto(&payload, g->payload_bytes);
    uint64_t length = g->payload_bytes;
    int64_t offset;
    if (!s->known)
        stream_begin(s, is_cut_probe(g) ? seq + 1 : seq);
    if (s->doubtful > 0)
        settle_zeros(set, f, side, seq, g->payload_bytes, now_us);
    if ((length == 0 && (g->tcp_flags & TCP_FIN) == 0) || !offset_of(s, seq, g->payload_bytes, &offset))
        return;
    if (offset < 0)
        cut_front(&b, &offset, &length);
    uint64_t from = (uint64_t)offset, to = from + length, seen = from + b.left;
    if (length <= STREAM_FILLER_MOST && is_doubtful(s, g, from, b)) {
        s->doubtful = (uint8_t)(to - s->top);
        return;
    }
    count(set, f, side, from, to);
    if (seen > stream_show_pending(s))
        stream_order(set, f, side, from, b, now_us);
    if (seen < to && s->engaged == NULL && from <= stream_show_pending(s) && stream_show_pending(s) < to)
        stream_show_hole(set, f, side, stream_show_pending(s), to);
}

/* Behind the last byte that there was, as far as both sides tell. A FIN takes a number and is no byte. */
static uint64_t end_of(const struct stream *s)
{
    return s->acked > s->top + 1 ? s->acked : s->top;
}

void stream_acked(struct stream_set *set, struct stream_flow *f, unsigned side, uint32_t ack, bool answers,
                  int64_t now_us)
{
    struct stream *s = &f->stream[side];
    if (!s->known)
        return;
    if (zeros_acked(s, ack))
        believe_zeros(set, f, side, now_us);
    int64_t offset = (int64_t)s->top + (int32_t)(ack - (s->base + (uint32_t)s->top));
    if (offset > (int64_t)s->acked && offset - (int64_t)s->top <= STREAM_JUMP_MOST) {
        if (s->acked <= s->top)
            s->acked_us = now_us;
        s->acked = (uint64_t)offset;
    }
    if (s->engaged != NULL)
        stream_order_acked(set, f, side, answers, now_us);
    else if (s->acked > s->top + 1 && stream_show_pending(s) < s->acked &&
             now_us - s->acked_us >= STREAM_PROOF_US)
        stream_show_hole(set, f, side, stream_show_pending(s), s->acked);
}

/* Does a hole wait that has become too old by now? */
static bool is_due(const struct stream_set *set, int64_t now_us)
{
    const struct reassembly_stream *r = reassembly_oldest(set->reassembly);
    return r != NULL && now_us - r->since_us >= STREAM_AGE_MOST_US;
}

void stream_expire(struct stream_set *set, int64_t now_us)
{
    while (is_due(set, now_us)) {
        struct reassembly_stream *r = reassembly_oldest(set->reassembly);
        stream_order_settle(set, r->owner, r->side, now_us, 0);
    }
}

static void end_side(struct stream_set *set, struct stream_flow *f, unsigned side, int64_t now_us)
{
    struct stream *s = &f->stream[side];
    uint64_t end = end_of(s);
    if (s->engaged != NULL)
        stream_order_settle(set, f, side, now_us, STREAM_ORDER_ALL);
    if (stream_show_pending(s) < end)
        stream_show_hole(set, f, side, stream_show_pending(s), end);
    f->flow.side[side].lost_bytes += end - s->top;
    stream_show_forget(set, s);
    drop_gaps(set, s);
}

void stream_end(struct stream_set *set, struct stream_flow *f, int64_t now_us)
{
    for (unsigned side = 0; side < 2; side++)
        end_side(set, f, side, now_us);
}
