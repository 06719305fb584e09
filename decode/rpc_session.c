#include "decode/rpc_session.h"

#include <string.h>

/*
 * C706 12.6.4.3: a bind has 8 bytes and the count of contexts behind the header, a context 24 bytes and 20
 * for each transfer syntax. C706 12.6.4.4: its answer has 8 bytes, the secondary address behind its length,
 * padding to 4, the count of results and 24 bytes for each; 0 is acceptance. C706 12.6.4.10: 8 bytes in front
 * of a response's stub.
 */
enum { BIND_FIXED = 12, CONTEXT = 24, SYNTAX = 20, ACK_FIXED = 10, COUNT = 4, RESULT = 24 };
enum { RESPONSE_FIXED = 8, AUTH_TRAILER = 8 };

enum stage { AT_HEADER, AT_BIND, AT_CONTEXT, AT_ACK, AT_COUNT, AT_RESULT, AT_RESPONSE, AT_STUB, STAGES };

static const uint8_t sizes[STAGES] = {
    [AT_HEADER] = RPC_HEADER, [AT_BIND] = BIND_FIXED, [AT_CONTEXT] = CONTEXT,         [AT_ACK] = ACK_FIXED,
    [AT_COUNT] = COUNT,       [AT_RESULT] = RESULT,   [AT_RESPONSE] = RESPONSE_FIXED,
};

static void tell(struct evidence_sink *sink, const struct uuid *interface)
{
    char text[UUID_TEXT];
    evidence_text(sink, EVIDENCE_RPC_INTERFACE, uuid_text(interface, text), UUID_TEXT - 1);
}

static void forget_giver(struct rpc_session *s, uint16_t context)
{
    for (size_t i = 0; i < RPC_GIVERS; i++) {
        if (s->giver[i].context == context)
            s->giver[i].giver = RPC_GIVES_NOTHING;
    }
}

static void ask(struct rpc_session *s, struct evidence_sink *sink, uint16_t context,
                const struct uuid *interface)
{
    enum rpc_giver giver = rpc_ports_giver(interface);
    forget_giver(s, context);
    if (giver != RPC_GIVES_NOTHING) {
        s->giver[s->giver_next].context = context;
        s->giver[s->giver_next].giver = (uint8_t)giver;
        s->giver_next = (uint8_t)((s->giver_next + 1) % RPC_GIVERS);
    }
    if (s->asked_count == RPC_ASKED) {
        tell(sink, interface);
        return;
    }
    s->asked[s->asked_count].interface = *interface;
    s->asked[s->asked_count++].context = context;
}

static void answer(struct rpc_session *s, struct evidence_sink *sink, bool accepted)
{
    if (s->asked_count == 0)
        return;
    if (accepted)
        tell(sink, &s->asked[0].interface);
    else
        forget_giver(s, s->asked[0].context);
    s->asked_count--;
    memmove(&s->asked[0], &s->asked[1], s->asked_count * sizeof s->asked[0]);
}

static enum rpc_giver giver_of(const struct rpc_session *s, uint16_t context)
{
    for (size_t i = 0; i < RPC_GIVERS; i++) {
        if (s->giver[i].giver != RPC_GIVES_NOTHING && s->giver[i].context == context)
            return (enum rpc_giver)s->giver[i].giver;
    }
    return RPC_GIVES_NOTHING;
}

/* The rest of the PDU is not wanted. */
static void skip_pdu(struct rpc_side *side)
{
    side->skip += side->left;
    side->left = 0;
    side->stage = AT_HEADER;
}

/* n more bytes of the PDU are not wanted. */
static void skip_in_pdu(struct rpc_side *side, uint32_t n)
{
    uint32_t skipped = n < side->left ? n : side->left;
    side->skip += skipped;
    side->left = (uint16_t)(side->left - skipped);
}

static enum stage stage_of(const struct rpc_session *s, bool from_client, uint8_t type)
{
    if (from_client)
        return type == RPC_BIND || type == RPC_ALTER ? AT_BIND : AT_HEADER;
    if (type == RPC_BIND_ACK || type == RPC_ALTER_REPLY)
        return s->asked_count > 0 ? AT_ACK : AT_HEADER;
    return type == RPC_RESPONSE ? AT_RESPONSE : AT_HEADER;
}

static void read_header(struct rpc_session *s, bool from_client, struct bytes b)
{
    struct rpc_side *side = &s->side[from_client ? 0 : 1];
    struct rpc_pdu p;
    side->lost = rpc_pdu_read(&p, &b) == PROBE_NO;
    if (side->lost)
        return;
    side->type = p.type;
    side->flags = p.flags;
    side->big_endian = p.big_endian;
    side->left = (uint16_t)(p.length - RPC_HEADER);
    side->trailer = (uint16_t)(p.auth > 0 ? AUTH_TRAILER + p.auth : 0);
    if (!from_client && p.type == RPC_BIND_NAK)
        while (s->asked_count > 0)
            answer(s, NULL, false);
    side->stage = (uint8_t)stage_of(s, from_client, p.type);
    if (side->stage == AT_HEADER)
        skip_pdu(side);
}

