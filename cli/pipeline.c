#include "cli/pipeline.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/duplicates.h"
#include "capture/flowtable.h"
#include "capture/link.h"
#include "capture/link_unknown.h"
#include "cli/record.h"
#include "decode/decode.h"
#include "policy/account.h"

/*
 * How the memory is shared out, in parts of 32. A million flows fill all stages alike; the flow table is full
 * first.
 */
enum { SHARES = 32, SHARE_FRAGMENTS = 2, SHARE_FLOWS = 11, SHARE_DECODE = 10, SHARE_AUDIT = 9 };

static_assert(SHARE_FRAGMENTS + SHARE_FLOWS + SHARE_DECODE + SHARE_AUDIT == SHARES, "all is shared out");

struct pipeline {
    struct pipeline_options options;
    struct flow_events events;
    struct link *link;
    struct duplicates *duplicates; /* or NULL */
    struct flowtable *flows;
    struct decode *decode;
    struct audit *audit;
    struct account account; /* of the finding that is being stored */
    char **sources;
    size_t source_count;
    int link_type;
    uint64_t packets, bytes, lost_bytes, truncated, duplicate_frames;
    uint64_t *uses; /* by waiver; or NULL */
    uint64_t waived;
    uint64_t ended, judged; /* frames of flows that ended, and of those that got a finding */
    int json_errno;         /* why flow records could not be written */
    bool failed;
    struct err err;
};

/* From decode to policy, through the record that will one day cross a pipe between two processes. */
static void hand_over(void *context, const struct observation *o)
{
    struct pipeline *p = context;
    uint8_t record[OBSERVATION_MOST];
    struct observation received;
    size_t n = observation_write(o, record);
    if (o->kind == OBSERVED_END)
        p->ended += o->packets[0] + o->packets[1];
    bool sound = observation_read(&received, record, n);
    assert(sound);
    if (sound)
        audit_take(p->audit, &received);
}

static const char *why(void *context, const struct audited *a, const struct finding *f, char out[FINDING_WHY])
{
    const struct pipeline *p = context;
    return audit_why(p->audit, a, f, out);
}

static bool begin_account(void *context, const struct audited *a, const struct finding *f,
                          uint64_t key[FINDING_PARTS])
{
    struct pipeline *p = context;
    (void)a;
    return audit_account(p->audit, f, &p->account, key);
}

static void write_account(void *context, enum finding_part part, struct finding_paragraph *out)
{
    const struct pipeline *p = context;
    account_write(&p->account, part, out);
}

static int find_waiver(const void *context, const struct audited *a, const struct finding *f)
{
    return waivers_find(context, f->rule, &a->client.ip, &a->server.ip);
}

static void count_waiver(struct pipeline *p, const struct audited *a, const struct finding *f)
{
    size_t count;
    int met = find_waiver(p->options.waivers, a, f);
    if (met < 0)
        return;
    p->uses[met]++;
    p->waived += !waivers_all(p->options.waivers, &count)[met].expired;
}

static void note_json_failure(struct pipeline *p)
{
    if (p->json_errno == 0 && ferror(p->options.json))
        p->json_errno = errno;
}

static void decided(void *context, const struct audited *a, const struct finding *f)
{
    struct pipeline *p = context;
    p->lost_bytes += a->lost_bytes;
    p->judged += a->packets[0] + a->packets[1];
    if (p->uses != NULL && f->verdict == VERDICT_VIOLATION)
        count_waiver(p, a, f);
    if (p->options.survey != NULL)
        survey_take(p->options.survey, a);
    if (p->options.json != NULL) {
        record_flow(p->options.json, p->sources[a->source], p->audit, a, f);
        note_json_failure(p);
    }
    if (p->options.store != NULL && !p->failed && store_flow(p->options.store, a, f, why, p, &p->err) != 0)
        p->failed = true;
}

/* None are asked for where there are none. */
static int open_waivers(struct pipeline *p, struct err *err)
{
    size_t count = 0;
    const struct store_waivers met = {p->options.waivers, find_waiver};
    if (p->options.waivers != NULL)
        (void)waivers_all(p->options.waivers, &count);
    if (count == 0)
        return 0;
    p->uses = calloc(count, sizeof *p->uses);
    if (p->uses == NULL)
        return err_set(err, "no memory");
    if (p->options.store != NULL)
        store_waivers(p->options.store, &met);
    return 0;
}

