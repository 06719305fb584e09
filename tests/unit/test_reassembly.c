#include "capture/reassembly.h"

#include <criterion/criterion.h>

#include "tests/unit/flowsink.h"

enum { MEMORY = 4 << 20 };

static uint8_t truth[1200000];
static uint64_t shown_to, shown;
static int owner;
static struct reassembly *r;

static void check(void *context, const struct reassembly_stream *s, uint64_t offset, struct bytes b)
{
    (void)context;
    cr_assert_eq(s->owner, &owner);
    cr_assert(b.left > 0 && offset >= shown_to && s->next == offset + b.left);
    cr_assert_eq(memcmp(b.at, truth + offset, b.left), 0, "wrong bytes at %lu", offset);
    shown_to = offset + b.left;
    shown += b.left;
}

static const struct reassembly_events events = {NULL, check};

static void begin(void)
{
    struct err err;
    for (size_t i = 0; i < sizeof truth; i++)
        truth[i] = flowsink_byte(i);
    r = reassembly_open(&events, MEMORY, &err);
    cr_assert_not_null(r, "%s", err.text);
}

static struct reassembly_stream *engage(uint64_t offset)
{
    shown_to = offset;
    shown = 0;
    struct reassembly_stream *s = reassembly_engage(r, &owner, 1, offset, 0);
    cr_assert_not_null(s);
    return s;
}

static void feed(struct reassembly_stream *s, uint64_t from, uint64_t to)
{
    while (from < to) {
        size_t n = reassembly_feed(r, s, from, bytes_of(truth + from, (size_t)(to - from)), 0);
        cr_assert_neq(n, 0);
        from += n;
    }
}

Test(reassembly, gives_bytes_in_order_from_any_offset)
{
    begin();
    struct reassembly_stream *s = engage(1000);
    feed(s, 1100, 1200);
    feed(s, 1300, 1400);
    cr_expect(reassembly_waits(s));
    cr_expect_eq(reassembly_gap_end(s), 1100);
    feed(s, 950, 1100);
    cr_expect_eq(shown_to, 1200);
    cr_expect_eq(reassembly_gap_end(s), 1300);
    feed(s, 1150, 1350);
    cr_expect_eq(shown, 400);
    cr_expect_not(reassembly_waits(s));
    reassembly_close(r);
}

Test(reassembly, never_shows_what_it_fills_a_hole_with)
{
    begin();
    struct reassembly_stream *s = engage(0);
    feed(s, 40000, 40100);
    feed(s, 60000, 60100);
    reassembly_fill(r, s, 30000, 5);
    cr_expect_eq(shown, 0);
    cr_expect_eq(s->next, 30000);
    cr_expect_eq(s->since_us, 5);
    reassembly_fill(r, s, 40000, 6);
    cr_expect_eq(shown, 100);
    cr_expect_eq(reassembly_gap_end(s), 60000);
    reassembly_fill(r, s, 60000, 7);
    cr_expect_eq(shown, 200);
    reassembly_close(r);
}

Test(reassembly, splits_segments_that_fit_in_no_datagram)
{
    begin();
    struct reassembly_stream *s = engage(0);
    feed(s, 0, 200000);
    cr_expect_eq(shown, 200000);
    reassembly_close(r);
}

Test(reassembly, keeps_what_waits_beyond_the_room_of_libnids)
{
    static const uint64_t step[] = {1, 500, 1460, 16384};
    for (unsigned i = 0; i < sizeof step / sizeof step[0]; i++) {
        begin();
        struct reassembly_stream *s = engage(7);
        uint64_t end = 7 + (step[i] == 1 ? 20000 : REASSEMBLY_REACH);
        for (uint64_t at = 8; at < end; at += step[i])
            feed(s, at, at + step[i] < end ? at + step[i] : end);
        cr_expect_eq(shown, 0);
        cr_expect_eq(reassembly_gap_end(s), 8);
        cr_expect_leq(reassembly_bytes(r), 100000, "%lu", reassembly_bytes(r));
        feed(s, 0, 8);
        cr_expect_eq(shown, end - 7, "steps of %lu: %lu", step[i], shown);
        cr_expect_not(reassembly_waits(s));
        cr_expect_eq(reassembly_warnings(), 0);
        reassembly_close(r);
    }
}

