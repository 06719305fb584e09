#include "cli/pipeline.h"

#include <criterion/criterion.h>
#include <pcap/dlt.h>
#include <signal.h>
#include <sys/resource.h>

#include "cli/sitefile.h"
#include "frame.h"
#include "sample_run.h"
#include "scratch.h"

enum { MEMORY = 16 << 20 };

/* A native site whose management point is 10.0.0.2; 10.0.0.1 is a client inside its boundary. */
static const char site_text[] = "zones:\n"
                                "  intranet: {nets: [10.0.0.0/8], default: yes}\n"
                                "sites:\n"
                                "  N01: {type: primary, mode: native, http_ports: [80], https_ports: [443], "
                                "boundaries: [10.0.0.0/16]}\n"
                                "systems:\n"
                                "  mp: {address: 10.0.0.2, site: N01, roles: {MP: {default: yes}}}\n";

static const char request[] = "GET /SMS_MP/.sms_aut?MPLIST HTTP/1.1\r\nHost: mp\r\n\r\n";
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

struct run {
    struct pipeline *pipeline;
    struct site *site;
    FILE *json;
    char *text;
    size_t n;
    int64_t now_us;
    uint32_t next[2]; /* sequence numbers */
    unsigned port;    /* the client's */
};

static void begin(struct run *r, bool with_site, struct store *store)
{
    struct err err = {""};
    struct sitefile_counts counts;
    char path[64];
    *r = (struct run){.now_us = INT64_C(1795176000000000), .next = {1000, 9000}, .port = 40000};
    if (with_site)
        r->site = sitefile_load(scratch_path(path, site_text, sizeof site_text - 1), stderr, &counts);
    cr_assert_eq(r->site != NULL, with_site);
    r->json = open_memstream(&r->text, &r->n);
    const struct pipeline_options options = {
        .site = r->site, .memory_bytes = MEMORY, .store = store, .json = r->json};
    r->pipeline = pipeline_open(&options, &err);
    cr_assert_not_null(r->pipeline, "%s", err.text);
    cr_assert_eq(pipeline_source(r->pipeline, "one.pcap", DLT_EN10MB, &err), 0);
}

static void finish(struct run *r)
{
    pipeline_close(r->pipeline);
    (void)fclose(r->json);
    free(r->text);
    site_free(r->site);
}

static void give_cut(struct run *r, struct frame *f, size_t captured)
{
    frame_fill_lengths(f);
    const struct source_frame frame = {
        .time_us = r->now_us, .captured = (uint32_t)captured, .wire = (uint32_t)f->n, .data = f->b};
    r->now_us += 1000;
    pipeline_frame(r->pipeline, &frame);
}

static void put_32(uint8_t *at, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* A segment of side 0 (10.0.0.1) or 1 (10.0.0.2:80), behind what the side has sent before. */
static void tcp(struct run *r, unsigned side, unsigned flags, const char *payload)
{
    struct frame f = {.n = 0};
    uint32_t length = (uint32_t)strlen(payload);
    frame_ether(&f, 0x0800);
    frame_ip4(&f, 6, 1);
    if (side == 1) {
        put_32(f.b + f.n - 8, 0x0a000002);
        put_32(f.b + f.n - 4, 0x0a000001);
    }
    frame_tcp(&f, side == 0 ? r->port : 80, side == 0 ? 80 : r->port, flags);
    put_32(f.b + f.n - 16, r->next[side]);
    put_32(f.b + f.n - 12, r->next[1 - side]);
    frame_put(&f, payload, length);
    r->next[side] += length + ((flags & (TCP_SYN | TCP_FIN)) != 0);
    give_cut(r, &f, f.n);
}

static void converse(struct run *r)
{
    tcp(r, 0, TCP_SYN, "");
    tcp(r, 1, TCP_SYN | TCP_ACK, "");
    tcp(r, 0, TCP_ACK, "");
    tcp(r, 0, TCP_ACK | TCP_PSH, request);
    tcp(r, 1, TCP_ACK | TCP_PSH, answer);
    tcp(r, 0, TCP_ACK | TCP_FIN, "");
    tcp(r, 1, TCP_ACK | TCP_FIN, "");
    tcp(r, 0, TCP_ACK, "");
}

static void arp(struct run *r)
{
    struct frame f = {.n = 0};
    frame_ether(&f, 0x0806);
    frame_zero(&f, 46);
    give_cut(r, &f, f.n);
}

static uint64_t count_of(const struct store_coverage *list, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].what, what) == 0)
            return list[i].count;
    cr_expect(false, "nothing is said of %s", what);
    return UINT64_MAX;
}

