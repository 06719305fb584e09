/* Input: a capture file. All stages, with the samples' site; every 32nd length with a database too. */
#include "cli/pipeline.h"

#include "tests/fuzz/fuzz.h"

enum { MEMORY = 16 << 20 };

static void check_json(const char *text, size_t n)
{
    fuzz_check(n == 0 || text[n - 1] == '\n', "records are whole lines");
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)text[i];
        fuzz_check(c >= 0x20 || c == '\n', "control characters are escaped");
        fuzz_check(c != '\n' || (i > 0 && text[i - 1] == '}'), "a line is an object");
        fuzz_check(c != '\n' || i + 1 == n || text[i + 1] == '{', "a line is an object");
    }
}

static void read_frames(struct pipeline *p, struct source *source)
{
    struct source_frame frame;
    struct err err;
    while (source_next(source, &frame, &err) == SOURCE_FRAME)
        pipeline_frame(p, &frame);
}

static void audit_source(struct source *source, struct store *store)
{
    struct err err = {""};
    char *text = NULL;
    size_t n = 0;
    FILE *json = open_memstream(&text, &n);
    const struct pipeline_options options = {
        .site = fuzz_site(), .memory_bytes = MEMORY, .store = store, .json = json};
    struct pipeline *p = pipeline_open(&options, &err);
    fuzz_check(p != NULL && pipeline_source(p, "fuzz", source_link_type(source), &err) == 0, err.text);
    read_frames(p, source);
    pipeline_end(p);
    struct pipeline_totals totals;
    pipeline_totals(p, &totals);
    fuzz_check(!pipeline_failed(p, &err), err.text);
    uint64_t verdicts = 0;
    for (unsigned i = 0; i < VERDICTS; i++)
        verdicts += totals.verdicts[i];
    fuzz_check(verdicts <= totals.flows, "no more verdicts than flows");
    pipeline_close(p);
    (void)fclose(json);
    check_json(text, n);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {""};
    enum store_failure why;
    char path[64];
    int fd = fuzz_file(data, size, path);
    struct source *source = source_open(path, NULL, &err);
    (void)close(fd);
    if (source == NULL) {
        fuzz_check(err.text[0] != '\0', "an error says something");
        return 0;
    }
    struct store *store = NULL;
    if (size % 32 == 0) {
        const struct store_run run = {.started_us = 1, .source = "fuzz", .version = "fuzz"};
        store = store_open(":memory:", &why, &err);
        fuzz_check(store != NULL && store_begin(store, &run, &err) == 0, err.text);
    }
    audit_source(source, store);
    const struct store_end end = {.ended_us = 2};
    fuzz_check(store == NULL || store_end(store, &end, &err) == 0, err.text);
    store_close(store);
    source_close(source);
    return 0;
}
