#include "decode/observation.h"

#include <string.h>

#include "base/bytes.h"

enum { FLAG_TURNED = 1, FLAG_DIRECTION = 2, FLAG_TRUNCATED = 4 };

static uint8_t *put_u8(uint8_t *at, uint8_t v)
{
    *at = v;
    return at + 1;
}

static uint8_t *put_u16(uint8_t *at, uint16_t v)
{
    uint16_t be = __builtin_bswap16(v);
    memcpy(at, &be, sizeof be);
    return at + sizeof be;
}

static uint8_t *put_u32(uint8_t *at, uint32_t v)
{
    uint32_t be = __builtin_bswap32(v);
    memcpy(at, &be, sizeof be);
    return at + sizeof be;
}

static uint8_t *put_u64(uint8_t *at, uint64_t v)
{
    uint64_t be = __builtin_bswap64(v);
    memcpy(at, &be, sizeof be);
    return at + sizeof be;
}

static uint8_t *put_end(uint8_t *at, const struct flow_end *e)
{
    memcpy(at, e->ip.b, sizeof e->ip.b);
    return put_u16(at + sizeof e->ip.b, e->port);
}

static uint8_t *put_outer(uint8_t *at, const struct outer *o)
{
    at = put_u8(at, o->vlans);
    for (size_t i = 0; i < o->vlans; i++)
        at = put_u16(at, o->vlan[i]);
    at = put_u8(at, o->tunnels);
    for (size_t i = 0; i < o->tunnels; i++)
        at = put_u32(put_u8(at, o->tunnel[i]), o->tunnel_id[i]);
    return at;
}

static uint8_t *put_whose(uint8_t *at, const struct observation *o)
{
    at = put_u64(at, o->flow);
    at = put_u64(at, o->frame);
    at = put_u64(at, (uint64_t)o->time_us);
    at = put_u8(at, o->transport);
    at = put_u16(at, o->source);
    at = put_end(at, &o->client);
    at = put_end(at, &o->server);
    return put_u64(at, (uint64_t)o->first_us);
}

static uint8_t *put_class(uint8_t *at, const struct observation *o)
{
    at = put_u8(at, (uint8_t)o->class_);
    at = put_u8(at, (uint8_t)o->basis);
    return put_u8(at, (uint8_t)((o->turned ? FLAG_TURNED : 0) | (o->direction_known ? FLAG_DIRECTION : 0) |
                                (o->truncated ? FLAG_TRUNCATED : 0)));
}

static uint8_t *put_evidence(uint8_t *at, const struct evidence *e)
{
    at = put_u8(at, (uint8_t)e->kind);
    at = put_u32(at, e->number);
    at = put_u64(at, e->frame);
    size_t room = EVIDENCE_TEXT_MOST;
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++) {
        size_t n = e->text[i].length < room ? e->text[i].length : room;
        room -= n;
        at = put_u16(at, (uint16_t)n);
        if (n > 0)
            memcpy(at, e->text[i].at, n);
        at += n;
    }
    return at;
}

static uint8_t *put_pair(uint8_t *at, const uint64_t pair[2])
{
    return put_u64(put_u64(at, pair[0]), pair[1]);
}

static uint8_t *put_last(uint8_t *at, const struct observation *o)
{
    at = put_class(at, o);
    at = put_u8(at, (uint8_t)o->state);
    at = put_u64(at, (uint64_t)o->last_us);
    at = put_u64(at, o->first_frame);
    at = put_pair(at, o->packets);
    at = put_pair(at, o->bytes);
    at = put_pair(at, o->payload_bytes);
    return put_u64(at, o->lost_bytes);
}

size_t observation_write(const struct observation *o, uint8_t out[OBSERVATION_MOST])
{
    uint8_t *at = put_u8(out + 4, (uint8_t)o->kind);
    at = put_whose(at, o);
    if (o->kind == OBSERVED_OPEN)
        at = put_outer(at, &o->outer);
    else if (o->kind == OBSERVED_CLASS)
        at = put_class(at, o);
    else if (o->kind == OBSERVED_EVIDENCE)
        at = put_evidence(at, &o->evidence);
    else if (o->kind == OBSERVED_END)
        at = put_last(at, o);
    put_u32(out, (uint32_t)(at - out - 4));
    return (size_t)(at - out);
}

static uint64_t get_u64(struct bytes *b)
{
    uint64_t high = bytes_be32(b);
    return high << 32 | bytes_be32(b);
}

static bool get_below(struct bytes *b, unsigned bound, unsigned *v)
{
    *v = bytes_u8(b);
    return *v < bound;
}

