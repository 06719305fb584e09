#include "capture/reassembly.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "capture/reassembly_nids.h"
#include "capture/slab.h"

struct reassembly {
    const struct reassembly_events *events;
    struct slab slab;
    struct backlogs backlogs;
    struct list engaged; /* by since_us */
    size_t bytes;
};

/* libnids has one instance per process, and so have we. */
static struct reassembly *the_open;

static void ordered(struct reassembly_stream *s, uint64_t upto, struct bytes b)
{
    uint64_t offset = s->next;
    s->next = s->base + upto;
    uint64_t marked = s->silent > offset ? s->silent - offset : 0;
    bytes_skip(&b, marked < b.left ? (size_t)marked : b.left);
    if (b.left > 0)
        the_open->events->bytes(the_open->events->context, s, s->next - b.left, b);
}

struct reassembly *reassembly_open(const struct reassembly_events *events, size_t memory_bytes,
                                   struct err *err)
{
    if (the_open != NULL) {
        (void)err_set(err, "cannot put segments in order: it is being done elsewhere in this process");
        return NULL;
    }
    if (reassembly_nids_start(ordered, err) != 0)
        return NULL;
    struct reassembly *r = calloc(1, sizeof *r);
    if (r == NULL || slab_open(&r->slab, sizeof(struct reassembly_stream), REASSEMBLY_STREAMS) != 0 ||
        backlog_open(&r->backlogs, memory_bytes) != 0) {
        if (r != NULL)
            slab_close(&r->slab);
        free(r);
        (void)err_set(err, "cannot put segments in order: out of memory");
        return NULL;
    }
    r->events = events;
    the_open = r;
    return r;
}

void reassembly_close(struct reassembly *r)
{
    if (r == NULL)
        return;
    while (r->engaged.oldest != NULL)
        reassembly_disengage(r, reassembly_oldest(r));
    slab_close(&r->slab);
    backlog_close(&r->backlogs);
    the_open = NULL;
    free(r);
}

static void account(struct reassembly *r, struct reassembly_stream *s)
{
    size_t cost = sizeof *s + reassembly_nids_bytes(s);
    r->bytes += cost - s->cost;
    s->cost = cost;
}

void reassembly_disengage(struct reassembly *r, struct reassembly_stream *s)
{
    if (s == NULL)
        return;
    reassembly_nids_forget(s);
    backlog_drop(&r->backlogs, &s->backlog);
    list_remove(&r->engaged, &s->link);
    r->bytes -= s->cost;
    slab_give(&r->slab, s->slot);
}

struct reassembly_stream *reassembly_engage(struct reassembly *r, void *owner, unsigned side, uint64_t offset,
                                            int64_t now_us)
{
    uint32_t slot = slab_take(&r->slab);
    if (slot == 0)
        return NULL;
    struct reassembly_stream *s = slab_at(&r->slab, slot);
    *s = (struct reassembly_stream){.owner = owner, .side = side, .slot = slot, .since_us = now_us};
    s->base = s->next = s->end = offset;
    s->backlog = backlog_from(offset);
    list_add(&r->engaged, &s->link);
    reassembly_nids_engage(s);
    account(r, s);
    if (s->nids == NULL) {
        reassembly_disengage(r, s);
        return NULL;
    }
    return s;
}

/* Bytes [from, to) wait. There is always room: the caller fills when full. */
static void wait_for(struct reassembly_stream *s, uint64_t from, uint64_t to)
{
    uint32_t i = 0, merged = 0;
    while (i < s->extents && s->extent[i].to < from)
        i++;
    for (; i + merged < s->extents && s->extent[i + merged].from <= to; merged++) {
        struct reassembly_extent e = s->extent[i + merged];
        from = e.from < from ? e.from : from;
        to = e.to > to ? e.to : to;
    }
    assert(merged > 0 || s->extents < REASSEMBLY_EXTENTS);
    memmove(&s->extent[i + 1], &s->extent[i + merged], (s->extents - i - merged) * sizeof s->extent[0]);
    s->extents += 1 - merged;
    s->extent[i] = (struct reassembly_extent){from, to};
}

static void forget_passed(struct reassembly_stream *s)
{
    uint32_t passed = 0;
    while (passed < s->extents && s->extent[passed].from <= s->next)
        passed++;
    s->extents -= passed;
    memmove(&s->extent[0], &s->extent[passed], s->extents * sizeof s->extent[0]);
}

/* The payload is in place. */
static void send_piece(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, size_t length,
                       int64_t now_us)
{
    uint64_t before = s->next;
    if (offset > s->next)
        wait_for(s, offset, offset + length);
    if (offset + length > s->end)
        s->end = offset + length;
    reassembly_nids_send(s, offset - s->base, length);
    if (s->next != before) {
        forget_passed(s);
        s->since_us = now_us;
        list_remove(&r->engaged, &s->link);
        list_add(&r->engaged, &s->link);
    }
    account(r, s);
}