size_t pipeline_fragments(size_t memory_bytes)
{
    return memory_bytes / SHARES * SHARE_FRAGMENTS;
}

struct pipeline *pipeline_open(const struct pipeline_options *options, struct err *err)
{
    struct pipeline *p = calloc(1, sizeof *p);
    if (p == NULL) {
        (void)err_set(err, "no memory");
        return NULL;
    }
    p->options = *options;
    const struct store_accounts accounts = {p, begin_account, write_account};
    if (options->store != NULL)
        store_accounts(options->store, &accounts);
    if (open_waivers(p, err) != 0)
        goto fail;
    size_t share = options->memory_bytes / SHARES;
    p->audit = audit_open(options->site, share * SHARE_AUDIT, decided, p, err);
    if (p->audit == NULL)
        goto fail;
    p->decode = decode_open(share * SHARE_DECODE, hand_over, p, err);
    if (p->decode == NULL)
        goto fail;
    p->events = (struct flow_events){.context = p->decode,
                                     .opened = decode_opened,
                                     .bytes = decode_bytes,
                                     .hole = decode_hole,
                                     .datagram = decode_datagram,
                                     .refused = decode_refused,
                                     .rests = decode_rests,
                                     .closed = decode_closed};
    const struct link_options frames = {.memory_bytes = pipeline_fragments(options->memory_bytes),
                                        .verify_checksums = options->verify_checksums};
    p->link = link_open(&frames, err);
    if (p->link == NULL)
        goto fail;
    if (!options->keep_duplicates && (p->duplicates = duplicates_open(err)) == NULL)
        goto fail;
    const struct flowtable_limits limits = {.memory_bytes = share * SHARE_FLOWS};
    p->flows = flowtable_open(&limits, &p->events, err);
    if (p->flows == NULL)
        goto fail;
    return p;
fail:
    pipeline_close(p);
    return NULL;
}

void pipeline_close(struct pipeline *p)
{
    if (p == NULL)
        return;
    link_close(p->link);
    duplicates_close(p->duplicates);
    flowtable_close(p->flows);
    decode_close(p->decode);
    audit_close(p->audit);
    for (size_t i = 0; i < p->source_count; i++)
        free(p->sources[i]);
    free(p->sources);
    free(p->uses);
    free(p);
}

int pipeline_source(struct pipeline *p, const char *name, int link_type, struct err *err)
{
    if (p->source_count > UINT16_MAX)
        return err_set(err, "more than %u captures in one run", UINT16_MAX + 1U);
    char **grown = realloc(p->sources, (p->source_count + 1) * sizeof *grown);
    if (grown != NULL)
        p->sources = grown;
    char *copy = strdup(name);
    if (grown == NULL || copy == NULL) {
        free(copy);
        return err_set(err, "no memory");
    }
    p->sources[p->source_count++] = copy;
    if (p->options.survey != NULL)
        survey_source(p->options.survey, name, p->packets);
    p->link_type = link_type;
    return 0;
}

void pipeline_frame(struct pipeline *p, const struct source_frame *frame)
{
    struct segment s;
    p->packets++;
    p->bytes += frame->wire;
    p->truncated += frame->captured < frame->wire;
    if (link_read(p->link, p->link_type, frame, &s) != LINK_TAKEN)
        return;
    if (p->duplicates != NULL && duplicates_has(p->duplicates, &s)) {
        p->duplicate_frames += s.frames;
        return;
    }
    s.frame = p->packets;
    flowtable_take(p->flows, &s, (uint16_t)(p->source_count - 1));
}

void pipeline_end(struct pipeline *p)
{
    flowtable_end(p->flows);
    if (p->options.json == NULL)
        return;
    (void)fflush(p->options.json);
    note_json_failure(p);
}

void pipeline_so_far(const struct pipeline *p, uint64_t *packets, uint64_t *flows, uint64_t *violations)
{
    *packets = p->packets;
    *flows = flowtable_counts(p->flows).flows;
    *violations = audit_counts(p->audit).verdicts[VERDICT_VIOLATION];
}

bool pipeline_failed(const struct pipeline *p, struct err *err)
{
    if (p->failed)
        *err = p->err;
    else if (p->options.json != NULL && ferror(p->options.json))
        (void)err_set(err, "cannot write flow records: %s",
                      strerror(p->json_errno != 0 ? p->json_errno : errno));
    else
        return false;
    return true;
}

