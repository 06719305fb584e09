#include "capture/fragments.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/siphash.h"
#include "capture/flowindex.h"

enum { KEY_BYTES = 72 };

/* WAITING and DROPPED are in the list `used`, WHOLE in `whole`. */
enum state { WAITING, DROPPED, WHOLE };

struct entry {
    struct list_link link;
    int64_t first_us, last_us;
    uint64_t datagram;
    uint32_t number, tag;
    uint32_t frames, wire_bytes;
    struct pieces pieces;
    uint8_t key[KEY_BYTES];
    uint8_t protocol, state;
    bool has_protocol, overlapped;
};

struct fragments {
    struct slab entries, blocks;
    struct flowindex index;
    struct list used, whole; /* by last use */
    struct siphash_key key;
    int64_t now_us;
    uint64_t waiting, waiting_frames;
    uint64_t begun, last; /* datagrams: how many, and which one the last fragment belongs to */
    struct fragments_counts counts;
    uint8_t copy[PIECES_MOST];
};

static struct entry *entry_of(struct list_link *link)
{
    return (struct entry *)(void *)link;
}

static uint32_t datagrams_within(size_t memory_bytes)
{
    size_t each = sizeof(struct entry) + sizeof(struct pieces_block) + 4 * sizeof(struct flowindex_slot);
    size_t memory = memory_bytes > FRAGMENTS_LEAST ? memory_bytes : FRAGMENTS_LEAST;
    return memory / each < UINT32_MAX / 8 ? (uint32_t)(memory / each) : UINT32_MAX / 8;
}

struct fragments *fragments_open(size_t memory_bytes, struct err *err)
{
    uint32_t most = datagrams_within(memory_bytes);
    struct fragments *t = calloc(1, sizeof *t);
    if (t == NULL || slab_open(&t->entries, sizeof(struct entry), most) != 0 ||
        slab_open(&t->blocks, sizeof(struct pieces_block), most) != 0 || flowindex_open(&t->index) != 0) {
        (void)err_set(err, "cannot open the table of fragments: out of memory");
        fragments_close(t);
        return NULL;
    }
    t->key = siphash_random_key();
    t->now_us = INT64_MIN / 4;
    return t;
}

void fragments_close(struct fragments *t)
{
    if (t == NULL)
        return;
    flowindex_close(&t->index);
    slab_close(&t->blocks);
    slab_close(&t->entries);
    free(t);
}

static struct list *list_of(struct fragments *t, const struct entry *e)
{
    return e->state == WHOLE ? &t->whole : &t->used;
}

static void forget(struct fragments *t, struct entry *e)
{
    pieces_end(&e->pieces, &t->blocks);
    list_remove(list_of(t, e), &e->link);
    flowindex_remove(&t->index, e->tag, e->number);
    slab_give(&t->entries, e->number);
}

static void stop_waiting(struct fragments *t, const struct entry *e)
{
    t->waiting--;
    t->waiting_frames -= e->frames;
}

/* Its frames will never be part of a whole datagram. */
static void give_up(struct fragments *t, const struct entry *e, uint64_t *why)
{
    stop_waiting(t, e);
    t->counts.frames += e->frames;
    ++*why;
}

/* Stays, without its bytes, to refuse the rest of its fragments. */
static void drop(struct fragments *t, struct entry *e)
{
    stop_waiting(t, e);
    t->counts.frames += e->frames;
    e->state = DROPPED;
    pieces_end(&e->pieces, &t->blocks);
}

static void expire(struct fragments *t)
{
    struct list_link *l;
    while ((l = t->whole.oldest) != NULL && t->now_us - entry_of(l)->last_us > FRAGMENTS_ECHO_US)
        forget(t, entry_of(l));
    while ((l = t->used.oldest) != NULL && t->now_us - entry_of(l)->last_us > FRAGMENTS_WAIT_US) {
        if (entry_of(l)->state == WAITING)
            give_up(t, entry_of(l), &t->counts.incomplete);
        forget(t, entry_of(l));
    }
}

