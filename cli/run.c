#include "cli/run.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utc.h"
#include "cli/command.h"
#include "cli/exhibits.h"
#include "cli/pipeline.h"
#include "cli/progress.h"
#include "cli/record.h"
#include "cli/say.h"
#include "cli/settings.h"
#include "cli/sitefile.h"
#include "cli/waiving.h"

struct run {
    const struct run_arguments *arguments;
    struct source_list captures;
    struct site *site;
    char *warnings;          /* about the site file, one a line */
    struct waivers *waivers; /* NULL without a site file */
    struct store *store;
    struct exhibits *exhibits; /* or NULL */
    FILE *json;
    struct pipeline *pipeline;
    struct progress progress;
    int64_t started_us;
    unsigned read;              /* captures of which something was read */
    char sha256[SOURCE_SHA256]; /* of the capture at hand, or "" */
    char reason[512];           /* why the run is partial, "" when it is not */
    char described[1024];       /* the captures, as the run's source */
};

#define STOPPED "stopped by a signal"

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

/* The first reason counts. */
static void make_partial(struct run *r, const char *reason)
{
    if (r->arguments->survey != NULL)
        survey_partial(r->arguments->survey, reason);
    if (r->reason[0] == '\0')
        (void)snprintf(r->reason, sizeof r->reason, "%s", reason);
}

