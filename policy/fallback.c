#include "policy/fallback.h"

#include <stdlib.h>
#include <string.h>

#include "policy/recall.h"

#define ANSWER_US INT64_C(3000000)
#define NEVER INT64_MIN

enum { KEY_BYTES = 32 };

struct outcome {
    bool known; /* false in a new one */
    int64_t failed_us, worked_us, tried_us;
    uint64_t tried_flow;
};

struct fallback {
    struct recall *pairs; /* client and server → outcome */
    int64_t window_us;
};

struct fallback *fallback_open(size_t most, int64_t window_us)
{
    struct fallback *f = calloc(1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->window_us = window_us;
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
        *o = (struct outcome){true, NEVER, NEVER, NEVER, 0};
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

void fallback_failed(struct fallback *f, const struct addr *client, const struct addr *server, int64_t now_us)
{
    take(f, client, server, now_us)->failed_us = now_us;
}

void fallback_worked(struct fallback *f, const struct addr *client, const struct addr *server, int64_t now_us)
{
    take(f, client, server, now_us)->worked_us = now_us;
}

static bool within(const struct fallback *f, int64_t then_us, int64_t now_us)
{
    return then_us != NEVER && then_us <= now_us && now_us - then_us <= f->window_us;
}

bool fallback_after(const struct fallback *f, const struct addr *client, const struct addr *server,
                    int64_t now_us)
{
    const struct outcome *e = find(f, client, server);
    if (e == NULL)
        return false;
    bool failed = e->failed_us > e->worked_us && within(f, e->failed_us, now_us);
    bool unanswered =
        e->tried_us > e->worked_us && within(f, e->tried_us, now_us) && now_us - e->tried_us >= ANSWER_US;
    return failed || unanswered;
}

uint64_t fallback_dropped(const struct fallback *f)
{
    return recall_dropped(f->pairs);
}
