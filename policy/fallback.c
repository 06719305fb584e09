#include "policy/fallback.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

enum { WAYS = 4 };

#define ANSWER_US INT64_C(3000000)
#define NEVER INT64_MIN

struct entry {
    struct addr client, server;
    bool used;
    int64_t touched_us, failed_us, worked_us, tried_us;
    uint64_t tried_flow;
};

struct fallback {
    struct siphash_key key;
    struct entry *entries;
    size_t sets;
    int64_t window_us;
};

struct fallback *fallback_open(size_t most, int64_t window_us)
{
    struct fallback *f = calloc(1, sizeof *f);
    if (f == NULL)
        return NULL;
    for (f->sets = 1; f->sets * WAYS * 2 <= most; f->sets *= 2)
        ;
    f->key = siphash_random_key();
    f->window_us = window_us;
    f->entries = calloc(f->sets * WAYS, sizeof f->entries[0]);
    if (f->entries == NULL) {
        free(f);
        return NULL;
    }
    return f;
}

void fallback_close(struct fallback *f)
{
    if (f == NULL)
        return;
    free(f->entries);
    free(f);
}

static struct entry *set_of(const struct fallback *f, const struct addr *client, const struct addr *server)
{
    uint8_t key[32];
    memcpy(key, client->b, 16);
    memcpy(key + 16, server->b, 16);
    return f->entries + (siphash(&f->key, key, sizeof key) & (f->sets - 1)) * WAYS;
}

static struct entry *find(const struct fallback *f, const struct addr *client, const struct addr *server)
{
    struct entry *set = set_of(f, client, server);
    for (unsigned i = 0; i < WAYS; i++)
        if (set[i].used && addr_eq(&set[i].client, client) && addr_eq(&set[i].server, server))
            return &set[i];
    return NULL;
}

static struct entry *take(struct fallback *f, const struct addr *client, const struct addr *server,
                          int64_t now_us)
{
    struct entry *e = find(f, client, server);
    if (e == NULL) {
        struct entry *set = set_of(f, client, server);
        e = set;
        for (unsigned i = 0; i < WAYS && e->used; i++)
            if (!set[i].used || set[i].touched_us < e->touched_us)
                e = &set[i];
        *e = (struct entry){*client, *server, true, now_us, NEVER, NEVER, NEVER, 0};
    }
    e->touched_us = now_us;
    return e;
}

void fallback_tried(struct fallback *f, const struct addr *client, const struct addr *server, uint64_t flow,
                    int64_t now_us)
{
    struct entry *e = take(f, client, server, now_us);
    e->tried_us = now_us;
    e->tried_flow = flow;
}

void fallback_answered(struct fallback *f, const struct addr *client, const struct addr *server,
                       uint64_t flow)
{
    struct entry *e = find(f, client, server);
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
    const struct entry *e = find(f, client, server);
    if (e == NULL)
        return false;
    bool failed = e->failed_us > e->worked_us && within(f, e->failed_us, now_us);
    bool unanswered =
        e->tried_us > e->worked_us && within(f, e->tried_us, now_us) && now_us - e->tried_us >= ANSWER_US;
    return failed || unanswered;
}
