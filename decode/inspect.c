#include "decode/inspect.h"

#include <string.h>

/* The first byte of this side, or of the tunnel, is the window's. */
static bool from_start(const struct flow *f, const struct talk *t, const struct talk_side *s)
{
    return (f->initiator_seen || t->inside) && !s->lost;
}

static unsigned client_side(const struct talk *t)
{
    return t->inside ? t->client : 0;
}

static uint16_t everyone(const struct decode *d)
{
    return (uint16_t)((1u << d->decoder_count) - 1);
}

static void ask_anew(const struct decode *d, struct talk_side *s)
{
    s->candidates = everyone(d);
    s->asked = false;
    s->answer_role = PROBE_NO;
}

void inspect_start(struct decode *d, struct talk *t)
{
    ask_anew(d, &t->side[0]);
    ask_anew(d, &t->side[1]);
}

static void finish_decoder(struct talk *t)
{
    if (t->block != NULL && t->decoder != NULL && t->decoder->finish != NULL)
        t->decoder->finish(t->block->state, &t->block->sink);
}

static void settle(struct decode *d, struct talk *t)
{
    finish_decoder(t);
    talk_give_block(d, t);
}

static uint64_t side_done(struct decode *d, struct talk *t, unsigned side)
{
    t->side[side].phase = TALK_DONE;
    if (t->side[1 - side].phase == TALK_DONE)
        settle(d, t);
    return FLOW_WANTS_NOTHING;
}

static uint64_t all_done(struct decode *d, struct talk *t)
{
    t->side[0].phase = TALK_DONE;
    return side_done(d, t, 1);
}

static uint64_t open_tunnel(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                            struct bytes window);

static uint64_t parse(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                      struct bytes window)
{
    uint64_t end = offset + window.left, next;
    bool from_client = side == t->client;
    struct talk_block *block = t->block;
    block->sink.frame = f->last_frame;
    for (;;) {
        next = t->decoder->parse(block->state, &block->sink, from_client, offset, window);
        if (block->sink.tunnel && next >= offset && next <= end) {
            bytes_skip(&window, (size_t)(next - offset));
            return open_tunnel(d, f, t, side, next, window);
        }
        if (next <= offset || next >= end)
            break;
        bytes_skip(&window, (size_t)(next - offset));
        offset = next;
    }
    if (next == FLOW_WANTS_NOTHING)
        return side_done(d, t, side);
    return next < offset ? offset : next;
}

static uint64_t resume_after_loss(struct decode *d, struct talk *t, unsigned side, uint64_t after)
{
    uint64_t next = t->decoder->hole(t->block->state, &t->block->sink, side == t->client, after);
    if (next == FLOW_WANTS_NOTHING)
        return side_done(d, t, side);
    t->side[side].phase = TALK_PARSE;
    return next < after ? after : next;
}

/* Sets s->answer when it returns an answer. */
static enum probe ask(struct talk_side *s, struct bytes window, bool start)
{
    enum probe sum = PROBE_NO;
    s->asked = true;
    for (unsigned i = 0; decoders[i] != NULL; i++) {
        if (!(s->candidates & 1u << i))
            continue;
        enum probe p = decoders[i]->probe(window, start);
        if (p > PROBE_MORE) {
            s->answer = (uint8_t)i;
            return p;
        }
        if (p == PROBE_MORE)
            sum = PROBE_MORE;
        else
            s->candidates = (uint16_t)(s->candidates & ~(1u << i));
    }
    return sum;
}

static uint64_t nobodys(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t end)
{
    struct talk_side *s = &t->side[side];
    if (from_start(f, t, s))
        return side == client_side(t) ? all_done(d, t) : side_done(d, t, side);
    if (++s->tries >= INSPECT_TRIES_MOST)
        return side_done(d, t, side);
    ask_anew(d, s);
    return end;
}

static bool must_wait(const struct flow *f, const struct talk *t, unsigned side, size_t seen)
{
    unsigned from = client_side(t);
    const struct talk_side *client = &t->side[from], *server = &t->side[1 - from];
    if (side == from || !from_start(f, t, client) || client->phase == TALK_DONE ||
        f->side[from].packets == 0 || seen >= PROBE_MOST)
        return false;
    return !client->asked || !(client->candidates & 1u << server->answer);
}