static void say_partial(struct run *r, const struct err *err)
{
    say_err(err);
    make_partial(r, err->text);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Every frame of one capture; returns how many. */
static uint64_t read_frames(struct run *r, struct source *source, enum source_result *how, struct err *err)
{
    struct source_frame frame;
    uint64_t frames = 0;
    while ((*how = source_next(source, &frame, err)) == SOURCE_FRAME && !stopped) {
        pipeline_frame(r->pipeline, &frame);
        if ((++frames & 0xfff) != 0)
            continue;
        uint64_t done, size, packets, flows, violations;
        struct err ignored;
        source_progress(source, &done, &size);
        pipeline_so_far(r->pipeline, &packets, &flows, &violations);
        progress_draw(&r->progress, done, packets, flows, violations);
        if (pipeline_failed(r->pipeline, &ignored))
            break;
    }
    return frames;
}

static uint64_t file_size(const char *path)
{
    struct stat st;
    return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static int store_capture(struct run *r, const char *path, uint64_t packets, const char *status,
                         const char *reason, struct err *err)
{
    const struct store_source row = {.file = path,
                                     .size = file_size(path),
                                     .packets = packets,
                                     .sha256 = r->sha256[0] != '\0' ? r->sha256 : NULL,
                                     .status = status,
                                     .reason = reason};
    return r->store == NULL ? 0 : store_source(r->store, &row, err);
}

/* The hash of a capture that was read; what was stopped is not read to its end for it. */
static void take_hash(struct run *r, const char *path, struct source *source)
{
    if (r->arguments->hash && !stopped && !source_sha256(source, r->sha256))
        say("%s: has no SHA-256: it was not read to its end", path);
}

/* -1 only when the run cannot go on; a capture that cannot be read makes it partial. */
static int read_capture(struct run *r, const char *path, struct err *err)
{
    struct err broken = {""};
    const struct run_arguments *a = r->arguments;
    if (exhibits_begins(r->exhibits, path, err) != 0)
        return -1;
    struct source *source =
        a->hash ? source_open_hashed(path, a->filter, &broken) : source_open(path, a->filter, &broken);
    r->sha256[0] = '\0';
    if (source == NULL) {
        if (stopped)
            (void)err_set(&broken, "%s: %s", path, STOPPED);
        say_partial(r, &broken);
        return store_capture(r, path, 0, "unreadable", broken.text, err);
    }
    const char *name = strcmp(path, "-") == 0 ? "-" : base_name(path);
    if (pipeline_source(r->pipeline, name, source_link_type(source), err) != 0) {
        source_close(source);
        return -1;
    }
    enum source_result how;
    uint64_t frames = read_frames(r, source, &how, &broken);
    progress_wipe(&r->progress);
    take_hash(r, path, source);
    source_close(source);
    exhibits_ended(r->exhibits, frames);
    r->read++;
    r->progress.done_before += file_size(path);
    if (a->verbose)
        say("%s: %" PRIu64 " packets", path, frames);
    if (how == SOURCE_END)
        return store_capture(r, path, frames, "complete", NULL, err);
    if (stopped || how == SOURCE_FRAME) {
        (void)err_set(&broken, "%s", stopped ? STOPPED : "results could not be written");
        make_partial(r, broken.text);
    } else {
        say_partial(r, &broken);
    }
    return store_capture(r, path, frames, "partial", broken.text, err);
}

static void describe(struct run *r)
{
    size_t length = 0;
    for (size_t i = 0; i < r->captures.count && length < sizeof r->described - 1; i++) {
        int n = snprintf(r->described + length, sizeof r->described - length, "%s%s", i > 0 ? ", " : "",
                         r->captures.at[i].path);
        length += n > 0 ? (size_t)n : 0;
    }
    if (length >= sizeof r->described)
        (void)snprintf(r->described, sizeof r->described, "%zu captures, %s and others", r->captures.count,
                       r->captures.at[0].path);
}

static int begin_run(struct run *r, enum store_failure *why, struct err *err)
{
    const char *pack = r->site != NULL ? r->site->pack : NULL;
    struct store_run run = {.started_us = r->started_us,
                            .source = r->described,
                            .version = WIREAUDIT_VERSION,
                            .policy = pack,
                            .site_sha256 = r->site != NULL ? r->site->sha256 : NULL,
                            .warnings = r->warnings};
    if (r->waivers != NULL)
        run.waivers = waivers_all(r->waivers, &run.waiver_count);
    if (strcmp(r->arguments->database, "none") == 0)
        return 0;
    if (pack != NULL)
        run.rules = audit_rules(pack, &run.rule_count);
    r->store = store_open(r->arguments->database, why, err);
    struct settings told = {0};
    int failed = r->store == NULL || settings_of_run(&told, r->arguments, r->site, err) < 0 ? -1 : 0;
    if (failed == 0 && r->site != NULL)
        failed = settings_of_expected(&told, r->site, err);
    run.settings = told.at;
    run.setting_count = told.count;
    run.expected = told.expected;
    run.expected_count = told.expected_count;
    if (failed == 0)
        failed = store_begin(r->store, &run, err);
    settings_free(&told);
    return failed;
}

/* --json a.pcap b.pcap: the file was forgotten, and the first capture would be lost. */
static bool is_capture(const char *path)
{
    struct stat st;
    int64_t first_us;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && source_probe(path, &first_us);
}

static int open_json(struct run *r, struct err *err)
{
    const char *path = r->arguments->json;
    if (path == NULL)
        return 0;
    if (is_capture(path))
        return err_set(err, "%s: is a capture, flow records do not overwrite it", path);
    r->json = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (r->json == NULL)
        return err_set(err, "%s: cannot write flow records: %s", path, strerror(errno));
    return 0;
}

static void write_run_record(const struct run *r, const struct pipeline_totals *t, int64_t ended_us)
{
    const struct record_run run = {.started_us = r->started_us,
                                   .ended_us = ended_us,
                                   .source = r->described,
                                   .policy = r->site != NULL ? r->site->pack : NULL,
                                   .site_sha256 = r->site != NULL ? r->site->sha256 : NULL,
                                   .packets = t->packets,
                                   .bytes = t->bytes,
                                   .flows = t->flows,
                                   .verdicts = t->verdicts,
                                   .truncated = t->truncated,
                                   .unreadable = t->unreadable,
                                   .skipped = t->skipped,
                                   .skipped_count = t->skipped_count,
                                   .lost_bytes = t->lost_bytes,
                                   .partial = r->reason[0] != '\0' ? r->reason : NULL};
    record_run(r->json, &run);
    (void)fflush(r->json);
}

static int end_run(struct run *r, const struct pipeline_totals *t, struct err *err)
{
    const struct store_end end = {.ended_us = utc_now_us(),
                                  .partial = r->reason[0] != '\0',
                                  .reason = r->reason[0] != '\0' ? r->reason : NULL,
                                  .packets = t->packets,
                                  .bytes = t->bytes,
                                  .flows = t->flows,
                                  .lost_bytes = t->lost_bytes,
                                  .coverage = t->coverage,
                                  .coverage_count = t->coverage_count};
    if (r->json != NULL)
        write_run_record(r, t, end.ended_us);
    bool unwritten = pipeline_failed(r->pipeline, err);
    if (r->store != NULL && store_end(r->store, &end, err) != 0)
        return -1;
    return unwritten ? -1 : 0;
}

static int status_of(const struct run *r, const struct pipeline_totals *t)
{
    if (r->read == 0)
        return STATUS_FAILED;
    if (r->arguments->exit_zero || r->arguments->survey != NULL)
        return STATUS_OK;
    if (t->verdicts[VERDICT_VIOLATION] > t->waived)
        return STATUS_VIOLATIONS;
    uint64_t open = t->verdicts[VERDICT_UNDETERMINABLE] + (r->reason[0] != '\0');
    for (size_t i = 0; i < t->coverage_count; i++)
        open += t->coverage[i].count;
    open -= t->duplicates;
    return open > 0 ? STATUS_NOT_PROVEN : STATUS_OK;
}

static int run_captures(struct run *r)
{
    struct err err;
    struct pipeline_totals totals;
    uint64_t bytes = 0;
    for (size_t i = 0; i < r->captures.count; i++)
        bytes += file_size(r->captures.at[i].path);
    progress_start(&r->progress, r->arguments->quiet, bytes);
    int failed = 0;
    size_t next = 0;
    while (next < r->captures.count && failed == 0 && !stopped) {
        failed = read_capture(r, r->captures.at[next++].path, &err);
        struct err ignored;
        if (pipeline_failed(r->pipeline, &ignored))
            break;
    }
    if (stopped && next < r->captures.count)
        make_partial(r, STOPPED);
    if (stopped)
        say("%s: the run is partial, and holds what was read until then", STOPPED);
    pipeline_end(r->pipeline);
    pipeline_totals(r->pipeline, &totals);
    struct err end_err;
    bool broken = failed != 0 || pipeline_failed(r->pipeline, &end_err);
    int unkept = broken ? 0 : exhibits_keep(r->exhibits, r->store, &r->progress);
    if (r->waivers != NULL && !r->arguments->quiet)
        waiving_end(r->waivers, totals.uses);
    if (end_run(r, &totals, &end_err) == 0 && failed == 0)
        return unkept == 0 ? status_of(r, &totals) : STATUS_FAILED;
    say_err(failed != 0 ? &err : &end_err);
    return STATUS_FAILED;
}

static int open_all(struct run *r)
{
    struct err err;
    enum store_failure why = STORE_FAILED;
    const struct run_arguments *a = r->arguments;
    describe(r);
    if (exhibits_open(a, &stopped, &r->exhibits, &err) != 0 || open_json(r, &err) != 0 ||
        begin_run(r, &why, &err) != 0) {
        say_err(&err);
        return why == STORE_NOT_OURS ? STATUS_BAD_INPUT : STATUS_FAILED;
    }
    const struct pipeline_options options = {.site = r->site,
                                             .waivers = r->waivers,
                                             .memory_bytes = a->memory_bytes,
                                             .verify_checksums = a->verify_checksums,
                                             .store = r->store,
                                             .json = r->json,
                                             .survey = a->survey,
                                             .keep_duplicates = a->keep_duplicates};
    r->pipeline = pipeline_open(&options, &err);
    if (r->pipeline == NULL) {
        say_err(&err);
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

static void release(struct run *r)
{
    pipeline_close(r->pipeline);
    exhibits_close(r->exhibits);
    store_close(r->store);
    if (r->json != NULL && r->json != stdout)
        (void)fclose(r->json);
    source_list_free(&r->captures);
    waivers_close(r->waivers);
    site_free(r->site);
    free(r->warnings);
}

static int load_site(struct run *r)
{
    struct sitefile_counts counts;
    size_t size;
    const char *waivers = r->arguments->waivers;
    if (r->arguments->site == NULL && waivers != NULL)
        say("%s: has no effect: without a site file (-c) nothing is judged, so nothing is waived", waivers);
    if (r->arguments->site == NULL)
        return STATUS_OK;
    FILE *told = open_memstream(&r->warnings, &size);
    if (told == NULL)
        return STATUS_FAILED;
    r->site = sitefile_load(r->arguments->site, told, &counts);
    bool sound =
        r->site != NULL && (waivers == NULL || sitefile_waivers(r->site, waivers, told, &counts) == 0);
    (void)fclose(told);
    (void)fputs(r->warnings, stderr);
    if (sound)
        r->waivers = waivers_open(r->site, r->started_us);
    if (r->waivers != NULL)
        return STATUS_OK;
    return counts.errors > 0 ? STATUS_BAD_INPUT : STATUS_FAILED;
}

int run_replay(const struct run_arguments *a, char **names, int count)
{
    struct run r = {.arguments = a, .started_us = utc_now_us()};
    struct sigaction action = {.sa_handler = stop};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    int status = load_site(&r);
    for (int i = 0; status == STATUS_OK && i < count; i++) {
        struct err err;
        if (source_list_add(&r.captures, names[i], &err) != 0)
            say_partial(&r, &err);
    }
    if (status == STATUS_OK && r.captures.count == 0)
        status = STATUS_FAILED;
    source_list_sort(&r.captures);
    if (status == STATUS_OK)
        status = open_all(&r);
    if (status == STATUS_OK)
        status = run_captures(&r);
    if (status != STATUS_FAILED && a->verbose && r.store != NULL && strcmp(a->database, ":memory:") != 0)
        say("results are in %s", a->database);
    release(&r);
    return status;
}
