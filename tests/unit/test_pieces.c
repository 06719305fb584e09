#include "capture/pieces.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ROOM = 64 };

static struct slab blocks;
static struct pieces p;
static uint8_t text[PIECES_MOST + 1], out[PIECES_MOST];

static void begin(void)
{
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7 + i / 251);
    cr_assert_eq(slab_open(&blocks, sizeof(struct pieces_block), ROOM), 0);
    pieces_begin(&p);
}

static void end(void)
{
    pieces_end(&p, &blocks);
    slab_close(&blocks);
}

static enum pieces_news put_cut(size_t from, size_t n, bool last, size_t captured)
{
    int taken;
    while ((taken = pieces_take_block(&p, &blocks, from, n)) == 1)
        continue;
    cr_assert_eq(taken, 0);
    return pieces_put(&p, &blocks, from, n, last, bytes_of(text + from, captured));
}

static enum pieces_news put(size_t from, size_t n, bool last)
{
    return put_cut(from, n, last, n);
}

Test(pieces, makes_a_datagram_of_any_length_whole, .init = begin, .fini = end)
{
    static const size_t totals[] = {1, 7, 8, 9, 2047, 2048, 2049, 4096, 65535};
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
        size_t total = totals[i], first = total / 16 * 8;
        pieces_begin(&p);
        cr_expect_eq(put(first, total - first, true), PIECES_NEW, "%zu", total);
        cr_expect_eq(pieces_whole(&p), first == 0, "%zu", total);
        if (first > 0)
            cr_expect_eq(put(0, first, false), PIECES_NEW, "%zu", total);
        cr_expect(pieces_whole(&p), "%zu", total);
        cr_expect_eq(pieces_copy(&p, &blocks, out), total);
        cr_expect_eq(memcmp(out, text, total), 0, "%zu", total);
        pieces_end(&p, &blocks);
    }
}

Test(pieces, keeps_what_came_first, .init = begin, .fini = end)
{
    cr_expect_eq(put(8, 16, false), PIECES_NEW);
    cr_expect_eq(put(8, 16, false), PIECES_SAME);
    cr_expect_eq(put(16, 8, false), PIECES_SAME);
    cr_expect_eq(put(16, 16, false), PIECES_PART);
    text[20] ^= 1;
    text[33] ^= 1;
    cr_expect_eq(put(16, 24, true), PIECES_OTHER);
    cr_expect_eq(put(0, 8, false), PIECES_NEW);
    cr_expect_eq(pieces_copy(&p, &blocks, out), 40);
    text[20] ^= 1;
    cr_expect_eq(memcmp(out, text, 40), 0, "20 as it was first, 33 as it came");
}

Test(pieces, agree_only_on_one_end, .init = begin, .fini = end)
{
    (void)put(32, 8, false);
    cr_expect_not(pieces_agree(&p, 16, 8, true), "an end before what is there");
    cr_expect(pieces_agree(&p, 16, 24, true));
    (void)put(40, 5, true);
    cr_expect(pieces_agree(&p, 40, 5, true));
    cr_expect_not(pieces_agree(&p, 40, 6, true));
    cr_expect_not(pieces_agree(&p, 40, 8, false));
    cr_expect(pieces_agree(&p, 0, 40, false));
}

Test(pieces, stop_at_the_first_byte_not_captured, .init = begin, .fini = end)
{
    cr_expect_eq(put_cut(2048, 100, true, 100), PIECES_NEW);
    cr_expect_eq(put_cut(0, 1024, false, 1000), PIECES_NEW);
    cr_expect_eq(put_cut(1024, 1024, false, 0), PIECES_NEW);
    cr_expect(pieces_whole(&p));
    cr_expect_eq(pieces_copy(&p, &blocks, out), 1000);
    cr_expect_eq(memcmp(out, text, 1000), 0);
    cr_expect_eq(put_cut(0, 1024, false, 1024), PIECES_SAME, "unknown bytes are no other bytes");
}

Test(pieces, say_when_the_blocks_are_used_up, .init = begin, .fini = end)
{
    struct pieces other;
    unsigned taken = 0;
    pieces_begin(&other);
    while (pieces_take_block(&p, &blocks, 0, PIECES_MOST) == 1)
        taken++;
    cr_expect_eq(taken, PIECES_BLOCKS);
    while (pieces_take_block(&other, &blocks, 0, PIECES_MOST) == 1)
        taken++;
    cr_expect_eq(taken, ROOM);
    cr_expect_eq(pieces_take_block(&other, &blocks, 0, PIECES_MOST), 0, "64 are just enough");
    struct pieces third;
    pieces_begin(&third);
    cr_expect_eq(pieces_take_block(&third, &blocks, 0, 8), -1);
    pieces_end(&other, &blocks);
    cr_expect_eq(pieces_take_block(&third, &blocks, 0, 8), 1);
    pieces_end(&third, &blocks);
}