static void add(struct store_coverage *list, size_t *n, size_t room, const char *what, uint64_t count)
{
    assert(*n < room);
    list[(*n)++] = (struct store_coverage){what, count};
}

static void add_coverage(const struct pipeline *p, struct pipeline_totals *t)
{
    struct link_counts link = link_counts(p->link);
    struct flowtable_counts flows = flowtable_counts(p->flows);
    struct decode_counts decode = decode_counts(p->decode);
    struct audit_counts audit = audit_counts(p->audit);
    const struct store_coverage all[] = {
        {"truncated-frames", p->truncated},
        {"unreadable-frames", t->unreadable},
        {"unknown-link-type", link.skipped[LINK_SKIP_LINKTYPE]},
        {"nested-too-deep", link.skipped[LINK_SKIP_NESTING]},
        {"encrypted-frames", link.skipped[LINK_SKIP_WIFI_ENCRYPTED]},
        {"aggregates-not-read", link.msdus_left},
        {"fragments", link.skipped[LINK_SKIP_FRAGMENT]},
        {"incomplete-datagrams", link.fragments.incomplete},
        {"evicted-datagrams", link.fragments.evicted},
        {"overlapping-fragments", link.fragments.overlaps},
        {"wrong-checksums", link.skipped[LINK_SKIP_CHECKSUM]},
        {"frames-without-flow", flows.frames_dropped},
        {"evicted-flows", flows.evicted},
        {"reordering-given-up", flows.streams_disengaged},
        {"windows-refused", flows.windows_refused},
        {"windows-dropped", flows.windows_dropped},
        {"holes-in-wanted-bytes", flows.holes},
        {"lost-bytes", p->lost_bytes},
        {"one-sided-flows", flows.one_sided},
        {"flows-without-decoder", decode.states_refused},
        {"flows-without-record", audit.flows_dropped},
        {"memories-dropped", audit.memories_dropped},
        {"evidence-dropped", audit.evidence_dropped + decode.evidence_dropped},
        {"duplicate-frames", t->duplicates},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        add(t->coverage, &t->coverage_count, PIPELINE_COVERAGE, all[i].what, all[i].count);
}

/* Frames that a number tells apart stand under it alone: each frame counts once. */
static void add_skipped(const struct pipeline *p, const struct link_counts *link, struct pipeline_totals *t)
{
    const struct link_unknowns *unknowns = link_unknowns(p->link);
    uint64_t numbered[LINK_SKIPS] = {0};
    for (size_t i = 0; i < unknowns->count; i++)
        numbered[unknowns->list[i].why] += unknowns->list[i].frames;
    for (unsigned why_not = LINK_SKIP_FIRST; why_not < LINK_SKIPS; why_not++)
        add(t->skipped, &t->skipped_count, PIPELINE_SKIPPED, link_skip_name(why_not),
            link->skipped[why_not] - numbered[why_not]);
    for (size_t i = 0; i < unknowns->count; i++)
        add(t->skipped, &t->skipped_count, PIPELINE_SKIPPED, unknowns->list[i].name,
            unknowns->list[i].frames);
}

void pipeline_totals(const struct pipeline *p, struct pipeline_totals *out)
{
    struct link_counts link = link_counts(p->link);
    struct audit_counts audit = audit_counts(p->audit);
    *out = (struct pipeline_totals){.packets = p->packets,
                                    .bytes = p->bytes,
                                    .flows = flowtable_counts(p->flows).flows,
                                    .lost_bytes = p->lost_bytes,
                                    .truncated = p->truncated,
                                    .duplicates = link.skipped[LINK_SKIP_DUPLICATE] + p->duplicate_frames,
                                    .unreadable = link.skipped[LINK_SKIP_TRUNCATED] +
                                                  link.skipped[LINK_SKIP_BAD_HEADER]};
    memcpy(out->verdicts, audit.verdicts, sizeof out->verdicts);
    out->waived = p->waived;
    out->uses = p->uses;
    link.skipped[LINK_SKIP_DUPLICATE] += p->duplicate_frames;
    add_skipped(p, &link, out);
    add(out->skipped, &out->skipped_count, PIPELINE_SKIPPED, "memory",
        flowtable_counts(p->flows).frames_dropped + p->ended - p->judged);
    add_coverage(p, out);
}
