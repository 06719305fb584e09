#include "capture/fragments.h"

#include <criterion/criterion.h>
#include <malloc.h>

enum { UNITS = 8, TOTAL = 4 * UNITS * 8 - 3 };

static struct fragments *t;
static struct datagram whole;
static uint8_t text[PIECES_MOST];
static struct segment segment;

static void begin_with(size_t memory_bytes)
{
    struct err err;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 5 + i / 253);
    segment = (struct segment){.frames = 1, .wire_bytes = 100, .time_us = 1000};
    segment.src = addr_v4((const uint8_t[]){10, 0, 0, 1});
    segment.dst = addr_v4((const uint8_t[]){10, 0, 0, 2});
    t = fragments_open(memory_bytes, &err);
    cr_assert_not_null(t);
}

static void begin(void)
{
    begin_with(1 << 20);
}

static void end(void)
{
    fragments_close(t);
}

static enum fragments_result take_of(bool v6, uint32_t id, size_t from, size_t n, bool more)
{
    const struct fragment f = {.v6 = v6,
                               .more = more,
                               .protocol = from == 0 ? 17
                                           : v6      ? 99
                                                     : 17,
                               .id = id,
                               .offset = from,
                               .wire = n,
                               .most = PIECES_MOST,
                               .data = bytes_of(text + from % PIECES_MOST, n)};
    return fragments_take(t, &segment, &f, &whole);
}

static enum fragments_result take(uint32_t id, size_t from, size_t n, bool more)
{
    return take_of(false, id, from, n, more);
}

static void expect_whole(size_t n, uint32_t frames, const char *what)
{
    cr_expect(whole.wire == n && whole.data.left == n && whole.protocol == 17, "%s", what);
    cr_expect_eq(memcmp(whole.data.at, text, n), 0, "%s", what);
    cr_expect(whole.frames == frames && whole.wire_bytes == frames * segment.wire_bytes, "%s", what);
}

static struct fragments_counts counts(void)
{
    return fragments_counts(t);
}

static void put_quarter(bool v6, uint32_t id, unsigned quarter, bool is_last)
{
    bool last = quarter == 3;
    size_t from = quarter * UNITS * 8U;
    enum fragments_result r = take_of(v6, id, from, last ? TOTAL - from : UNITS * 8, !last);
    cr_expect_eq(r, is_last ? FRAGMENTS_WHOLE : FRAGMENTS_HELD, "quarter %u of %u", quarter, id);
}

Test(fragments, are_put_together_in_every_order, .init = begin, .fini = end)
{
    for (unsigned v6 = 0; v6 < 2; v6++) {
        uint32_t id = 0;
        for (unsigned code = 0; code < 256; code++) {
            unsigned order[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6}, seen = 0;
            for (unsigned i = 0; i < 4; i++)
                seen |= 1U << order[i];
            if (seen != 15)
                continue;
            id++;
            for (unsigned i = 0; i < 4; i++)
                put_quarter(v6 != 0, id, order[i], i == 3);
            expect_whole(TOTAL, 4, v6 ? "IPv6" : "IPv4");
        }
        cr_expect_eq(id, 24);
    }
    cr_expect(counts().frames == 0 && counts().incomplete == 0 && counts().overlaps == 0);
}

Test(fragments, that_come_twice_are_harmless, .init = begin, .fini = end)
{
    for (unsigned v6 = 0; v6 < 2; v6++) {
        cr_expect_eq(take_of(v6 != 0, 1, 0, 16, true), FRAGMENTS_HELD);
        cr_expect_eq(take_of(v6 != 0, 1, 0, 16, true), FRAGMENTS_HELD);
        cr_expect_eq(take_of(v6 != 0, 1, 16, 5, false), FRAGMENTS_WHOLE);
        expect_whole(21, 3, "twice");
        cr_expect_eq(take_of(v6 != 0, 1, 16, 5, false), FRAGMENTS_ECHO);
        cr_expect_eq(take_of(v6 != 0, 1, 0, 16, true), FRAGMENTS_ECHO);
    }
    cr_expect(counts().frames == 0 && counts().overlaps == 0 && counts().incomplete == 0);
}

Test(fragments, of_a_new_datagram_are_no_echo, .init = begin, .fini = end)
{
    (void)take(1, 0, 16, true);
    cr_expect_eq(take(1, 16, 5, false), FRAGMENTS_WHOLE);
    text[3] ^= 1;
    cr_expect_eq(take(1, 0, 16, true), FRAGMENTS_HELD, "other bytes, the same identification");
    cr_expect_eq(take(1, 16, 5, false), FRAGMENTS_WHOLE);
    expect_whole(21, 2, "the second");
    segment.time_us += FRAGMENTS_ECHO_US + 1;
    cr_expect_eq(take(1, 0, 16, true), FRAGMENTS_HELD, "the same bytes, later");
    cr_expect_eq(take(1, 16, 5, false), FRAGMENTS_WHOLE);
}

