#include "policy/stays.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/fallback.h"
#include "policy/recall.h"

#define NEVER RECALL_NEVER

enum { PLACES = 3, KEY_BYTES = sizeof(struct addr) };

/* An address that the client used in its stay. */
struct place {
    struct addr at;
    bool outside;    /* in zone internet */
    int64_t last_us; /* a flow began or ended there */
};

struct stay {
    struct place place[PLACES]; /* the one used last first */
    uint32_t places;
    int64_t first_us, last_us;
    int64_t pending_us; /* the intranet management point was asked and has not answered */
    uint64_t pending_flow;
    uint32_t flows; /* open ones */
    bool known;     /* false in a new one */
    bool unsure;    /* its beginning was not seen, or may have been none */
    bool crowded;
    bool tried, failed, worked;
    bool had_tried, had_failed, had_worked; /* before another address came up beside the client's */
};

static_assert(RECALL_BYTES(KEY_BYTES, sizeof(struct stay)) <= STAYS_BYTES, "a client has room");

struct stays {
    struct recall *clients;
    int64_t idle_gap_us, from_us, missed_us;
};

struct stays *stays_open(size_t most, int64_t idle_gap_us)
{
    struct stays *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->idle_gap_us = idle_gap_us;
    s->from_us = s->missed_us = NEVER;
    s->clients = recall_open(most, KEY_BYTES, sizeof(struct stay), idle_gap_us);
    if (s->clients == NULL) {
        free(s);
        return NULL;
    }
    return s;
}

void stays_close(struct stays *s)
{
    if (s == NULL)
        return;
    recall_close(s->clients);
    free(s);
}

void stays_seen_from(struct stays *s, int64_t now_us)
{
    s->from_us = now_us;
}

void stays_missed(struct stays *s, int64_t now_us)
{
    s->missed_us = now_us;
    recall_missed(s->clients, now_us);
}

static bool within_gap(const struct stays *s, int64_t then_us, int64_t now_us)
{
    return then_us != NEVER && now_us - then_us <= s->idle_gap_us;
}

static void begin(const struct stays *s, struct stay *e, int64_t now_us)
{
    bool lost = !e->known && recall_lately_lost(s->clients, now_us);
    bool maybe_older = e->flows > 0 && e->known;
    uint32_t flows = e->flows;
    *e = (struct stay){
        .known = true, .first_us = now_us, .crowded = e->crowded && within_gap(s, e->last_us, now_us)};
    e->pending_us = NEVER;
    e->flows = flows;
    e->unsure =
        lost || maybe_older || within_gap(s, s->from_us, now_us) || within_gap(s, s->missed_us, now_us);
}

static struct place *place_of(struct stay *e, const struct addr *at)
{
    for (uint32_t i = 0; i < e->places; i++)
        if (addr_eq(&e->place[i].at, at))
            return &e->place[i];
    return NULL;
}

/* The address of the same family that the client used last: it uses IPv4 and IPv6 at once. */
static const struct place *last_place(const struct stay *e, const struct addr *at)
{
    for (uint32_t i = 0; i < e->places; i++)
        if (addr_is_v4(&e->place[i].at) == addr_is_v4(at))
            return &e->place[i];
    return NULL;
}

static void use_place(struct stay *e, const struct addr *at, bool outside, int64_t now_us)
{
    const struct place *known = place_of(e, at);
    if (known == NULL && e->places < PLACES)
        known = &e->place[e->places++];
    size_t before = known != NULL ? (size_t)(known - e->place) : PLACES - 1;
    memmove(e->place + 1, e->place, before * sizeof e->place[0]);
    e->place[0] = (struct place){*at, outside, now_us};
}

/* A second address on the same side of the border: the client moved, or uses both. */
static void come_up_beside(const struct stays *s, struct stay *e, int64_t now_us)
{
    const struct stay before = *e;
    e->flows = 0;
    begin(s, e, now_us);
    memcpy(e->place, before.place, sizeof e->place);
    e->places = before.places;
    e->flows = before.flows;
    e->had_tried = before.tried || before.had_tried;
    e->had_failed = before.failed || before.had_failed;
    e->had_worked = before.worked || before.had_worked;
    e->unsure = e->unsure || before.unsure || e->had_tried;
}