/* False when there is nothing left but e. */
static bool evict_but(struct fragments *t, const struct entry *e)
{
    struct list_link *l = t->whole.oldest != NULL ? t->whole.oldest : t->used.oldest;
    if (l == NULL || entry_of(l) == e)
        return false;
    if (entry_of(l)->state == WAITING)
        give_up(t, entry_of(l), &t->counts.evicted);
    forget(t, entry_of(l));
    return true;
}

static void put_key(uint8_t key[KEY_BYTES], const struct segment *s, const struct fragment *f)
{
    const struct outer *o = &s->outer;
    uint8_t *at = key;
    memset(key, 0, KEY_BYTES);
    at = (uint8_t *)mempcpy(at, s->src.b, sizeof s->src.b);
    at = (uint8_t *)mempcpy(at, s->dst.b, sizeof s->dst.b);
    at = (uint8_t *)mempcpy(at, &f->id, sizeof f->id);
    at = (uint8_t *)mempcpy(at, o->vlan, sizeof o->vlan);
    at = (uint8_t *)mempcpy(at, o->tunnel_id, sizeof o->tunnel_id);
    at = (uint8_t *)mempcpy(at, o->tunnel, sizeof o->tunnel);
    *at++ = (uint8_t)(o->vlans << 4 | o->tunnels);
    *at++ = f->v6;
    *at = f->v6 ? 0 : f->protocol;
}

static struct entry *find(struct fragments *t, const uint8_t key[KEY_BYTES], uint32_t tag)
{
    uint32_t at = tag, number;
    while ((number = flowindex_next(&t->index, tag, &at)) != 0) {
        struct entry *e = slab_at(&t->entries, number);
        if (memcmp(e->key, key, KEY_BYTES) == 0)
            return e;
    }
    return NULL;
}

/* NULL when memory fails. */
static struct entry *begin(struct fragments *t, const uint8_t key[KEY_BYTES], uint32_t tag)
{
    uint32_t number;
    while ((number = slab_take(&t->entries)) == 0)
        if (!evict_but(t, NULL))
            return NULL;
    while (flowindex_add(&t->index, tag, number) != 0) {
        if (!evict_but(t, NULL)) {
            slab_give(&t->entries, number);
            return NULL;
        }
    }
    struct entry *e = slab_at(&t->entries, number);
    *e = (struct entry){
        .datagram = ++t->begun, .number = number, .tag = tag, .first_us = t->now_us, .state = WAITING};
    memcpy(e->key, key, KEY_BYTES);
    pieces_begin(&e->pieces);
    list_add(&t->used, &e->link);
    t->waiting++;
    return e;
}

static bool is_sound(const struct fragment *f)
{
    if (f->wire == 0 || f->wire > f->most || f->offset > f->most - f->wire)
        return false;
    return !f->more || f->wire % PIECES_UNIT == 0;
}

/* Is it, shortly after its datagram was whole, the same again? */
static bool is_echo(struct fragments *t, struct entry *e, const struct fragment *f)
{
    return pieces_agree(&e->pieces, f->offset, f->wire, !f->more) &&
           pieces_put(&e->pieces, &t->blocks, f->offset, f->wire, !f->more, f->data) == PIECES_SAME;
}

static bool make_room(struct fragments *t, struct entry *e, const struct fragment *f)
{
    int taken;
    while ((taken = pieces_take_block(&e->pieces, &t->blocks, f->offset, f->wire)) != 0)
        if (taken < 0 && !evict_but(t, e))
            return false;
    return true;
}

static void count_frames(struct fragments *t, struct entry *e, const struct segment *s)
{
    uint32_t room = UINT32_MAX - e->wire_bytes;
    e->wire_bytes += s->wire_bytes < room ? s->wire_bytes : room;
    e->frames += s->frames;
    t->waiting_frames += s->frames;
}