static uint64_t coverage(const struct pipeline_totals *t, const char *what)
{
    return count_of(t->coverage, t->coverage_count, what);
}

static uint64_t skipped(const struct pipeline_totals *t, const char *why)
{
    return count_of(t->skipped, t->skipped_count, why);
}

static void expect_in(const struct run *r, const char *part)
{
    cr_expect_not_null(strstr(r->text, part), "no %s in %s", part, r->text);
}

Test(pipeline, turns_frames_into_one_judged_record)
{
    struct run r;
    begin(&r, true, NULL);
    converse(&r);
    pipeline_end(r.pipeline);
    cr_assert_eq(strchr(r.text, '\n'), r.text + r.n - 1, "%s", r.text);
    static const char *const parts[] = {
        "{\"type\":\"flow\",\"file\":\"one.pcap\",\"id\":1,\"final\":true,"
        "\"first\":\"2026-11-20T12:00:00.000000Z\",\"last\":\"2026-11-20T12:00:00.007000Z\",",
        "\"client\":{\"ip\":\"10.0.0.1\",\"port\":40000},\"server\":{\"ip\":\"10.0.0.2\",\"port\":80},"
        "\"direction_known\":true,",
        "\"class\":\"HTTP\",\"basis\":\"content\",\"state\":\"established_data\",\"packets\":[5,3],",
        "\"detail\":{\"http\":[{\"method\":\"GET\",\"path\":\"/SMS_MP/"
        ".sms_aut?MPLIST\",\"host\":\"mp\",\"version\":\"1.1\",\"status\":200}]}",
        "\"site\":\"N01\",\"role\":\"MP\",\"verdict\":\"VIOLATION\",\"rule\":\"MODE-",
        "\"why\":\"",
        "\"community_id\":\"1:"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        expect_in(&r, parts[i]);
    finish(&r);
}

Test(pipeline, classifies_without_a_site_file_and_judges_nothing)
{
    struct run r;
    struct pipeline_totals t;
    begin(&r, false, NULL);
    converse(&r);
    pipeline_end(r.pipeline);
    expect_in(&r, "\"class\":\"HTTP\"");
    expect_in(&r, "\"verdict\":\"NOT_COVERED\",\"rule\":\"NC-HOSTS\"");
    pipeline_totals(r.pipeline, &t);
    cr_expect_eq(t.verdicts[VERDICT_NOT_COVERED], 1);
    cr_expect_eq(t.verdicts[VERDICT_VIOLATION], 0);
    finish(&r);
}

Test(pipeline, writes_the_database_too)
{
    char path[SAMPLE_PATH];
    struct run r;
    struct store *store = sample_open(sample_path(path, "run.db"));
    sample_begin(store);
    begin(&r, true, store);
    converse(&r);
    pipeline_end(r.pipeline);
    struct err err;
    cr_expect_not(pipeline_failed(r.pipeline, &err));
    finish(&r);
    sample_end(store, NULL);
    store_close(store);
    cr_expect_eq(sample_number(path, "SELECT count(*) FROM v_violation WHERE client_ip = '10.0.0.1' AND "
                                     "server_ip = '10.0.0.2' AND server_port = 80 AND class = 'HTTP'"),
                 1);
    cr_expect_eq(sample_number(path, "SELECT sum(flows) FROM v_traffic"), 1);
    sample_remove(path);
}

Test(pipeline, counts_every_frame_as_taken_or_skipped)
{
    struct run r;
    struct pipeline_totals t;
    struct frame whole = {.n = 0};
    begin(&r, true, NULL);
    converse(&r);
    arp(&r);
    arp(&r);
    frame_ether(&whole, 0x0800);
    frame_ip4(&whole, 17, 1);
    frame_udp(&whole, 1000, 2000);
    frame_zero(&whole, 100);
    give_cut(&r, &whole, 20);
    give_cut(&r, &whole, whole.n - 1);
    pipeline_end(r.pipeline);
    pipeline_totals(r.pipeline, &t);
    cr_expect_eq(t.packets, 12);
    cr_expect_eq(t.flows, 2);
    cr_expect_eq(t.bytes, 8 * 54 + strlen(request) + strlen(answer) + 2 * 60 + 2 * whole.n);
    cr_expect_eq(skipped(&t, "ethertype-0806"), 2);
    cr_expect_eq(skipped(&t, "ethertype"), 0, "each frame stands under one reason");
    cr_expect_eq(skipped(&t, "truncated"), 1);
    cr_expect_eq(skipped(&t, "fragment"), 0);
    cr_expect_eq(t.unreadable, 1);
    cr_expect_eq(t.truncated, 2);
    cr_expect_eq(coverage(&t, "unreadable-frames"), 1);
    cr_expect_eq(coverage(&t, "truncated-frames"), 2);
    cr_expect_eq(coverage(&t, "lost-bytes"), 0);
    finish(&r);
}

/* Each of these comes untagged from one VLAN of a mirror port and tagged from the other. */
static void give_in_two_vlans(struct run *r, unsigned copies, uint16_t id)
{
    for (unsigned i = 0; i < copies; i++) {
        struct frame f = {.n = 0};
        frame_ether(&f, i > 0 ? 0x8100 : 0x0800);
        if (i > 0) {
            frame_put(&f, "\0\7\10\0", 4);
        }
        frame_ip4(&f, 17, 1);
        f.b[f.n - 16] = (uint8_t)(id >> 8);
        f.b[f.n - 15] = (uint8_t)id;
        f.b[f.n - 12] = (uint8_t)(64 - i);
        frame_udp(&f, 1000, 2000);
        frame_zero(&f, 100);
        give_cut(r, &f, f.n);
    }
}

Test(pipeline, counts_a_frame_that_comes_twice_once)
{
    struct run r;
    struct pipeline_totals t;
    begin(&r, true, NULL);
    give_in_two_vlans(&r, 2, 77);
    give_in_two_vlans(&r, 3, 78);
    pipeline_end(r.pipeline);
    pipeline_totals(r.pipeline, &t);
    cr_expect_eq(t.packets, 5);
    cr_expect_eq(t.flows, 1);
    cr_expect_eq(t.duplicates, 3);
    cr_expect_eq(skipped(&t, "duplicate"), 3);
    cr_expect_eq(coverage(&t, "duplicate-frames"), 3);
    expect_in(&r, "\"packets\":[0,2]");
    finish(&r);
}

Test(pipeline, counts_what_was_lost_on_the_way)
{
    struct run r;
    struct pipeline_totals t;
    begin(&r, true, NULL);
    tcp(&r, 0, TCP_SYN, "");
    tcp(&r, 1, TCP_SYN | TCP_ACK, "");
    r.next[0] += 700;
    tcp(&r, 1, TCP_ACK, "");
    r.now_us += 1000000;
    tcp(&r, 1, TCP_ACK, "");
    pipeline_end(r.pipeline);
    pipeline_totals(r.pipeline, &t);
    cr_expect_eq(t.lost_bytes, 700, "%lu", t.lost_bytes);
    cr_expect_eq(coverage(&t, "lost-bytes"), 700);
    cr_expect_eq(coverage(&t, "holes-in-wanted-bytes"), 1);
    expect_in(&r, "\"lost\":700,");
    finish(&r);
}

Test(pipeline, skips_a_link_type_it_does_not_know)
{
    struct run r;
    struct err err;
    struct pipeline_totals t;
    begin(&r, false, NULL);
    cr_assert_eq(pipeline_source(r.pipeline, "user.pcap", DLT_USER0, &err), 0);
    converse(&r);
    pipeline_end(r.pipeline);
    pipeline_totals(r.pipeline, &t);
    cr_expect_eq(t.flows, 0);
    cr_expect_eq(skipped(&t, "linktype-147"), 8);
    cr_expect_eq(coverage(&t, "unknown-link-type"), 8);
    finish(&r);
}

Test(pipeline, names_the_capture_in_which_a_flow_began)
{
    struct run r;
    struct err err;
    char name[] = "two.pcap";
    begin(&r, false, NULL);
    tcp(&r, 0, TCP_SYN, "");
    cr_assert_eq(pipeline_source(r.pipeline, name, DLT_EN10MB, &err), 0);
    memset(name, 'x', sizeof name - 1);
    tcp(&r, 1, TCP_SYN | TCP_ACK, "");
    struct frame f = {.n = 0};
    frame_ether(&f, 0x0800);
    frame_ip4(&f, 17, 7);
    frame_udp(&f, 1000, 2000);
    give_cut(&r, &f, f.n);
    pipeline_end(r.pipeline);
    expect_in(&r, "\"file\":\"one.pcap\",\"id\":1,");
    expect_in(&r, "\"file\":\"two.pcap\",\"id\":2,");
    finish(&r);
}

Test(pipeline, takes_65536_captures_and_refuses_one_more)
{
    struct run r;
    struct err err = {""};
    begin(&r, false, NULL);
    for (unsigned i = 1; i <= UINT16_MAX; i++)
        cr_assert_eq(pipeline_source(r.pipeline, "more.pcap", DLT_EN10MB, &err), 0, "number %u", i + 1);
    cr_expect_eq(pipeline_source(r.pipeline, "last.pcap", DLT_EN10MB, &err), -1);
    cr_expect_str_eq(err.text, "more than 65536 captures in one run");
    tcp(&r, 0, TCP_SYN, "");
    pipeline_end(r.pipeline);
    expect_in(&r, "\"file\":\"more.pcap\",");
    finish(&r);
}

Test(pipeline, says_that_records_cannot_be_written)
{
    struct err err = {""};
    struct run r = {.now_us = 1, .next = {1000, 9000}, .port = 40000};
    r.json = fopen("/dev/full", "w");
    cr_assert_not_null(r.json);
    const struct pipeline_options options = {.memory_bytes = MEMORY, .json = r.json};
    r.pipeline = pipeline_open(&options, &err);
    cr_assert(r.pipeline != NULL && pipeline_source(r.pipeline, "one.pcap", DLT_EN10MB, &err) == 0);
    converse(&r);
    cr_expect_not(pipeline_failed(r.pipeline, &err));
    pipeline_end(r.pipeline);
    cr_expect(pipeline_failed(r.pipeline, &err));
    cr_expect_str_eq(err.text, "cannot write flow records: No space left on device");
    finish(&r);
}

Test(pipeline, says_that_the_database_failed)
{
    char path[SAMPLE_PATH];
    struct run r;
    struct err err = {""};
    const struct rlimit no_room = {0, 0};
    struct store *store = sample_open(sample_path(path, "full.db"));
    sample_begin(store);
    begin(&r, true, store);
    cr_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR && setrlimit(RLIMIT_FSIZE, &no_room) == 0);
    for (unsigned flows = 0; flows < 20000 && !pipeline_failed(r.pipeline, &err); flows++) {
        converse(&r);
        r.port++;
        r.now_us += 10000000;
    }
    cr_expect(pipeline_failed(r.pipeline, &err), "20,000 violations found room where there is none");
    cr_expect_not_null(strstr(err.text, "full.db"), "%s", err.text);
    finish(&r);
    store_close(store);
    sample_remove(path);
}

