#include "decode/rpc.h"

#include "decode/rpc_pdu.h"
#include "decode/rpc_tower.h"

/* C706 12.6.4.3: 8 bytes and the count of contexts follow the header; a context has 24 bytes and 20 for each
 * transfer syntax. C706 12.6.4.10: 8 bytes follow the header in front of a response's stub. */
enum { BIND_FIXED = 12, CONTEXT = 24, SYNTAX = 20, RESPONSE_FIXED = 8, AUTH_TRAILER = 8 };
enum { EPM_CONTEXTS = 4, RESPONSE_MOST = 16384 };

struct side {
    uint64_t end;     /* of the bind being read; 0 between two PDUs */
    uint8_t contexts; /* of it, still to be read */
    bool big_endian;
    bool lost; /* the next window may begin anywhere */
};

struct state {
    struct side side[2];        /* 0: the client's */
    uint16_t epm[EPM_CONTEXTS]; /* context ids bound to the endpoint mapper */
    uint8_t epms;
    uint8_t held; /* bytes of a tower that a fragment's end cut */
    uint8_t tower[RPC_TOWER_MOST];
};

static enum probe probe(struct bytes b, bool start)
{
    (void)start;
    struct rpc_pdu p;
    enum probe whose = rpc_pdu_read(&p, &b);
    if (whose == PROBE_NO || whose == PROBE_MORE || (p.type != RPC_BIND && p.type != RPC_ALTER))
        return whose;
    bytes_skip(&b, 8);
    uint8_t contexts = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    bool fits = RPC_HEADER + BIND_FIXED + contexts * (CONTEXT + SYNTAX) <= p.length;
    return contexts > 0 && fits ? whose : PROBE_NO;
}

static void interface(struct state *s, struct evidence_sink *sink, uint16_t context, const struct uuid *u)
{
    char text[UUID_TEXT];
    evidence_text(sink, EVIDENCE_RPC_INTERFACE, uuid_text(u, text), UUID_TEXT - 1);
    if (rpc_tower_mapper(u) && s->epms < EPM_CONTEXTS)
        s->epm[s->epms++] = context;
}

static uint64_t read_context(struct state *s, struct evidence_sink *sink, uint64_t offset, struct bytes b)
{
    struct side *side = &s->side[0];
    uint64_t end = side->end;
    if (side->contexts == 0 || offset + CONTEXT > end) {
        side->end = 0;
        return end;
    }
    uint16_t context = rpc_pdu_u16(&b, side->big_endian);
    uint8_t syntaxes = bytes_u8(&b);
    bytes_skip(&b, 1);
    struct uuid u = uuid_read(&b, side->big_endian);
    bytes_skip(&b, 4);
    if (!bytes_ok(&b))
        return offset;
    interface(s, sink, context, &u);
    side->contexts--;
    uint64_t next = offset + CONTEXT + (uint64_t)SYNTAX * syntaxes;
    if (side->contexts > 0 && next < end)
        return next;
    side->end = 0;
    return end;
}

static bool is_epm(const struct state *s, uint16_t context)
{
    for (size_t i = 0; i < s->epms; i++) {
        if (s->epm[i] == context)
            return true;
    }
    return false;
}

static void hold(struct state *s, const struct bytes *stub, size_t n)
{
    memmove(s->tower, stub->at + stub->left - n, n);
    s->held = (uint8_t)n;
}

/* Towers may lie across fragments: what was held, with as much of this fragment as a tower may still take, is
 * scanned first. */
static void read_stub(struct state *s, struct evidence_sink *sink, struct bytes stub)
{
    if (s->held > 0) {
        uint8_t joined[2 * RPC_TOWER_MOST];
        struct bytes rest = stub;
        struct bytes front = bytes_upto(&stub, RPC_TOWER_MOST);
        memcpy(joined, s->tower, s->held);
        memcpy(joined + s->held, front.at, front.left);
        struct bytes both = bytes_of(joined, s->held + front.left);
        size_t open = rpc_tower_scan(sink, both);
        hold(s, &both, open);
        if (stub.left == 0)
            return;
        bytes_skip(&rest, front.left - open);
        stub = rest;
    }
    hold(s, &stub, rpc_tower_scan(sink, stub));
}

static uint64_t read_response(struct state *s, struct evidence_sink *sink, const struct rpc_pdu *p,
                              uint64_t offset, struct bytes b)
{
    size_t trailer = p->auth > 0 ? AUTH_TRAILER + (size_t)p->auth : 0;
    size_t wanted = p->length < RESPONSE_MOST ? p->length : RESPONSE_MOST;
    if (b.left < wanted)
        return offset;
    bytes_skip(&b, RPC_HEADER + 4);
    uint16_t context = rpc_pdu_u16(&b, p->big_endian);
    bytes_skip(&b, 2);
    struct bytes stub = bytes_upto(&b, p->length - trailer - RPC_HEADER - RESPONSE_FIXED);
    if ((p->flags & RPC_FIRST_FRAGMENT) != 0)
        s->held = 0;
    if (is_epm(s, context))
        read_stub(s, sink, stub);
    return offset + p->length;
}

static uint64_t read_bind(struct side *side, const struct rpc_pdu *p, uint64_t offset, struct bytes b)
{
    bytes_skip(&b, 8);
    uint8_t contexts = bytes_u8(&b);
    if (!bytes_ok(&b))
        return offset;
    if (contexts == 0 || p->length < RPC_HEADER + BIND_FIXED + CONTEXT)
        return offset + p->length;
    side->contexts = contexts;
    side->big_endian = p->big_endian;
    side->end = offset + p->length;
    return offset + RPC_HEADER + BIND_FIXED;
}

static uint64_t parse(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window)
{
    struct state *s = state;
    struct side *side = &s->side[from_client ? 0 : 1];
    if (side->end != 0)
        return read_context(s, sink, offset, window);
    struct rpc_pdu p;
    struct bytes b = window;
    enum probe whose = rpc_pdu_read(&p, &b);
    if (whose == PROBE_MORE)
        return offset;
    side->lost = whose == PROBE_NO;
    if (side->lost)
        return offset + window.left;
    if (from_client && (p.type == RPC_BIND || p.type == RPC_ALTER))
        return read_bind(side, &p, offset, b);
    if (!from_client && p.type == RPC_RESPONSE && s->epms > 0)
        return read_response(s, sink, &p, offset, window);
    return offset + p.length;
}

static uint64_t hole(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset)
{
    (void)sink;
    struct state *s = state;
    s->side[from_client ? 0 : 1] = (struct side){.lost = true};
    if (!from_client)
        s->held = 0;
    return offset;
}

const struct decoder rpc_decoder = {
    .name = "rpc",
    .class_ = CLASS_RPC,
    .state_bytes = sizeof(struct state),
    .probe = probe,
    .parse = parse,
    .hole = hole,
};