Test(reassembly, keeps_more_runs_than_libnids_is_given)
{
    begin();
    struct reassembly_stream *s = engage(0);
    for (uint64_t at = 1; at < 10000; at += 2)
        feed(s, at, at + 1);
    for (uint64_t at = 8000; at > 0; at -= 2)
        feed(s, at, at + 1);
    feed(s, 0, 1);
    cr_expect_eq(shown, 8002);
    cr_expect_eq(reassembly_gap_end(s), 8003);
    while (reassembly_waits(s))
        reassembly_fill(r, s, reassembly_gap_end(s), 0);
    cr_expect_eq(shown, 9001);
    cr_expect_eq(reassembly_warnings(), 0);
    reassembly_close(r);
}

Test(reassembly, lets_the_first_of_two_contents_win)
{
    static uint8_t other[60000];
    begin();
    for (unsigned i = 0; i < 2; i++) {
        struct reassembly_stream *s = engage(0);
        uint64_t far = i == 0 ? 1000 : 50000;
        if (i == 1)
            feed(s, 100, 49000);
        feed(s, far, far + 500);
        feed(s, far + 1000, far + 1500);
        for (uint64_t at = far + 100; at < far + 400;)
            at += reassembly_feed(r, s, at, bytes_of(other, (size_t)(far + 400 - at)), 0);
        feed(s, far - 100, far + 1100);
        feed(s, 0, far);
        cr_expect_eq(shown, far + 1500);
        reassembly_disengage(r, s);
    }
    reassembly_close(r);
}

Test(reassembly, says_when_its_memory_is_used_up)
{
    begin();
    uint64_t streams = 0;
    for (; reassembly_has_room(r); streams++) {
        struct reassembly_stream *s = engage(0);
        for (uint64_t at = 1; at < REASSEMBLY_REACH - 1000 && reassembly_has_room(r); at += 1000)
            feed(s, at, at + 1000);
    }
    cr_expect_eq(streams, 4);
    reassembly_disengage(r, reassembly_oldest(r));
    cr_expect(reassembly_has_room(r));
    reassembly_close(r);
}

Test(reassembly, counts_memory_and_releases_it)
{
    begin();
    cr_expect_eq(reassembly_bytes(r), 0);
    struct reassembly_stream *s = engage(0);
    size_t empty = reassembly_bytes(r);
    feed(s, 10, 10010);
    cr_expect_geq(reassembly_bytes(r), empty + 10000);
    reassembly_disengage(r, s);
    reassembly_disengage(r, NULL);
    cr_expect_eq(reassembly_bytes(r), 0);
    cr_expect_null(reassembly_oldest(r));
    reassembly_close(r);
}

Test(reassembly, engages_so_many_and_uses_them_again)
{
    begin();
    struct reassembly_stream *first = engage(0);
    for (unsigned i = 1; i < REASSEMBLY_STREAMS; i++)
        cr_assert_not_null(reassembly_engage(r, &owner, 0, i, i), "%u", i);
    cr_expect_null(reassembly_engage(r, &owner, 0, 0, 0));
    cr_expect_eq(reassembly_oldest(r), first);
    feed(first, 0, 100);
    cr_expect_neq(reassembly_oldest(r), first);
    reassembly_disengage(r, reassembly_oldest(r));
    struct reassembly_stream *again = engage(500);
    feed(again, 600, 700);
    feed(again, 500, 600);
    cr_expect_eq(shown, 200);
    cr_expect_eq(reassembly_warnings(), 0, "libnids reported");
    reassembly_close(r);
}

Test(reassembly, refuses_more_than_a_window_of_bytes)
{
    begin();
    struct reassembly_stream *s = engage(0);
    cr_expect_eq(reassembly_feed(r, s, REASSEMBLY_MOST - 10, bytes_of(truth, 100), 0), 0);
    cr_expect_eq(reassembly_feed(r, s, 0, bytes_of(truth, 100), 0), 100);
    reassembly_close(r);
}

Test(reassembly, is_one_per_process_and_can_be_opened_again)
{
    struct err err;
    begin();
    cr_expect_null(reassembly_open(&events, MEMORY, &err));
    engage(0);
    reassembly_close(r);
    begin();
    struct reassembly_stream *s = engage(0);
    feed(s, 0, 10);
    cr_expect_eq(shown, 10);
    reassembly_close(r);
    reassembly_close(NULL);
}