/* Which protocol it is that runs in the tunnel; of TLS more. */
static uint64_t decide_inside(struct decode *d, struct flow *f, struct talk *t, unsigned side,
                              uint64_t offset, struct bytes window)
{
    struct talk_side *s = &t->side[side];
    const struct decoder *decoder = decoders[s->answer];
    const char *name = proto_class_name(decoder->class_);
    evidence_text(&t->block->sink, EVIDENCE_INSIDE, name, strlen(name));
    if (decoder->class_ != CLASS_HTTPS)
        return all_done(d, t);
    t->decoder = decoder;
    s->phase = TALK_PARSE;
    return parse(d, f, t, side, offset, window);
}

static uint64_t decide(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                       struct bytes window)
{
    struct talk_side *s = &t->side[side];
    const struct talk_side *other = &t->side[1 - side];
    if (t->inside)
        return decide_inside(d, f, t, side, offset, window);
    t->decoder = decoders[s->answer];
    talk_decide(d, f, t, t->decoder->class_, side, (enum probe)s->answer_role);
    if (other->answer_role != PROBE_NO && other->answer != s->answer)
        talk_mismatch(d, f, t, decoders[other->answer]->class_);
    if (!talk_take_block(d, f, t))
        return all_done(d, t);
    t->block->sink.frame = f->last_frame;
    s->phase = TALK_PARSE;
    return parse(d, f, t, side, offset, window);
}

static bool said_else(const struct talk_side *s)
{
    return s->tries > 0 || s->phase == TALK_DONE;
}

/* In the middle of a flow: a TLS hello is a connection's first message, so what stands in front of it is
 * another protocol, and that is the flow's. */
static bool is_upgrade(const struct flow *f, const struct talk *t, unsigned side, enum probe role)
{
    const struct talk_side *s = &t->side[side], *other = &t->side[1 - side];
    if (t->inside || from_start(f, t, s) || decoders[s->answer]->class_ != CLASS_HTTPS)
        return false;
    return (role == PROBE_CLIENT && (said_else(s) || said_else(other))) ||
           (role == PROBE_SERVER && said_else(s));
}

static uint64_t probe_first(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                            struct bytes window)
{
    struct talk_side *s = &t->side[side];
    enum probe p =
        s->answer_role != PROBE_NO ? (enum probe)s->answer_role : ask(s, window, from_start(f, t, s));
    if (p == PROBE_MORE && window.left < PROBE_MOST)
        return offset;
    if (p == PROBE_NO || p == PROBE_MORE)
        return nobodys(d, f, t, side, offset + window.left);
    if (is_upgrade(f, t, side, p))
        return all_done(d, t);
    s->answer_role = (uint8_t)p;
    if (must_wait(f, t, side, window.left))
        return offset;
    return decide(d, f, t, side, offset, window);
}

static uint64_t open_tunnel(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                            struct bytes window)
{
    finish_decoder(t);
    t->inside = true;
    t->decoder = NULL;
    t->block->sink.tunnel = false;
    memset(t->block->state, 0, d->state_bytes);
    for (unsigned i = 0; i < 2; i++) {
        struct talk_side *s = &t->side[i];
        *s = (struct talk_side){.phase = s->phase == TALK_DONE ? TALK_DONE : TALK_PROBE};
        ask_anew(d, s);
    }
    return window.left > 0 ? probe_first(d, f, t, side, offset, window) : offset;
}

/* The client speaks another protocol than the server that was heard first. */
static uint64_t client_wins(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                            struct bytes window)
{
    enum app_class servers = t->decoder->class_;
    finish_decoder(t);
    memset(t->block->state, 0, d->state_bytes);
    t->decoder = decoders[t->side[side].answer];
    t->side[1 - side].phase = TALK_DONE;
    t->side[side].phase = TALK_PARSE;
    talk_decide(d, f, t, t->decoder->class_, side, PROBE_CLIENT);
    talk_mismatch(d, f, t, servers);
    return parse(d, f, t, side, offset, window);
}

static uint64_t not_the_same(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                             struct bytes window)
{
    struct talk_side *s = &t->side[side];
    enum probe p = ask(s, window, true);
    if (p == PROBE_MORE && window.left < PROBE_MOST)
        return offset;
    if (p == PROBE_CLIENT && side == t->client && !t->inside && t->block != NULL)
        return client_wins(d, f, t, side, offset, window);
    if (p > PROBE_MORE && side != t->client && !t->inside)
        talk_mismatch(d, f, t, decoders[s->answer]->class_);
    return side_done(d, t, side);
}