Test(fragments, that_overlap_keep_what_came_first_in_ipv4, .init = begin, .fini = end)
{
    (void)take(1, 0, 16, true);
    text[9] ^= 1;
    cr_expect_eq(take(1, 8, 16, true), FRAGMENTS_HELD);
    cr_expect_eq(take(1, 8, 16, true), FRAGMENTS_HELD);
    text[9] ^= 1;
    cr_expect_eq(take(1, 24, 8, false), FRAGMENTS_WHOLE);
    expect_whole(32, 4, "what came first");
    cr_expect_eq(counts().overlaps, 1, "datagrams are counted, not fragments");
    (void)take(2, 0, 16, true);
    cr_expect_eq(take(2, 8, 16, false), FRAGMENTS_WHOLE);
    cr_expect_eq(counts().overlaps, 1, "the same bytes");
}

Test(fragments, that_overlap_drop_the_datagram_in_ipv6, .init = begin, .fini = end)
{
    for (uint32_t id = 0; id < 2; id++) {
        (void)take_of(true, id, 0, 16, true);
        text[9] ^= id & 1;
        cr_expect_eq(take_of(true, id, 8, 16, true), FRAGMENTS_REFUSED);
        cr_expect_eq(take_of(true, id, 16, 16, true), FRAGMENTS_REFUSED);
        cr_expect_eq(take_of(true, id, 32, 8, false), FRAGMENTS_REFUSED);
        cr_expect_eq(counts().overlaps, id + 1);
        cr_expect_eq(counts().frames, id + 1, "the first one was held");
    }
    cr_expect_eq(counts().incomplete, 0);
}