/* Back at an address while another one was used: both are, so what was seen from either counts. */
static void use_both(struct stay *e)
{
    e->tried = e->tried || e->had_tried;
    e->failed = e->failed || e->had_failed;
    e->worked = e->worked || e->had_worked;
    e->had_tried = e->had_failed = e->had_worked = false;
}

static void change_place(const struct stays *s, struct stay *e, const struct place *last,
                         const struct addr *at, bool outside, int64_t now_us)
{
    const struct place *known = place_of(e, at);
    if (last->outside != outside) {
        e->flows = 0;
        begin(s, e, now_us);
    } else if (known != NULL && within_gap(s, known->last_us, now_us)) {
        use_both(e);
    } else {
        come_up_beside(s, e, now_us);
    }
}

void stays_flow(struct stays *s, const struct addr *whose, const struct addr *at, bool outside,
                int64_t now_us)
{
    struct stay *e = recall_take(s->clients, whose, now_us);
    if (!e->known || !within_gap(s, e->last_us, now_us))
        begin(s, e, now_us);
    const struct place *last = last_place(e, at);
    if (last != NULL && !addr_eq(&last->at, at))
        change_place(s, e, last, at, outside, now_us);
    use_place(e, at, outside, now_us);
    e->last_us = now_us;
    e->flows += e->flows < UINT32_MAX;
}

static struct stay *find(const struct stays *s, const struct addr *whose)
{
    return recall_find(s->clients, whose);
}

void stays_flow_end(struct stays *s, const struct addr *whose, const struct addr *at, int64_t last_us)
{
    struct stay *e = find(s, whose);
    struct place *place = e != NULL ? place_of(e, at) : NULL;
    if (place == NULL)
        return;
    e->flows -= e->flows > 0;
    if (last_us > place->last_us)
        place->last_us = last_us;
    if (last_us > e->last_us)
        e->last_us = last_us;
}

void stays_crowded(struct stays *s, const struct addr *whose)
{
    struct stay *e = find(s, whose);
    if (e != NULL)
        e->crowded = true;
}

void stays_tried(struct stays *s, const struct addr *whose, uint64_t flow, int64_t now_us)
{
    struct stay *e = find(s, whose);
    if (e == NULL)
        return;
    e->tried = true;
    e->pending_us = now_us;
    e->pending_flow = flow;
}

void stays_answered(struct stays *s, const struct addr *whose, uint64_t flow)
{
    struct stay *e = find(s, whose);
    if (e != NULL && e->pending_flow == flow)
        e->pending_us = NEVER;
}

void stays_failed(struct stays *s, const struct addr *whose, int64_t first_us)
{
    struct stay *e = find(s, whose);
    if (e != NULL && first_us >= e->first_us)
        e->tried = e->failed = true;
}

void stays_worked(struct stays *s, const struct addr *whose)
{
    struct stay *e = find(s, whose);
    if (e != NULL)
        e->tried = e->worked = true;
}

enum fact_order stays_order(const struct stays *s, const struct addr *whose, int64_t now_us)
{
    const struct stay *e = find(s, whose);
    if (e == NULL || e->crowded)
        return ORDER_UNKNOWN;
    if (e->worked)
        return ORDER_WORKED;
    if (e->failed || (e->pending_us != NEVER && now_us - e->pending_us >= FALLBACK_ANSWER_US))
        return ORDER_FAILED;
    if (e->tried)
        return ORDER_TRIED;
    return e->unsure || within_gap(s, s->missed_us, now_us) ? ORDER_UNKNOWN : ORDER_UNTRIED;
}

uint64_t stays_dropped(const struct stays *s)
{
    return recall_dropped(s->clients);
}
