#include "capture/flowtable.h"

#include <stdlib.h>
#include <string.h>

#include "capture/flowindex.h"
#include "capture/flowkey.h"
#include "capture/flowlist.h"
#include "capture/flowtcp.h"
#include "capture/reassembly.h"
#include "capture/slab.h"
#include "capture/stream.h"

/* Beyond these, differences would overflow: 73,000 years. */
#define TIME_MOST_US (INT64_MAX / 4)

/* The first four in the order of enum flowtcp_phase. */
enum kind { KIND_HALF_OPEN, KIND_STRAY, KIND_OPEN, KIND_CLOSED, KIND_DATAGRAMS, KIND_ICMP, KINDS };

static const int64_t idle_most_us[KINDS] = {
    [KIND_HALF_OPEN] = FLOWTABLE_HALF_OPEN_US, [KIND_STRAY] = FLOWTABLE_STRAY_US,
    [KIND_OPEN] = FLOWTABLE_OPEN_US,           [KIND_CLOSED] = FLOWTABLE_CLOSED_US,
    [KIND_DATAGRAMS] = FLOWTABLE_DATAGRAMS_US, [KIND_ICMP] = FLOWTABLE_ICMP_US,
};

struct entry {
    struct flowlist_link link;
    struct stream_flow f;
    uint32_t number, tag;
    struct flowtcp tcp;
    uint8_t kind;
};

struct flowtable {
    const struct flow_events *events;
    struct stream_set *streams;
    struct slab slab;
    struct flowindex index;
    struct flowlist list[KINDS];
    uint32_t closed, closed_most; /* flows of KIND_CLOSED */
    struct entry *last;           /* the entry of the last segment, or NULL */
    struct siphash_key key;
    int64_t now_us, expire_us;
    uint64_t warnings_before;
    struct flowtable_counts counts;
};

static struct entry *entry_of(struct flowlist_link *link)
{
    return (struct entry *)(void *)link;
}

/* Flows for which there is room, their share of the index included; it doubles. */
static uint32_t flows_within(size_t memory_bytes)
{
    uint64_t most = 0;
    for (uint64_t slots = flowindex_slots(1); slots * sizeof(struct flowindex_slot) < memory_bytes;
         slots *= 2) {
        uint64_t rest = memory_bytes - slots * sizeof(struct flowindex_slot);
        uint64_t flows = rest / sizeof(struct entry);
        flows = flows < slots / 8 * 5 ? flows : slots / 8 * 5;
        most = flows > most ? flows : most;
    }
    return most < UINT32_MAX / 2 ? (uint32_t)most : UINT32_MAX / 2;
}

struct flowtable *flowtable_open(const struct flowtable_limits *limits, const struct flow_events *events,
                                 struct err *err)
{
    size_t memory = limits->memory_bytes > FLOWTABLE_LEAST ? limits->memory_bytes : FLOWTABLE_LEAST;
    struct flowtable *t = calloc(1, sizeof *t);
    if (t == NULL || slab_open(&t->slab, sizeof(struct entry), flows_within(memory / 2)) != 0 ||
        flowindex_open(&t->index) != 0) {
        (void)err_set(err, "cannot open the flow table: out of memory");
        flowtable_close(t);
        return NULL;
    }
    uint32_t share = t->slab.most / FLOWTABLE_CLOSED_SHARE;
    t->closed_most = share < FLOWTABLE_CLOSED_MOST ? share : FLOWTABLE_CLOSED_MOST;
    t->events = events;
    t->key = siphash_random_key();
    t->now_us = t->expire_us = -TIME_MOST_US;
    t->warnings_before = reassembly_warnings();
    t->streams = stream_set_open(memory / 2, events, &t->counts, err);
    if (t->streams != NULL)
        return t;
    flowtable_close(t);
    return NULL;
}

void flowtable_close(struct flowtable *t)
{
    if (t == NULL)
        return;
    stream_set_close(t->streams);
    flowindex_close(&t->index);
    slab_close(&t->slab);
    free(t);
}

static void enlist(struct flowtable *t, struct entry *e, enum kind kind)
{
    e->kind = (uint8_t)kind;
    t->closed += kind == KIND_CLOSED;
    flowlist_add(&t->list[kind], &e->link);
}

static void unlist(struct flowtable *t, struct entry *e)
{
    t->closed -= e->kind == KIND_CLOSED;
    flowlist_remove(&t->list[e->kind], &e->link);
}

