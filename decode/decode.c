#include "decode/decode.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "decode/byport.h"
#include "decode/datagrams.h"
#include "decode/inspect.h"
#include "decode/talk.h"

static void survey_decoders(struct decode *d)
{
    for (; decoders[d->decoder_count] != NULL; d->decoder_count++) {
        size_t n = decoders[d->decoder_count]->state_bytes;
        assert(n <= DECODER_STATE_MOST);
        if (n > d->state_bytes)
            d->state_bytes = n;
    }
    assert(d->decoder_count <= TALK_DECODERS_MOST);
}

struct decode *decode_open(size_t memory_bytes, void (*emit)(void *context, const struct observation *o),
                           void *context, struct err *err)
{
    struct decode *d = calloc(1, sizeof *d);
    if (d == NULL) {
        err_set(err, "decoders: out of memory");
        return NULL;
    }
    d->emit = emit;
    d->context = context;
    d->key = siphash_random_key();
    survey_decoders(d);
    size_t for_talks = memory_bytes / 5 * 2;
    d->talks = pool_open(sizeof(struct talk), for_talks, err);
    if (d->talks == NULL || talk_block_open(&d->blocks, d->state_bytes, memory_bytes - for_talks, err) != 0) {
        decode_close(d);
        return NULL;
    }
    return d;
}

void decode_close(struct decode *d)
{
    if (d == NULL)
        return;
    pool_close(d->talks);
    talk_block_close(&d->blocks);
    free(d);
}

struct decode_counts decode_counts(const struct decode *d)
{
    return d->counts;
}

void decode_opened(void *decode, struct flow *f)
{
    struct decode *d = decode;
    struct observation o = talk_about(f, OBSERVED_OPEN);
    if (f->outer != NULL)
        o.outer = *f->outer;
    d->emit(d->context, &o);
}

void decode_refused(void *decode, struct flow *f)
{
    struct decode *d = decode;
    struct observation o = talk_about(f, OBSERVED_REFUSED);
    d->emit(d->context, &o);
}

static struct talk *talk_of(struct decode *d, struct flow *f)
{
    struct talk *t = f->decode;
    if (t == NULL) {
        t = pool_take(d->talks);
        if (t == NULL)
            return NULL;
        memset(t, 0, sizeof *t);
        inspect_start(d, t);
        f->decode = t;
    }
    d->flow = f;
    d->talk = t;
    talk_wake(d, f, t);
    return t;
}

uint64_t decode_bytes(void *decode, struct flow *f, unsigned side, uint64_t offset, struct bytes window)
{
    struct decode *d = decode;
    struct talk *t = talk_of(d, f);
    if (t == NULL) {
        d->counts.states_refused++;
        return FLOW_WANTS_NOTHING;
    }
    return inspect_bytes(d, f, t, side, offset, window);
}

uint64_t decode_hole(void *decode, struct flow *f, unsigned side, uint64_t offset, uint64_t length)
{
    struct decode *d = decode;
    struct talk *t = talk_of(d, f);
    if (t == NULL) {
        d->counts.states_refused++;
        return FLOW_WANTS_NOTHING;
    }
    return inspect_hole(d, f, t, side, offset + length);
}

void decode_datagram(void *decode, struct flow *f, unsigned side, struct bytes payload)
{
    struct decode *d = decode;
    if (payload.left == 0)
        return;
    struct talk *t = talk_of(d, f);
    if (t == NULL)
        d->counts.states_refused++;
    else
        datagrams_take(d, f, t, side, payload);
}

static void name_by_port(const struct flow *f, struct observation *o)
{
    bool had_payload = f->side[0].payload_bytes + f->side[1].payload_bytes + o->lost_bytes > 0;
    o->class_ = had_payload ? CLASS_UNKNOWN : CLASS_NONE;
    if (!had_payload)
        return;
    enum app_class c = byport_class(f->transport, f->end[1].port);
    if (c == CLASS_NONE && !f->initiator_seen) {
        c = byport_class(f->transport, f->end[0].port);
        o->turned = c != CLASS_NONE;
    }
    if (c != CLASS_NONE) {
        o->class_ = c;
        o->basis = BASIS_PORT;
    }
}

static void fill_counters(const struct flow *f, struct observation *o)
{
    o->state = f->state;
    o->last_us = f->last_us;
    o->first_frame = f->first_frame;
    for (size_t i = 0; i < 2; i++) {
        o->packets[i] = f->side[i].packets;
        o->bytes[i] = f->side[i].wire_bytes;
        o->payload_bytes[i] = f->side[i].payload_bytes;
        o->lost_bytes += f->side[i].lost_bytes;
    }
    o->truncated = f->truncated;
}

static void finish(struct decode *d, struct flow *f, struct talk *t)
{
    d->flow = f;
    d->talk = t;
    talk_wake(d, f, t);
    if (f->transport == TRANSPORT_TCP)
        inspect_finish(d, f, t);
    else
        datagrams_finish(d, f, t);
}

void decode_rests(void *decode, struct flow *f)
{
    if (f->decode != NULL)
        talk_rest(decode, f->decode);
}

void decode_closed(void *decode, struct flow *f)
{
    struct decode *d = decode;
    struct talk *t = f->decode;
    if (t != NULL)
        finish(d, f, t);
    struct observation o = talk_about(f, OBSERVED_END);
    fill_counters(f, &o);
    if (t != NULL && t->class_ != CLASS_NONE) {
        o.class_ = (enum app_class)t->class_;
        o.basis = (enum basis)t->basis;
        o.turned = t->turned;
        o.direction_known = t->direction_known;
    } else {
        o.direction_known = f->initiator_seen;
        name_by_port(f, &o);
    }
    d->emit(d->context, &o);
    if (t != NULL)
        pool_give(d->talks, t);
    f->decode = NULL;
}
