#include "policy/fallback.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/recall.h"

#define NEVER RECALL_NEVER

enum { KEY_BYTES = 32 };

struct outcome {
    bool known; /* false in a new one */
    int64_t failed_us, worked_us, tried_us;
    uint64_t tried_flow;
    int64_t blind_us; /* what was before it began, up to this time, may be lost */
};

static_assert(RECALL_BYTES(KEY_BYTES, sizeof(struct outcome)) <= FALLBACK_BYTES, "a pair has room");

struct fallback {
    struct recall *pairs; /* client and server → outcome */
    int64_t window_us, missed_us;
};

struct fallback *fallback_open(size_t most, int64_t window_us)
{
    struct fallback *f = calloc(1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->window_us = window_us;
    f->missed_us = NEVER;
    f->pairs = recall_open(most, KEY_BYTES, sizeof(struct outcome), window_us);
    if (f->pairs == NULL) {
        free(f);
        return NULL;
    }
    return f;
}

void fallback_close(struct fallback *f)
{
    if (f == NULL)
        return;
    recall_close(f->pairs);
    free(f);
}

static void make_key(uint8_t key[KEY_BYTES], const struct addr *client, const struct addr *server)
{
    memcpy(key, client->b, 16);
    memcpy(key + 16, server->b, 16);
}

static struct outcome *find(const struct fallback *f, const struct addr *client, const struct addr *server)
{
    uint8_t key[KEY_BYTES];
    make_key(key, client, server);
    return recall_find(f->pairs, key);
}

static struct outcome *take(struct fallback *f, const struct addr *client, const struct addr *server,
                            int64_t now_us)
{
    uint8_t key[KEY_BYTES];
    make_key(key, client, server);
    struct outcome *o = recall_take(f->pairs, key, now_us);
    if (!o->known)
        *o = (struct outcome){true, NEVER, NEVER, NEVER, 0, recall_lost_us(f->pairs)};
    return o;
}

void fallback_tried(struct fallback *f, const struct addr *client, const struct addr *server, uint64_t flow,
                    int64_t now_us)
{
    struct outcome *e = take(f, client, server, now_us);
    e->tried_us = now_us;
    e->tried_flow = flow;
}

void fallback_answered(struct fallback *f, const struct addr *client, const struct addr *server,
                       uint64_t flow)
{
    struct outcome *e = find(f, client, server);
    if (e != NULL && e->tried_flow == flow)
        e->tried_us = NEVER;
}

/* A flow's end may tell late what happened early. */
static void no_earlier(int64_t *at_us, int64_t now_us)
{
    if (now_us > *at_us)
        *at_us = now_us;
}

void fallback_failed(struct fallback *f, const struct addr *client, const struct addr *server, int64_t now_us)
{
    no_earlier(&take(f, client, server, now_us)->failed_us, now_us);
}

void fallback_worked(struct fallback *f, const struct addr *client, const struct addr *server, int64_t now_us)
{
    no_earlier(&take(f, client, server, now_us)->worked_us, now_us);
}

void fallback_missed(struct fallback *f, int64_t now_us)
{
    no_earlier(&f->missed_us, now_us);
    recall_missed(f->pairs, now_us);
}

static bool within(const struct fallback *f, int64_t then_us, int64_t now_us)
{
    return then_us != NEVER && then_us <= now_us && now_us - then_us <= f->window_us;
}

enum fact_fallback fallback_after(const struct fallback *f, const struct addr *client,
                                  const struct addr *server, int64_t now_us)
{
    const struct outcome *e = find(f, client, server);
    if (e == NULL)
        return within(f, recall_lost_us(f->pairs), now_us) ? FALLBACK_BLIND : FALLBACK_NONE;
    bool failed = e->failed_us > e->worked_us && within(f, e->failed_us, now_us);
    bool unanswered = e->tried_us > e->worked_us && within(f, e->tried_us, now_us) &&
                      now_us - e->tried_us >= FALLBACK_ANSWER_US;
    int64_t blind_us = e->blind_us > f->missed_us ? e->blind_us : f->missed_us;
    bool blind = within(f, blind_us, now_us) && e->worked_us <= blind_us;
    if (failed || unanswered)
        return within(f, f->missed_us, now_us) && e->failed_us <= f->missed_us ? FALLBACK_BLIND
                                                                               : FALLBACK_FAILED;
    return blind ? FALLBACK_BLIND : FALLBACK_NONE;
}

uint64_t fallback_dropped(const struct fallback *f)
{
    return recall_dropped(f->pairs);
}
