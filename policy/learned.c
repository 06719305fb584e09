#include "policy/learned.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/recall.h"

enum { KEY_BYTES = 18 };

static_assert(RECALL_BYTES(KEY_BYTES, sizeof(int64_t)) <= LEARNED_BYTES, "a port has room");

struct learned {
    struct recall *ports; /* server and port → when it was handed out last */
    int64_t lifetime_us;
};

struct learned *learned_open(size_t most, int64_t lifetime_us)
{
    struct learned *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    l->lifetime_us = lifetime_us;
    l->ports = recall_open(most, KEY_BYTES, sizeof(int64_t), lifetime_us);
    if (l->ports == NULL) {
        free(l);
        return NULL;
    }
    return l;
}

void learned_close(struct learned *l)
{
    if (l == NULL)
        return;
    recall_close(l->ports);
    free(l);
}

static void make_key(uint8_t key[KEY_BYTES], const struct addr *server, uint16_t port)
{
    memcpy(key, server->b, 16);
    key[16] = (uint8_t)(port >> 8);
    key[17] = (uint8_t)port;
}

void learned_put(struct learned *l, const struct addr *server, uint16_t port, int64_t now_us)
{
    uint8_t key[KEY_BYTES];
    if (port == 0)
        return;
    make_key(key, server, port);
    int64_t *put_us = recall_take(l->ports, key, now_us);
    *put_us = now_us;
}

bool learned_has(const struct learned *l, const struct addr *server, uint16_t port, int64_t now_us)
{
    uint8_t key[KEY_BYTES];
    make_key(key, server, port);
    const int64_t *put_us = recall_find(l->ports, key);
    return put_us != NULL && now_us - *put_us <= l->lifetime_us;
}

uint64_t learned_dropped(const struct learned *l)
{
    return recall_dropped(l->ports);
}
