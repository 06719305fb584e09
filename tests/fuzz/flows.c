/*
 * Input: segments of a few flows, 12 bytes each: flow and side, flags, sequence number (2, signed, around the
 * side's position), acknowledgement (likewise), payload length (2), time step (2, milliseconds), decoder's
 * manner, source. The sink holds the table to the contract of struct flow_events.
 */
#include "capture/flowtable.h"

#include "tests/fuzz/fuzz.h"

enum { FLOWS = 8, SEGMENT = 12, PAYLOAD_MOST = 65000 };

struct side {
    uint64_t want, shown_to;
};

struct end {
    uint32_t next; /* sequence number behind what it sent */
};

static uint8_t manner;
static uint64_t open_flows, next_id;

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

static void opened(void *context, struct flow *f)
{
    (void)context;
    open_flows++;
    fuzz_check(f->id == ++next_id, "flows are numbered in order");
    fuzz_check(f->decode == NULL, "decode is NULL at first");
    f->decode = calloc(2, sizeof(struct side));
}

static uint64_t bytes(void *context, struct flow *f, unsigned side, uint64_t offset, struct bytes window)
{
    (void)context;
    struct side *s = (struct side *)f->decode + side;
    fuzz_check(window.left > 0 && window.left <= FLOW_WINDOW_MOST, "a window is not empty and not too long");
    fuzz_check(offset == s->want, "the window begins where it was wanted");
    fuzz_check(offset + window.left > s->shown_to, "a window shows something new");
    volatile uint8_t sum = 0;
    for (size_t i = 0; i < window.left; i++)
        sum = (uint8_t)(sum + window.at[i]);
    s->shown_to = offset + window.left;
    s->want = wanted(offset, offset + window.left);
    return s->want;
}

static uint64_t hole(void *context, struct flow *f, unsigned side, uint64_t offset, uint64_t length)
{
    (void)context;
    struct side *s = (struct side *)f->decode + side;
    fuzz_check(length > 0, "a hole has a length");
    fuzz_check(s->want != FLOW_WANTS_NOTHING, "no hole where nothing is wanted");
    fuzz_check(s->want <= offset, "a hole does not go back");
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

static void closed(void *context, struct flow *f)
{
    (void)context;
    fuzz_check(f->first_us <= f->last_us, "time goes on");
    open_flows--;
    free(f->decode);
}

static void send_segment(struct flowtable *t, struct bytes *input, struct end ends[FLOWS][2], int64_t *now_us)
{
    static const uint8_t payload[PAYLOAD_MOST];
    static uint64_t frame;
    uint8_t who = bytes_u8(input), flags = bytes_u8(input);
    unsigned side = who & 1, n = who >> 1 & (FLOWS - 1);
    int16_t seq = (int16_t)bytes_be16(input), ack = (int16_t)bytes_be16(input);
    uint32_t length = bytes_be16(input) % PAYLOAD_MOST;
    *now_us += bytes_be16(input) * INT64_C(1000);
    manner = bytes_u8(input);
    uint8_t source = bytes_u8(input);
    struct end *own = &ends[n][side], *peer = &ends[n][1 - side];
    uint8_t a[2][4] = {{10, 0, 0, (uint8_t)n}, {10, 0, 1, 1}};
    struct segment s = {.time_us = *now_us,
                        .frames = 1,
                        .frame = ++frame,
                        .src = addr_v4(a[side]),
                        .dst = addr_v4(a[1 - side]),
                        .sport = side == 0 ? 40000 : 80,
                        .dport = side == 0 ? 80 : 40000,
                        .transport = n == 7 ? TRANSPORT_UDP : TRANSPORT_TCP,
                        .tcp_flags = flags & 0x1f,
                        .seq = own->next + (uint32_t)(seq * (flags & 0x40 ? 4096 : 1)),
                        .ack = peer->next + (uint32_t)(ack * (flags & 0x80 ? 4096 : 1)),
                        .wire_bytes = 54 + length,
                        .payload_bytes = length,
                        .truncated = (source & 0x80) != 0};
    uint8_t *copy = fuzz_copy(payload, length);
    s.payload = bytes_of(copy, s.truncated ? length / 2 : length);
    flowtable_take(t, &s, source & 3);
    free(copy);
    if (seq == 0)
        own->next += length + ((flags & (TCP_SYN | TCP_FIN)) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct flow_events events = {NULL, opened, bytes, hole, datagram, refused, rests, closed};
    const struct flowtable_limits limits = {.memory_bytes = FLOWTABLE_LEAST};
    struct end ends[FLOWS][2] = {{{0}}};
    struct bytes input = bytes_of(data, size);
    struct err err;
    int64_t now_us = 1000000;
    open_flows = next_id = 0;
    struct flowtable *t = flowtable_open(&limits, &events, &err);
    fuzz_check(t != NULL, "a flow table opens");
    while (input.left >= SEGMENT)
        send_segment(t, &input, ends, &now_us);
    flowtable_end(t);
    fuzz_check(open_flows == 0, "every flow is closed");
    fuzz_check(flowtable_counts(t).flows == next_id, "every flow is counted");
    flowtable_close(t);
    return 0;
}