Test(pipeline, tells_how_far_it_is)
{
    struct run r;
    uint64_t packets, flows, violations;
    begin(&r, true, NULL);
    converse(&r);
    pipeline_so_far(r.pipeline, &packets, &flows, &violations);
    cr_expect(packets == 8 && flows == 1 && violations == 0, "%lu %lu %lu", packets, flows, violations);
    pipeline_end(r.pipeline);
    pipeline_so_far(r.pipeline, &packets, &flows, &violations);
    cr_expect(packets == 8 && flows == 1 && violations == 1, "%lu %lu %lu", packets, flows, violations);
    finish(&r);
}

Test(pipeline, shrugs_no_connection_off_when_memory_for_decoders_is_used_up)
{
    enum { CONNECTIONS = 6000, LONG = 600 };
    struct run r;
    struct pipeline_totals t;
    char question[2 * LONG] = "GET /SMS_DP_SMSPKGD$/";
    memset(question + strlen(question), 'a', LONG);
    memcpy(question + strlen(question), " HTTP/1.1\r\n\r\n", 14);
    begin(&r, true, NULL);
    for (unsigned n = 0; n < CONNECTIONS; n++) {
        r.port = 20000 + n;
        tcp(&r, 0, TCP_SYN, "");
        tcp(&r, 1, TCP_SYN | TCP_ACK, "");
        tcp(&r, 0, TCP_ACK | TCP_PSH, question);
    }
    pipeline_end(r.pipeline);
    pipeline_totals(r.pipeline, &t);
    uint64_t refused = coverage(&t, "flows-without-decoder");
    cr_expect(refused > 0, "there are more connections than decoder states");
    cr_expect_geq(t.verdicts[VERDICT_VIOLATION], CONNECTIONS - refused);
    cr_expect_eq(t.verdicts[VERDICT_VIOLATION] + t.verdicts[VERDICT_UNDETERMINABLE], CONNECTIONS);
    finish(&r);
}

