#include "capture/flowtcp.h"

static bool has(const struct segment *s, unsigned flags)
{
    return (s->tcp_flags & flags) != 0;
}

static bool closed(const struct flowtcp *c)
{
    return c->reset || (c->fin[0] && c->fin[1]);
}

static bool has_payload(const struct flow *f)
{
    return (f->side[0].payload_bytes | f->side[1].payload_bytes) != 0;
}

void flowtcp_open(struct flowtcp *c, struct flow *f, const struct segment *s)
{
    *c = (struct flowtcp){.syn = {false}};
    f->initiator_seen = has(s, TCP_SYN) && !has(s, TCP_RST);
    f->state = f->initiator_seen ? STATE_ATTEMPT_SILENT : STATE_MIDSTREAM;
}

bool flowtcp_reused(const struct flowtcp *c, const struct stream_flow *f, unsigned side,
                    const struct segment *s)
{
    const struct stream *mine = &f->stream[side];
    if (has(s, TCP_RST) || (mine->known && s->seq + 1 == mine->base))
        return false;
    if (closed(c))
        return true;
    if (has(s, TCP_ACK))
        return mine->known && (c->established || f->flow.state == STATE_MIDSTREAM);
    return c->established || f->flow.state == STATE_MIDSTREAM;
}

bool flowtcp_resets(const struct stream_flow *f, unsigned side, const struct segment *s)
{
    return !f->stream[side].known || stream_is_near(&f->stream[side], s->seq);
}

void flowtcp_number(const struct flowtcp *c, struct stream_flow *f, unsigned side, const struct segment *s)
{
    struct stream *mine = &f->stream[side], *peer = &f->stream[1 - side];
    if (has(s, TCP_RST))
        return;
    if (has(s, TCP_SYN)) {
        if (mine->top == 0 && !c->established) {
            mine->known = false;
            mine->doubtful = 0;
        }
        stream_begin(mine, s->seq + 1);
    }
    if (has(s, TCP_ACK) && (has(s, TCP_SYN) || (c->syn[side] && !c->established)))
        stream_begin(peer, s->ack);
    if (mine->known && !c->syn[side] && !has(s, TCP_SYN) && s->payload_bytes > 1)
        stream_lower(mine, s->seq);
}

/* A RST of the side that was asked, before any handshake. */
static bool refuses(const struct flowtcp *c, unsigned side, const struct segment *s)
{
    return has(s, TCP_RST) && side == 1 && c->syn[0] && !c->syn[1] && !c->established;
}

static void note_flags(struct flowtcp *c, struct flow *f, unsigned side, const struct segment *s)
{
    if (has(s, TCP_RST)) {
        c->reset_side = c->reset ? c->reset_side : side != 0;
        c->reset = true;
        return;
    }
    if (has(s, TCP_SYN)) {
        c->syn[side] = true;
        c->answered = c->answered || has(s, TCP_ACK);
        if (f->state == STATE_MIDSTREAM && side == (has(s, TCP_ACK) ? 1 : 0)) {
            f->initiator_seen = true;
            f->state = STATE_ESTABLISHED_NODATA;
            c->established = true;
        }
        return;
    }
    if (f->initiator_seen && has(s, TCP_ACK) && (side == 0 || s->payload_bytes > 0))
        c->established = true;
    if (has(s, TCP_FIN))
        c->fin[side] = true;
}

void flowtcp_take(struct flowtcp *c, struct flow *f, unsigned side, const struct segment *s)
{
    if (refuses(c, side, s) && f->state == STATE_ATTEMPT_SILENT)
        f->state = STATE_ATTEMPT_REFUSED;
    note_flags(c, f, side, s);
    if (f->state == STATE_MIDSTREAM || (f->state == STATE_ATTEMPT_REFUSED && !c->answered))
        return;
    if (c->established)
        f->state = has_payload(f) ? STATE_ESTABLISHED_DATA : STATE_ESTABLISHED_NODATA;
    else if (c->answered)
        f->state = STATE_ESTABLISHED_NODATA;
}

uint8_t flowtcp_ended(const struct flowtcp *c)
{
    unsigned ended = (c->fin[0] ? FLOW_FIN(0) : 0) | (c->fin[1] ? FLOW_FIN(1) : 0);
    return (uint8_t)(ended | (c->reset ? FLOW_RST(c->reset_side) : 0));
}

enum flowtcp_phase flowtcp_phase(const struct flowtcp *c, const struct flow *f)
{
    if (closed(c))
        return FLOWTCP_CLOSED;
    if (f->state == STATE_MIDSTREAM)
        return has_payload(f) ? FLOWTCP_OPEN : FLOWTCP_STRAY;
    return c->established ? FLOWTCP_OPEN : FLOWTCP_HALF_OPEN;
}