static void read_bind(struct rpc_side *side, struct bytes b)
{
    bytes_skip(&b, 8);
    side->items = bytes_u8(&b);
    side->stage = AT_CONTEXT;
}

static void read_context(struct rpc_session *s, struct evidence_sink *sink, struct bytes b)
{
    struct rpc_side *side = &s->side[0];
    uint16_t context = rpc_pdu_u16(&b, side->big_endian);
    uint8_t syntaxes = bytes_u8(&b);
    bytes_skip(&b, 1);
    struct uuid u = uuid_read(&b, side->big_endian);
    ask(s, sink, context, &u);
    side->items--;
    skip_in_pdu(side, (uint32_t)SYNTAX * syntaxes);
}

static void read_ack(struct rpc_side *side, struct bytes b)
{
    bytes_skip(&b, 8);
    uint32_t address = rpc_pdu_u16(&b, side->big_endian);
    uint32_t padding = (4 - (RPC_HEADER + ACK_FIXED + address) % 4) % 4;
    skip_in_pdu(side, address + padding);
    side->stage = AT_COUNT;
}

static void read_response(struct rpc_session *s, struct rpc_side *side, struct bytes b)
{
    bytes_skip(&b, 4);
    enum rpc_giver giver = giver_of(s, rpc_pdu_u16(&b, side->big_endian));
    bool first = (side->flags & RPC_FIRST_FRAGMENT) != 0;
    if (first || giver != s->ports.giver)
        rpc_ports_start(&s->ports, giver, side->big_endian);
    if (giver != RPC_GIVES_NOTHING)
        side->stage = AT_STUB;
    else
        skip_pdu(side);
}

/* What was gathered for the side's stage is whole. */
static void act(struct rpc_session *s, struct evidence_sink *sink, bool from_client)
{
    struct rpc_side *side = &s->side[from_client ? 0 : 1];
    struct bytes b = bytes_of(side->gathered, side->have);
    side->left = (uint16_t)(side->left - (side->stage == AT_HEADER ? 0 : side->have));
    side->have = 0;
    switch (side->stage) {
    case AT_HEADER:
        read_header(s, from_client, b);
        break;
    case AT_BIND:
        read_bind(side, b);
        break;
    case AT_CONTEXT:
        read_context(s, sink, b);
        break;
    case AT_ACK:
        read_ack(side, b);
        break;
    case AT_COUNT:
        side->items = bytes_u8(&b);
        side->stage = AT_RESULT;
        break;
    case AT_RESULT:
        answer(s, sink, rpc_pdu_u16(&b, side->big_endian) == 0);
        side->items--;
        break;
    default:
        read_response(s, side, b);
        break;
    }
}

/* The stage has nothing more to gather: its PDU is too short for it, or its items are all read. */
static bool is_over(const struct rpc_side *side)
{
    bool counted = side->stage == AT_CONTEXT || side->stage == AT_RESULT;
    return side->stage != AT_STUB && side->stage != AT_HEADER &&
           (side->left < sizes[side->stage] || (counted && side->items == 0));
}

static void take_stub(struct rpc_session *s, struct evidence_sink *sink, struct rpc_side *side,
                      struct bytes *b)
{
    size_t stub = side->left > side->trailer ? (size_t)(side->left - side->trailer) : 0;
    struct bytes piece = bytes_upto(b, stub);
    side->left = (uint16_t)(side->left - piece.left);
    bool whole = piece.left == stub;
    rpc_ports_take(&s->ports, sink, piece, whole && (side->flags & RPC_LAST_FRAGMENT) != 0);
    if (whole)
        skip_pdu(side);
}

static void gather(struct rpc_side *side, struct bytes *b)
{
    struct bytes more = bytes_upto(b, (size_t)(sizes[side->stage] - side->have));
    memcpy(side->gathered + side->have, more.at, more.left);
    side->have = (uint8_t)(side->have + more.left);
}

void rpc_session_take(struct rpc_session *s, struct evidence_sink *sink, bool from_client, struct bytes b)
{
    struct rpc_side *side = &s->side[from_client ? 0 : 1];
    side->lost = false;
    while (!side->lost && (b.left > 0 || side->stage == AT_STUB)) {
        struct bytes skipped = bytes_upto(&b, side->skip);
        side->skip -= (uint32_t)skipped.left;
        if (side->skip > 0)
            return;
        if (side->stage == AT_STUB) {
            take_stub(s, sink, side, &b);
            if (side->stage == AT_STUB)
                return;
            continue;
        }
        gather(side, &b);
        if (side->have == sizes[side->stage])
            act(s, sink, from_client);
        if (is_over(side))
            skip_pdu(side);
    }
}

void rpc_session_hole(struct rpc_session *s, struct evidence_sink *sink, bool from_client)
{
    s->side[from_client ? 0 : 1] = (struct rpc_side){.lost = true};
    if (from_client)
        return;
    rpc_session_finish(s, sink);
    rpc_ports_start(&s->ports, RPC_GIVES_NOTHING, false);
}

void rpc_session_finish(struct rpc_session *s, struct evidence_sink *sink)
{
    for (size_t i = 0; i < s->asked_count; i++)
        tell(sink, &s->asked[i].interface);
    s->asked_count = 0;
}
