#include "capture/held.h"

#include <stdlib.h>
#include <string.h>

/* Frames are numbered from 1 as they come in; 0: none. before: the frame before in the same datagram. */
struct slot {
    struct held_frame kept;
    uint64_t before;
    size_t at, end; /* in bytes; end: with what was left free before it */
};

/* Datagrams are numbered in the order they began, so that those that wait now meet in few places. */
struct chain {
    uint64_t datagram, newest;
};

struct held {
    struct slot slot[HELD_FRAMES];
    struct chain chain[HELD_DATAGRAMS];
    uint64_t oldest, next; /* frames that are there: oldest up to, not with, next */
    size_t used, top;      /* of bytes */
    uint8_t bytes[HELD_BYTES];
};

struct held *held_open(struct err *err)
{
    struct held *h = calloc(1, sizeof *h);
    if (h == NULL) {
        (void)err_set(err, "cannot keep fragments: out of memory");
        return NULL;
    }
    h->oldest = h->next = 1;
    return h;
}

void held_close(struct held *h)
{
    free(h);
}

static struct slot *slot_of(struct held *h, uint64_t frame)
{
    return &h->slot[frame % HELD_FRAMES];
}

static struct chain *chain_of(struct held *h, uint64_t datagram)
{
    struct chain *c = &h->chain[datagram % HELD_DATAGRAMS];
    if (c->datagram != datagram)
        *c = (struct chain){datagram, 0};
    return c;
}

static bool is_there(const struct held *h, uint64_t frame)
{
    return frame >= h->oldest && frame < h->next;
}

static void drop_oldest(struct held *h)
{
    h->used -= slot_of(h, h->oldest)->end;
    h->oldest++;
}

/* Room for n bytes in one piece; *taken: with what is left free at the end. */
static size_t make_room(struct held *h, size_t n, size_t *taken)
{
    size_t skipped = h->top + n > HELD_BYTES ? HELD_BYTES - h->top : 0;
    size_t at = skipped > 0 ? 0 : h->top;
    while (h->next - h->oldest == HELD_FRAMES || (h->used + skipped + n > HELD_BYTES && h->used > 0))
        drop_oldest(h);
    *taken = skipped + n;
    h->used += *taken;
    h->top = at + n;
    return at;
}

/* What waited for the outer datagram waits for the inner one from now on. */
static void move(struct held *h, uint64_t from, uint64_t to)
{
    struct chain *outer = chain_of(h, from);
    uint64_t first = outer->newest;
    for (uint64_t n = first; is_there(h, n); n = slot_of(h, n)->before) {
        slot_of(h, n)->kept.within = true;
        if (!is_there(h, slot_of(h, n)->before)) {
            slot_of(h, n)->before = chain_of(h, to)->newest;
            chain_of(h, to)->newest = first;
            break;
        }
    }
    if (from % HELD_DATAGRAMS != to % HELD_DATAGRAMS)
        *chain_of(h, from) = (struct chain){from, 0};
}

/* The datagram that waits for more, or is whole now; 0: none. */
static uint64_t gather(struct held *h, const struct link *l, unsigned *count)
{
    const struct link_fragment *f = link_fragments(l, count);
    for (unsigned i = 1; i < *count; i++)
        move(h, f[i - 1].datagram, f[i].datagram);
    return *count > 0 ? f[*count - 1].datagram : 0;
}

void held_keep(struct held *h, const struct link *l, const struct source_frame *frame, uint64_t number,
               int link_type)
{
    unsigned count;
    size_t taken;
    uint64_t datagram = gather(h, l, &count);
    if (datagram == 0 || frame->captured > HELD_BYTES)
        return;
    size_t at = make_room(h, frame->captured, &taken);
    struct slot *s = slot_of(h, h->next);
    struct chain *c = chain_of(h, datagram);
    *s = (struct slot){.kept = {*frame, number, link_type, headers_last_part(l, frame), count > 1},
                       .before = c->newest,
                       .at = at,
                       .end = taken};
    if (frame->captured > 0)
        memcpy(h->bytes + at, frame->data, frame->captured);
    s->kept.frame.data = h->bytes + at;
    c->newest = h->next++;
}

/* Turns a chain round: its oldest frame that is still there; before then leads to the one behind. */
static uint64_t turn(struct held *h, uint64_t newest)
{
    uint64_t behind = 0, n = newest;
    while (is_there(h, n)) {
        uint64_t before = slot_of(h, n)->before;
        slot_of(h, n)->before = behind;
        behind = n;
        n = before;
    }
    return behind;
}

void held_give(struct held *h, const struct link *l,
               void (*take)(void *context, const struct held_frame *frame), void *context)
{
    unsigned count;
    struct chain *c = chain_of(h, gather(h, l, &count));
    for (uint64_t n = turn(h, c->newest); n != 0; n = slot_of(h, n)->before)
        take(context, &slot_of(h, n)->kept);
    c->newest = 0;
}
