#include "policy/learned.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

enum { WAYS = 4 };

struct entry {
    struct addr server;
    uint16_t port; /* 0: free */
    int64_t put_us;
};

struct learned {
    struct siphash_key key;
    struct entry *entries;
    size_t sets;
    bool any;
    int64_t lifetime_us;
};

struct learned *learned_open(size_t most, int64_t lifetime_us)
{
    struct learned *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    for (l->sets = 1; l->sets * WAYS * 2 <= most; l->sets *= 2)
        ;
    l->key = siphash_random_key();
    l->lifetime_us = lifetime_us;
    l->entries = calloc(l->sets * WAYS, sizeof l->entries[0]);
    if (l->entries == NULL) {
        free(l);
        return NULL;
    }
    return l;
}

void learned_close(struct learned *l)
{
    if (l == NULL)
        return;
    free(l->entries);
    free(l);
}

static struct entry *set_of(const struct learned *l, const struct addr *server, uint16_t port)
{
    uint8_t key[18];
    memcpy(key, server->b, 16);
    key[16] = (uint8_t)(port >> 8);
    key[17] = (uint8_t)port;
    return l->entries + (siphash(&l->key, key, sizeof key) & (l->sets - 1)) * WAYS;
}

void learned_put(struct learned *l, const struct addr *server, uint16_t port, int64_t now_us)
{
    struct entry *set = set_of(l, server, port), *oldest = set;
    if (port == 0)
        return;
    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i].port == 0 || (set[i].port == port && addr_eq(&set[i].server, server))) {
            oldest = &set[i];
            break;
        }
        if (set[i].put_us < oldest->put_us)
            oldest = &set[i];
    }
    *oldest = (struct entry){*server, port, now_us};
    l->any = true;
}

bool learned_has(const struct learned *l, const struct addr *server, uint16_t port, int64_t now_us)
{
    if (!l->any)
        return false;
    const struct entry *set = set_of(l, server, port);
    for (unsigned i = 0; i < WAYS; i++)
        if (set[i].port == port && port != 0 && addr_eq(&set[i].server, server))
            return now_us - set[i].put_us <= l->lifetime_us;
    return false;
}
