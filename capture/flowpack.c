#include "capture/flowpack.h"

#include <assert.h>
#include <string.h>

#include "capture/flowkey.h"

/* Bits of the first byte. */
enum { IPV6 = 1 };

/* Numbers of a flow, and of each side. */
enum { OF_FLOW = 7, OF_SIDE = 12 };

static_assert(OF_FLOW + 2 * OF_SIDE == FLOWPACK_FIELDS && FLOWPACK_FIELDS <= 32, "a bit for each number");

/* Small differences of either sign become small numbers. */
static uint64_t folded(uint64_t difference)
{
    return difference << 1 ^ (0 - (difference >> 63));
}

static uint64_t unfolded(uint64_t v)
{
    return v >> 1 ^ (0 - (v & 1));
}

static uint8_t *put(uint8_t *at, const void *from, size_t n)
{
    memcpy(at, from, n);
    return at + n;
}

static const uint8_t *get(const uint8_t *at, void *to, size_t n)
{
    memcpy(to, at, n);
    return at + n;
}

static uint8_t *put_ends(uint8_t *at, const struct flow *f)
{
    bool v4 = addr_is_v4(&f->end[0].ip) && addr_is_v4(&f->end[1].ip);
    size_t from = v4 ? 12 : 0;
    *at++ = v4 ? 0 : IPV6;
    *at++ = f->transport;
    for (unsigned i = 0; i < 2; i++) {
        at = put(at, f->end[i].ip.b + from, sizeof f->end[i].ip.b - from);
        at = put(at, &f->end[i].port, sizeof f->end[i].port);
    }
    return at;
}

static const uint8_t *get_ends(const uint8_t *at, struct flow *f)
{
    bool v4 = (*at++ & IPV6) == 0;
    f->transport = *at++;
    for (unsigned i = 0; i < 2; i++) {
        if (v4) {
            f->end[i].ip = addr_v4(at);
            at += 4;
        } else {
            at = get(at, f->end[i].ip.b, sizeof f->end[i].ip.b);
        }
        at = get(at, &f->end[i].port, sizeof f->end[i].port);
    }
    return at;
}

static uint64_t flags_of(const struct flow *f, const struct flowtcp *c)
{
    return (uint64_t)f->initiator_seen | (uint64_t)f->truncated << 1 | (uint64_t)c->syn[0] << 2 |
           (uint64_t)c->syn[1] << 3 | (uint64_t)c->fin[0] << 4 | (uint64_t)c->fin[1] << 5 |
           (uint64_t)c->answered << 6 | (uint64_t)c->established << 7 | (uint64_t)c->reset << 8 |
           (uint64_t)c->reset_side << 9 | (uint64_t)f->state << 10;
}

static void set_flags(struct flow *f, struct flowtcp *c, uint64_t flags)
{
    f->initiator_seen = flags & 1;
    f->truncated = flags >> 1 & 1;
    c->syn[0] = flags >> 2 & 1;
    c->syn[1] = flags >> 3 & 1;
    c->fin[0] = flags >> 4 & 1;
    c->fin[1] = flags >> 5 & 1;
    c->answered = flags >> 6 & 1;
    c->established = flags >> 7 & 1;
    c->reset = flags >> 8 & 1;
    c->reset_side = flags >> 9 & 1;
    f->state = (enum flow_state)(flags >> 10);
}

static void gather_flow(uint64_t v[OF_FLOW], const struct flow *f, const struct flowtcp *c)
{
    v[0] = f->id;
    v[1] = folded(f->first_frame - f->id);
    v[2] = folded(f->last_frame - f->first_frame);
    v[3] = folded((uint64_t)f->last_us - (uint64_t)f->first_us);
    v[4] = flags_of(f, c);
    v[5] = f->source;
    v[6] = (uint64_t)(uintptr_t)f->decode;
}

static void spread_flow(const uint64_t v[OF_FLOW], struct flow *f, struct flowtcp *c)
{
    f->id = v[0];
    f->first_frame = f->id + unfolded(v[1]);
    f->last_frame = f->first_frame + unfolded(v[2]);
    f->first_us = (int64_t)((uint64_t)f->last_us - unfolded(v[3]));
    set_flags(f, c, v[4]);
    f->source = (uint16_t)v[5];
    memcpy(&f->decode, &(uintptr_t){(uintptr_t)v[6]}, sizeof f->decode);
}

static bool waits_for_proof(const struct stream *s)
{
    return s->acked > s->top;
}

