#include "capture/held.h"

#include <criterion/criterion.h>
#include <pcap/dlt.h>

#include "base/proto.h"
#include "tests/unit/frame.h"

enum { GIVEN = 32 };

static struct link *l;
static struct held *h;
static uint64_t read_so_far, given[GIVEN];
static unsigned given_count;
static bool sound;

static void begin(void)
{
    const struct link_options options = {.memory_bytes = 64 << 20};
    struct err err;
    l = link_open(&options, &err);
    h = held_open(&err);
    cr_assert(l != NULL && h != NULL);
    sound = true;
}

static void end(void)
{
    link_close(l);
    held_close(h);
    held_close(NULL);
}

TestSuite(held, .init = begin, .fini = end);

/* Frames carry their number in the last bytes. */
static void take(void *context, const struct held_frame *f)
{
    uint32_t number;
    (void)context;
    memcpy(&number, f->frame.data + f->frame.captured - sizeof number, sizeof number);
    sound = sound && number == f->number && f->link_type == DLT_RAW && f->part.begins <= f->frame.captured;
    if (given_count < GIVEN)
        given[given_count] = f->number;
    given_count++;
}

/* Reads a frame, which is held, or whole and then given. */
static enum link_skip read_frame(struct frame *f)
{
    struct segment s;
    uint32_t number = (uint32_t)++read_so_far;
    frame_fill_lengths(f);
    memcpy(f->b + f->n - sizeof number, &number, sizeof number);
    uint8_t copy[FRAME_ROOM];
    memcpy(copy, f->b, f->n);
    struct source_frame frame = {
        .time_us = 7, .captured = (uint32_t)f->n, .wire = (uint32_t)f->n, .data = copy};
    enum link_skip got = link_read(l, DLT_RAW, &frame, &s);
    if (got == LINK_HELD)
        held_keep(h, l, &frame, number, DLT_RAW);
    if (got == LINK_TAKEN) {
        given_count = 0;
        held_give(h, l, take, NULL);
    }
    return got;
}

/* A fragment of 16 bytes, the last one of `of` if it is that. */
static void put_fragment(struct frame *f, unsigned protocol, unsigned id, unsigned which, unsigned of,
                         size_t bytes)
{
    size_t at = f->n;
    frame_ip4_options(f, protocol, 1, 0, (unsigned)(which * bytes / 8) | (which + 1 < of ? 0x2000U : 0));
    f->b[at + 4] = (uint8_t)(id >> 8);
    f->b[at + 5] = (uint8_t)id;
    frame_zero(f, bytes);
}

static enum link_skip read_fragment(unsigned id, unsigned which, unsigned of, size_t bytes)
{
    struct frame f = {.n = 0};
    put_fragment(&f, TRANSPORT_ESP, id, which, of, bytes);
    return read_frame(&f);
}

Test(held, gives_the_frames_of_a_datagram_as_they_came)
{
    cr_expect_eq(read_fragment(1, 1, 3, 16), LINK_HELD);
    cr_expect_eq(read_fragment(2, 0, 2, 16), LINK_HELD);
    cr_expect_eq(read_fragment(1, 2, 3, 16), LINK_HELD);
    cr_expect_eq(read_fragment(1, 0, 3, 16), LINK_TAKEN);
    cr_expect(given_count == 2 && given[0] == 1 && given[1] == 3);
    cr_expect_eq(read_fragment(2, 1, 2, 16), LINK_TAKEN);
    cr_expect(given_count == 1 && given[0] == 2);
    cr_expect(sound);
}

Test(held, gives_nothing_where_there_were_no_fragments)
{
    struct frame f = {.n = 0};
    frame_ip4(&f, TRANSPORT_ESP, 1);
    frame_zero(&f, 16);
    cr_expect_eq(read_fragment(1, 0, 2, 16), LINK_HELD);
    cr_expect_eq(read_frame(&f), LINK_TAKEN);
    cr_expect_eq(given_count, 0);
}

/* Two fragments of an outer datagram hold one fragment of an inner one; its other one comes whole. */
Test(held, gives_the_frames_of_datagrams_within_datagrams)
{
    struct frame inner = {.n = 0}, part;
    put_fragment(&inner, TRANSPORT_ESP, 7, 0, 2, 16);
    frame_fill_lengths(&inner);
    frame_zero(&inner, 12);
    for (unsigned i = 0; i < 2; i++) {
        part = (struct frame){.n = 0};
        frame_ip4_options(&part, 4, 3, 0, i == 0 ? 0x2000U : 3);
        frame_put(&part, inner.b + (size_t)i * 24, 24);
        cr_expect_eq(read_frame(&part), LINK_HELD);
    }
    part = (struct frame){.n = 0};
    frame_ip4(&part, 4, 3);
    put_fragment(&part, TRANSPORT_ESP, 7, 1, 2, 16);
    cr_expect_eq(read_frame(&part), LINK_TAKEN);
    cr_expect(given_count == 2, "%u", given_count);
    cr_expect((given[0] == 1 && given[1] == 2) || (given[0] == 2 && given[1] == 1));
    cr_expect(sound);
}

Test(held, forgets_the_oldest_frames_first)
{
    cr_expect_eq(read_fragment(1, 0, 2, 16), LINK_HELD);
    for (unsigned i = 0; i < HELD_FRAMES - 1; i++)
        cr_assert_eq(read_fragment(2 + i, 0, 2, 16), LINK_HELD);
    cr_expect_eq(read_fragment(HELD_FRAMES, 1, 2, 16), LINK_TAKEN);
    cr_expect(given_count == 1 && given[0] == HELD_FRAMES);
    cr_expect_eq(read_fragment(HELD_FRAMES + 1, 0, 2, 16), LINK_HELD);
    cr_expect_eq(read_fragment(1, 1, 2, 16), LINK_TAKEN);
    cr_expect_eq(given_count, 0);
    cr_expect(sound);
}

Test(held, keeps_no_more_bytes_than_it_has_room_for)
{
    enum { BYTES = 2048, MOST = HELD_BYTES / BYTES };
    for (unsigned i = 0; i < 2 * MOST + 7; i++)
        cr_assert_eq(read_fragment(1 + i, 0, 2, BYTES - 24 - i % 3 * 8), LINK_HELD);
    unsigned newest = 2 * MOST + 6;
    unsigned there = 0;
    for (unsigned i = newest; i > newest - 2000; i--) {
        cr_assert_eq(read_fragment(1 + i, 1, 2, BYTES - 24 - i % 3 * 8), LINK_TAKEN);
        there += given_count == 1 && given[0] == 1 + i;
    }
    cr_expect_eq(there, 2000);
    cr_expect_eq(read_fragment(1, 1, 2, BYTES - 24), LINK_TAKEN);
    cr_expect_eq(given_count, 0);
    cr_expect(sound);
}
