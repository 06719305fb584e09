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

/* Up to where the hole in front of an engaged stream is to be given up now; 0 when it is waited for. */
static uint64_t hopeless(const struct stream *s, int64_t now_us, bool final)
{
    const struct reassembly_stream *r = s->engaged;
    uint64_t gap_end = reassembly_gap_end(r);
    if (final || reassembly_full(r) || now_us - r->since_us >= STREAM_AGE_MOST_US)
        return gap_end;
    if (s->acked > r->next)
        return s->acked < gap_end ? s->acked : gap_end;
    return 0;
}

void stream_order_settle(struct stream_set *set, struct stream_flow *f, unsigned side, int64_t now_us,
                         bool final)
{
    struct stream *s = &f->stream[side];
    while (reassembly_waits(s->engaged) && s->want < s->engaged->end) {
        struct reassembly_stream *r = s->engaged;
        uint64_t upto = reassembly_gap_end(r);
        if (s->want > r->next) {
            upto = s->want < upto ? s->want : upto;
        } else {
            upto = hopeless(s, now_us, final);
            if (upto == 0)
                return;
            stream_show_hole(set, f, side, r->next, upto);
        }
        reassembly_fill(set->reassembly, r, upto, now_us);
    }
    disengage(set, s);
}

static void disengage_oldest(struct stream_set *set, int64_t now_us)
{
    struct reassembly_stream *r = reassembly_oldest(set->reassembly);
    set->counts->streams_disengaged++;
    stream_order_settle(set, r->owner, r->side, now_us, true);
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

/* Bytes behind what is pending, or any while the stream is engaged. Returns how many were taken. */
static size_t reorder(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                      struct bytes b, int64_t now_us)
{
    struct stream *s = &f->stream[side];
    size_t fed = 0;
    if (offset > stream_show_pending(s) + STREAM_HOLE_MOST) {
        if (s->engaged != NULL)
            stream_order_settle(set, f, side, now_us, true);
        if (stream_show_pending(s) < offset)
            stream_show_hole(set, f, side, stream_show_pending(s), offset);
        return 0;
    }
    if (s->engaged == NULL)
        engage(set, f, side, now_us);
    if (s->engaged != NULL) {
        fed = reassembly_feed(set->reassembly, s->engaged, offset, b, now_us);
        stream_order_settle(set, f, side, now_us, fed == 0);
    } else {
        stream_show_hole(set, f, side, stream_show_pending(s), offset);
    }
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
