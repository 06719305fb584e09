/*
 * Input: a byte that picks the decoder or the whole stage and how the flow began, then pieces: a byte (bit 0:
 * side, bit 1: a hole), a length (2), and as many bytes when it is no hole. Decoders are held to the contract
 * of decode/decoder.h and struct flow_events.
 */
#include "decode/decoder.h"
#include "decode/decode.h"
#include "decode/evidence.h"
#include "tests/fuzz/fuzz.h"

enum { STREAM_MOST = 1 << 18 };

struct side {
    uint8_t stream[STREAM_MOST];
    uint64_t length, want;
};

/* One flow's way through either a decoder alone or the stage. */
struct talk_test {
    const struct decoder *decoder; /* NULL: the stage */
    void *state;
    struct evidence_sink sink;
    struct decode *decode;
    struct flow flow;
    struct side side[2];
};

static void check_item(const struct evidence *item)
{
    fuzz_check(item->kind < EVIDENCE_KINDS, "evidence has a kind");
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++) {
        volatile char sum = 0;
        for (size_t at = 0; at < item->text[i].length; at++)
            sum = (char)(sum ^ item->text[i].at[at]);
    }
}

static void on_item(void *context, const struct evidence *item)
{
    (void)context;
    check_item(item);
}

static void on_observation(void *context, const struct observation *o)
{
    (void)context;
    uint8_t record[OBSERVATION_MOST];
    struct observation read;
    size_t n = observation_write(o, record);
    fuzz_check(n <= OBSERVATION_MOST && observation_read(&read, record, n),
               "what decode says can be read back");
}

static uint64_t show(struct talk_test *t, unsigned side, uint64_t offset, struct bytes window)
{
    if (t->decoder != NULL)
        return t->decoder->parse(t->state, &t->sink, side == 0, offset, window);
    return decode_bytes(t->decode, &t->flow, side, offset, window);
}

static void show_new(struct talk_test *t, unsigned side)
{
    struct side *s = &t->side[side];
    while (s->want < s->length) {
        uint64_t left = s->length - s->want, at = s->want;
        size_t n = left < FLOW_WINDOW_MOST ? (size_t)left : FLOW_WINDOW_MOST;
        uint8_t *copy = fuzz_copy(s->stream + at, n);
        s->want = show(t, side, at, bytes_of(copy, n));
        free(copy);
        fuzz_check(s->want >= at, "a wanted offset does not go back");
        if (s->want == at && n == FLOW_WINDOW_MOST)
            s->want = FLOW_WANTS_NOTHING;
        if (s->want == at)
            return;
    }
}

static void lose(struct talk_test *t, unsigned side, uint16_t length)
{
    struct side *s = &t->side[side];
    uint64_t end = s->length + length;
    t->flow.side[side].lost_bytes += length;
    s->length = end;
    if (s->want >= end || length == 0)
        return;
    if (t->decoder != NULL)
        s->want = t->decoder->hole(t->state, &t->sink, side == 0, end);
    else
        s->want = decode_hole(t->decode, &t->flow, side, end - length, length);
    fuzz_check(s->want >= end, "after a hole the bytes behind it are wanted");
}

static void take_pieces(struct talk_test *t, struct bytes *input)
{
    while (input->left > 3) {
        uint8_t what = bytes_u8(input);
        uint16_t length = bytes_be16(input);
        unsigned side = what & 1;
        struct side *s = &t->side[side];
        if (s->length + length > STREAM_MOST)
            return;
        t->flow.last_frame++;
        t->flow.last_us++;
        t->flow.side[side].packets++;
        t->flow.side[side].payload_bytes += length;
        if (what & 2) {
            lose(t, side, length);
            continue;
        }
        struct bytes piece = bytes_upto(input, length);
        memcpy(s->stream + s->length, piece.at, piece.left);
        bytes_skip(input, piece.left);
        s->length += piece.left;
        show_new(t, side);
    }
}

static void one_decoder(struct talk_test *t, const struct decoder *d, struct bytes *input)
{
    static const struct siphash_key key = {1, 2};
    t->decoder = d;
    t->state = calloc(1, d->state_bytes);
    evidence_start(&t->sink, &key, on_item, NULL);
    take_pieces(t, input);
    if (d->finish != NULL)
        d->finish(t->state, &t->sink);
    evidence_finish(&t->sink);
    free(t->state);
}

static void whole_stage(struct talk_test *t, struct bytes *input)
{
    struct err err;
    t->decode = decode_open(1 << 20, on_observation, NULL, &err);
    fuzz_check(t->decode != NULL, "the stage opens");
    decode_opened(t->decode, &t->flow);
    take_pieces(t, input);
    decode_closed(t->decode, &t->flow);
    decode_close(t->decode);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct talk_test t;
    struct bytes input = bytes_of(data, size);
    uint8_t how = bytes_u8(&input);
    unsigned pick = how & 7, count = 0;
    bool from_start = (how & 8) != 0;
    while (decoders[count] != NULL)
        count++;
    memset(&t, 0, offsetof(struct talk_test, side));
    for (unsigned i = 0; i < 2; i++)
        t.side[i].length = t.side[i].want = 0;
    t.flow = (struct flow){.id = 1,
                           .transport = TRANSPORT_TCP,
                           .first_frame = 1,
                           .last_frame = 1,
                           .initiator_seen = from_start,
                           .state = from_start ? STATE_ESTABLISHED_DATA : STATE_MIDSTREAM};
    t.flow.end[0].port = 50000;
    t.flow.end[1].port = 80;
    if (pick < count)
        one_decoder(&t, decoders[pick], &input);
    else
        whole_stage(&t, &input);
    return 0;
}
