/*
 * What the tests of decode/ share: a sink that keeps evidence, the checks every probe must pass, and a small
 * flow that hands ordered bytes to the stage in the manner of the flow table and keeps what it observes.
 */
#ifndef TESTS_DECODESINK_H
#define TESTS_DECODESINK_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/evidence.h"

enum { DECODESINK_KEPT = 256, DECODESINK_STREAM = 1 << 18 };

struct decodesink_item {
    enum evidence_kind kind;
    uint32_t number;
    uint64_t frame;
    char text[EVIDENCE_TEXTS][EVIDENCE_TEXT_MOST + 1];
};

struct decodesink {
    struct evidence_sink sink;
    struct siphash_key key;
    struct decodesink_item item[DECODESINK_KEPT];
    size_t items;
};

static inline void decodesink_keep(void *context, const struct evidence *e)
{
    struct decodesink *k = context;
    cr_assert(k->items < DECODESINK_KEPT);
    struct decodesink_item *i = &k->item[k->items++];
    *i = (struct decodesink_item){.kind = e->kind, .number = e->number, .frame = e->frame};
    for (size_t t = 0; t < EVIDENCE_TEXTS; t++)
        if (e->text[t].length > 0)
            memcpy(i->text[t], e->text[t].at, e->text[t].length);
}

static inline struct decodesink *decodesink_new(void)
{
    struct decodesink *k = calloc(1, sizeof *k);
    cr_assert_not_null(k);
    k->key = (struct siphash_key){1, 2};
    evidence_start(&k->sink, &k->key, decodesink_keep, k);
    return k;
}

/* "NUMBER text|text|..." of an item, without trailing bars; "" when there is no such item. */
static inline const char *decodesink_text(const struct decodesink *k, size_t at)
{
    static char out[2 * EVIDENCE_TEXT_MOST];
    out[0] = 0;
    if (at >= k->items)
        return out;
    const struct decodesink_item *i = &k->item[at];
    int n = snprintf(out, sizeof out, "%u %s|%s|%s|%s|%s", i->number, i->text[0], i->text[1], i->text[2],
                     i->text[3], i->text[4]);
    while (n > 0 && out[n - 1] == '|')
        out[--n] = 0;
    return out;
}

/* Real bytes: every prefix is undecided or has the answer of the whole; and once it is given it stays. */
static inline void decodesink_probe_prefixes(const struct decoder *d, const void *bytes, size_t n, bool start,
                                             enum probe whole, const char *name)
{
    bool decided = false;
    for (size_t i = 1; i <= n; i++) {
        enum probe p = d->probe(bytes_of(bytes, i), start);
        if (decided)
            cr_expect_eq(p, whole, "%s: prefix of %zu answers %d after %d", name, i, p, whole);
        else
            cr_expect(p == PROBE_MORE || p == whole, "%s: prefix of %zu answers %d", name, i, p);
        decided |= p == whole;
    }
    cr_expect(decided, "%s: never decided", name);
}

/* The stage with one flow on it. */
struct decodesink_flow {
    struct decode *decode;
    struct flow flow;
    uint8_t *stream[2];
    size_t length[2]; /* bytes of the stream so far */
    uint64_t want[2]; /* as the flow table keeps it */
    struct decodesink *kept;
    unsigned classes; /* CLASS observations */
    struct observation last_class, end;
};

static inline void decodesink_observe(void *context, const struct observation *o)
{
    struct decodesink_flow *t = context;
    uint8_t record[OBSERVATION_MOST];
    struct observation read;
    cr_assert(observation_read(&read, record, observation_write(o, record)), "kind %d", (int)o->kind);
    if (o->kind == OBSERVED_EVIDENCE)
        decodesink_keep(t->kept, &o->evidence);
    if (o->kind == OBSERVED_END)
        t->end = *o;
    if (o->kind == OBSERVED_CLASS) {
        t->last_class = *o;
        t->classes++;
    }
}

static inline struct decodesink_flow *decodesink_open(uint8_t transport, bool from_syn, uint16_t server_port)
{
    struct decodesink_flow *t = calloc(1, sizeof *t);
    struct err err;
    cr_assert_not_null(t);
    t->decode = decode_open(4 << 20, decodesink_observe, t, &err);
    cr_assert_not_null(t->decode);
    t->kept = decodesink_new();
    t->stream[0] = malloc(DECODESINK_STREAM);
    t->stream[1] = malloc(DECODESINK_STREAM);
    t->flow = (struct flow){.id = 1,
                            .transport = transport,
                            .first_frame = 1,
                            .last_frame = 1,
                            .initiator_seen = from_syn,
                            .state = from_syn ? STATE_ESTABLISHED_DATA : STATE_MIDSTREAM};
    t->flow.end[0] = (struct flow_end){addr_v4((const uint8_t[]){10, 0, 0, 1}), 50000};
    t->flow.end[1] = (struct flow_end){addr_v4((const uint8_t[]){10, 0, 0, 2}), server_port};
    t->flow.side[0].packets = t->flow.side[1].packets = from_syn;
    decode_opened(t->decode, &t->flow);
    return t;
}

static inline void decodesink_close(struct decodesink_flow *t)
{
    decode_closed(t->decode, &t->flow);
    cr_expect_null(t->flow.decode);
}

static inline void decodesink_free(struct decodesink_flow *t)
{
    decode_close(t->decode);
    free(t->stream[0]);
    free(t->stream[1]);
    free(t->kept);
    free(t);
}

/* The window from the wanted offset on, as often as the stage takes something of it. */
static inline void decodesink_show(struct decodesink_flow *t, unsigned side)
{
    while (t->want[side] < t->length[side]) {
        uint64_t at = t->want[side];
        size_t left = t->length[side] - at;
        /* Bytes of an own heap block, so that a sanitizer sees a read past the end. */
        uint8_t *window = malloc(left);
        memcpy(window, t->stream[side] + at, left);
        uint64_t next = decode_bytes(t->decode, &t->flow, side, at, bytes_of(window, left));
        free(window);
        cr_assert(next >= at);
        t->want[side] = next;
        if (next == at)
            return;
        if (next < t->length[side])
            continue;
    }
}

/* One segment in order. */
static inline void decodesink_segment(struct decodesink_flow *t, unsigned side, const void *bytes, size_t n)
{
    t->flow.last_frame++;
    t->flow.last_us++;
    t->flow.side[side].packets++;
    t->flow.side[side].payload_bytes += n;
    cr_assert(t->length[side] + n <= DECODESINK_STREAM);
    memcpy(t->stream[side] + t->length[side], bytes, n);
    t->length[side] += n;
    decodesink_show(t, side);
}

/* In segments of at most `most` bytes. */
static inline void decodesink_send(struct decodesink_flow *t, unsigned side, const void *bytes, size_t n,
                                   size_t most)
{
    for (size_t i = 0; i < n; i += most)
        decodesink_segment(t, side, (const uint8_t *)bytes + i, n - i < most ? n - i : most);
}

static inline void decodesink_say(struct decodesink_flow *t, unsigned side, const char *text)
{
    decodesink_segment(t, side, text, strlen(text));
}

/* n bytes are lost, wanted or not. */
static inline void decodesink_lose(struct decodesink_flow *t, unsigned side, size_t n)
{
    uint64_t end = t->length[side] + n;
    t->flow.last_frame++;
    t->flow.side[side].lost_bytes += n;
    t->length[side] = end;
    if (t->want[side] < end)
        t->want[side] = decode_hole(t->decode, &t->flow, side, end - n, n);
}

#endif
