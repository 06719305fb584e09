/*
 * What the tests of capture/flow* and capture/stream* share: segments between two fixed ends, and a decoder
 * that checks the contract of struct flow_events as it is called. The stream's byte at offset n is
 * flowsink_byte(n).
 */
#ifndef TESTS_FLOWSINK_H
#define TESTS_FLOWSINK_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "capture/flowtable.h"

enum flowsink_manner {
    FLOWSINK_ALL,     /* takes what it is shown */
    FLOWSINK_RECORDS, /* whole records only: asks for more, leaves a rest */
    FLOWSINK_SKIPS,   /* reads a header, skips a body */
    FLOWSINK_NOTHING, /* wants no byte beyond the first window */
    FLOWSINK_MORE,    /* is never content */
};

struct flowsink_side {
    uint64_t want, shown_to; /* contract: the next call begins at want and shows more than shown_to */
    uint64_t bytes, holes, hole_bytes;
    unsigned calls;
};

struct flowsink {
    enum flowsink_manner manner;
    bool many;                    /* more than one flow at a time: each has sides of its own, in `decode` */
    bool any_bytes;               /* the streams are not of flowsink_byte() */
    struct flowsink_side side[2]; /* of the one flow */
    uint8_t *seen;                /* per offset of side 0: 1 shown, 2 hole; may be NULL */
    size_t seen_bytes;
    unsigned opened, closed, refused, datagrams, rests;
    unsigned vlans; /* of the flow opened last */
    uint64_t closed_id[64];
    struct flow last; /* a copy, of the flow closed last */
};

static inline uint8_t flowsink_byte(uint64_t offset)
{
    uint64_t x = (offset + 1) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint8_t)(x >> 56 ^ x >> 29);
}

static inline uint64_t flowsink_record(uint64_t offset)
{
    return 1 + (uint64_t)flowsink_byte(offset) * (flowsink_byte(offset + 7) & 1 ? 17 : 1);
}

static inline void flowsink_mark(struct flowsink *k, unsigned side, uint64_t from, uint64_t n, uint8_t as)
{
    for (uint64_t i = from; side == 0 && k->seen != NULL && i < from + n && i < k->seen_bytes; i++)
        k->seen[i] = as;
}

static inline uint64_t flowsink_next(const struct flowsink *k, uint64_t offset, uint64_t end)
{
    switch (k->manner) {
    case FLOWSINK_RECORDS:
        while (offset + flowsink_record(offset) <= end)
            offset += flowsink_record(offset);
        return offset;
    case FLOWSINK_SKIPS:
        while (offset + 3 <= end)
            offset += 3 + 5 * flowsink_record(offset);
        return offset;
    case FLOWSINK_NOTHING:
        return FLOW_WANTS_NOTHING;
    case FLOWSINK_MORE:
        return offset;
    case FLOWSINK_ALL:
        break;
    }
    return end;
}

static inline struct flowsink_side *flowsink_side(struct flowsink *k, struct flow *f, unsigned side)
{
    cr_assert(side < 2);
    return k->many ? (struct flowsink_side *)f->decode + side : &k->side[side];
}

static inline uint64_t flowsink_bytes(void *context, struct flow *f, unsigned side, uint64_t offset,
                                      struct bytes w)
{
    struct flowsink *k = context;
    struct flowsink_side *s = flowsink_side(k, f, side);
    cr_assert(w.left > 0 && w.left <= FLOW_WINDOW_MOST);
    cr_assert_eq(offset, s->want, "shown %lu, wanted %lu", offset, s->want);
    cr_assert(offset + w.left > s->shown_to, "nothing new at %lu", offset);
    for (size_t i = 0; i < w.left && !k->any_bytes; i++)
        cr_assert_eq(w.at[i], flowsink_byte(offset + i), "byte %zu of window at %lu", i, offset);
    s->calls++;
    s->shown_to = offset + w.left;
    s->want = flowsink_next(k, offset, offset + w.left);
    uint64_t done = s->want < s->shown_to ? s->want - offset : w.left;
    s->bytes += done;
    flowsink_mark(k, side, offset, w.left, 1);
    return s->want;
}

static inline uint64_t flowsink_hole(void *context, struct flow *f, unsigned side, uint64_t offset,
                                     uint64_t length)
{
    struct flowsink *k = context;
    struct flowsink_side *s = flowsink_side(k, f, side);
    cr_assert(length > 0);
    cr_assert(s->want <= offset, "hole at %lu, wanted %lu", offset, s->want);
    cr_assert(s->want == offset || s->shown_to >= offset, "hole at %lu, shown to %lu", offset, s->shown_to);
    s->holes++;
    s->hole_bytes += length;
    flowsink_mark(k, side, offset, length, 2);
    s->want = offset + length;
    s->shown_to = s->want;
    return s->want;
}

static inline void flowsink_opened(void *context, struct flow *f)
{
    struct flowsink *k = context;
    k->opened++;
    k->vlans = f->outer->vlans;
    k->side[0] = k->side[1] = (struct flowsink_side){.want = 0};
    if (k->many)
        f->decode = calloc(2, sizeof k->side[0]);
}

static inline void flowsink_closed(void *context, struct flow *f)
{
    struct flowsink *k = context;
    k->closed_id[k->closed % 64] = f->id;
    k->closed++;
    cr_assert_null(f->outer);
    k->last = *f;
    if (k->many)
        free(f->decode);
}

/* It comes back at another address. */
static inline void flowsink_rests(void *context, struct flow *f)
{
    ((struct flowsink *)context)->rests++;
    cr_assert(f->id > 0);
}

static inline void flowsink_refused(void *context, struct flow *f)
{
    (void)f;
    ((struct flowsink *)context)->refused++;
}

static inline void flowsink_datagram(void *context, struct flow *f, unsigned side, struct bytes payload)
{
    (void)f;
    (void)payload;
    cr_assert(side < 2);
    ((struct flowsink *)context)->datagrams++;
}

static inline struct flow_events flowsink_events(struct flowsink *k)
{
    return (struct flow_events){k,
                                flowsink_opened,
                                flowsink_bytes,
                                flowsink_hole,
                                flowsink_datagram,
                                flowsink_refused,
                                flowsink_rests,
                                flowsink_closed};
}

/* Addresses and ports of client number n, and of the server. */
static inline struct addr flowsink_client(unsigned n)
{
    return addr_v4((const uint8_t[]){10, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n});
}

static inline struct addr flowsink_server(void)
{
    return addr_v4((const uint8_t[]){192, 168, 0, 1});
}

static uint64_t flowsink_frame;

/* A TCP segment without payload; from_client tells its direction. */
static inline struct segment flowsink_tcp(unsigned client, bool from_client, uint8_t flags, uint32_t seq,
                                          uint32_t ack)
{
    struct segment s = {.frames = 1, .transport = TRANSPORT_TCP, .tcp_flags = flags, .seq = seq, .ack = ack};
    s.src = from_client ? flowsink_client(client) : flowsink_server();
    s.dst = from_client ? flowsink_server() : flowsink_client(client);
    s.sport = from_client ? 40000 : 80;
    s.dport = from_client ? 80 : 40000;
    s.wire_bytes = 54;
    s.frame = ++flowsink_frame;
    s.payload = bytes_none();
    return s;
}

static inline void flowsink_load(struct segment *s, const uint8_t *at, size_t n)
{
    s->payload = bytes_of(at, n);
    s->payload_bytes = (uint32_t)n;
    s->wire_bytes = 54 + (uint32_t)n;
}

#endif
