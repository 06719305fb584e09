/*
 * Input: what happens to a few flows, 12 bytes each: flow, side and OP bits, flags, sequence number (2,
 * signed, around the side's position), acknowledgement (likewise), payload length (2), time step (2,
 * milliseconds), decoder's manner, source with payload's contents. The sink holds the table to the contract
 * of struct flow_events and to what was sent (tests/fuzz/sent.h), in the least memory there is.
 */
#include "capture/flowtable.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/sent.h"

enum { FLOWS = 8, SEGMENT = 12, CLIENT_PORT = 40000, SERVER_PORT = 80 };
enum { OP_STRAY = 0x10, OP_TICK = 0x20, OP_JUMP = 0x40 };
enum { CLOSE_TO_WRAP = 20000, MEMORY_MOST = 2 * FLOWTABLE_LEAST };

struct side {
    uint64_t want, shown_to;
    uint32_t first; /* piece of `sent` that the flow began with */
};

struct state {
    struct side side[2];
};

struct end {
    uint32_t next; /* sequence number behind what it sent */
    struct sent sent;
};

static struct end ends[FLOWS][2]; /* client, server */
static struct flowtable *table;
static uint8_t manner;
static uint64_t open_flows, next_id;

/* Only with the address sanitizer. */
extern size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static uint64_t wanted(uint64_t offset, uint64_t end)
{
    switch (manner % 6) {
    case 0:
        return end;
    case 1:
        return offset;
    case 2:
        return FLOW_WANTS_NOTHING;
    case 3:
        return offset + (end - offset + 1) / 2;
    case 4:
        return end + manner;
    default:
        return end + manner * UINT64_C(100000);
    }
}

static struct side *side_of(const struct flow *f, unsigned side)
{
    return &((struct state *)f->decode)->side[side];
}

static unsigned end_of(const struct flow *f, unsigned side)
{
    return f->end[side].port == CLIENT_PORT ? 0 : 1;
}

static const struct sent *sent_by(const struct flow *f, unsigned side)
{
    unsigned end = end_of(f, side);
    unsigned client = f->end[end == 0 ? side : 1 - side].ip.b[15];
    return &ends[client & (FLOWS - 1)][end].sent;
}

/* The streams of a flow stand behind it. */
static const struct stream *stream_of(const struct flow *f, unsigned side)
{
    return &((const struct stream_flow *)(const void *)f)->stream[side];
}

static void opened(void *context, struct flow *f)
{
    (void)context;
    open_flows++;
    fuzz_check(f->id == ++next_id, "flows are numbered in order");
    fuzz_check(f->decode == NULL, "decode is NULL at first");
    f->decode = calloc(1, sizeof(struct state));
    for (unsigned side = 0; side < 2; side++)
        side_of(f, side)->first = sent_by(f, side)->before;
}

static uint64_t bytes(void *context, struct flow *f, unsigned side, uint64_t offset, struct bytes window)
{
    (void)context;
    struct side *s = side_of(f, side);
    fuzz_check(window.left > 0 && window.left <= FLOW_WINDOW_MOST, "a window is not empty and not too long");
    fuzz_check(offset == s->want, "the window begins where it was wanted");
    fuzz_check(offset + window.left > s->shown_to, "a window shows something new");
    sent_check(sent_by(f, side), s->first, stream_of(f, side)->base + (uint32_t)offset, window);
    s->shown_to = offset + window.left;
    s->want = wanted(offset, offset + window.left);
    return s->want;
}

static uint64_t hole(void *context, struct flow *f, unsigned side, uint64_t offset, uint64_t length)
{
    (void)context;
    struct side *s = side_of(f, side);
    fuzz_check(length > 0, "a hole has a length");
    fuzz_check(s->want != FLOW_WANTS_NOTHING, "no hole where nothing is wanted");
    fuzz_check(s->want <= offset, "a hole does not go back");
    fuzz_check(s->want == offset || s->shown_to >= offset, "nothing is passed over in front of a hole");
    s->shown_to = offset + length;
    s->want = manner % 6 == 2 ? FLOW_WANTS_NOTHING : offset + length;
    return s->want;
}

static void datagram(void *context, struct flow *f, unsigned side, struct bytes payload)
{
    (void)context;
    (void)f;
    (void)payload;
    fuzz_check(side < 2, "a flow has two sides");
}

static void refused(void *context, struct flow *f)
{
    (void)context;
    fuzz_check(f->state == STATE_ATTEMPT_REFUSED, "a refused flow is an attempt");
}

static void rests(void *context, struct flow *f)
{
    (void)context;
    fuzz_check(f->decode != NULL, "a flow keeps its state");
}

static void check_end(const struct flow *f, unsigned side)
{
    const struct side *s = side_of(f, side);
    const struct stream *stream = stream_of(f, side);
    const struct flow_side *counted = &f->side[side];
    uint64_t end = stream->acked > stream->top + 1 ? stream->acked : stream->top;
    uint64_t told = s->want > s->shown_to ? s->want : s->shown_to;
    fuzz_check(stream->want == FLOW_WANTS_NOTHING || told >= end, "what was wanted was shown or lost");
    fuzz_check(counted->payload_bytes + counted->lost_bytes >= end, "what there was is counted");
    if (flowtable_counts(table).windows_dropped == 0)
        fuzz_check(counted->payload_bytes + counted->lost_bytes == end, "as payload or as lost");
    fuzz_check(counted->payload_bytes <= stream->top, "payload lies in the stream");
    if (stream->known)
        sent_check_count(sent_by(f, side), s->first, stream->base, counted->payload_bytes);
}