/* In the middle of a flow: bytes that are surely another decoder's, where the two sides are told apart. */
static bool is_surely_other(struct talk *t, unsigned side, struct bytes window)
{
    struct talk_side *s = &t->side[side];
    if (s->lost || !t->direction_known || t->inside)
        return false;
    enum probe p = ask(s, window, true);
    return side == t->client ? p == PROBE_CLIENT : p == PROBE_SERVER || p == PROBE_EITHER;
}

/* The other side told the class. */
static uint64_t probe_second(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                             struct bytes window)
{
    struct talk_side *s = &t->side[side];
    t->block->sink.frame = f->last_frame;
    bool start = from_start(f, t, s);
    enum probe p = t->decoder->probe(window, start);
    if (p == PROBE_MORE && window.left < PROBE_MOST)
        return offset;
    if (p > PROBE_MORE) {
        if (!t->direction_known && !t->inside && talk_learn_direction(f, t, side, p))
            talk_tell_class(d, f, t);
        s->phase = TALK_PARSE;
        return parse(d, f, t, side, offset, window);
    }
    if (start || is_surely_other(t, side, window))
        return not_the_same(d, f, t, side, offset, window);
    uint64_t next = resume_after_loss(d, t, side, offset);
    return next == offset ? parse(d, f, t, side, offset, window) : next;
}

uint64_t inspect_bytes(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t offset,
                       struct bytes window)
{
    uint8_t phase = t->side[side].phase;
    if (phase == TALK_DONE || t->refused)
        return FLOW_WANTS_NOTHING;
    if (phase == TALK_PARSE)
        return t->block != NULL ? parse(d, f, t, side, offset, window) : FLOW_WANTS_NOTHING;
    if (t->decoder != NULL)
        return probe_second(d, f, t, side, offset, window);
    return probe_first(d, f, t, side, offset, window);
}

uint64_t inspect_hole(struct decode *d, struct flow *f, struct talk *t, unsigned side, uint64_t after)
{
    struct talk_side *s = &t->side[side];
    if (s->phase == TALK_DONE || t->refused)
        return FLOW_WANTS_NOTHING;
    s->lost = true;
    if (t->decoder == NULL) {
        ask_anew(d, s);
        if (!t->inside)
            talk_lost(d, f, t);
        return after;
    }
    t->block->sink.frame = f->last_frame;
    uint64_t next = resume_after_loss(d, t, side, after);
    if (t->block != NULL && t->block->sink.items == 0)
        talk_lost(d, f, t);
    return next;
}

/* An answer that waited counts unless what the client said so far is something else. */
static bool answer_decides(const struct talk *t)
{
    const struct talk_side *client = &t->side[0], *server = &t->side[1];
    if (t->class_ != CLASS_NONE || t->refused || server->phase != TALK_PROBE ||
        server->answer_role == PROBE_NO)
        return false;
    return !client->asked || (client->candidates & 1u << server->answer);
}

/* Both sides were seen whole, and the server will say no more. */
static void tell_end(const struct flow *f, struct talk *t)
{
    unsigned client = t->client, server = 1 - client;
    const struct flow_side *c = &f->side[client], *s = &f->side[server];
    bool whole = c->packets > 0 && s->packets > 0 && c->lost_bytes + s->lost_bytes == 0;
    bool over = (f->ended & (FLOW_FIN(server) | FLOW_RST(0) | FLOW_RST(1))) != 0;
    if (!whole || !over || !f->initiator_seen || t->decoder == NULL || t->decoder->ended == NULL)
        return;
    const uint64_t sent[2] = {c->payload_bytes, s->payload_bytes};
    t->decoder->ended(t->block->state, &t->block->sink, sent, (f->ended & FLOW_RST(server)) != 0);
}

void inspect_finish(struct decode *d, struct flow *f, struct talk *t)
{
    const struct talk_side *server = &t->side[1];
    if (answer_decides(t))
        talk_decide(d, f, t, decoders[server->answer]->class_, 1, (enum probe)server->answer_role);
    if (t->block != NULL) {
        t->block->sink.frame = f->last_frame;
        tell_end(f, t);
    }
    settle(d, t);
}
