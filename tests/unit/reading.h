/*
 * Drives one decoder with a conversation, as the flow table and decode/ would, and writes its evidence down:
 * a line for each item, "tree \\srv\share" or "endpoint 49200 uuid|tcp|10.1.0.10". Checks what a decoder
 * returns against the contract as it goes.
 */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "decode/evidence.h"
#include "tests/unit/wire.h"

struct reading_side {
    uint8_t at[1 << 16];
    size_t have;
    uint64_t want, shown_to;
};

struct reading {
    const struct decoder *decoder;
    struct siphash_key key;
    struct evidence_sink sink;
    uint64_t state[DECODER_STATE_MOST / 8];
    struct reading_side side[2];
    size_t shown_bytes; /* the sum of all windows */
    char said[8192];
};

static inline const char *reading_word(const struct evidence *e)
{
    switch (e->kind) {
    case EVIDENCE_SMB_DIALECT:
        return "dialect";
    case EVIDENCE_SMB_TREE:
        return "tree";
    case EVIDENCE_SMB_PIPE:
        return "pipe";
    case EVIDENCE_SMB_FILE:
        return "file";
    case EVIDENCE_SMB_ENCRYPTED:
        return "encrypted";
    case EVIDENCE_SMB_SIGNING:
        return e->number == 1 ? "signed" : "signing";
    case EVIDENCE_RPC_INTERFACE:
        return "interface";
    case EVIDENCE_RPC_ENDPOINT:
        return "endpoint";
    case EVIDENCE_SQL:
        return "sql";
    case EVIDENCE_SQL_TARGET:
        return "target";
    case EVIDENCE_SQL_INSTANCE:
        return "instance";
    case EVIDENCE_LOST:
        return "lost";
    default:
        return "other";
    }
}

static inline void reading_note(void *context, const struct evidence *e)
{
    struct reading *r = context;
    size_t n = strlen(r->said), room = sizeof r->said - n;
    int used = snprintf(r->said + n, room, "%s", reading_word(e));
    if (e->kind == EVIDENCE_RPC_ENDPOINT || e->kind == EVIDENCE_SQL_INSTANCE)
        used += snprintf(r->said + n + used, room - (size_t)used, " %u", e->number);
    size_t last = EVIDENCE_TEXTS;
    while (last > 0 && e->text[last - 1].length == 0)
        last--;
    for (size_t i = 0; i < last; i++)
        used += snprintf(r->said + n + used, room - (size_t)used, "%s%.*s", i == 0 ? " " : "|",
                         (int)e->text[i].length, e->text[i].at);
    snprintf(r->said + n + used, room - (size_t)used, "\n");
}

static inline void reading_start(struct reading *r, const struct decoder *decoder)
{
    memset(r, 0, sizeof *r);
    r->decoder = decoder;
    cr_assert(decoder->state_bytes <= sizeof r->state);
    evidence_start(&r->sink, &r->key, reading_note, r);
}

static inline void reading_show(struct reading *r, bool from_client)
{
    struct reading_side *s = &r->side[from_client ? 0 : 1];
    while (s->want < s->have && s->shown_to < s->have) {
        struct bytes w = bytes_of(s->at + s->want, s->have - s->want);
        cr_assert(w.left <= FLOW_WINDOW_MOST, "a window of %zu bytes was refused", w.left);
        uint64_t next = r->decoder->parse(r->state, &r->sink, from_client, s->want, w);
        r->shown_bytes += w.left;
        cr_assert(next >= s->want, "went back from %lu to %lu", s->want, next);
        if (next == s->want)
            s->shown_to = s->have;
        s->want = next;
    }
}

/* The side sends n bytes, `step` at a time. */
static inline void reading_bytes(struct reading *r, bool from_client, const void *data, size_t n, size_t step)
{
    struct reading_side *s = &r->side[from_client ? 0 : 1];
    for (size_t done = 0; done < n; done += step) {
        size_t now = n - done < step ? n - done : step;
        cr_assert(s->have + now <= sizeof s->at);
        memcpy(s->at + s->have, (const uint8_t *)data + done, now);
        s->have += now;
        reading_show(r, from_client);
    }
}

static inline void reading_wire(struct reading *r, bool from_client, const struct wire *w, size_t step)
{
    reading_bytes(r, from_client, w->at, w->n, step);
}

/* n bytes of the side are lost; only what is wanted of them is told as a hole. */
static inline void reading_hole(struct reading *r, bool from_client, size_t n)
{
    struct reading_side *s = &r->side[from_client ? 0 : 1];
    cr_assert(s->have + n <= sizeof s->at);
    s->have += n;
    if (s->want >= s->have)
        return;
    s->want = r->decoder->hole(r->state, &r->sink, from_client, s->have);
    cr_assert(s->want >= s->have);
    s->shown_to = s->have;
}

static inline void reading_end(struct reading *r)
{
    if (r->decoder->finish != NULL)
        r->decoder->finish(r->state, &r->sink);
    evidence_finish(&r->sink);
}

/* Every prefix is undecided until one is `answer`, and from there on all are. Returns its length. */
static inline size_t reading_prefixes(const struct decoder *d, const uint8_t *at, size_t n, enum probe answer,
                                      const char *what)
{
    size_t decided = 0;
    for (size_t i = 1; i <= n; i++) {
        enum probe p = d->probe(bytes_of(at, i), true);
        cr_expect(p == (decided > 0 ? answer : PROBE_MORE) || (decided == 0 && p == answer),
                  "%s: %d after %zu bytes", what, (int)p, i);
        cr_expect_eq(p, d->probe(bytes_of(at, i), false), "%s: %zu bytes in the middle", what, i);
        if (p == answer && decided == 0)
            decided = i;
    }
    cr_expect(decided > 0, "%s: never decided", what);
    return decided;
}

/* Whatever the prefixes say, none says NO in front of one that says something else. */
static inline void reading_never_takes_back_no(const struct decoder *d, const uint8_t *at, size_t n,
                                               const char *what)
{
    bool no = false;
    for (size_t i = 1; i <= n; i++) {
        enum probe p = d->probe(bytes_of(at, i), true);
        cr_expect(!no || p == PROBE_NO, "%s: NO was taken back after %zu bytes", what, i);
        no = no || p == PROBE_NO;
    }
}

#endif
