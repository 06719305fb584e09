#include "capture/flowstore.h"

#include <assert.h>
#include <string.h>

#include "capture/flowkey.h"
#include "capture/flowpack.h"

/* A node that a record goes on in. */
struct more {
    uint32_t next;
    uint8_t record[FLOWSTORE_NODE - sizeof(uint32_t)];
};

static_assert(sizeof(struct flowstore_entry) == FLOWSTORE_NODE && sizeof(struct more) == FLOWSTORE_NODE,
              "all nodes have one size");
static_assert(FLOWSTORE_RECORD >= (int)FLOWPACK_HEAD, "a flow's ends and id are in its entry");

int flowstore_open(struct flowstore *s, uint32_t nodes_most, uint32_t views_most)
{
    if (slab_open(&s->nodes, FLOWSTORE_NODE, nodes_most) != 0)
        return -1;
    return slab_open(&s->views, sizeof(struct flowstore_view), views_most);
}

void flowstore_close(struct flowstore *s)
{
    slab_close(&s->nodes);
    slab_close(&s->views);
}

struct flowstore_view *flowstore_view_take(struct flowstore *s)
{
    uint32_t at = slab_take(&s->views);
    if (at == 0)
        return NULL;
    struct flowstore_view *v = slab_at(&s->views, at);
    v->at = at;
    v->number = 0;
    v->used = true;
    return v;
}

void flowstore_view_give(struct flowstore *s, struct flowstore_view *v)
{
    v->number = 0;
    slab_give(&s->views, v->at);
}

uint32_t flowstore_add(struct flowstore *s, struct flowstore_view *v)
{
    uint32_t number = slab_take(&s->nodes);
    if (number == 0)
        return 0;
    *flowstore_entry(s, number) = (struct flowstore_entry){.at = v->at};
    v->number = number;
    return number;
}

static void drop_nodes(struct flowstore *s, uint32_t node)
{
    while (node != 0) {
        const struct more *m = slab_at(&s->nodes, node);
        uint32_t next = m->next;
        slab_give(&s->nodes, node);
        node = next;
    }
}

void flowstore_drop(struct flowstore *s, uint32_t number)
{
    struct flowstore_entry *e = flowstore_entry(s, number);
    if (e->packed)
        drop_nodes(s, e->at);
    else
        flowstore_view_give(s, flowstore_view(s, number));
    slab_give(&s->nodes, number);
}

static bool is_held(const struct flowstore_view *v)
{
    const struct stream *s = v->f.stream;
    return s[0].window != NULL || s[1].window != NULL || s[0].engaged != NULL || s[1].engaged != NULL;
}

struct flowstore_view *flowstore_coldest(struct flowstore *s)
{
    for (uint64_t left = 2 * (uint64_t)s->views.made; left > 0; left--) {
        s->hand = s->hand % s->views.made + 1;
        struct flowstore_view *v = slab_at(&s->views, s->hand);
        if (v->number == 0 || is_held(v))
            continue;
        if (!v->used)
            return v;
        v->used = false;
    }
    return NULL;
}

/* Keeps a record's rest, its end first. False when there are too few nodes. */
static bool put_rest(struct flowstore *s, const uint8_t *rest, size_t left, uint32_t *first)
{
    enum { ROOM = sizeof((struct more *)NULL)->record };
    *first = 0;
    while (left > 0) {
        size_t n = (left - 1) % ROOM + 1;
        uint32_t node = slab_take(&s->nodes);
        if (node == 0) {
            drop_nodes(s, *first);
            return false;
        }
        struct more *m = slab_at(&s->nodes, node);
        m->next = *first;
        *first = node;
        left -= n;
        memcpy(m->record, rest + left, n);
    }
    return true;
}

bool flowstore_pack(struct flowstore *s, struct flowstore_view *v)
{
    uint8_t record[FLOWPACK_MOST];
    size_t length = flowpack_write(record, &v->f, &v->tcp);
    size_t inside = length < FLOWSTORE_RECORD ? length : FLOWSTORE_RECORD;
    uint32_t rest;
    if (!put_rest(s, record + inside, length - inside, &rest))
        return false;
    struct flowstore_entry *e = flowstore_entry(s, v->number);
    memcpy(e->record, record, inside);
    e->at = rest;
    e->packed = true;
    e->last_us = v->f.flow.last_us;
    flowstore_view_give(s, v);
    return true;
}

static void read_record(const struct flowstore *s, const struct flowstore_entry *e, struct flowstore_view *v)
{
    uint8_t record[FLOWPACK_MOST + FLOWSTORE_NODE];
    if (e->at == 0) {
        flowpack_read(e->record, e->last_us, &v->f, &v->tcp);
        return;
    }
    uint8_t *end = (uint8_t *)memcpy(record, e->record, sizeof e->record) + sizeof e->record;
    for (uint32_t node = e->at; node != 0;) {
        const struct more *m = slab_at(&s->nodes, node);
        end = (uint8_t *)memcpy(end, m->record, sizeof m->record) + sizeof m->record;
        node = m->next;
    }
    flowpack_read(record, e->last_us, &v->f, &v->tcp);
}

void flowstore_unpack(struct flowstore *s, uint32_t number, struct flowstore_view *v)
{
    struct flowstore_entry *e = flowstore_entry(s, number);
    read_record(s, e, v);
    drop_nodes(s, e->at);
    v->number = number;
    e->at = v->at;
    e->packed = false;
}

struct flowstore_view *flowstore_peek(struct flowstore *s, uint32_t number)
{
    const struct flowstore_entry *e = flowstore_entry(s, number);
    if (!e->packed)
        return flowstore_view(s, number);
    read_record(s, e, &s->spare);
    return &s->spare;
}

uint64_t flowstore_id(const struct flowstore *s, uint32_t number)
{
    const struct flowstore_entry *e = flowstore_entry(s, number);
    return e->packed ? flowpack_id(e->record) : flowstore_view(s, number)->f.flow.id;
}

bool flowstore_is(const struct flowstore *s, uint32_t number, const struct segment *g, unsigned *side)
{
    const struct flowstore_entry *e = flowstore_entry(s, number);
    if (e->packed)
        return flowpack_is(e->record, g, side);
    return flowkey_is(&flowstore_view(s, number)->f.flow, g, side);
}
