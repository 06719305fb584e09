#include "capture/stream_order.h"

void stream_order_bytes(void *set, const struct reassembly_stream *r, uint64_t offset, struct bytes b)
{
    stream_show(set, r->owner, r->side, offset, b);
}

static void disengage(struct stream_set *set, struct stream *s)
{
    reassembly_disengage(set->reassembly, s->engaged);
    s->engaged = NULL;
}

/* Up to where an ACK proves the hole to be lost, since STREAM_PROOF_US at least; 0 when none does. */
static uint64_t proven(const struct stream *s, int64_t now_us)
{
    struct reassembly_stream *r = s->engaged;
    if (r->proven <= r->next && s->acked > r->next) {
        r->proven = s->acked;
        r->proven_us = now_us;
    }
    return r->proven > r->next && now_us - r->proven_us >= STREAM_PROOF_US ? r->proven : 0;
}

/* Up to where the hole in front of an engaged stream is to be given up now; 0 when it is waited for. */
static uint64_t hopeless(const struct stream *s, int64_t now_us, uint64_t end)
{
    const struct reassembly_stream *r = s->engaged;
    uint64_t gap_end = reassembly_gap_end(r);
    if (end > r->next + REASSEMBLY_REACH || now_us - r->since_us >= STREAM_AGE_MOST_US)
        return gap_end;
    uint64_t upto = proven(s, now_us);
    return upto < gap_end ? upto : gap_end;
}

void stream_order_settle(struct stream_set *set, struct stream_flow *f, unsigned side, int64_t now_us,
                         uint64_t end)
{
    struct stream *s = &f->stream[side];
    while (reassembly_waits(s->engaged) && s->want < s->engaged->end) {
        struct reassembly_stream *r = s->engaged;
        uint64_t upto = reassembly_gap_end(r);
        if (s->want > r->next) {
            upto = s->want < upto ? s->want : upto;
        } else {
            upto = hopeless(s, now_us, end);
            if (upto == 0)
                return;
            stream_show_hole(set, f, side, r->next, upto);
        }
        reassembly_fill(set->reassembly, r, upto, now_us);
    }
    disengage(set, s);
}

void stream_order_acked(struct stream_set *set, struct stream_flow *f, unsigned side, bool answers,
                        int64_t now_us)
{
    struct stream *s = &f->stream[side];
    if (answers && s->acked > s->engaged->next) {
        s->engaged->proven = s->acked;
        s->engaged->proven_us = now_us - STREAM_PROOF_US;
    }
    stream_order_settle(set, f, side, now_us, 0);
}

static void disengage_oldest(struct stream_set *set, int64_t now_us)
{
    struct reassembly_stream *r = reassembly_oldest(set->reassembly);
    set->counts->streams_disengaged++;
    stream_order_settle(set, r->owner, r->side, now_us, STREAM_ORDER_ALL);
}

static void engage(struct stream_set *set, struct stream_flow *f, unsigned side, int64_t now_us)
{
    struct stream *s = &f->stream[side];
    s->engaged = reassembly_engage(set->reassembly, f, side, stream_show_pending(s), now_us);
    if (s->engaged == NULL && reassembly_oldest(set->reassembly) != NULL) {
        disengage_oldest(set, now_us);
        s->engaged = reassembly_engage(set->reassembly, f, side, stream_show_pending(s), now_us);
    }
}

/* Makes the stream engaged and able to take bytes up to `end`, or what is pending reach `offset`. */
static bool prepare(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                    uint64_t end, int64_t now_us)
{
    struct stream *s = &f->stream[side];
    while (!reassembly_has_room(set->reassembly) && reassembly_oldest(set->reassembly) != NULL)
        disengage_oldest(set, now_us);
    if (s->engaged != NULL && end > s->engaged->next + REASSEMBLY_REACH)
        stream_order_settle(set, f, side, now_us, end);
    if (s->engaged == NULL && offset > stream_show_pending(s)) {
        if (end <= stream_show_pending(s) + REASSEMBLY_REACH)
            engage(set, f, side, now_us);
        if (s->engaged == NULL)
            stream_show_hole(set, f, side, stream_show_pending(s), offset);
    }
    return s->engaged != NULL;
}

/* Bytes behind what is pending, or any while the stream is engaged. Returns how many were taken. */
static size_t reorder(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                      struct bytes b, int64_t now_us)
{
    if (!prepare(set, f, side, offset, offset + b.left, now_us))
        return 0;
    size_t fed = reassembly_feed(set->reassembly, f->stream[side].engaged, offset, b, now_us);
    stream_order_settle(set, f, side, now_us, fed == 0 ? STREAM_ORDER_ALL : 0);
    return fed;
}

void stream_order(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                  struct bytes b, int64_t now_us)
{
    struct stream *s = &f->stream[side];
    while (b.left > 0 && s->want != FLOW_WANTS_NOTHING) {
        if (s->engaged == NULL && offset <= stream_show_pending(s)) {
            stream_show(set, f, side, offset, b);
            return;
        }
        size_t taken = reorder(set, f, side, offset, b, now_us);
        bytes_skip(&b, taken);
        offset += taken;
    }
    while (reassembly_bytes(set->reassembly) > set->reassembly_most)
        disengage_oldest(set, now_us);
}
