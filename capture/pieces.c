#include "capture/pieces.h"

#include <string.h>

void pieces_begin(struct pieces *p)
{
    *p = (struct pieces){.known = UINT32_MAX};
}

void pieces_end(struct pieces *p, struct slab *blocks)
{
    for (size_t i = 0; i < PIECES_BLOCKS; i++)
        if (p->block[i] != 0)
            slab_give(blocks, p->block[i]);
    memset(p->block, 0, sizeof p->block);
}

bool pieces_agree(const struct pieces *p, size_t from, size_t n, bool last)
{
    size_t end = from + n;
    if (p->total != 0)
        return last ? end == p->total : end <= p->total;
    return !last || end >= p->end;
}

int pieces_take_block(struct pieces *p, struct slab *blocks, size_t from, size_t n)
{
    for (size_t i = from / PIECES_BLOCK; i <= (from + n - 1) / PIECES_BLOCK; i++) {
        if (p->block[i] != 0)
            continue;
        p->block[i] = slab_take(blocks);
        if (p->block[i] == 0)
            return -1;
        memset(slab_at(blocks, p->block[i]), 0, sizeof(struct pieces_block));
        return 1;
    }
    return 0;
}

/* One unit; true when it was there. *other: with other bytes. */
static bool put_unit(struct pieces *p, struct pieces_block *b, size_t at, size_t n, struct bytes data,
                     bool *other)
{
    size_t unit = at % PIECES_BLOCK / PIECES_UNIT;
    uint64_t bit = UINT64_C(1) << unit % 64;
    uint8_t *here = &b->at[unit * PIECES_UNIT];
    if (b->have[unit / 64] & bit) {
        *other = *other || (at + data.left <= p->known && memcmp(here, data.at, data.left) != 0);
        return true;
    }
    b->have[unit / 64] |= bit;
    p->units++;
    memcpy(here, data.at, data.left);
    if (data.left < n && at + data.left < p->known)
        p->known = (uint32_t)(at + data.left);
    return false;
}

enum pieces_news pieces_put(struct pieces *p, struct slab *blocks, size_t from, size_t n, bool last,
                            struct bytes data)
{
    size_t there = 0, put = 0;
    bool other = false;
    for (size_t at = from; at < from + n; at += PIECES_UNIT) {
        struct pieces_block *b = slab_at(blocks, p->block[at / PIECES_BLOCK]);
        size_t unit = from + n - at < PIECES_UNIT ? from + n - at : PIECES_UNIT;
        bool was_there = put_unit(p, b, at, unit, bytes_upto(&data, unit), &other);
        there += was_there;
        put += !was_there;
    }
    if (from + n > p->end)
        p->end = (uint32_t)(from + n);
    if (last)
        p->total = (uint32_t)(from + n);
    if (other)
        return PIECES_OTHER;
    return there == 0 ? PIECES_NEW : put == 0 ? PIECES_SAME : PIECES_PART;
}

bool pieces_whole(const struct pieces *p)
{
    return p->total != 0 && p->units == (p->total + PIECES_UNIT - 1) / PIECES_UNIT;
}

size_t pieces_copy(const struct pieces *p, const struct slab *blocks, uint8_t out[PIECES_MOST])
{
    size_t n = p->total < p->known ? p->total : p->known;
    for (size_t at = 0; at < n; at += PIECES_BLOCK) {
        const struct pieces_block *b = slab_at(blocks, p->block[at / PIECES_BLOCK]);
        memcpy(out + at, b->at, n - at < PIECES_BLOCK ? n - at : PIECES_BLOCK);
    }
    return n;
}