static void closed(void *context, struct flow *f)
{
    (void)context;
    fuzz_check(f->first_us <= f->last_us, "time goes on");
    for (unsigned side = 0; side < 2 && f->transport == TRANSPORT_TCP; side++)
        check_end(f, side);
    open_flows--;
    free(f->decode);
}

/* Contents are given to the table in a block of their own. */
static void take(struct segment *s, const struct sent_piece *p, uint16_t source)
{
    uint8_t *copy = fuzz_copy(sent_contents(p->contents, p->seq), p->captured);
    s->payload = bytes_of(copy, p->captured);
    flowtable_take(table, s, source);
    free(copy);
}

/* Which of two came first is not sure behind a jump, nor when the first number comes late. */
static void note_sent(struct end *e, const struct sent_piece *p, unsigned flags, bool jumps)
{
    uint32_t loose = jumps ? e->sent.count + 1 : (flags & TCP_SYN) != 0 ? e->sent.count : 0;
    if (loose > e->sent.loose)
        e->sent.loose = loose;
    if ((flags & TCP_RST) == 0)
        sent_add(&e->sent, *p);
}

static void happen(struct bytes *input, int64_t *now_us)
{
    static uint64_t frame;
    uint8_t who = bytes_u8(input), flags = bytes_u8(input);
    unsigned side = who & 1, n = who >> 1 & (FLOWS - 1);
    int16_t seq = (int16_t)bytes_be16(input), ack = (int16_t)bytes_be16(input);
    uint32_t length = bytes_be16(input) % SENT_LONGEST;
    *now_us += bytes_be16(input) * INT64_C(1000);
    manner = bytes_u8(input);
    uint8_t source = bytes_u8(input);
    struct end *own = &ends[n][side], *peer = &ends[n][1 - side];
    if ((who & OP_TICK) != 0) {
        flowtable_tick(table, *now_us);
        return;
    }
    uint8_t a[2][4] = {{10, 0, 0, (uint8_t)n}, {10, 0, 1, (uint8_t)n}};
    struct segment s = {.time_us = *now_us,
                        .frames = 1,
                        .frame = ++frame,
                        .src = addr_v4(a[side]),
                        .dst = addr_v4(a[1 - side]),
                        .sport = side == 0 ? CLIENT_PORT : SERVER_PORT,
                        .dport = side == 0 ? SERVER_PORT : CLIENT_PORT,
                        .transport = n == 7 ? TRANSPORT_UDP : TRANSPORT_TCP,
                        .tcp_flags = flags & 0x1f,
                        .seq = own->next + (uint32_t)(seq * (who & OP_JUMP  ? 1024
                                                             : flags & 0x40 ? 15
                                                                            : 1)),
                        .ack = peer->next + (uint32_t)(ack * (flags & 0x80 ? 15 : 1)),
                        .wire_bytes = 54 + length,
                        .payload_bytes = length,
                        .truncated = (source & 0x80) != 0};
    if ((who & OP_STRAY) != 0)
        s.seq ^= UINT32_C(1) << 31;
    struct sent_piece p = {.seq = s.seq + ((flags & TCP_SYN) != 0),
                           .length = length,
                           .captured = s.truncated ? length / 2 : length,
                           .contents = (source >> 2) % 3};
    p.doubtful = sent_is_doubtful(&p, flags);
    note_sent(own, &p, flags, (who & (OP_STRAY | OP_JUMP)) != 0);
    take(&s, &p, source & 3);
    own->sent.before = own->sent.count;
    if (seq == 0 && (flags & TCP_RST) == 0)
        own->next += length + ((flags & (TCP_SYN | TCP_FIN)) != 0);
}

static size_t allocated(void)
{
    return __sanitizer_get_current_allocated_bytes != NULL ? __sanitizer_get_current_allocated_bytes() : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct flow_events events = {NULL, opened, bytes, hole, datagram, refused, rests, closed};
    const struct flowtable_limits limits = {.memory_bytes = FLOWTABLE_LEAST};
    struct bytes input = bytes_of(data, size);
    struct err err;
    int64_t now_us = 1000000;
    open_flows = next_id = 0;
    for (unsigned i = 0; i < FLOWS * 2; i++) {
        struct end *e = &ends[i / 2][i % 2];
        e->next = i % 4 < 2 ? 0 : (uint32_t)-CLOSE_TO_WRAP;
        e->sent.count = e->sent.before = e->sent.loose = 0;
    }
    table = flowtable_open(&limits, &events, &err);
    fuzz_check(table != NULL, "a flow table opens");
    size_t before = allocated();
    while (input.left >= SEGMENT) {
        happen(&input, &now_us);
        fuzz_check(allocated() <= before + MEMORY_MOST, "memory is bounded");
    }
    flowtable_end(table);
    fuzz_check(open_flows == 0, "every flow is closed");
    fuzz_check(flowtable_counts(table).flows == next_id, "every flow is counted");
    flowtable_close(table);
    return 0;
}