/* What of b from `offset` on, above `next`, is new to libnids's queue; *there of its front is not. */
static struct bytes unknown(const struct reassembly_stream *s, uint64_t offset, struct bytes b, size_t *there)
{
    uint32_t i = 0;
    *there = 0;
    while (i < s->extents && s->extent[i].to <= offset)
        i++;
    if (i == s->extents)
        return b;
    uint64_t from = s->extent[i].from, to = s->extent[i].to;
    if (from <= offset)
        *there = to - offset < b.left ? (size_t)(to - offset) : b.left;
    return from > offset && from - offset < b.left ? bytes_upto(&b, (size_t)(from - offset)) : b;
}

static bool is_full(const struct reassembly_stream *s)
{
    return s->backlog.first != BACKLOG_NOTHING || s->extents == REASSEMBLY_EXTENTS ||
           reassembly_nids_is_full(s);
}

/* Bytes behind a hole. */
static size_t put_aside(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, struct bytes b,
                        int64_t now_us)
{
    size_t there;
    b = unknown(s, offset, b, &there);
    if (there > 0)
        return there;
    if (is_full(s)) {
        size_t kept = backlog_put(&r->backlogs, &s->backlog, offset, b);
        s->end = offset + kept > s->end ? offset + kept : s->end;
        return kept;
    }
    struct bytes piece = bytes_upto(&b, REASSEMBLY_PIECE);
    memcpy(reassembly_nids_piece(), piece.at, piece.left);
    send_piece(r, s, offset, piece.left, now_us);
    return piece.left;
}

/* The stream has come as far as to what was put aside. */
static void follow_up(struct reassembly *r, struct reassembly_stream *s, int64_t now_us)
{
    while (s->nids != NULL) {
        struct bytes b = backlog_run(&r->backlogs, &s->backlog, s->next);
        if (b.left == 0)
            break;
        memcpy(reassembly_nids_piece(), b.at, b.left);
        send_piece(r, s, s->next, b.left, now_us);
    }
    if (s->nids == NULL)
        backlog_drop(&r->backlogs, &s->backlog);
    else
        backlog_raise(&r->backlogs, &s->backlog, s->next);
}

/* Bytes in order. */
static size_t go_on(struct reassembly *r, struct reassembly_stream *s, struct bytes b, int64_t now_us)
{
    uint64_t room = reassembly_gap_end(s) - s->next;
    size_t most = room < REASSEMBLY_PIECE ? (size_t)room : REASSEMBLY_PIECE;
    struct bytes piece = bytes_upto(&b, most);
    memcpy(reassembly_nids_piece(), piece.at, piece.left);
    send_piece(r, s, s->next, piece.left, now_us);
    follow_up(r, s, now_us);
    return piece.left;
}

bool reassembly_has_room(const struct reassembly *r)
{
    return backlog_has_room(&r->backlogs, BACKLOG_BLOCK);
}

size_t reassembly_feed(struct reassembly *r, struct reassembly_stream *s, uint64_t offset, struct bytes b,
                       int64_t now_us)
{
    size_t passed = 0;
    if (offset < s->next) {
        passed = s->next - offset < b.left ? (size_t)(s->next - offset) : b.left;
        bytes_skip(&b, passed);
    }
    if (b.left == 0)
        return passed;
    if (s->nids == NULL || offset + passed + b.left - s->base > REASSEMBLY_MOST)
        return 0;
    if (offset + passed == s->next)
        return passed + go_on(r, s, b, now_us);
    return put_aside(r, s, offset, b, now_us);
}

void reassembly_fill(struct reassembly *r, struct reassembly_stream *s, uint64_t upto, int64_t now_us)
{
    s->silent = upto;
    while (s->nids != NULL && s->next < upto) {
        size_t length = upto - s->next < REASSEMBLY_PIECE ? (size_t)(upto - s->next) : REASSEMBLY_PIECE;
        memset(reassembly_nids_piece(), 0, length);
        send_piece(r, s, s->next, length, now_us);
    }
    follow_up(r, s, now_us);
    if (s->nids == NULL) {
        s->next = s->end = s->next > upto ? s->next : upto;
        s->extents = 0;
    }
}

struct reassembly_stream *reassembly_oldest(const struct reassembly *r)
{
    return (struct reassembly_stream *)(void *)r->engaged.oldest;
}

size_t reassembly_bytes(const struct reassembly *r)
{
    return r->bytes;
}

uint64_t reassembly_warnings(void)
{
    return reassembly_nids_warnings();
}