static enum fragments_result finish(struct fragments *t, struct entry *e, struct datagram *whole)
{
    size_t n = pieces_copy(&e->pieces, &t->blocks, t->copy);
    *whole = (struct datagram){.data = bytes_of(t->copy, n),
                               .wire = e->pieces.total,
                               .protocol = e->protocol,
                               .frames = e->frames,
                               .wire_bytes = e->wire_bytes};
    stop_waiting(t, e);
    list_remove(&t->used, &e->link);
    e->state = WHOLE;
    list_add(&t->whole, &e->link);
    return FRAGMENTS_WHOLE;
}

static enum fragments_result add(struct fragments *t, struct entry *e, const struct segment *s,
                                 const struct fragment *f, struct datagram *whole)
{
    enum pieces_news news = pieces_put(&e->pieces, &t->blocks, f->offset, f->wire, !f->more, f->data);
    bool overlaps = f->v6 ? news == PIECES_PART || news == PIECES_OTHER : news == PIECES_OTHER;
    t->counts.overlaps += overlaps && !e->overlapped;
    e->overlapped = e->overlapped || overlaps;
    if (overlaps && f->v6) {
        drop(t, e);
        return FRAGMENTS_REFUSED;
    }
    count_frames(t, e, s);
    if (f->offset == 0 && !e->has_protocol) {
        e->protocol = f->protocol;
        e->has_protocol = true;
    }
    return pieces_whole(&e->pieces) ? finish(t, e, whole) : FRAGMENTS_HELD;
}

/* The datagram of a sound fragment, with room for it, or NULL and *result. */
static struct entry *entry_for(struct fragments *t, const struct segment *s, const struct fragment *f,
                               enum fragments_result *result)
{
    uint8_t key[KEY_BYTES];
    put_key(key, s, f);
    uint32_t tag = (uint32_t)siphash(&t->key, key, sizeof key);
    struct entry *e = find(t, key, tag);
    *result = FRAGMENTS_REFUSED;
    if (e != NULL && e->state == WHOLE && is_echo(t, e, f)) {
        t->last = e->datagram;
        *result = FRAGMENTS_ECHO;
        return NULL;
    }
    if (e != NULL && (e->state == WHOLE || t->now_us - e->first_us > FRAGMENTS_WAIT_US)) {
        if (e->state == WAITING)
            give_up(t, e, &t->counts.incomplete);
        forget(t, e);
        e = NULL;
    }
    if (e == NULL)
        e = begin(t, key, tag);
    if (e == NULL)
        t->counts.evicted++;
    return e;
}

enum fragments_result fragments_take(struct fragments *t, const struct segment *s, const struct fragment *f,
                                     struct datagram *whole)
{
    enum fragments_result result;
    if (s->time_us > t->now_us)
        t->now_us = s->time_us;
    t->last = 0;
    expire(t);
    if (!is_sound(f)) {
        t->counts.refused++;
        return FRAGMENTS_REFUSED;
    }
    struct entry *e = entry_for(t, s, f, &result);
    if (e == NULL)
        return result;
    t->last = e->datagram;
    e->last_us = t->now_us;
    list_remove(&t->used, &e->link);
    list_add(&t->used, &e->link);
    if (e->state == DROPPED)
        return FRAGMENTS_REFUSED;
    if (!pieces_agree(&e->pieces, f->offset, f->wire, !f->more)) {
        t->counts.refused++;
        return FRAGMENTS_REFUSED;
    }
    if (e->frames < FRAGMENTS_FRAMES_MOST && make_room(t, e, f))
        return add(t, e, s, f, whole);
    t->counts.evicted++;
    drop(t, e);
    return FRAGMENTS_REFUSED;
}

uint64_t fragments_datagram(const struct fragments *t)
{
    return t->last;
}

struct fragments_counts fragments_counts(const struct fragments *t)
{
    struct fragments_counts c = t->counts;
    c.frames += t->waiting_frames;
    c.incomplete += t->waiting;
    return c;
}
