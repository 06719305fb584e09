#include "policy/stays.h"

#include <stdlib.h>
#include <string.h>

#include "policy/fallback.h"
#include "policy/recall.h"

#define NEVER RECALL_NEVER

enum { FAMILIES = 2, KEY_BYTES = sizeof(struct addr) };

struct stay {
    struct addr at[FAMILIES]; /* a host with IPv4 and IPv6 uses both at once */
    int64_t first_us, last_us;
    int64_t pending_us; /* the intranet management point was asked and has not answered */
    uint64_t pending_flow;
    uint32_t flows; /* open ones */
    bool known;     /* false in a new one */
    bool has[FAMILIES];
    bool unsure; /* its beginning was not seen */
    bool crowded;
    bool tried, failed, worked;
};

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

void stays_flow(struct stays *s, const struct addr *whose, const struct addr *at, int64_t now_us)
{
    struct stay *e = recall_take(s->clients, whose, now_us);
    unsigned family = addr_is_v4(at);
    bool moved = e->has[family] && !addr_eq(&e->at[family], at);
    if (!e->known || !within_gap(s, e->last_us, now_us))
        begin(s, e, now_us);
    else if (moved) {
        e->flows = 0;
        begin(s, e, now_us);
    }
    e->at[family] = *at;
    e->has[family] = true;
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
    if (e == NULL || !addr_eq(&e->at[addr_is_v4(at)], at))
        return;
    e->flows -= e->flows > 0;
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