/* Frames of all flow records, and those that are in none. */
static uint64_t accounted(struct run *r, const struct pipeline_totals *t)
{
    uint64_t sum = 0;
    (void)fflush(r->json);
    for (const char *at = r->text; at != NULL && (at = strstr(at, "\"packets\":[")) != NULL; at++) {
        char *end;
        sum += strtoull(at + 11, &end, 10);
        sum += strtoull(end + 1, NULL, 10);
    }
    for (size_t i = 0; i < t->skipped_count; i++)
        sum += t->skipped[i].count;
    return sum;
}

static void fragment(struct run *r, unsigned host, unsigned offset, bool more, size_t n)
{
    struct frame f = {.n = 0};
    frame_ether(&f, 0x0800);
    frame_ip4_options(&f, TRANSPORT_UDP, host, 0, offset / 8 | (more ? 0x2000U : 0U));
    if (offset == 0)
        frame_put(&f, "\x03\xe8\x07\xd0\0\0\0\0", 8);
    frame_zero(&f, offset == 0 ? n - 8 : n);
    give_cut(r, &f, f.n);
}

Test(pipeline, accounts_for_every_frame)
{
    struct run r;
    struct pipeline_totals t;
    begin(&r, true, NULL);
    converse(&r);
    arp(&r);
    for (unsigned host = 1; host < 200; host++) {
        fragment(&r, host, 0, true, 16);
        fragment(&r, host, 0, true, 16);
        fragment(&r, host, 16, host % 3 == 0, 8 + host % 5 * (host % 3 != 0));
        fragment(&r, host, 16, host % 3 == 0, 8);
    }
    pipeline_end(r.pipeline);
    pipeline_totals(r.pipeline, &t);
    cr_expect_eq(t.packets, 9 + 199 * 4);
    cr_expect_eq(accounted(&r, &t), t.packets);
    cr_expect_eq(skipped(&t, "ethertype-0806"), 1);
    cr_expect_eq(skipped(&t, "memory"), 0);
    cr_expect(skipped(&t, "fragment") > 0 && skipped(&t, "duplicate") > 0);
    cr_expect_eq(coverage(&t, "incomplete-datagrams"), 66 + 107);
    finish(&r);
}

