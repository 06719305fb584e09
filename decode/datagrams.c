#include "decode/datagrams.h"

#include <string.h>

#include "decode/dhcp.h"
#include "decode/nbns.h"

static const struct datagram_decoder *ask(const struct decode *d, struct bytes payload, bool *from_client)
{
    struct evidence_sink deaf;
    evidence_start(&deaf, &d->key, NULL, NULL);
    for (size_t i = 0; decoders_datagram[i] != NULL; i++) {
        *from_client = true;
        if (decoders_datagram[i]->read(&deaf, payload, from_client))
            return decoders_datagram[i];
    }
    return NULL;
}

static void read_evidence(struct decode *d, struct flow *f, struct talk *t, struct bytes payload)
{
    bool from_client = true;
    if (t->block == NULL)
        return;
    t->block->sink.frame = f->last_frame;
    (void)t->datagram->read(&t->block->sink, payload, &from_client);
    if (++t->side[1].tries >= DATAGRAMS_READ_MOST)
        talk_give_block(d, t);
}

static void look_at(struct decode *d, struct flow *f, struct talk *t, unsigned side, struct bytes payload)
{
    bool from_client;
    t->side[0].tries++;
    const struct datagram_decoder *decoder = ask(d, payload, &from_client);
    if (decoder == NULL)
        return;
    if (payload.left == 1) {
        t->hunch = decoder;
        t->side[side].hunches++;
        return;
    }
    t->datagram = decoder;
    t->side[1].tries = 0;
    talk_decide(d, f, t, decoder->class_, side, from_client ? PROBE_CLIENT : PROBE_SERVER);
    if (decoder->has_evidence && talk_take_block(d, f, t))
        read_evidence(d, f, t, payload);
}

/* What is no class of its own and yet tells something (policy.md IBCM-F04, F05). */
static void look_for_traces(struct decode *d, struct flow *f, struct talk *t, struct bytes payload)
{
    char name[NBNS_NAME];
    if (t->traced || t->side[1].tries >= DATAGRAMS_TRACES_MOST)
        return;
    t->side[1].tries++;
    uint8_t nap = dhcp_nap(payload);
    struct evidence e = {.kind = EVIDENCE_NAP, .number = nap};
    if (nap == 0 && !nbns_asks(payload, name))
        return;
    if (nap == 0) {
        e.kind = EVIDENCE_SITE_NAME;
        e.text[0] = (struct evidence_text){name, (uint16_t)strlen(name)};
    }
    talk_trace(d, f, t, &e);
}

/* Echo request and reply: RFC 792, RFC 4443 4.1 and 4.2. */
static void look_at_icmp(struct decode *d, struct flow *f, struct talk *t, unsigned side,
                         struct bytes message)
{
    bool is_v6 = f->transport == TRANSPORT_ICMP6;
    uint8_t type = bytes_u8(&message), code = bytes_u8(&message);
    t->side[0].tries++;
    if (code != 0 || !bytes_ok(&message))
        return;
    if (type == (is_v6 ? 128 : 8))
        talk_decide(d, f, t, CLASS_ICMP_ECHO, side, PROBE_CLIENT);
    else if (type == (is_v6 ? 129 : 0))
        talk_decide(d, f, t, CLASS_ICMP_ECHO, side, PROBE_SERVER);
}

void datagrams_take(struct decode *d, struct flow *f, struct talk *t, unsigned side, struct bytes payload)
{
    if (t->class_ != CLASS_NONE) {
        if (t->datagram != NULL)
            read_evidence(d, f, t, payload);
        return;
    }
    if (f->transport == TRANSPORT_UDP)
        look_for_traces(d, f, t, payload);
    if (t->side[0].tries >= DATAGRAMS_TRIES_MOST)
        return;
    if (f->transport == TRANSPORT_UDP)
        look_at(d, f, t, side, payload);
    else if (f->transport == TRANSPORT_ICMP || f->transport == TRANSPORT_ICMP6)
        look_at_icmp(d, f, t, side, payload);
}

/* A byte is a message only while one side says nothing else and the other nothing. */
static void decide_by_hunch(struct decode *d, struct flow *f, struct talk *t)
{
    for (unsigned side = 0; side < 2; side++)
        if (f->side[side].payload_bytes == t->side[side].hunches && f->side[1 - side].payload_bytes == 0)
            talk_decide(d, f, t, t->hunch->class_, side, PROBE_CLIENT);
}

void datagrams_finish(struct decode *d, struct flow *f, struct talk *t)
{
    if (t->hunch != NULL && t->class_ == CLASS_NONE)
        decide_by_hunch(d, f, t);
    talk_give_block(d, t);
}