/* Tells the end of a flow and frees it; the index is the caller's. */
static void finish(struct flowtable *t, struct entry *e)
{
    struct flow *f = &e->f.flow;
    if (f->transport == TRANSPORT_TCP) {
        stream_end(t->streams, &e->f, t->now_us);
        bool attempt = f->state == STATE_ATTEMPT_SILENT || f->state == STATE_ATTEMPT_REFUSED;
        t->counts.one_sided += !attempt && (f->side[0].packets == 0 || f->side[1].packets == 0);
    }
    t->events->closed(t->events->context, f);
    unlist(t, e);
    t->last = NULL;
    slab_give(&t->slab, e->number);
}

static void close_flow(struct flowtable *t, struct entry *e)
{
    flowindex_remove(&t->index, e->tag, e->number);
    finish(t, e);
}

static void expire(struct flowtable *t)
{
    t->expire_us = t->now_us + FLOWTABLE_STEP_US;
    stream_expire(t->streams, t->now_us);
    for (unsigned k = 0; k < KINDS; k++) {
        struct flowlist_link *l;
        while ((l = t->list[k].oldest) != NULL && t->now_us - entry_of(l)->f.flow.last_us >= idle_most_us[k])
            close_flow(t, entry_of(l));
    }
}

static struct entry *older_of(struct entry *a, struct flowlist_link *b)
{
    if (a == NULL || (b != NULL && entry_of(b)->f.flow.last_us < a->f.flow.last_us))
        return b != NULL ? entry_of(b) : NULL;
    return a;
}

static struct entry *choose_victim(struct flowtable *t)
{
    static const uint8_t first[] = {KIND_CLOSED, KIND_HALF_OPEN, KIND_STRAY};
    static const uint8_t then[] = {KIND_OPEN, KIND_DATAGRAMS, KIND_ICMP};
    for (unsigned i = 0; i < sizeof first; i++) {
        if (t->list[first[i]].oldest != NULL)
            return entry_of(t->list[first[i]].oldest);
    }
    struct entry *victim = NULL;
    for (unsigned i = 0; i < sizeof then; i++)
        victim = older_of(victim, t->list[then[i]].oldest);
    return victim;
}

static bool evict_one(struct flowtable *t)
{
    struct entry *e = choose_victim(t);
    if (e == NULL)
        return false;
    t->counts.evicted += e->kind != KIND_CLOSED;
    close_flow(t, e);
    return true;
}

/* A node that is in the index; 0 when memory fails and nothing is left to evict. */
static uint32_t make_room(struct flowtable *t, uint32_t tag)
{
    uint32_t number = slab_take(&t->slab);
    while (number == 0 && evict_one(t))
        number = slab_take(&t->slab);
    if (number == 0)
        return 0;
    while (flowindex_add(&t->index, tag, number) != 0) {
        if (!evict_one(t)) {
            slab_give(&t->slab, number);
            return 0;
        }
    }
    return number;
}

static void set_ends(struct flow *f, const struct segment *s, unsigned sender)
{
    f->end[sender] = (struct flow_end){s->src, s->sport};
    f->end[1 - sender] = (struct flow_end){s->dst, s->dport};
}

static enum kind kind_of(const struct entry *e)
{
    uint8_t transport = e->f.flow.transport;
    if (transport == TRANSPORT_TCP)
        return (enum kind)flowtcp_phase(&e->tcp, &e->f.flow);
    return transport == TRANSPORT_ICMP || transport == TRANSPORT_ICMP6 ? KIND_ICMP : KIND_DATAGRAMS;
}

static struct entry *open_flow(struct flowtable *t, const struct segment *s, uint32_t tag, uint16_t source,
                               unsigned *side)
{
    uint32_t number = make_room(t, tag);
    if (number == 0)
        return NULL;
    struct entry *e = slab_at(&t->slab, number);
    *e = (struct entry){.number = number, .tag = tag};
    struct flow *f = &e->f.flow;
    *side = flowkey_receiver_began(s) ? 1 : 0;
    set_ends(f, s, *side);
    f->id = ++t->counts.flows;
    f->first_us = f->last_us = t->now_us;
    f->first_frame = f->last_frame = s->frame;
    f->outer = s->outer;
    f->source = source;
    f->transport = s->transport;
    f->state = STATE_DATAGRAMS;
    if (s->transport == TRANSPORT_TCP)
        flowtcp_open(&e->tcp, f, s);
    enlist(t, e, kind_of(e));
    t->events->opened(t->events->context, f);
    return e;
}

static struct entry *find(struct flowtable *t, const struct segment *s, uint32_t tag, unsigned *side)
{
    uint32_t at = tag, number;
    while ((number = flowindex_next(&t->index, tag, &at)) != 0) {
        struct entry *e = slab_at(&t->slab, number);
        if (flowkey_is(&e->f.flow, s, side))
            return e;
    }
    return NULL;
}

static bool begins_anew(const struct entry *e, unsigned side, const struct segment *s)
{
    return s->transport == TRANSPORT_TCP && (s->tcp_flags & TCP_SYN) != 0 &&
           flowtcp_reused(&e->tcp, &e->f, side, s);
}

