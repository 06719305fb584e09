#include "capture/backlog.h"

#include <string.h>

enum { WORDS = BACKLOG_BLOCK / 64 };

struct block {
    uint64_t have[WORDS]; /* a bit per byte that is kept */
    uint8_t at[BACKLOG_BLOCK];
};

struct index {
    uint32_t block[BACKLOG_BLOCKS]; /* by offset, number + 1 */
};

int backlog_open(struct backlogs *all, size_t memory_bytes)
{
    *all = (struct backlogs){.used = 0};
    return slab_open(&all->slab, sizeof(struct block), (uint32_t)(memory_bytes / sizeof(struct block)));
}

void backlog_close(struct backlogs *all)
{
    slab_close(&all->slab);
}

bool backlog_has_room(const struct backlogs *all, size_t n)
{
    return all->slab.most - all->used >= n / BACKLOG_BLOCK + 3;
}

static uint32_t take(struct backlogs *all, size_t clear)
{
    uint32_t number = slab_take(&all->slab);
    if (number == 0)
        return 0;
    all->used++;
    memset(slab_at(&all->slab, number), 0, clear);
    return number;
}

static void give(struct backlogs *all, uint32_t number)
{
    all->used--;
    slab_give(&all->slab, number);
}

static uint32_t *slot(const struct backlogs *all, const struct backlog *q, uint64_t offset)
{
    struct index *index = slab_at(&all->slab, q->index);
    return &index->block[offset / BACKLOG_BLOCK % BACKLOG_BLOCKS];
}

static struct block *block_for(struct backlogs *all, struct backlog *q, uint64_t offset)
{
    if (q->index == 0 && (q->index = take(all, sizeof(struct index))) == 0)
        return NULL;
    uint32_t *number = slot(all, q, offset);
    if (*number == 0) {
        *number = take(all, sizeof((struct block *)0)->have);
        if (*number == 0)
            return NULL;
        q->blocks++;
    }
    return slab_at(&all->slab, *number);
}

/* How many of the n bytes from `from` on are there, or are not there, as the first one. */
static size_t alike(const struct block *b, size_t from, size_t n, bool *there)
{
    *there = (b->have[from / 64] >> from % 64 & 1) != 0;
    for (size_t at = from; at < from + n;) {
        uint64_t other = *there ? ~b->have[at / 64] : b->have[at / 64];
        other >>= at % 64;
        if (other != 0) {
            size_t end = at + (size_t)__builtin_ctzll(other);
            return (end < from + n ? end : from + n) - from;
        }
        at = (at / 64 + 1) * 64;
    }
    return n;
}

static void mark(struct block *b, size_t from, size_t n)
{
    for (size_t at = from; at < from + n;) {
        size_t bit = at % 64, bits = 64 - bit < from + n - at ? 64 - bit : from + n - at;
        b->have[at / 64] |= UINT64_MAX >> (64 - bits) << bit;
        at += bits;
    }
}

size_t backlog_put(struct backlogs *all, struct backlog *q, uint64_t offset, struct bytes b)
{
    size_t at = offset % BACKLOG_BLOCK, room = BACKLOG_BLOCK - at;
    bool there;
    struct block *to = block_for(all, q, offset);
    if (to == NULL)
        return 0;
    size_t n = alike(to, at, b.left < room ? b.left : room, &there);
    if (there)
        return n;
    memcpy(to->at + at, b.at, n);
    mark(to, at, n);
    if (offset < q->first)
        q->first = offset;
    return n;
}

struct bytes backlog_run(const struct backlogs *all, const struct backlog *q, uint64_t offset)
{
    size_t at = offset % BACKLOG_BLOCK;
    bool there;
    if (offset < q->first || q->index == 0 || *slot(all, q, offset) == 0)
        return bytes_none();
    const struct block *b = slab_at(&all->slab, *slot(all, q, offset));
    size_t n = alike(b, at, BACKLOG_BLOCK - at, &there);
    return there ? bytes_of(b->at + at, n) : bytes_none();
}

/* The lowest byte kept from the floor on. There is a block. */
static uint64_t find_first(const struct backlogs *all, const struct backlog *q)
{
    uint64_t offset = q->floor, end = (offset / BACKLOG_BLOCK + BACKLOG_BLOCKS) * BACKLOG_BLOCK;
    bool there;
    while (offset < end) {
        size_t at = offset % BACKLOG_BLOCK, n = BACKLOG_BLOCK - at;
        uint32_t number = *slot(all, q, offset);
        if (number != 0) {
            n = alike(slab_at(&all->slab, number), at, n, &there);
            if (there)
                return offset;
        }
        offset += n;
    }
    return BACKLOG_NOTHING;
}

void backlog_drop(struct backlogs *all, struct backlog *q)
{
    for (unsigned i = 0; q->blocks > 0 && i < BACKLOG_BLOCKS; i++) {
        uint32_t *number = slot(all, q, (uint64_t)i * BACKLOG_BLOCK);
        if (*number != 0)
            give(all, *number);
    }
    if (q->index != 0)
        give(all, q->index);
    *q = backlog_from(q->floor);
}

void backlog_raise(struct backlogs *all, struct backlog *q, uint64_t floor)
{
    uint64_t from = q->floor / BACKLOG_BLOCK, to = floor / BACKLOG_BLOCK;
    q->floor = floor;
    if (q->index == 0)
        return;
    for (uint64_t i = from; q->blocks > 0 && i < to && i < from + BACKLOG_BLOCKS; i++) {
        uint32_t *number = slot(all, q, i * BACKLOG_BLOCK);
        if (*number == 0)
            continue;
        give(all, *number);
        *number = 0;
        q->blocks--;
    }
    if (q->first < floor)
        q->first = q->blocks > 0 ? find_first(all, q) : BACKLOG_NOTHING;
    if (q->first == BACKLOG_NOTHING)
        backlog_drop(all, q);
}
