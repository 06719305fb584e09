/*
 * Input: fragments, 5 bytes each: datagram (2 bits), more (1), offset in units of 8 (13 bits in two bytes),
 * length, what its bytes are. The oracle keeps every datagram byte by byte.
 */
#include "capture/fragments.h"

#include "tests/fuzz/fuzz.h"

enum { DATAGRAMS = 4, FRAGMENTS_MOST = 500, STEP_US = 100000 };

static struct model {
    bool have[PIECES_MOST], dropped;
    uint8_t byte[PIECES_MOST];
    size_t total, end;
    uint32_t frames;
} models[DATAGRAMS];

static bool agrees(const struct model *m, size_t end, bool last)
{
    if (m->total != 0)
        return last ? end == m->total : end <= m->total;
    return !last || end >= m->end;
}

static bool is_whole(const struct model *m)
{
    for (size_t i = 0; i < m->total; i++)
        if (!m->have[i])
            return false;
    return m->total != 0;
}

/* What a datagram of the first two (IPv4) and the last two (IPv6) does with a fragment. */
static enum fragments_result expect(struct model *m, const struct fragment *f)
{
    size_t there = 0, other = 0, end = f->offset + f->wire;
    if (f->wire == 0 || end > PIECES_MOST || (f->more && f->wire % 8 != 0) || m->dropped ||
        !agrees(m, end, !f->more))
        return FRAGMENTS_REFUSED;
    for (size_t i = f->offset; i < end; i++) {
        there += m->have[i];
        other += m->have[i] && m->byte[i] != f->data.at[i - f->offset];
    }
    if (f->v6 && (other > 0 || (there > 0 && there < f->wire))) {
        m->dropped = true;
        return FRAGMENTS_REFUSED;
    }
    for (size_t i = f->offset; i < end; i++) {
        m->byte[i] = m->have[i] ? m->byte[i] : f->data.at[i - f->offset];
        m->have[i] = true;
    }
    m->end = end > m->end ? end : m->end;
    m->total = f->more ? m->total : end;
    m->frames++;
    return is_whole(m) ? FRAGMENTS_WHOLE : FRAGMENTS_HELD;
}

static void take(struct fragments *t, struct bytes *input, int64_t now_us)
{
    uint8_t text[256], pick = bytes_u8(input);
    struct fragment f = {
        .v6 = pick & 2, .more = pick & 4, .protocol = 17, .id = pick & 3, .most = PIECES_MOST};
    f.offset = (bytes_be16(input) & 0x1fffU) * 8;
    f.wire = bytes_u8(input);
    uint8_t seed = bytes_u8(input);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(seed & 7 ? f.offset + i : i * seed);
    uint8_t *copy = fuzz_copy(text, f.wire);
    f.data = bytes_of(copy, f.wire);
    const struct segment s = {.time_us = now_us, .frames = 1, .wire_bytes = 60};
    struct model *m = &models[pick & 3];
    struct datagram whole;
    enum fragments_result wanted = expect(m, &f);
    fuzz_check(fragments_take(t, &s, &f, &whole) == wanted, "a fragment does what the oracle says");
    if (wanted == FRAGMENTS_WHOLE) {
        fuzz_check(whole.wire == m->total && whole.data.left == m->total && whole.frames == m->frames,
                   "a datagram is as long as its fragments");
        fuzz_check(memcmp(whole.data.at, m->byte, m->total) == 0, "what came first stays");
        memset(m, 0, sizeof *m);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes input = bytes_of(data, size);
    struct err err;
    struct fragments *t = fragments_open(1 << 20, &err);
    fuzz_check(t != NULL, "a table opens");
    memset(models, 0, sizeof models);
    for (int64_t n = 0; n < FRAGMENTS_MOST && input.left > 0; n++)
        take(t, &input, n * STEP_US);
    fragments_close(t);
    return 0;
}
