#include "decode/talk_block.h"

#include <assert.h>
#include <string.h>

#include "decode/decoder.h"

/* In front of the hashes of what was sent; runs of the state's words come behind them. */
struct head {
    uint32_t dropped;
    uint16_t length; /* of it all */
    uint8_t items, http;
    bool tunnel;
};

/* Words: one byte tells how many are zero, one how many follow. */
enum { RUN_MOST = 255, WORD = sizeof(uint64_t) };

static_assert(sizeof(struct head) + EVIDENCE_ITEMS_MOST * sizeof(uint32_t) + DECODER_STATE_MOST * 3 / 2 <=
                  TALK_BLOCK_PACKED,
              "at the worst every second word is zero");

int talk_block_open(struct talk_blocks *all, size_t state_bytes, size_t memory_bytes, struct err *err)
{
    size_t working = memory_bytes / 10;
    all->free = pool_open(sizeof(struct talk_block) + state_bytes, working, err);
    if (all->free == NULL)
        return -1;
    all->packed = heap_open(memory_bytes - working);
    return all->packed != NULL ? 0 : err_set(err, "decoders: out of memory");
}

void talk_block_close(struct talk_blocks *all)
{
    pool_close(all->free);
    heap_close(all->packed);
}

struct talk_block *talk_block_take(struct talk_blocks *all, struct flow *f)
{
    struct talk_block *b = pool_take(all->free);
    if (b == NULL)
        return NULL;
    b->flow = f;
    list_add(&all->used, &b->link);
    return b;
}

void talk_block_give(struct talk_blocks *all, struct talk_block *b)
{
    list_remove(&all->used, &b->link);
    pool_give(all->free, b);
}

void talk_block_touch(struct talk_blocks *all, struct talk_block *b)
{
    if (&b->link == all->used.newest)
        return;
    list_remove(&all->used, &b->link);
    list_add(&all->used, &b->link);
}

struct talk_block *talk_block_oldest(const struct talk_blocks *all)
{
    return (struct talk_block *)(void *)all->used.oldest;
}

static uint8_t *pack_state(uint8_t *at, const uint64_t *state, size_t words)
{
    for (size_t from = 0; from < words;) {
        size_t zeros = 0, filled = 0;
        while (zeros < RUN_MOST && from + zeros < words && state[from + zeros] == 0)
            zeros++;
        from += zeros;
        while (filled < RUN_MOST && from + filled < words && state[from + filled] != 0)
            filled++;
        *at++ = (uint8_t)zeros;
        *at++ = (uint8_t)filled;
        memcpy(at, state + from, filled * WORD);
        at += filled * WORD;
        from += filled;
    }
    return at;
}

static void unpack_state(const uint8_t *at, uint64_t *state, size_t words)
{
    for (size_t from = 0; from < words;) {
        size_t zeros = at[0], filled = at[1];
        from += zeros;
        memcpy(state + from, at + 2, filled * WORD);
        from += filled;
        at += 2 + filled * WORD;
    }
}

static size_t words_of(size_t state_bytes)
{
    return (state_bytes + WORD - 1) / WORD;
}

void *talk_block_pack(struct talk_blocks *all, const struct talk_block *b, size_t state_bytes)
{
    uint8_t packed[TALK_BLOCK_PACKED], *at = packed + sizeof(struct head);
    size_t seen = b->sink.items * sizeof b->sink.seen[0];
    memcpy(at, b->sink.seen, seen);
    size_t n = (size_t)(pack_state(at + seen, b->state, words_of(state_bytes)) - packed);
    const struct head head = {.dropped = b->sink.dropped,
                              .length = (uint16_t)n,
                              .items = (uint8_t)b->sink.items,
                              .http = (uint8_t)b->sink.http,
                              .tunnel = b->sink.tunnel};
    memcpy(packed, &head, sizeof head);
    void *kept = heap_take(all->packed, n);
    return kept != NULL ? memcpy(kept, packed, n) : NULL;
}

void talk_block_fetch(struct talk_blocks *all, void *packed, uint8_t out[TALK_BLOCK_PACKED])
{
    struct head head;
    memcpy(&head, packed, sizeof head);
    memcpy(out, packed, head.length);
    heap_give(all->packed, packed);
}

void talk_block_unpack(struct talk_block *b, const uint8_t packed[TALK_BLOCK_PACKED], size_t state_bytes)
{
    struct head head;
    memcpy(&head, packed, sizeof head);
    const uint8_t *at = packed + sizeof head;
    b->sink.dropped = head.dropped;
    b->sink.items = head.items;
    b->sink.http = head.http;
    b->sink.tunnel = head.tunnel;
    memcpy(b->sink.seen, at, head.items * sizeof b->sink.seen[0]);
    unpack_state(at + head.items * sizeof b->sink.seen[0], b->state, words_of(state_bytes));
}
