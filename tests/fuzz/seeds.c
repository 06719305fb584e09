/*
 * Makes the seeds out of captures of our own: seeds FOLDER CAPTURE...
 * link/: frames; pipeline/: a small capture per flow; decoder/ and probe/: its payload; certificates/: what
 * looks like one in it; observation/: what decode says of it.
 */
#include <sys/stat.h>

#include "capture/flowtable.h"
#include "capture/link.h"
#include "capture/source.h"
#include "decode/decode.h"
#include "tests/fuzz/fuzz.h"

enum { ROOM = 24000, FRAMES_MOST = 32768, FRAMES_PER_SEED = 60 };

struct seed {
    uint8_t at[ROOM];
    size_t n;
};

struct frame {
    uint8_t *data;
    uint32_t captured, wire, flow;
    int64_t time_us;
};

static struct frame frames[FRAMES_MOST];
static uint32_t frame_count, flow_count, current_flow, seed_number;
static struct seed records;
static const char *folder;
static struct link *reader;

static bool put(struct seed *s, const void *at, size_t n)
{
    if (n > ROOM - s->n)
        return false;
    memcpy(s->at + s->n, at, n);
    s->n += n;
    return true;
}

static void save(const char *target, const struct seed *s)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, target);
    (void)mkdir(path, 0777);
    (void)snprintf(path, sizeof path, "%s/%s/%06u", folder, target, seed_number++);
    FILE *f = fopen(path, "w");
    fuzz_check(f != NULL && fwrite(s->at, 1, s->n, f) == s->n && fclose(f) == 0, path);
}

static void opened(void *context, struct flow *f)
{
    current_flow = (uint32_t)f->id;
    decode_opened(context, f);
}

static void observed(void *context, const struct observation *o)
{
    (void)context;
    uint8_t record[OBSERVATION_MOST];
    (void)put(&records, record, observation_write(o, record));
    if (o->kind != OBSERVED_END)
        return;
    save("observation", &records);
    records.n = 0;
}

/* Which flow each frame is of: the table is asked with all that were before it forgotten but its number. */
static void number_frames(int link_type)
{
    struct addr end[1024][2];
    uint16_t port[1024][2];
    flow_count = 0;
    for (uint32_t i = 0; i < frame_count; i++) {
        struct segment s;
        const struct source_frame f = {frames[i].time_us, frames[i].captured, frames[i].wire, frames[i].data};
        frames[i].flow = UINT32_MAX;
        if (link_read(reader, link_type, &f, &s) != LINK_TAKEN)
            continue;
        uint32_t n = 0;
        for (; n < flow_count; n++)
            if ((addr_eq(&end[n][0], &s.src) && port[n][0] == s.sport && port[n][1] == s.dport) ||
                (addr_eq(&end[n][1], &s.src) && port[n][1] == s.sport && port[n][0] == s.dport))
                break;
        if (n == flow_count && flow_count < 1024) {
            end[n][0] = s.src, end[n][1] = s.dst;
            port[n][0] = s.sport, port[n][1] = s.dport;
            flow_count++;
        }
        frames[i].flow = n;
    }
}

static void save_capture(uint32_t flow, int link_type)
{
    struct seed s = {.n = 0};
    const uint32_t header[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, (uint32_t)link_type};
    (void)put(&s, header, sizeof header);
    for (uint32_t i = 0, kept = 0; i < frame_count && kept < FRAMES_PER_SEED; i++) {
        const struct frame *f = &frames[i];
        const uint32_t record[4] = {(uint32_t)(f->time_us / 1000000), (uint32_t)(f->time_us % 1000000),
                                    f->captured, f->wire};
        if (f->flow != flow)
            continue;
        if (s.n + sizeof record + f->captured > ROOM)
            break;
        (void)put(&s, record, sizeof record);
        (void)put(&s, f->data, f->captured);
        kept++;
    }
    save("pipeline", &s);
}

/* What looks like a certificate: two nested sequences with lengths of two bytes. */
static void save_certificates(struct bytes payload)
{
    for (; payload.left > 6; bytes_skip(&payload, 1)) {
        struct seed s = {.n = 0};
        if (!bytes_begin(&payload, "\x30\x82", 2) || payload.at[4] != 0x30 || payload.at[5] != 0x82)
            continue;
        (void)put(&s, payload.at, payload.left < 2048 ? payload.left : 2048);
        save("certificates", &s);
        return;
    }
}

