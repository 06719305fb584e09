#include "decode/talk.h"

#include <string.h>

#include "decode/byport.h"

struct observation talk_about(const struct flow *f, enum observation_kind kind)
{
    return (struct observation){.kind = kind,
                                .flow = f->id,
                                .frame = f->last_frame,
                                .time_us = f->last_us,
                                .transport = f->transport,
                                .source = f->source,
                                .client = f->end[0],
                                .server = f->end[1],
                                .first_us = f->first_us};
}

static void tell(struct decode *d, const struct flow *f, const struct evidence *item)
{
    struct observation o = talk_about(f, OBSERVED_EVIDENCE);
    o.evidence = *item;
    d->emit(d->context, &o);
}

/* What the client offers for the connection, or what the server chose of it (TLS 1.2). */
static bool speaks_sql(const struct evidence *item)
{
    static const char name[] = "tds/8.0";
    const struct evidence_text *alpn = item->kind == EVIDENCE_TLS_CLIENT ? &item->text[1] : &item->text[0];
    if (item->kind != EVIDENCE_TLS_CLIENT && item->kind != EVIDENCE_TLS_SERVER)
        return false;
    for (size_t at = 0; at + sizeof name - 1 <= alpn->length;) {
        const char *comma = memchr(alpn->at + at, ',', alpn->length - at);
        size_t end = comma != NULL ? (size_t)(comma - alpn->at) : alpn->length;
        if (end - at == sizeof name - 1 && memcmp(alpn->at + at, name, end - at) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

static void on_evidence(void *context, const struct evidence *item)
{
    struct decode *d = context;
    struct talk *t = d->talk;
    if (item->kind == EVIDENCE_OVERFLOW)
        d->counts.evidence_dropped += t->block->sink.dropped - (item->number > 1);
    if (item->kind == EVIDENCE_LOST)
        t->lost = true;
    if (t->class_ == CLASS_HTTPS && speaks_sql(item)) {
        t->class_ = CLASS_SQL;
        talk_tell_class(d, d->flow, t);
    }
    tell(d, d->flow, item);
}

static const struct decoder *decoder_of(const struct flow *f, const struct talk *t)
{
    return f->transport == TRANSPORT_TCP ? t->decoder : NULL;
}

static size_t state_bytes(const struct flow *f, const struct talk *t)
{
    const struct decoder *decoder = decoder_of(f, t);
    return decoder != NULL ? decoder->state_bytes : 0;
}

static void refuse(struct decode *d, const struct flow *f, struct talk *t)
{
    d->counts.states_refused++;
    t->refused = true;
    tell(d, f, &(struct evidence){.kind = EVIDENCE_OVERFLOW, .number = 1, .frame = f->last_frame});
}

/* What the decoder held back is sent while there is still a block to read it from. */
static void give_up(struct decode *d, struct flow *f, struct talk *t)
{
    struct flow *flow = d->flow;
    struct talk *talk = d->talk;
    const struct decoder *decoder = decoder_of(f, t);
    d->flow = f;
    d->talk = t;
    t->block->sink.frame = f->last_frame;
    if (decoder != NULL && decoder->finish != NULL)
        decoder->finish(t->block->state, &t->block->sink);
    talk_give_block(d, t);
    refuse(d, f, t);
    d->flow = flow;
    d->talk = talk;
}

void talk_rest(struct decode *d, struct talk *t)
{
    struct talk_block *b = t->block;
    if (t->is_packed || b == NULL)
        return;
    void *packed = talk_block_pack(&d->blocks, b, state_bytes(b->flow, t));
    if (packed == NULL) {
        give_up(d, b->flow, t);
        return;
    }
    talk_block_give(&d->blocks, b);
    t->packed = packed;
    t->is_packed = true;
}

static struct talk_block *new_block(struct decode *d, struct flow *f)
{
    struct talk_block *b = talk_block_take(&d->blocks, f);
    struct talk_block *oldest = talk_block_oldest(&d->blocks);
    if (b == NULL && oldest != NULL) {
        talk_rest(d, oldest->flow->decode);
        b = talk_block_take(&d->blocks, f);
    }
    if (b == NULL)
        return NULL;
    evidence_start(&b->sink, &d->key, on_evidence, d);
    memset(b->state, 0, d->state_bytes);
    return b;
}

bool talk_take_block(struct decode *d, struct flow *f, struct talk *t)
{
    t->block = new_block(d, f);
    if (t->block == NULL)
        refuse(d, f, t);
    return t->block != NULL;
}

void talk_wake(struct decode *d, struct flow *f, struct talk *t)
{
    if (!t->is_packed) {
        if (t->block != NULL)
            talk_block_touch(&d->blocks, t->block);
        return;
    }
    uint8_t packed[TALK_BLOCK_PACKED];
    talk_block_fetch(&d->blocks, t->packed, packed);
    t->is_packed = false;
    t->block = new_block(d, f);
    if (t->block != NULL)
        talk_block_unpack(t->block, packed, state_bytes(f, t));
    else
        refuse(d, f, t);
}

void talk_give_block(struct decode *d, struct talk *t)
{
    if (t->block == NULL)
        return;
    evidence_finish(&t->block->sink);
    talk_block_give(&d->blocks, t->block);
    t->block = NULL;
}

bool talk_learn_direction(const struct flow *f, struct talk *t, unsigned side, enum probe role)
{
    if (role != PROBE_CLIENT && role != PROBE_SERVER)
        return false;
    bool was_known = t->direction_known;
    t->client = (uint8_t)(role == PROBE_CLIENT ? side : 1 - side);
    if (!f->initiator_seen)
        t->turned = t->client == 1;
    t->direction_known = true;
    return !was_known;
}

static bool is_amt(const struct flow *f, const struct talk *t)
{
    bool is_web = t->class_ == CLASS_HTTP || t->class_ == CLASS_HTTPS;
    unsigned server = t->turned ? 0 : 1;
    return is_web && (byport_is_amt_web(f->end[server].port) ||
                      (!t->direction_known && byport_is_amt_web(f->end[1 - server].port)));
}

void talk_decide(struct decode *d, struct flow *f, struct talk *t, enum app_class class_, unsigned side,
                 enum probe role)
{
    t->class_ = (uint8_t)class_;
    t->basis = BASIS_CONTENT;
    t->direction_known = f->initiator_seen;
    talk_learn_direction(f, t, side, role);
    if (is_amt(f, t)) {
        t->class_ = CLASS_AMT;
        t->basis = BASIS_PORT;
    }
    talk_tell_class(d, f, t);
}

void talk_tell_class(struct decode *d, const struct flow *f, const struct talk *t)
{
    struct observation o = talk_about(f, OBSERVED_CLASS);
    o.class_ = (enum app_class)t->class_;
    o.basis = (enum basis)t->basis;
    o.turned = t->turned;
    o.direction_known = t->direction_known;
    d->emit(d->context, &o);
}

void talk_lost(struct decode *d, struct flow *f, struct talk *t)
{
    if (t->lost)
        return;
    t->lost = true;
    tell(d, f, &(struct evidence){.kind = EVIDENCE_LOST, .frame = f->last_frame});
}

void talk_trace(struct decode *d, struct flow *f, struct talk *t, const struct evidence *item)
{
    if (t->traced)
        return;
    t->traced = true;
    struct evidence e = *item;
    e.frame = f->last_frame;
    tell(d, f, &e);
}

void talk_mismatch(struct decode *d, struct flow *f, struct talk *t, enum app_class other)
{
    if (t->mismatched)
        return;
    t->mismatched = true;
    struct evidence e = {.kind = EVIDENCE_MISMATCH, .frame = f->last_frame};
    e.text[0].at = proto_class_name(other);
    e.text[0].length = (uint16_t)strlen(e.text[0].at);
    tell(d, f, &e);
}
