#include "capture/duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "base/proto.h"
#include "base/siphash.h"

enum { BLOCK = 16, LANES = 4, TICK_BITS = 24, TICK_US = 1024 };

/* An entry: the tag above, the time in ticks below, TICK_BITS wide (4.7 hours). */
struct duplicates {
    uint64_t entry[DUPLICATES_SETS][DUPLICATES_WAYS]; /* of a set the latest first */
    struct siphash_key key[LANES];
};

struct duplicates *duplicates_open(struct err *err)
{
    struct duplicates *d = aligned_alloc(64, (sizeof *d + 63) / 64 * 64);
    if (d == NULL) {
        (void)err_set(err, "cannot recognise duplicates: out of memory");
        return NULL;
    }
    memset(d, 0, sizeof *d);
    for (unsigned i = 0; i < LANES; i++)
        d->key[i] = siphash_random_key();
    return d;
}

void duplicates_close(struct duplicates *d)
{
    free(d);
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = a;
    product *= b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Both factors are known to nobody. */
static inline uint64_t lane(const struct duplicates *d, unsigned n, uint64_t a, uint64_t b)
{
    return mix(a ^ d->key[n].k0, b ^ d->key[n].k1);
}

static inline uint64_t lane_of_address(const struct duplicates *d, unsigned n, const struct addr *a)
{
    uint64_t word[2];
    memcpy(word, a->b, sizeof word);
    return lane(d, n, word[0], word[1]);
}

/* At least 8 bytes: the last ones may count twice. */
static inline uint64_t add_block(const struct duplicates *d, uint64_t h, const uint8_t *at, size_t n)
{
    uint64_t word[2];
    memcpy(&word[0], at, sizeof word[0]);
    memcpy(&word[1], at + n - sizeof word[1], sizeof word[1]);
    return mix(word[0] ^ d->key[2].k1, word[1] ^ h);
}

static inline uint64_t add_bytes(const struct duplicates *d, uint64_t h, struct bytes b)
{
    while (b.left > BLOCK)
        h = add_block(d, h, bytes_take(&b, BLOCK).at, BLOCK);
    if (b.left >= BLOCK / 2)
        return add_block(d, h, b.at, b.left);
    uint8_t rest[BLOCK] = {0};
    memcpy(rest, b.at, b.left);
    return add_block(d, h, rest, BLOCK);
}

/* Copies with and without a tag are cut at different bytes. */
static inline uint64_t add_tcp(const struct duplicates *d, uint64_t h, const struct segment *s)
{
    struct bytes front = s->payload;
    uint64_t rest = (uint64_t)s->tcp_window << 16 | (uint64_t)s->tcp_options.left << 8 | s->tcp_flags;
    h ^= lane(d, 3, (uint64_t)s->seq << 32 | s->ack, rest);
    if (s->tcp_options.left > 0)
        h = add_bytes(d, h, s->tcp_options);
    if (front.left == 0 || (s->truncated && front.left < DUPLICATES_PART))
        return h;
    return add_bytes(d, h, bytes_upto(&front, DUPLICATES_PART));
}

static uint64_t hash_of(const struct duplicates *d, const struct segment *s)
{
    uint64_t ends =
        (uint64_t)s->sport << 48 | (uint64_t)s->dport << 32 | (uint64_t)s->ip_id << 16 | s->transport;
    uint64_t h = lane_of_address(d, 0, &s->src) ^ lane_of_address(d, 1, &s->dst);
    h ^= lane(d, 2, ends, s->payload_bytes);
    h = s->transport == TRANSPORT_TCP ? add_tcp(d, h, s) : add_bytes(d, h, s->payload);
    return mix(h ^ d->key[0].k1, d->key[1].k0);
}

/* Ticks from one to the other, however they are ordered. */
static inline uint32_t apart(uint64_t a, uint64_t b)
{
    uint32_t most = (1U << TICK_BITS) - 1, ahead = (uint32_t)(a - b) & most;
    return ahead <= most / 2 ? ahead : most + 1 - ahead;
}

bool duplicates_has(struct duplicates *d, const struct segment *s)
{
    uint64_t h = hash_of(d, s), mine = (uint64_t)s->time_us / TICK_US;
    uint32_t most = (uint32_t)(s->ip_id != 0 ? DUPLICATES_US : DUPLICATES_NO_ID_US) / TICK_US;
    uint64_t *set = d->entry[h % DUPLICATES_SETS];
    for (unsigned i = 0; i < DUPLICATES_WAYS; i++)
        if ((set[i] ^ h) >> TICK_BITS == 0 && apart(set[i], mine) <= most)
            return true;
    memmove(&set[1], &set[0], (DUPLICATES_WAYS - 1) * sizeof set[0]);
    set[0] = h >> TICK_BITS << TICK_BITS | (mine & ((1U << TICK_BITS) - 1));
    return false;
}
