#include "policy/hints.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/recall.h"

#define STRAND_US (INT64_C(24) * 3600 * 1000000)

enum { PAIR_BYTES = 32, PORT_BYTES = 18, STRANDED_BYTES = 34, PORT_ON = 0 };

struct failure {
    int64_t any_us, certificate_us;
    bool known; /* false in a new one */
};

struct strand {
    unsigned clients;
    bool failed; /* of PORT_ON */
};

static_assert(RECALL_BYTES(sizeof(struct addr), sizeof(struct failure)) +
                      RECALL_BYTES(PORT_BYTES, sizeof(struct strand)) +
                      RECALL_BYTES(STRANDED_BYTES, sizeof(bool)) +
                      RECALL_BYTES(PAIR_BYTES, sizeof(int64_t)) <=
                  HINTS_BYTES,
              "one of each has room");

struct hints {
    struct recall *failures; /* client → struct failure */
    struct recall *strands;  /* server and port → struct strand */
    struct recall *stranded; /* server, port and client → has been counted */
    struct recall *pushes;   /* server and client → when */
    int64_t window_us;
    unsigned strand_clients;
};

struct hints *hints_open(size_t most, int64_t window_us, unsigned strand_clients)
{
    struct hints *h = calloc(1, sizeof *h);
    if (h == NULL)
        return NULL;
    h->window_us = window_us;
    h->strand_clients = strand_clients;
    h->failures = recall_open(most, sizeof(struct addr), sizeof(struct failure), window_us);
    h->strands = recall_open(most, PORT_BYTES, sizeof(struct strand), STRAND_US);
    h->stranded = recall_open(most, STRANDED_BYTES, sizeof(bool), STRAND_US);
    h->pushes = recall_open(most, PAIR_BYTES, sizeof(int64_t), window_us);
    if (h->failures != NULL && h->strands != NULL && h->stranded != NULL && h->pushes != NULL)
        return h;
    hints_close(h);
    return NULL;
}

void hints_close(struct hints *h)
{
    if (h == NULL)
        return;
    recall_close(h->failures);
    recall_close(h->strands);
    recall_close(h->stranded);
    recall_close(h->pushes);
    free(h);
}

void hints_mp_failed(struct hints *h, const struct addr *client, bool certificate, int64_t now_us)
{
    struct failure *f = recall_take(h->failures, client, now_us);
    if (!f->known)
        *f = (struct failure){RECALL_NEVER, RECALL_NEVER, true};
    if (now_us > f->any_us)
        f->any_us = now_us;
    if (certificate && now_us > f->certificate_us)
        f->certificate_us = now_us;
}

static bool within(const struct hints *h, int64_t then_us, int64_t now_us)
{
    return then_us != RECALL_NEVER && now_us - then_us <= h->window_us;
}

enum hints_mp hints_mp(const struct hints *h, const struct addr *client, int64_t now_us)
{
    const struct failure *f = recall_find(h->failures, client);
    if (f != NULL && within(h, f->certificate_us, now_us))
        return HINTS_MP_CERTIFICATE;
    if (f != NULL && within(h, f->any_us, now_us))
        return HINTS_MP_FAILED;
    return f == NULL && recall_lately_lost(h->failures, now_us) ? HINTS_MP_UNKNOWN : HINTS_MP_FINE;
}

static struct strand *strand_of(struct hints *h, const struct addr *server, uint16_t port, int64_t now_us)
{
    uint8_t key[PORT_BYTES];
    memcpy(key, server->b, 16);
    memcpy(key + 16, &port, sizeof port);
    return recall_take(h->strands, key, now_us);
}

bool hints_strand(struct hints *h, const struct addr *server, uint16_t port, const struct addr *client,
                  int64_t now_us)
{
    uint8_t key[STRANDED_BYTES];
    memcpy(key, server->b, 16);
    memcpy(key + 16, client->b, 16);
    memcpy(key + 32, &port, sizeof port);
    bool *counted = recall_take(h->stranded, key, now_us);
    bool is_new = !*counted;
    *counted = true;
    bool failed = strand_of(h, server, PORT_ON, now_us)->failed;
    struct strand *s = strand_of(h, server, port, now_us);
    s->clients += is_new && s->clients < h->strand_clients;
    return s->clients >= h->strand_clients && !failed;
}

void hints_port_failed(struct hints *h, const struct addr *server, int64_t now_us)
{
    strand_of(h, server, PORT_ON, now_us)->failed = true;
}

static void pair_key(uint8_t key[PAIR_BYTES], const struct addr *server, const struct addr *client)
{
    memcpy(key, server->b, 16);
    memcpy(key + 16, client->b, 16);
}

void hints_pushed(struct hints *h, const struct addr *server, const struct addr *client, int64_t now_us)
{
    uint8_t key[PAIR_BYTES];
    pair_key(key, server, client);
    int64_t *at_us = recall_take(h->pushes, key, now_us);
    *at_us = now_us;
}

bool hints_pushed_since(const struct hints *h, const struct addr *server, const struct addr *client,
                        int64_t then_us)
{
    uint8_t key[PAIR_BYTES];
    pair_key(key, server, client);
    const int64_t *at_us = recall_find(h->pushes, key);
    return at_us != NULL && *at_us >= then_us;
}
