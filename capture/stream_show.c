#include "capture/stream_show.h"

#include <string.h>

void stream_show_forget(struct stream_set *set, struct stream *s)
{
    window_drop(&set->windows, s->window);
    s->window = NULL;
}

void stream_show_hole(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t from,
                      uint64_t upto)
{
    struct stream *s = &f->stream[side];
    stream_show_forget(set, s);
    set->counts->holes++;
    set->counts->hole_bytes += upto - from;
    uint64_t want = set->events->hole(set->events->context, &f->flow, side, from, upto - from);
    s->want = want > upto ? want : upto;
}

static uint64_t ask(struct stream_set *set, struct stream_flow *f, unsigned side, const void *at, size_t n)
{
    struct stream *s = &f->stream[side];
    uint64_t want = set->events->bytes(set->events->context, &f->flow, side, s->want, bytes_of(at, n));
    return want > s->want ? want : s->want;
}

/* Takes the memory of the window that was used least recently, of another stream. */
static bool take_away_one(struct stream_set *set, const struct stream *mine)
{
    struct window *w = window_oldest(&set->windows);
    if (w == NULL)
        return false;
    struct stream_flow *f = w->owner;
    struct stream *s = &f->stream[w->side];
    if (s == mine)
        return false;
    f->flow.side[w->side].lost_bytes += w->used;
    set->counts->windows_dropped++;
    stream_show_hole(set, f, w->side, s->want, s->want + w->used);
    return true;
}

static void give_up(struct stream_set *set, struct stream *s)
{
    stream_show_forget(set, s);
    set->counts->windows_refused++;
    s->want = FLOW_WANTS_NOTHING;
}

/* Appends to the window; n fits below FLOW_WINDOW_MOST. False when the side had to be given up. */
static bool keep(struct stream_set *set, struct stream_flow *f, unsigned side, const uint8_t *at, size_t n)
{
    struct stream *s = &f->stream[side];
    uint32_t need = (s->window != NULL ? s->window->used : 0) + (uint32_t)n;
    struct window *w = window_grow(&set->windows, s->window, need);
    while (w == NULL && take_away_one(set, s))
        w = window_grow(&set->windows, s->window, need);
    if (w == NULL) {
        give_up(set, s);
        return false;
    }
    memcpy(w->data + w->used, at, n);
    w->used = need;
    w->owner = f;
    w->side = side;
    s->window = w;
    return true;
}

/* Shows the window with the front of b added. Returns how much of b is done with or kept. */
static size_t show_kept(struct stream_set *set, struct stream_flow *f, unsigned side, struct bytes b)
{
    struct stream *s = &f->stream[side];
    uint32_t before = s->window->used;
    size_t n = b.left < FLOW_WINDOW_MOST - before ? b.left : FLOW_WINDOW_MOST - before;
    if (!keep(set, f, side, b.at, n))
        return b.left;
    struct window *w = s->window;
    uint64_t from = s->want, want = ask(set, f, side, w->data, w->used);
    if (want == from && w->used == FLOW_WINDOW_MOST) {
        give_up(set, s);
        return b.left;
    }
    s->want = want;
    if (want - from < before) {
        w->used -= (uint32_t)(want - from);
        memmove(w->data, w->data + (want - from), w->used);
        return n;
    }
    stream_show_forget(set, s);
    uint64_t done = want - from - before;
    if (done >= b.left)
        return b.left;
    if (n < b.left)
        return (size_t)done;
    (void)keep(set, f, side, b.at + done, n - (size_t)done);
    return n;
}

/* Shows the front of b, which begins at the wanted byte. Returns how much of it is done with or kept. */
static size_t show_direct(struct stream_set *set, struct stream_flow *f, unsigned side, struct bytes b)
{
    struct stream *s = &f->stream[side];
    size_t n = b.left < FLOW_WINDOW_MOST ? b.left : FLOW_WINDOW_MOST;
    uint64_t from = s->want, want = ask(set, f, side, b.at, n);
    s->want = want;
    if (want - from >= b.left)
        return b.left;
    if (want == from && n == FLOW_WINDOW_MOST) {
        give_up(set, s);
        return b.left;
    }
    if (n < b.left)
        return (size_t)(want - from);
    (void)keep(set, f, side, b.at + (want - from), n - (size_t)(want - from));
    return b.left;
}

void stream_show(struct stream_set *set, struct stream_flow *f, unsigned side, uint64_t offset,
                 struct bytes b)
{
    struct stream *s = &f->stream[side];
    while (b.left > 0) {
        uint64_t from = stream_show_pending(s);
        if (from - offset >= b.left)
            return;
        bytes_skip(&b, (size_t)(from - offset));
        offset = from;
        size_t done = s->window != NULL ? show_kept(set, f, side, b) : show_direct(set, f, side, b);
        bytes_skip(&b, done);
        offset += done;
    }
}
