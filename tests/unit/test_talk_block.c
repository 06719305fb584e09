#include <criterion/criterion.h>
#include <string.h>

#include "decode/talk.h"

enum { STATE_BYTES = DECODER_STATE_MOST, MEMORY = 1 << 20 };

static struct talk_blocks open_blocks(void)
{
    struct talk_blocks all = {NULL};
    struct err err;
    cr_assert_eq(talk_block_open(&all, STATE_BYTES, MEMORY, &err), 0);
    return all;
}

/* Packs a block and reads it back into another one. */
static void expect_same(const uint8_t state[STATE_BYTES], uint32_t items, const char *name)
{
    struct talk_blocks all = open_blocks();
    struct flow f = {.id = 1};
    struct talk_block *b = talk_block_take(&all, &f), *c = talk_block_take(&all, &f);
    memcpy(b->state, state, STATE_BYTES);
    b->sink =
        (struct evidence_sink){.items = items, .http = items / 2, .dropped = UINT32_MAX - 1, .tunnel = true};
    for (uint32_t i = 0; i < items; i++)
        b->sink.seen[i] = i * 2654435761u;
    memset(c->state, 0, STATE_BYTES);
    void *packed = talk_block_pack(&all, b, STATE_BYTES);
    cr_assert_not_null(packed, "%s", name);
    uint8_t fetched[TALK_BLOCK_PACKED];
    talk_block_fetch(&all, packed, fetched);
    talk_block_unpack(c, fetched, STATE_BYTES);
    cr_expect_arr_eq(c->state, state, STATE_BYTES, "%s", name);
    cr_expect(c->sink.items == items && c->sink.http == items / 2 && c->sink.dropped == UINT32_MAX - 1 &&
                  c->sink.tunnel,
              "%s", name);
    cr_expect_arr_eq(c->sink.seen, b->sink.seen, items * sizeof b->sink.seen[0], "%s", name);
    talk_block_close(&all);
}

Test(talk_block, unpacks_what_was_packed)
{
    static uint8_t state[STATE_BYTES];
    expect_same(state, 0, "nothing");
    state[0] = state[STATE_BYTES - 1] = 1;
    expect_same(state, 1, "both ends");
    for (size_t i = 0; i < STATE_BYTES; i += 16)
        state[i] = (uint8_t)(i / 16 + 1);
    expect_same(state, 7, "every other word");
    memset(state, 0xff, sizeof state);
    expect_same(state, EVIDENCE_ITEMS_MOST, "all there can be");
    memset(state, 0, sizeof state / 2);
    expect_same(state, 3, "the second half");
}

Test(talk_block, packs_zeros_small)
{
    struct talk_blocks all = open_blocks();
    struct flow f = {.id = 1};
    struct talk_block *b = talk_block_take(&all, &f);
    memset(b->state, 0, STATE_BYTES);
    b->state[3] = 77;
    b->sink = (struct evidence_sink){.items = 2};
    size_t packed = 0;
    while (talk_block_pack(&all, b, STATE_BYTES) != NULL)
        packed++;
    cr_expect_gt(packed, MEMORY / 64, "%zu", packed);
    talk_block_close(&all);
}

Test(talk_block, knows_which_was_used_least_recently)
{
    struct talk_blocks all = open_blocks();
    struct flow f[3] = {{.id = 1}, {.id = 2}, {.id = 3}};
    struct talk_block *b[3];
    for (size_t i = 0; i < 3; i++)
        b[i] = talk_block_take(&all, &f[i]);
    talk_block_touch(&all, b[0]);
    cr_expect_eq(talk_block_oldest(&all)->flow, &f[1]);
    talk_block_give(&all, b[1]);
    cr_expect_eq(talk_block_oldest(&all)->flow, &f[2]);
    talk_block_touch(&all, b[2]);
    talk_block_touch(&all, b[2]);
    cr_expect_eq(talk_block_oldest(&all)->flow, &f[0]);
    talk_block_close(&all);
}

Test(talk_block, is_a_working_set_that_ends)
{
    struct talk_blocks all = open_blocks();
    struct flow f = {.id = 1};
    size_t n = 0;
    while (talk_block_take(&all, &f) != NULL)
        n++;
    cr_expect(n > 10 && n < MEMORY / STATE_BYTES / 8, "%zu", n);
    talk_block_give(&all, talk_block_oldest(&all));
    cr_expect_not_null(talk_block_take(&all, &f));
    talk_block_close(&all);
}
