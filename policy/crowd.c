#include "policy/crowd.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "policy/recall.h"

enum trait { TRAIT_CERTIFICATE, TRAIT_WINDOWS, TRAIT_BITS, TRAITS };

struct sign {
    uint64_t hash; /* 0: none yet */
    int64_t seen_us;
};

struct face {
    struct sign sign[TRAITS];
    int64_t crowded_us; /* a second one was seen last; 0 in a new entry */
    bool crowded;
};

static_assert(RECALL_BYTES(sizeof(struct addr), sizeof(struct face)) <= CROWD_BYTES, "an address has room");

struct crowd {
    struct recall *faces;
    struct siphash_key key;
    int64_t idle_gap_us;
};

struct crowd *crowd_open(size_t most, int64_t idle_gap_us)
{
    struct crowd *c = calloc(1, sizeof *c);
    if (c == NULL)
        return NULL;
    c->key = siphash_random_key();
    c->idle_gap_us = idle_gap_us;
    c->faces = recall_open(most, sizeof(struct addr), sizeof(struct face), idle_gap_us);
    if (c->faces == NULL) {
        free(c);
        return NULL;
    }
    return c;
}

void crowd_close(struct crowd *c)
{
    if (c == NULL)
        return;
    recall_close(c->faces);
    free(c);
}

static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.';
}

/* What follows a name in a User-Agent: "6.1" of "Windows NT 6.1; WOW64". Of length 0: it is not there. */
static struct evidence_text after(const struct evidence_text *agent, const char *name)
{
    struct evidence_text none = {"", 0};
    size_t length = strlen(name);
    const char *found = agent->length > 0 ? memmem(agent->at, agent->length, name, length) : NULL;
    if (found == NULL)
        return none;
    const char *from = found + length, *end = agent->at + agent->length, *to = from;
    while (to < end && in_word(*to))
        to++;
    return (struct evidence_text){from, (uint16_t)(to - from)};
}

static enum trait trait_of(const struct evidence *e, struct evidence_text *text)
{
    if (e->kind == EVIDENCE_TLS_CLIENT_CERT && e->number == 2) {
        *text = e->text[0];
        return TRAIT_CERTIFICATE;
    }
    if (e->kind != EVIDENCE_HTTP)
        return TRAITS;
    *text = after(&e->text[3], "Microsoft BITS/");
    if (text->length > 0)
        return TRAIT_BITS;
    *text = after(&e->text[3], "Windows NT ");
    return TRAIT_WINDOWS;
}

bool crowd_tells(const struct evidence *e)
{
    struct evidence_text text = {"", 0};
    return trait_of(e, &text) != TRAITS && text.length > 0;
}

static bool lately(const struct crowd *c, int64_t then_us, int64_t now_us)
{
    return now_us - then_us <= c->idle_gap_us;
}

bool crowd_take(struct crowd *c, const struct addr *at, const struct evidence *e, int64_t now_us)
{
    struct evidence_text text;
    enum trait t = trait_of(e, &text);
    if (t == TRAITS || text.length == 0)
        return crowd_suspected(c, at, now_us);
    struct face *f = recall_take(c->faces, at, now_us);
    struct sign *s = &f->sign[t];
    uint64_t hash = siphash(&c->key, text.at, text.length) | 1;
    if (s->hash != 0 && s->hash != hash && lately(c, s->seen_us, now_us)) {
        f->crowded = true;
        f->crowded_us = now_us;
    }
    *s = (struct sign){hash, now_us};
    return f->crowded && lately(c, f->crowded_us, now_us);
}

bool crowd_suspected(const struct crowd *c, const struct addr *at, int64_t now_us)
{
    const struct face *f = recall_find(c->faces, at);
    return f != NULL && f->crowded && lately(c, f->crowded_us, now_us);
}
