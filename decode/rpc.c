#include "decode/rpc.h"

#include "decode/rpc_session.h"

/* C706 12.6.4.3: 8 bytes and the count of contexts follow a bind's header; a context has at least 44. */
enum { BIND_FIXED = 12, CONTEXT = 44, GREETING = 14 };
/* What a server says first when RPC runs over ncacn_http without channels (port 593; MS-RPCH 2.1.1.1). */
static const uint8_t greeting[] = "ncacn_http/1.0";

static enum probe probe(struct bytes b, bool start)
{
    (void)start;
    struct rpc_pdu p;
    if (b.at[0] == greeting[0]) {
        size_t n = b.left < GREETING ? b.left : GREETING;
        bool fits = memcmp(b.at, greeting, n) == 0;
        return !fits ? PROBE_NO : n < GREETING ? PROBE_MORE : PROBE_SERVER;
    }
    enum probe whose = rpc_pdu_read(&p, &b);
    if (whose == PROBE_NO || whose == PROBE_MORE || (p.type != RPC_BIND && p.type != RPC_ALTER))
        return whose;
    bytes_skip(&b, 8);
    uint8_t contexts = bytes_u8(&b);
    if (!bytes_ok(&b))
        return PROBE_MORE;
    bool fits = RPC_HEADER + BIND_FIXED + contexts * CONTEXT <= p.length;
    return contexts > 0 && fits ? whose : PROBE_NO;
}

/* Where PDUs begin in the window: behind a greeting; after a loss, at its start or not at all. */
static enum probe find_start(const struct rpc_session *s, bool from_client, struct bytes *window)
{
    const struct rpc_side *side = &s->side[from_client ? 0 : 1];
    bool between = side->stage == 0 && side->have == 0;
    bool greets = between && !from_client && window->at[0] == greeting[0];
    if (!greets && !side->lost)
        return PROBE_EITHER;
    enum probe p = probe(*window, false);
    if (greets && p == PROBE_SERVER)
        bytes_skip(window, GREETING);
    return p;
}

static uint64_t parse(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window)
{
    struct rpc_session *s = state;
    struct rpc_side *side = &s->side[from_client ? 0 : 1];
    uint64_t end = offset + window.left;
    enum probe p = find_start(s, from_client, &window);
    if (p == PROBE_MORE)
        return offset;
    side->lost = p == PROBE_NO;
    if (side->lost)
        return end;
    rpc_session_take(s, sink, from_client, window);
    uint64_t next = end + side->skip;
    side->skip = 0;
    return next;
}

static uint64_t hole(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset)
{
    rpc_session_hole(state, sink, from_client);
    return offset;
}

static void finish(void *state, struct evidence_sink *sink)
{
    rpc_session_finish(state, sink);
}

const struct decoder rpc_decoder = {
    .name = "rpc",
    .class_ = CLASS_RPC,
    .state_bytes = sizeof(struct rpc_session),
    .probe = probe,
    .parse = parse,
    .hole = hole,
    .finish = finish,
};