/* With WIREAUDIT_CORPORA naming a folder of folders of captures: each of them. */
Test(pipeline, accounts_for_every_frame_of_the_corpora)
{
    const char *corpora = getenv("WIREAUDIT_CORPORA");
    struct source_list list = {NULL, 0};
    struct err err = {""};
    char folder[4096];
    static const char *const folders[] = {"dev", "malformed"};
    if (corpora == NULL)
        cr_skip_test("WIREAUDIT_CORPORA names no captures");
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        (void)snprintf(folder, sizeof folder, "%s/%s", corpora, folders[i]);
        (void)source_list_add(&list, folder, &err);
    }
    cr_assert(list.count > 0, "%s", err.text);
    for (size_t i = 0; i < list.count; i++) {
        struct run r;
        struct pipeline_totals t;
        struct source_frame frame;
        struct source *s = source_open(list.at[i].path, NULL, &err);
        if (s == NULL)
            continue;
        begin(&r, false, NULL);
        cr_assert_eq(pipeline_source(r.pipeline, list.at[i].path, source_link_type(s), &err), 0);
        while (source_next(s, &frame, &err) == SOURCE_FRAME)
            pipeline_frame(r.pipeline, &frame);
        pipeline_end(r.pipeline);
        pipeline_totals(r.pipeline, &t);
        cr_expect_eq(accounted(&r, &t), t.packets, "%s", list.at[i].path);
        source_close(s);
        finish(&r);
    }
    source_list_free(&list);
}