Test(fragments, that_contradict_themselves_are_refused, .init = begin, .fini = end)
{
    static const struct {
        const char *what;
        size_t from, n;
        bool more;
    } rows[] = {
        {"no bytes", 8, 0, true},          {"no bytes, the last", 8, 0, false},
        {"no multiple of 8", 0, 15, true}, {"beyond 65535", 65528, 8, false},
        {"a jumbogram", 0, 65536, true},   {"far beyond", 65528, 1480, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(take(1, rows[i].from, rows[i].n, rows[i].more), FRAGMENTS_REFUSED, "%s", rows[i].what);
        cr_expect_eq(counts().refused, i + 1, "%s", rows[i].what);
    }
    cr_expect_eq(take(1, 65528, 7, false), FRAGMENTS_HELD, "just 65535");
}

Test(fragments, that_contradict_the_others_are_refused, .init = begin, .fini = end)
{
    (void)take(1, 16, 8, false);
    cr_expect_eq(take(1, 16, 16, false), FRAGMENTS_REFUSED, "another end");
    cr_expect_eq(take(1, 24, 8, true), FRAGMENTS_REFUSED, "beyond the end");
    cr_expect_eq(take(1, 8, 8, false), FRAGMENTS_REFUSED, "an end inside");
    cr_expect_eq(counts().refused, 3);
    cr_expect_eq(take(1, 0, 16, true), FRAGMENTS_WHOLE, "the datagram waits on");
    expect_whole(24, 2, "the rest");
}

Test(fragments, belong_together_by_everything_that_names_a_datagram, .init = begin, .fini = end)
{
    const struct segment same = segment;
    (void)take(1, 0, 16, true);
    cr_expect_eq(take(2, 16, 8, false), FRAGMENTS_HELD, "identification");
    cr_expect_eq(take_of(true, 1, 16, 8, false), FRAGMENTS_HELD, "family");
    segment.src.b[15] ^= 1;
    cr_expect_eq(take(1, 16, 8, false), FRAGMENTS_HELD, "source");
    segment = same;
    segment.dst.b[15] ^= 1;
    cr_expect_eq(take(1, 16, 8, false), FRAGMENTS_HELD, "destination");
    segment = same;
    segment.outer = (struct outer){.vlan = {7}, .vlans = 1};
    cr_expect_eq(take(1, 16, 8, false), FRAGMENTS_HELD, "VLAN");
    segment.outer = (struct outer){.tunnel = {TUNNEL_VXLAN}, .tunnel_id = {7}, .tunnels = 1};
    cr_expect_eq(take(1, 16, 8, false), FRAGMENTS_HELD, "tunnel");
    segment = same;
    const struct fragment tcp = {
        .protocol = 6, .id = 1, .offset = 16, .wire = 8, .most = PIECES_MOST, .data = bytes_of(text, 8)};
    cr_expect_eq(fragments_take(t, &segment, &tcp, &whole), FRAGMENTS_HELD, "protocol");
    cr_expect_eq(take(1, 16, 8, false), FRAGMENTS_WHOLE);
    cr_expect_eq(counts().incomplete, 7);
    cr_expect_eq(counts().frames, 7);
}

Test(fragments, wait_for_a_minute_of_packet_time, .init = begin, .fini = end)
{
    (void)take(1, 0, 16, true);
    segment.time_us += FRAGMENTS_WAIT_US;
    cr_expect_eq(take(1, 16, 8, true), FRAGMENTS_HELD, "just in time");
    segment.time_us++;
    cr_expect_eq(take(1, 24, 8, false), FRAGMENTS_HELD, "counted from the first one, not from the last");
    cr_expect_eq(counts().frames, 3);
    cr_expect_eq(counts().incomplete, 2);
    segment.time_us += 2 * (int64_t)FRAGMENTS_WAIT_US;
    cr_expect_eq(take(2, 0, 16, true), FRAGMENTS_HELD);
    cr_expect_eq(counts().incomplete, 3);
    segment.time_us = 0;
    cr_expect_eq(take(2, 16, 8, false), FRAGMENTS_WHOLE, "time never goes back");
}

Test(fragments, cut_off_by_the_snaplen_leave_the_datagram_short, .init = begin, .fini = end)
{
    struct fragment f = {.protocol = 17, .more = true, .wire = 64, .most = PIECES_MOST};
    f.data = bytes_of(text, 50);
    cr_expect_eq(fragments_take(t, &segment, &f, &whole), FRAGMENTS_HELD);
    cr_expect_eq(take(0, 64, 8, false), FRAGMENTS_WHOLE);
    cr_expect(whole.wire == 72 && whole.data.left == 50);
    cr_expect_eq(memcmp(whole.data.at, text, 50), 0);
}

Test(fragments, of_one_datagram_have_a_bound, .init = begin, .fini = end)
{
    for (unsigned i = 0; i < FRAGMENTS_FRAMES_MOST; i++)
        cr_assert_eq(take(1, 0, 8, true), FRAGMENTS_HELD);
    cr_expect_eq(take(1, 0, 8, true), FRAGMENTS_REFUSED);
    cr_expect_eq(take(1, 8, 8, false), FRAGMENTS_REFUSED);
    cr_expect_eq(counts().evicted, 1);
    cr_expect_eq(counts().frames, FRAGMENTS_FRAMES_MOST);
    for (size_t i = 0; i < 8191; i++)
        cr_assert_eq(take(2, i * 8, i == 8190 ? 7 : 8, i < 8190),
                     i == 8190 ? FRAGMENTS_WHOLE : FRAGMENTS_HELD);
    expect_whole(65527, 8191, "64 KiB in fragments of 8 bytes");
}

/* first: fragments at the front of datagrams; else at the end of them, where a block is alone. */
static void flood(bool first, uint32_t datagrams)
{
    for (uint32_t id = 0; id < datagrams; id++)
        if (take_of(true, id, first ? 0 : 65520 - 8 * (id % 8000), first ? 1432 : 8, first) != FRAGMENTS_HELD)
            cr_assert_fail("fragment %u", id);
    cr_expect_eq(counts().frames, datagrams, "all are accounted for");
    cr_expect_eq(counts().evicted + counts().incomplete, datagrams);
}

static void expect_bounded(bool first)
{
    size_t memory = 4 << 20, before = mallinfo2().uordblks + mallinfo2().hblkhd;
    begin_with(memory);
    flood(first, 2000000);
    size_t used = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    cr_expect(used < memory + (1 << 20), "%zu bytes", used);
    cr_expect_eq(take(77, 0, 16, true), FRAGMENTS_HELD);
    cr_expect_eq(take(77, 16, 8, false), FRAGMENTS_WHOLE, "goes on after a flood");
    end();
}

Test(fragments, of_two_million_datagrams_are_held_in_bounded_memory)
{
    expect_bounded(true);
}

Test(fragments, that_are_last_ones_of_two_million_datagrams_are_too)
{
    expect_bounded(false);
}

Test(fragments, survive_a_flood_in_between_as_the_most_recent, .fini = end)
{
    begin_with(0);
    for (uint32_t id = 0; id < 100; id++) {
        (void)take(id, 0, 16, true);
        for (uint32_t other = 0; other < 20; other++)
            (void)take(1000 + id * 20 + other, 65000, 8, true);
        cr_expect_eq(take(id, 16, 8, false), FRAGMENTS_WHOLE, "%u", id);
    }
    cr_expect(counts().evicted > 1000 && counts().evicted < 2000);
}

Test(fragments, have_a_datagram_of_their_own_number)
{
    begin();
    cr_expect_eq(take(1, 0, 8, true), FRAGMENTS_HELD);
    uint64_t first = fragments_datagram(t);
    cr_expect_eq(take(2, 0, 8, true), FRAGMENTS_HELD);
    uint64_t second = fragments_datagram(t);
    cr_expect(first > 0 && second > first);
    cr_expect_eq(take(1, 8, TOTAL - 8, false), FRAGMENTS_WHOLE);
    cr_expect_eq(fragments_datagram(t), first);
    cr_expect_eq(take(1, 0, 8, true), FRAGMENTS_ECHO);
    cr_expect_eq(fragments_datagram(t), first);
    cr_expect_eq(take(2, 8, 3, true), FRAGMENTS_REFUSED);
    cr_expect_eq(fragments_datagram(t), 0);
    end();
}
