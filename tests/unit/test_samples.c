#include "store/samples.h"

#include <criterion/criterion.h>
#include <string.h>

#include "sample_run.h"

enum { TAKEN = 8 };

static char path[SAMPLE_PATH];
static struct store *s;
static struct store_sampled taken[TAKEN];
static char rules[TAKEN][32], clients[TAKEN][64], whys[TAKEN][STORE_SAMPLES][32];
static size_t taken_count;

static void begin(void)
{
    s = sample_open(sample_path(path, "a.db"));
    sample_begin(s);
    taken_count = 0;
}

static void end(void)
{
    store_close(s);
    sample_remove(path);
}

TestSuite(samples, .init = begin, .fini = end);

static void put_flow(unsigned flow, unsigned client, enum severity severity, uint64_t bytes)
{
    struct audited a;
    struct finding f;
    sample_flow(&a, &f, flow, client);
    a.bytes[0] = bytes;
    a.bytes[1] = 0;
    f.severity = severity;
    sample_put(s, &a, &f);
}

static int take(void *context, const struct store_sampled *f, struct err *err)
{
    if (context != NULL)
        return err_set(err, "enough");
    cr_assert(taken_count < TAKEN);
    taken[taken_count] = *f;
    (void)snprintf(rules[taken_count], sizeof rules[0], "%s", f->rule);
    (void)snprintf(clients[taken_count], sizeof clients[0], "%s", f->client);
    for (size_t i = 0; i < f->count; i++)
        (void)snprintf(whys[taken_count][i], sizeof whys[0][0], "%s", f->sample[i].why);
    taken_count++;
    return 0;
}

static void take_all(size_t most)
{
    struct err err = {""};
    taken_count = 0;
    cr_assert_eq(store_samples(s, most, take, NULL, &err), 0, "%s", err.text);
}

static void expect(size_t finding, size_t at, uint64_t flow, const char *why)
{
    cr_assert(at < taken[finding].count);
    cr_expect_eq(taken[finding].sample[at].flow, flow, "%zu %zu", finding, at);
    cr_expect_str_eq(whys[finding][at], why);
}

Test(samples, are_the_first_the_gravest_and_the_newest_flow)
{
    for (unsigned flow = 1; flow <= 9; flow++)
        put_flow(flow, 1, flow == 4 ? SEVERITY_CRITICAL : SEVERITY_HIGH, 100);
    take_all(10);
    cr_assert_eq(taken_count, 1);
    cr_expect(taken[0].run == 1 && taken[0].finding == 1 && taken[0].flows == 9 && taken[0].count == 3);
    cr_expect(strcmp(rules[0], "MODE-02") == 0 && strcmp(clients[0], "10.1.5.1") == 0);
    cr_expect_eq(taken[0].server_port, 80);
    expect(0, 0, 1, "the first");
    expect(0, 1, 4, "the gravest");
    expect(0, 2, 9, "the newest");
    const struct store_sample *sample = &taken[0].sample[1];
    cr_expect(sample->client_port == 50004 && sample->bytes == 100);
    cr_expect(sample->first_us == 1795176004000000 && sample->last_us == 1795176005000000);
}

Test(samples, are_large_where_all_are_equally_grave)
{
    for (unsigned flow = 1; flow <= 5; flow++)
        put_flow(flow, 1, SEVERITY_HIGH, flow == 3 ? 5000 : 100);
    take_all(10);
    expect(0, 0, 1, "the first");
    expect(0, 1, 3, "the largest of the others");
    expect(0, 2, 5, "the newest");
}

Test(samples, are_no_more_than_there_are_flows)
{
    put_flow(7, 1, SEVERITY_HIGH, 1);
    put_flow(8, 2, SEVERITY_HIGH, 1);
    put_flow(9, 2, SEVERITY_HIGH, 1);
    take_all(10);
    cr_assert_eq(taken_count, 2);
    cr_expect_eq(taken[0].count, 1);
    expect(0, 0, 7, "the only one");
    cr_expect_eq(taken[1].count, 2);
    expect(1, 0, 8, "the first");
    expect(1, 1, 9, "the largest of the others");
}

Test(samples, are_told_gravest_finding_first)
{
    static const enum severity severity[] = {SEVERITY_LOW, SEVERITY_CRITICAL, SEVERITY_INFO, SEVERITY_HIGH};
    for (unsigned i = 0; i < 4; i++)
        put_flow(1 + i, 1 + i, severity[i], 1);
    take_all(3);
    cr_assert_eq(taken_count, 3);
    cr_expect(taken[0].finding == 2 && taken[1].finding == 4 && taken[2].finding == 1);
}

Test(samples, stop_when_nobody_takes_them)
{
    struct err err = {""};
    put_flow(1, 1, SEVERITY_LOW, 1);
    cr_expect_eq(store_samples(s, 10, take, &err, &err), -1);
    cr_expect_str_eq(err.text, "enough");
    take_all(10);
    cr_expect_eq(taken_count, 1);
}

Test(samples, leave_rows_of_what_became_of_them)
{
    struct err err = {""};
    uint64_t rest = 0;
    char text[4096];
    for (unsigned i = 1; i <= 4; i++)
        put_flow(i, i, SEVERITY_HIGH, 1);
    take_all(2);
    const struct store_evidence kept = {
        .finding = 1, .file = "E/r1-f1.pcapng", .sha256 = "ab", .flows = 1, .packets = 2, .bytes = 3};
    const struct store_evidence lost = {.finding = 2, .gap = "no room"};
    cr_assert_eq(store_evidence(s, &kept, &err), 0, "%s", err.text);
    cr_assert_eq(store_evidence(s, &lost, &err), 0, "%s", err.text);
    cr_assert_eq(store_evidence_rest(s, "too many", &rest, &err), 0, "%s", err.text);
    cr_expect_eq(rest, 2);
    sample_end(s, NULL);
    cr_expect_str_eq(sample_text(path,
                                 "SELECT group_concat(finding || ':' || coalesce(file, '-') || ':' || "
                                 "coalesce(gap, '-') || ':' || packets, ' ') FROM v_evidence",
                                 text),
                     "1:E/r1-f1.pcapng:-:2 2:-:no room:0 3:-:too many:0 4:-:too many:0");
    cr_expect_str_eq(
        sample_text(path, "SELECT group_concat(coalesce(evidence, '-'), ' ') FROM v_finding", text),
        "E/r1-f1.pcapng - - -");
}
