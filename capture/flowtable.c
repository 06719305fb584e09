#include "capture/flowtable.h"

#include <stdlib.h>

#include "capture/flowages.h"
#include "capture/flowindex.h"
#include "capture/flowkey.h"
#include "capture/flowstore.h"
#include "capture/flowtcp.h"
#include "capture/reassembly.h"
#include "capture/stream.h"

/* Beyond these, differences would overflow: 73,000 years. */
#define TIME_MOST_US (INT64_MAX / 4)

enum { VIEWS_BYTES = 4 << 20 }; /* for views at least, where there is memory */

struct flowtable {
    const struct flow_events *events;
    struct stream_set *streams;
    struct flowstore store;
    struct flowindex index;
    struct flowages ages;
    uint32_t closed_most;
    struct flowstore_view *last; /* the flow of the last segment, or NULL */
    struct siphash_key key;
    int64_t now_us, expire_us;
    uint64_t warnings_before;
    struct flowtable_counts counts;
};

/* Enough for all flows whose windows or engaged sides hold them, and a working set. */
static size_t views_within(size_t memory_bytes)
{
    size_t some = memory_bytes / 8 < VIEWS_BYTES ? memory_bytes / 8 : VIEWS_BYTES;
    return (some + memory_bytes / 12) / sizeof(struct flowstore_view);
}

/* Flows for which there is room, their share of the index included; it doubles. */
static uint32_t flows_within(size_t memory_bytes)
{
    uint64_t most = 0;
    for (uint64_t slots = flowindex_slots(1); slots * sizeof(struct flowindex_slot) < memory_bytes;
         slots *= 2) {
        uint64_t rest = memory_bytes - slots * sizeof(struct flowindex_slot);
        uint64_t flows = rest / FLOWSTORE_NODE;
        flows = flows < slots / 8 * 5 ? flows : slots / 8 * 5;
        most = flows > most ? flows : most;
    }
    return most < UINT32_MAX / 2 ? (uint32_t)most : UINT32_MAX / 2;
}

static int open_store(struct flowtable *t, size_t memory_bytes)
{
    size_t views = views_within(memory_bytes);
    uint32_t flows = flows_within(memory_bytes - views * sizeof(struct flowstore_view));
    uint32_t share = flows / FLOWTABLE_CLOSED_SHARE;
    t->closed_most = share < FLOWTABLE_CLOSED_MOST ? share : FLOWTABLE_CLOSED_MOST;
    return flowstore_open(&t->store, flows, (uint32_t)views);
}

struct flowtable *flowtable_open(const struct flowtable_limits *limits, const struct flow_events *events,
                                 struct err *err)
{
    size_t memory = limits->memory_bytes > FLOWTABLE_LEAST ? limits->memory_bytes : FLOWTABLE_LEAST;
    struct flowtable *t = calloc(1, sizeof *t);
    if (t == NULL || open_store(t, memory / 32 * 23) != 0 || flowindex_open(&t->index) != 0) {
        (void)err_set(err, "cannot open the flow table: out of memory");
        flowtable_close(t);
        return NULL;
    }
    t->events = events;
    t->key = siphash_random_key();
    t->now_us = t->expire_us = -TIME_MOST_US;
    t->warnings_before = reassembly_warnings();
    t->streams = stream_set_open(memory / 32 * 9, events, &t->counts, err);
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
    flowstore_close(&t->store);
    free(t);
}

/* Tells the end of a flow and frees it; index and lists are the caller's. */
static void finish(struct flowtable *t, uint32_t number)
{
    struct flowstore_view *v = flowstore_peek(&t->store, number);
    struct flow *f = &v->f.flow;
    if (f->transport == TRANSPORT_TCP) {
        stream_end(t->streams, &v->f, t->now_us);
        f->ended = flowtcp_ended(&v->tcp);
        bool attempt = proto_state_is_attempt(f->state);
        t->counts.one_sided += !attempt && (f->side[0].packets == 0 || f->side[1].packets == 0);
    }
    t->events->closed(t->events->context, f);
    t->last = NULL;
    flowstore_drop(&t->store, number);
}

static void close_flow(struct flowtable *t, uint32_t number)
{
    const struct flowstore_entry *e = flowstore_entry(&t->store, number);
    flowages_remove(&t->ages, &t->store, number);
    flowindex_remove(&t->index, e->tag, number);
    finish(t, number);
}

static void expire(struct flowtable *t)
{
    t->expire_us = t->now_us + FLOWTABLE_STEP_US;
    stream_expire(t->streams, t->now_us);
    uint32_t number;
    while ((number = flowages_overdue(&t->ages, &t->store, t->now_us)) != 0)
        close_flow(t, number);
}