/* The flow of a segment, a new one where there is none; NULL when memory fails. */
static struct entry *flow_for(struct flowtable *t, const struct segment *s, uint16_t source, unsigned *side)
{
    if (t->last != NULL && flowkey_is(&t->last->f.flow, s, side) && !begins_anew(t->last, *side, s))
        return t->last;
    uint32_t tag = (uint32_t)flowkey_hash(&t->key, s);
    struct entry *e = find(t, s, tag, side);
    if (e != NULL && begins_anew(e, *side, s)) {
        close_flow(t, e);
        e = NULL;
    }
    if (e == NULL)
        e = open_flow(t, s, tag, source, side);
    t->last = e;
    return e;
}

static void note(struct flowtable *t, struct entry *e, unsigned side, const struct segment *s)
{
    struct flow *f = &e->f.flow;
    f->last_us = t->now_us;
    f->last_frame = s->frame;
    f->truncated = f->truncated || s->truncated;
    f->side[side].packets += s->frames;
    f->side[side].wire_bytes += s->wire_bytes;
}

static void take_tcp(struct flowtable *t, struct entry *e, unsigned side, const struct segment *s)
{
    unsigned flags = s->tcp_flags;
    enum flow_state before = e->f.flow.state;
    if ((flags & TCP_RST) != 0 && !flowtcp_resets(&e->f, side, s))
        return;
    if (!e->tcp.established || (flags & TCP_SYN) != 0)
        flowtcp_number(&e->tcp, &e->f, side, s);
    if ((flags & (TCP_ACK | TCP_RST)) == TCP_ACK)
        stream_acked(t->streams, &e->f, 1 - side, s->ack, s->payload_bytes > 0, t->now_us);
    if ((s->payload_bytes > 0 || (flags & TCP_FIN) != 0 || e->f.stream[side].doubtful > 0) &&
        (flags & TCP_RST) == 0)
        stream_take(t->streams, &e->f, side, s, t->now_us);
    if (before == STATE_ESTABLISHED_DATA && (flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0)
        return;
    flowtcp_take(&e->tcp, &e->f.flow, side, s);
    if (before != STATE_ATTEMPT_REFUSED && e->f.flow.state == STATE_ATTEMPT_REFUSED)
        t->events->refused(t->events->context, &e->f.flow);
}

static void take_datagram(struct flowtable *t, struct entry *e, unsigned side, const struct segment *s)
{
    e->f.flow.side[side].payload_bytes += s->payload_bytes;
    t->events->datagram(t->events->context, &e->f.flow, side, s->payload);
}

static void touch(struct flowtable *t, struct entry *e)
{
    enum kind kind = kind_of(e);
    if (kind == e->kind && e->link.newer == NULL)
        return;
    unlist(t, e);
    enlist(t, e, kind);
    if (t->closed > t->closed_most)
        close_flow(t, entry_of(t->list[KIND_CLOSED].oldest));
}

void flowtable_take(struct flowtable *t, const struct segment *s, uint16_t source)
{
    unsigned side;
    flowtable_tick(t, s->time_us);
    struct entry *e = flow_for(t, s, source, &side);
    if (e == NULL) {
        t->counts.frames_dropped += s->frames;
        return;
    }
    note(t, e, side, s);
    if (s->transport == TRANSPORT_TCP)
        take_tcp(t, e, side, s);
    else
        take_datagram(t, e, side, s);
    touch(t, e);
}

void flowtable_tick(struct flowtable *t, int64_t now_us)
{
    if (now_us > t->now_us)
        t->now_us = now_us < TIME_MOST_US ? now_us : TIME_MOST_US;
    if (t->now_us >= t->expire_us)
        expire(t);
}

static int by_id(const void *a, const void *b, void *table)
{
    const struct flowindex_slot *x = a, *y = b;
    const struct flowtable *t = table;
    const struct entry *e = slab_at(&t->slab, x->number), *g = slab_at(&t->slab, y->number);
    return e->f.flow.id < g->f.flow.id ? -1 : 1;
}

void flowtable_end(struct flowtable *t)
{
    uint32_t flows = flowindex_gather(&t->index);
    qsort_r(t->index.slot, flows, sizeof t->index.slot[0], by_id, t);
    for (uint32_t i = 0; i < flows; i++)
        finish(t, slab_at(&t->slab, t->index.slot[i].number));
    flowindex_clear(&t->index);
}

struct flowtable_counts flowtable_counts(const struct flowtable *t)
{
    struct flowtable_counts c = t->counts;
    c.reassembly_warnings = reassembly_warnings() - t->warnings_before;
    return c;
}