static void gather_side(uint64_t v[OF_SIDE], const struct flow_side *side, const struct stream *s,
                        int64_t last_us)
{
    v[0] = side->packets;
    v[1] = side->wire_bytes;
    v[2] = side->payload_bytes;
    v[3] = side->lost_bytes;
    v[4] = folded(s->top - side->payload_bytes - side->lost_bytes);
    v[5] = folded(s->want - s->top);
    v[6] = folded(s->acked - s->top);
    v[7] = waits_for_proof(s) ? folded((uint64_t)last_us - (uint64_t)s->acked_us) : 0;
    v[8] = s->gaps;
    v[9] = s->base;
    v[10] = s->strays > 0 ? s->stray_seq : 0;
    v[11] = (uint64_t)s->known | (uint64_t)s->doubtful << 1 | (uint64_t)s->strays << 9;
}

static void spread_side(const uint64_t v[OF_SIDE], struct flow_side *side, struct stream *s, int64_t last_us)
{
    side->packets = v[0];
    side->wire_bytes = v[1];
    side->payload_bytes = v[2];
    side->lost_bytes = v[3];
    s->top = side->payload_bytes + side->lost_bytes + unfolded(v[4]);
    s->want = s->top + unfolded(v[5]);
    s->acked = s->top + unfolded(v[6]);
    s->acked_us = waits_for_proof(s) ? (int64_t)((uint64_t)last_us - unfolded(v[7])) : 0;
    s->gaps = (uint32_t)v[8];
    s->base = (uint32_t)v[9];
    s->stray_seq = (uint32_t)v[10];
    s->known = v[11] & 1;
    s->doubtful = (uint8_t)(v[11] >> 1);
    s->strays = (uint8_t)(v[11] >> 9);
}

/* A bit for each number that is not zero; then those, seven bits to a byte. */
static uint8_t *put_numbers(uint8_t *at, const uint64_t v[FLOWPACK_FIELDS])
{
    uint32_t present = 0;
    uint8_t *head = at;
    at += sizeof present;
    for (unsigned i = 0; i < FLOWPACK_FIELDS; i++) {
        uint64_t left = v[i];
        if (left == 0)
            continue;
        present |= 1U << i;
        for (; left > 0x7f; left >>= 7)
            *at++ = (uint8_t)(left | 0x80);
        *at++ = (uint8_t)left;
    }
    memcpy(head, &present, sizeof present);
    return at;
}

static const uint8_t *get_number(const uint8_t *at, uint64_t *v)
{
    unsigned shift = 0;
    *v = 0;
    for (; (*at & 0x80) != 0; shift += 7)
        *v |= (uint64_t)(*at++ & 0x7f) << shift;
    *v |= (uint64_t)*at++ << shift;
    return at;
}

static void get_numbers(const uint8_t *at, uint64_t v[FLOWPACK_FIELDS])
{
    uint32_t present;
    at = get(at, &present, sizeof present);
    memset(v, 0, FLOWPACK_FIELDS * sizeof v[0]);
    for (; present != 0; present &= present - 1)
        at = get_number(at, &v[__builtin_ctz(present)]);
}

size_t flowpack_write(uint8_t out[FLOWPACK_MOST], const struct stream_flow *f, const struct flowtcp *tcp)
{
    uint64_t v[FLOWPACK_FIELDS];
    gather_flow(v, &f->flow, tcp);
    for (unsigned i = 0; i < 2; i++) {
        assert(f->stream[i].window == NULL && f->stream[i].engaged == NULL);
        gather_side(v + OF_FLOW + (size_t)i * OF_SIDE, &f->flow.side[i], &f->stream[i], f->flow.last_us);
    }
    return (size_t)(put_numbers(put_ends(out, &f->flow), v) - out);
}

void flowpack_read(const uint8_t *record, int64_t last_us, struct stream_flow *f, struct flowtcp *tcp)
{
    uint64_t v[FLOWPACK_FIELDS];
    *f = (struct stream_flow){.flow.last_us = last_us};
    get_numbers(get_ends(record, &f->flow), v);
    spread_flow(v, &f->flow, tcp);
    for (unsigned i = 0; i < 2; i++)
        spread_side(v + OF_FLOW + (size_t)i * OF_SIDE, &f->flow.side[i], &f->stream[i], last_us);
}

bool flowpack_is(const uint8_t *record, const struct segment *s, unsigned *side)
{
    struct flow f;
    (void)get_ends(record, &f);
    return flowkey_is(&f, s, side);
}

uint64_t flowpack_id(const uint8_t *record)
{
    struct flow f;
    uint64_t id;
    (void)get_number(get_ends(record, &f) + sizeof(uint32_t), &id);
    return id;
}