static bool evict_one(struct flowtable *t)
{
    uint32_t victim = flowages_victim(&t->ages, &t->store);
    if (victim == 0)
        return false;
    t->counts.evicted += flowstore_entry(&t->store, victim)->kind != FLOWAGES_CLOSED;
    close_flow(t, victim);
    return true;
}

static bool put_away_one(struct flowtable *t)
{
    struct flowstore_view *v = flowstore_coldest(&t->store);
    if (v == NULL)
        return false;
    t->events->rests(t->events->context, &v->f.flow);
    return flowstore_pack(&t->store, v);
}

/* A view for a flow that is in no list. NULL when memory fails and nothing is left to evict. */
static struct flowstore_view *make_view(struct flowtable *t)
{
    struct flowstore_view *v = flowstore_view_take(&t->store);
    if (v != NULL)
        return v;
    t->last = NULL;
    while (v == NULL && (put_away_one(t) || evict_one(t)))
        v = flowstore_view_take(&t->store);
    return v;
}

/* Gives v an entry that is in the index; 0 when memory fails and nothing is left to evict. */
static uint32_t make_entry(struct flowtable *t, struct flowstore_view *v, uint32_t tag)
{
    uint32_t number = flowstore_add(&t->store, v);
    while (number == 0 && evict_one(t))
        number = flowstore_add(&t->store, v);
    if (number == 0)
        return 0;
    flowstore_entry(&t->store, number)->tag = tag;
    while (flowindex_add(&t->index, tag, number) != 0) {
        if (!evict_one(t)) {
            flowstore_drop(&t->store, number);
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

static enum flowages_kind kind_of(const struct flowstore_view *v)
{
    uint8_t transport = v->f.flow.transport;
    if (transport == TRANSPORT_TCP)
        return (enum flowages_kind)flowtcp_phase(&v->tcp, &v->f.flow);
    return transport == TRANSPORT_ICMP || transport == TRANSPORT_ICMP6 ? FLOWAGES_ICMP : FLOWAGES_DATAGRAMS;
}

static struct flowstore_view *open_flow(struct flowtable *t, const struct segment *s, uint32_t tag,
                                        uint16_t source, unsigned *side)
{
    struct flowstore_view *v = make_view(t);
    if (v == NULL)
        return NULL;
    uint32_t number = make_entry(t, v, tag);
    if (number == 0) {
        flowstore_view_give(&t->store, v);
        return NULL;
    }
    struct flow *f = &v->f.flow;
    v->f = (struct stream_flow){.flow.outer = &s->outer};
    v->tcp = (struct flowtcp){.reset = false};
    *side = flowkey_receiver_began(s) ? 1 : 0;
    set_ends(f, s, *side);
    f->id = ++t->counts.flows;
    f->first_us = f->last_us = t->now_us;
    f->first_frame = f->last_frame = s->frame;
    f->source = source;
    f->transport = s->transport;
    f->state = STATE_DATAGRAMS;
    if (s->transport == TRANSPORT_TCP)
        flowtcp_open(&v->tcp, f, s);
    flowages_add(&t->ages, &t->store, number, kind_of(v));
    t->events->opened(t->events->context, f);
    f->outer = NULL;
    return v;
}

static uint32_t find(const struct flowtable *t, const struct segment *s, uint32_t tag, unsigned *side)
{
    uint32_t at = tag, number;
    do
        number = flowindex_next(&t->index, tag, &at);
    while (number != 0 && !flowstore_is(&t->store, number, s, side));
    return number;
}

/* The open value of a flow. NULL when memory fails. */
static struct flowstore_view *wake(struct flowtable *t, uint32_t number)
{
    struct flowstore_entry *e = flowstore_entry(&t->store, number);
    if (!e->packed)
        return flowstore_view(&t->store, number);
    flowages_remove(&t->ages, &t->store, number);
    struct flowstore_view *v = make_view(t);
    flowages_add(&t->ages, &t->store, number, (enum flowages_kind)e->kind);
    if (v != NULL)
        flowstore_unpack(&t->store, number, v);
    return v;
}

static bool begins_anew(const struct flowstore_view *v, unsigned side, const struct segment *s)
{
    return s->transport == TRANSPORT_TCP && (s->tcp_flags & TCP_SYN) != 0 &&
           flowtcp_reused(&v->tcp, &v->f, side, s);
}

/* The flow of a segment, a new one where there is none; NULL when memory fails. */
static struct flowstore_view *flow_for(struct flowtable *t, const struct segment *s, uint16_t source,
                                       unsigned *side)
{
    if (t->last != NULL && flowkey_is(&t->last->f.flow, s, side) && !begins_anew(t->last, *side, s))
        return t->last;
    uint32_t tag = (uint32_t)flowkey_hash(&t->key, s), number = find(t, s, tag, side);
    struct flowstore_view *v = number != 0 ? wake(t, number) : NULL;
    if (number != 0 && v == NULL)
        return NULL;
    if (v != NULL && begins_anew(v, *side, s)) {
        close_flow(t, number);
        v = NULL;
    }
    if (v == NULL)
        v = open_flow(t, s, tag, source, side);
    t->last = v;
    return v;
}

static void note(struct flowtable *t, struct flowstore_view *v, unsigned side, const struct segment *s)
{
    struct flow *f = &v->f.flow;
    v->used = true;
    f->last_us = t->now_us;
    f->last_frame = s->frame;
    f->truncated = f->truncated || s->truncated;
    f->side[side].packets += s->frames;
    f->side[side].wire_bytes += s->wire_bytes;
}

static void take_tcp(struct flowtable *t, struct flowstore_view *v, unsigned side, const struct segment *s)
{
    unsigned flags = s->tcp_flags;
    enum flow_state before = v->f.flow.state;
    if ((flags & TCP_RST) != 0 && !flowtcp_resets(&v->f, side, s))
        return;
    if (!v->tcp.established || (flags & TCP_SYN) != 0 || (s->payload_bytes > 1 && v->f.stream[side].top == 0))
        flowtcp_number(&v->tcp, &v->f, side, s);
    if ((flags & (TCP_ACK | TCP_RST)) == TCP_ACK)
        stream_acked(t->streams, &v->f, 1 - side, s->ack, s->payload_bytes > 0, t->now_us);
    if ((s->payload_bytes > 0 || (flags & TCP_FIN) != 0 || v->f.stream[side].doubtful > 0) &&
        (flags & TCP_RST) == 0)
        stream_take(t->streams, &v->f, side, s, t->now_us);
    if (before == STATE_ESTABLISHED_DATA && (flags & (TCP_SYN | TCP_FIN | TCP_RST)) == 0)
        return;
    flowtcp_take(&v->tcp, &v->f.flow, side, s);
    if (before != STATE_ATTEMPT_REFUSED && v->f.flow.state == STATE_ATTEMPT_REFUSED)
        t->events->refused(t->events->context, &v->f.flow);
}

static void take_datagram(struct flowtable *t, struct flowstore_view *v, unsigned side,
                          const struct segment *s)
{
    v->f.flow.side[side].payload_bytes += s->payload_bytes;
    t->events->datagram(t->events->context, &v->f.flow, side, s->payload);
}

static void touch(struct flowtable *t, const struct flowstore_view *v)
{
    const struct flowstore_entry *e = flowstore_entry(&t->store, v->number);
    enum flowages_kind kind = kind_of(v);
    if (kind == e->kind && e->newer == 0)
        return;
    flowages_remove(&t->ages, &t->store, v->number);
    flowages_add(&t->ages, &t->store, v->number, kind);
    if (t->ages.closed > t->closed_most)
        close_flow(t, t->ages.list[FLOWAGES_CLOSED].oldest);
}

void flowtable_take(struct flowtable *t, const struct segment *s, uint16_t source)
{
    unsigned side;
    flowtable_tick(t, s->time_us);
    struct flowstore_view *v = flow_for(t, s, source, &side);
    if (v == NULL) {
        t->counts.frames_dropped += s->frames;
        return;
    }
    note(t, v, side, s);
    if (s->transport == TRANSPORT_TCP)
        take_tcp(t, v, side, s);
    else
        take_datagram(t, v, side, s);
    touch(t, v);
}

void flowtable_tick(struct flowtable *t, int64_t now_us)
{
    if (now_us > t->now_us)
        t->now_us = now_us < TIME_MOST_US ? now_us : TIME_MOST_US;
    if (t->now_us >= t->expire_us)
        expire(t);
}

/* How far an id is back, as long as it matters. */
static uint32_t age_of(const struct flowtable *t, uint32_t number)
{
    uint64_t age = t->counts.flows - flowstore_id(&t->store, number);
    return age < UINT32_MAX ? (uint32_t)age : UINT32_MAX;
}

static int by_age(const void *a, const void *b)
{
    const struct flowindex_slot *x = a, *y = b;
    return x->tag < y->tag ? 1 : x->tag > y->tag ? -1 : 0;
}

void flowtable_end(struct flowtable *t)
{
    uint32_t flows = flowindex_gather(&t->index);
    struct flowindex_slot *slot = t->index.slot;
    for (uint32_t i = 0; i < flows; i++)
        slot[i].tag = age_of(t, slot[i].number);
    qsort(slot, flows, sizeof slot[0], by_age);
    for (uint32_t i = 0; i < flows; i++)
        finish(t, slot[i].number);
    t->ages = (struct flowages){.closed = 0};
    flowindex_clear(&t->index);
}

struct flowtable_counts flowtable_counts(const struct flowtable *t)
{
    struct flowtable_counts c = t->counts;
    c.reassembly_warnings = reassembly_warnings() - t->warnings_before;
    return c;
}
