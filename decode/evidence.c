#include "decode/evidence.h"

#include <string.h>

#include "decode/evidence_http.h"

enum { KEY_MOST = 8 + EVIDENCE_TEXTS * 2 + EVIDENCE_TEXT_MOST };

void evidence_start(struct evidence_sink *sink, const struct siphash_key *key,
                    void (*emit)(void *context, const struct evidence *item), void *context)
{
    sink->emit = emit;
    sink->context = context;
    sink->key = key;
    sink->frame = 0;
    sink->items = sink->http = sink->dropped = 0;
    sink->tunnel = sink->failing = false;
}

static size_t plain_key(const struct evidence *item, uint8_t *out)
{
    size_t n = 0;
    memcpy(out, &item->number, sizeof item->number);
    n += sizeof item->number;
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++) {
        const struct evidence_text *t = &item->text[i];
        memcpy(out + n, &t->length, sizeof t->length);
        n += sizeof t->length;
        if (t->length > 0)
            memcpy(out + n, t->at, t->length);
        n += t->length;
    }
    return n;
}

static uint32_t hash_of(const struct evidence_sink *sink, const struct evidence *item)
{
    uint8_t key[KEY_MOST];
    size_t n = 1;
    key[0] = (uint8_t)item->kind;
    if (item->kind == EVIDENCE_HTTP)
        n += evidence_http_key(item, key + n);
    else
        n += plain_key(item, key + n);
    return (uint32_t)siphash(sink->key, key, n);
}

static bool was_sent(const struct evidence_sink *sink, uint32_t hash)
{
    for (uint32_t i = 0; i < sink->items; i++)
        if (sink->seen[i] == hash)
            return true;
    return false;
}

static void send(struct evidence_sink *sink, const struct evidence *item)
{
    if (sink->emit != NULL)
        sink->emit(sink->context, item);
}

static void overflow(struct evidence_sink *sink)
{
    struct evidence e = {.kind = EVIDENCE_OVERFLOW, .number = sink->dropped, .frame = sink->frame};
    send(sink, &e);
}

static void cut_texts(struct evidence *item)
{
    size_t room = EVIDENCE_TEXT_MOST;
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++) {
        struct evidence_text *t = &item->text[i];
        if (t->length > room)
            t->length = (uint16_t)room;
        room -= t->length;
    }
}

/* One more of what was sent before, or one too many: whether HTTP works now may still be news. */
static void tell_outcome(struct evidence_sink *sink, const struct evidence *item, bool is_new)
{
    bool fails = item->number >= 400;
    if (item->kind != EVIDENCE_HTTP || item->number < 100)
        return;
    if (!is_new && fails != sink->failing)
        send(sink,
             &(struct evidence){.kind = EVIDENCE_HTTP_AGAIN, .number = item->number, .frame = item->frame});
    sink->failing = fails;
}

void evidence_add(struct evidence_sink *sink, const struct evidence *item)
{
    struct evidence e = *item;
    if (e.frame == 0)
        e.frame = sink->frame;
    cut_texts(&e);
    uint32_t hash = hash_of(sink, &e);
    if (was_sent(sink, hash)) {
        tell_outcome(sink, &e, false);
        return;
    }
    bool is_http = e.kind == EVIDENCE_HTTP;
    if (sink->items == EVIDENCE_ITEMS_MOST || (is_http && sink->http == EVIDENCE_HTTP_MOST)) {
        tell_outcome(sink, &e, false);
        if (++sink->dropped == 1)
            overflow(sink);
        return;
    }
    sink->seen[sink->items++] = hash;
    sink->http += is_http;
    tell_outcome(sink, &e, true);
    send(sink, &e);
}

void evidence_finish(struct evidence_sink *sink)
{
    if (sink->dropped > 1)
        overflow(sink);
}

void evidence_tunnel(struct evidence_sink *sink)
{
    sink->tunnel = true;
}

void evidence_number(struct evidence_sink *sink, enum evidence_kind kind, uint32_t number)
{
    evidence_add(sink, &(struct evidence){.kind = kind, .number = number});
}

void evidence_text(struct evidence_sink *sink, enum evidence_kind kind, const char *text, size_t length)
{
    struct evidence e = {.kind = kind};
    size_t n = text == NULL ? 0 : length < EVIDENCE_TEXT_MOST ? length : EVIDENCE_TEXT_MOST;
    e.text[0] = (struct evidence_text){text, (uint16_t)n};
    evidence_add(sink, &e);
}