static void get_end(struct bytes *b, struct flow_end *e)
{
    struct bytes ip = bytes_take(b, sizeof e->ip.b);
    if (bytes_ok(&ip))
        memcpy(e->ip.b, ip.at, sizeof e->ip.b);
    e->port = bytes_be16(b);
}

static bool get_outer(struct bytes *b, struct outer *o)
{
    o->vlans = bytes_u8(b);
    if (o->vlans > OUTER_VLANS)
        return false;
    for (size_t i = 0; i < o->vlans; i++) {
        o->vlan[i] = bytes_be16(b);
        if (o->vlan[i] > 0x0fff)
            return false;
    }
    o->tunnels = bytes_u8(b);
    if (o->tunnels > OUTER_TUNNELS)
        return false;
    for (size_t i = 0; i < o->tunnels; i++) {
        o->tunnel[i] = bytes_u8(b);
        o->tunnel_id[i] = bytes_be32(b);
        if (o->tunnel[i] >= TUNNEL_KINDS)
            return false;
    }
    return true;
}

static void get_whose(struct bytes *b, struct observation *o)
{
    o->flow = get_u64(b);
    o->frame = get_u64(b);
    o->time_us = (int64_t)get_u64(b);
    o->transport = bytes_u8(b);
    o->source = bytes_be16(b);
    get_end(b, &o->client);
    get_end(b, &o->server);
    o->first_us = (int64_t)get_u64(b);
}

static bool get_class(struct bytes *b, struct observation *o, unsigned flags_allowed)
{
    unsigned class_, basis;
    if (!get_below(b, CLASS_COUNT, &class_) || !get_below(b, BASIS_COUNT, &basis))
        return false;
    unsigned flags = bytes_u8(b);
    o->class_ = (enum app_class)class_;
    o->basis = (enum basis)basis;
    o->turned = flags & FLAG_TURNED;
    o->direction_known = flags & FLAG_DIRECTION;
    o->truncated = flags & FLAG_TRUNCATED;
    bool is_named = class_ != CLASS_NONE && class_ != CLASS_UNKNOWN;
    return (flags & ~flags_allowed) == 0 && is_named == (basis != BASIS_NONE);
}

static bool get_evidence(struct bytes *b, struct observation *o)
{
    struct evidence *e = &o->evidence;
    unsigned kind;
    if (!get_below(b, EVIDENCE_KINDS, &kind))
        return false;
    e->kind = (enum evidence_kind)kind;
    e->number = bytes_be32(b);
    e->frame = get_u64(b);
    size_t room = EVIDENCE_TEXT_MOST;
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++) {
        uint16_t n = bytes_be16(b);
        struct bytes text = bytes_take(b, n);
        if (!bytes_ok(&text) || n > room)
            return false;
        room -= n;
        e->text[i] = (struct evidence_text){(const char *)text.at, n};
    }
    return e->frame <= o->frame;
}

static void get_pair(struct bytes *b, uint64_t pair[2])
{
    pair[0] = get_u64(b);
    pair[1] = get_u64(b);
}

static bool get_last(struct bytes *b, struct observation *o)
{
    unsigned state;
    if (!get_class(b, o, FLAG_TURNED | FLAG_DIRECTION | FLAG_TRUNCATED) || !get_below(b, STATE_COUNT, &state))
        return false;
    o->state = (enum flow_state)state;
    o->last_us = (int64_t)get_u64(b);
    o->first_frame = get_u64(b);
    get_pair(b, o->packets);
    get_pair(b, o->bytes);
    get_pair(b, o->payload_bytes);
    o->lost_bytes = get_u64(b);
    return o->first_us <= o->last_us && o->first_frame <= o->frame;
}

static bool get_body(struct bytes *b, struct observation *o)
{
    switch (o->kind) {
    case OBSERVED_OPEN:
        return get_outer(b, &o->outer);
    case OBSERVED_CLASS:
        return get_class(b, o, FLAG_TURNED | FLAG_DIRECTION);
    case OBSERVED_EVIDENCE:
        return get_evidence(b, o);
    case OBSERVED_END:
        return get_last(b, o);
    default:
        return true;
    }
}

bool observation_read(struct observation *o, const uint8_t *record, size_t n)
{
    if (n > OBSERVATION_MOST)
        return false;
    memset(o, 0, sizeof *o);
    struct bytes b = bytes_of(record, n);
    unsigned kind;
    if (bytes_be32(&b) != n - 4 || !get_below(&b, OBSERVATION_KINDS, &kind))
        return false;
    o->kind = (enum observation_kind)kind;
    get_whose(&b, o);
    return o->flow > 0 && get_body(&b, o) && bytes_ok(&b) && b.left == 0;
}