static void save_payload(uint32_t flow, int link_type)
{
    struct seed talk = {.at = {15}, .n = 1};
    bool probed[2] = {false, false}, first = true;
    struct addr client = {{0}};
    for (uint32_t i = 0; i < frame_count; i++) {
        const struct source_frame f = {frames[i].time_us, frames[i].captured, frames[i].wire, frames[i].data};
        struct segment s;
        if (frames[i].flow != flow || link_read(reader, link_type, &f, &s) != LINK_TAKEN ||
            s.payload.left == 0)
            continue;
        save_certificates(s.payload);
        client = first ? s.src : client;
        first = false;
        uint8_t side = addr_eq(&client, &s.src) ? 0 : 1;
        const uint8_t head[3] = {side, (uint8_t)(s.payload.left >> 8), (uint8_t)s.payload.left};
        if (talk.n + sizeof head + s.payload.left <= ROOM) {
            (void)put(&talk, head, sizeof head);
            (void)put(&talk, s.payload.at, s.payload.left);
        }
        if (probed[side])
            continue;
        probed[side] = true;
        struct seed probe = {.at = {s.transport == TRANSPORT_UDP ? 2 : 1}, .n = 1};
        (void)put(&probe, s.payload.at, s.payload.left);
        save("probe", &probe);
    }
    if (talk.n == 1)
        return;
    for (uint8_t pick = 0; pick < 6; pick++) {
        talk.at[0] = (uint8_t)(8 | pick);
        save("decoder", &talk);
    }
}

static void save_links(int link_type)
{
    for (uint32_t i = 0; i < frame_count; i += 37) {
        struct seed s = {.at = {(uint8_t)link_type, 0}, .n = 2};
        (void)put(&s, frames[i].data, frames[i].captured);
        save("link", &s);
    }
}

static void say_observations(int link_type)
{
    struct err err;
    struct decode *decode = decode_open(1 << 24, observed, NULL, &err);
    const struct flow_events events = {decode,          opened,         decode_bytes, decode_hole,
                                       decode_datagram, decode_refused, decode_rests, decode_closed};
    const struct flowtable_limits limits = {.memory_bytes = 1 << 24};
    struct flowtable *t = flowtable_open(&limits, &events, &err);
    fuzz_check(decode != NULL && t != NULL, "the stages open");
    for (uint32_t flow = 0; flow < flow_count; flow++) {
        for (uint32_t i = 0; i < frame_count; i++) {
            const struct source_frame f = {frames[i].time_us, frames[i].captured, frames[i].wire,
                                           frames[i].data};
            struct segment s;
            if (frames[i].flow == flow && link_read(reader, link_type, &f, &s) == LINK_TAKEN) {
                s.frame = i + 1;
                flowtable_take(t, &s, 0);
            }
        }
        flowtable_end(t);
        records.n = 0;
    }
    flowtable_close(t);
    decode_close(decode);
}

static void read_capture(const char *path)
{
    struct err err = {""};
    struct source_frame f;
    struct source *source = source_open(path, NULL, &err);
    fuzz_check(source != NULL, err.text);
    frame_count = 0;
    while (frame_count < FRAMES_MOST && source_next(source, &f, &err) == SOURCE_FRAME)
        frames[frame_count++] =
            (struct frame){fuzz_copy(f.data, f.captured), f.captured, f.wire, 0, f.time_us};
    int link_type = source_link_type(source);
    source_close(source);
    const struct link_options options = {.memory_bytes = 1 << 20};
    reader = link_open(&options, &err);
    fuzz_check(reader != NULL, "a reader opens");
    number_frames(link_type);
    save_links(link_type);
    for (uint32_t flow = 0; flow < flow_count; flow++) {
        save_capture(flow, link_type);
        save_payload(flow, link_type);
    }
    say_observations(link_type);
    link_close(reader);
    for (uint32_t i = 0; i < frame_count; i++)
        free(frames[i].data);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 64;
    folder = argv[1];
    for (int i = 2; i < argc; i++)
        read_capture(argv[i]);
    return 0;
}
