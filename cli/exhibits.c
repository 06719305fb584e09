#include "cli/exhibits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/escape.h"
#include "cli/exhibit.h"
#include "cli/exhibit_search.h"
#include "cli/pipeline.h"
#include "cli/say.h"

enum { NAME = 128 };

struct seen {
    char *path;
    struct stat st;
    uint64_t frames;
};

struct exhibits {
    const struct run_arguments *told;
    const volatile sig_atomic_t *stopped;
    struct exhibit_room room;
    struct seen *seen;
    size_t seen_count;
    struct exhibit *at;
    size_t count, most;
    uint64_t flows; /* of all, that are looked for */
    struct exhibit_search *search;
    const char *because; /* why packets may be missing, or "" */
};

int exhibits_open(const struct run_arguments *arguments, const volatile sig_atomic_t *stopped,
                  struct exhibits **out, struct err *err)
{
    *out = NULL;
    if (arguments->evidence == NULL)
        return 0;
    struct exhibits *e = calloc(1, sizeof *e);
    if (e == NULL)
        return err_set(err, "evidence: out of memory");
    *e = (struct exhibits){.told = arguments, .stopped = stopped, .because = ""};
    e->room = (struct exhibit_room){.left = arguments->evidence_bytes,
                                    .no_payload = arguments->no_payload,
                                    .filter = arguments->filter,
                                    .folder = exhibit_file_folder(arguments->evidence, err)};
    if (e->room.folder != NULL) {
        *out = e;
        return 0;
    }
    free(e);
    return -1;
}

void exhibits_close(struct exhibits *e)
{
    if (e == NULL)
        return;
    for (size_t i = 0; i < e->count; i++)
        if (e->at[i].begun)
            exhibit_file_drop(e->room.folder, &e->at[i].file);
    for (size_t i = 0; i < e->seen_count; i++)
        free(e->seen[i].path);
    exhibit_search_close(e->search);
    exhibit_file_close(e->room.folder);
    free(e->seen);
    free(e->at);
    free(e);
}

bool exhibits_cannot(const char *capture)
{
    struct stat st;
    if (strcmp(capture, "-") == 0)
        return true;
    return stat(capture, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

int exhibits_begins(struct exhibits *e, const char *path, struct err *err)
{
    if (e == NULL)
        return 0;
    struct seen *grown = reallocarray(e->seen, e->seen_count + 1, sizeof *grown);
    if (grown != NULL)
        e->seen = grown;
    char *copy = strdup(path);
    if (grown == NULL || copy == NULL) {
        free(copy);
        return err_set(err, "evidence: out of memory");
    }
    struct seen *s = &e->seen[e->seen_count++];
    *s = (struct seen){.path = copy};
    (void)stat(path, &s->st);
    return 0;
}

void exhibits_ended(struct exhibits *e, uint64_t frames)
{
    if (e != NULL)
        e->seen[e->seen_count - 1].frames = frames;
}

static int plan(void *context, const struct store_sampled *f, struct err *err)
{
    struct exhibits *e = context;
    if (e->count == e->most) {
        size_t most = e->most == 0 ? 64 : e->most * 2;
        struct exhibit *grown = reallocarray(e->at, most, sizeof *grown);
        if (grown == NULL)
            return err_set(err, "evidence: out of memory");
        e->at = grown;
        e->most = most;
    }
    if (!exhibit_plan(&e->at[e->count], &e->room, f))
        return 0;
    e->flows += f->count;
    return exhibit_search_want(e->search, f, e->count++, err);
}

static bool is_as_before(const struct seen *s)
{
    struct stat now;
    return stat(s->path, &now) == 0 && now.st_dev == s->st.st_dev && now.st_ino == s->st.st_ino &&
           now.st_size == s->st.st_size && now.st_mtim.tv_sec == s->st.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == s->st.st_mtim.tv_nsec;
}

static void say_changed(struct exhibits *e, const char *path)
{
    e->because = ", a capture changed meanwhile";
    say("%s: changed while it was audited, evidence may lack packets", path);
}

/* No more than the first pass read: a capture may grow, or be cut off in a place that is not the same. */
static uint64_t read_frames(struct exhibits *e, struct source *source, const struct seen *s,
                            struct progress *progress)
{
    struct source_frame frame;
    struct err ignored;
    uint64_t n = 0;
    while (n < s->frames && !*e->stopped && source_next(source, &frame, &ignored) == SOURCE_FRAME) {
        exhibit_search_frame(e->search, &frame, ++n);
        if ((n & 0xfff) == 0) {
            uint64_t done, size;
            source_progress(source, &done, &size);
            progress_draw(progress, done, n, e->flows, e->count);
        }
    }
    return n;
}

static void read_again(struct exhibits *e, const struct seen *s, struct progress *progress)
{
    char name[NAME];
    const char *slash = strrchr(s->path, '/'), *base = slash != NULL ? slash + 1 : s->path;
    struct err err;
    if (s->frames == 0)
        return;
    struct source *source = source_open_exact(s->path, e->told->filter, &err);
    if (source == NULL) {
        say_err(&err);
        say_changed(e, s->path);
        return;
    }
    (void)escape_shown(name, sizeof name, base, strlen(base));
    const struct exhibit_search_capture capture = {e->at, &e->room, name, source_link_type(source)};
    exhibit_search_begin(e->search, &capture);
    uint64_t frames = read_frames(e, source, s, progress);
    source_close(source);
    if (!*e->stopped && (frames < s->frames || !is_as_before(s)))
        say_changed(e, s->path);
    progress->done_before += (uint64_t)s->st.st_size;
}

struct told {
    uint64_t files, failed, lacking;
};

static int end_one(struct exhibits *e, struct exhibit *x, struct store *store, struct told *told,
                   struct err *err)
{
    static struct exhibit_end end;
    struct err why;
    int failed = exhibit_end(x, &e->room, e->told->evidence, e->because, &end, &why);
    x->begun = false;
    if (failed != 0 && told->failed++ == 0)
        say_err(&why);
    told->files += end.row.file != NULL;
    told->lacking += failed == 0 && (end.row.file == NULL || x->no_room > 0);
    return store_evidence(store, &end.row, err);
}

static int end_all(struct exhibits *e, struct store *store, struct told *told, struct err *err)
{
    char gap[160];
    uint64_t rest = 0;
    for (size_t i = 0; i < e->count; i++)
        if (end_one(e, &e->at[i], store, told, err) != 0)
            return -1;
    (void)snprintf(gap, sizeof gap,
                   "none kept: graver findings took the room (%" PRIu64 " bytes, %d findings)",
                   e->told->evidence_bytes, EXHIBITS_MOST);
    if (store_evidence_rest(store, gap, &rest, err) != 0)
        return -1;
    told->lacking += rest;
    return 0;
}

static void say_what_is_missing(const struct exhibits *e, const struct told *told)
{
    if (told->failed > 1)
        say("%s: %" PRIu64 " files of evidence could not be written", e->told->evidence, told->failed);
    if (told->lacking > 0)
        say("%s: %" PRIu64 " files of evidence, %" PRIu64
            " findings have none or not all; explain -d tells why",
            e->told->evidence, told->files, told->lacking);
}

static int search(struct exhibits *e, struct store *store, struct progress *progress, struct err *err)
{
    const struct exhibit_search_options options = {.memory_bytes = pipeline_fragments(e->told->memory_bytes),
                                                   .verify_checksums = e->told->verify_checksums,
                                                   .keep_duplicates = e->told->keep_duplicates};
    e->search = exhibit_search_open(&options, err);
    if (e->search == NULL || store_samples(store, EXHIBITS_MOST, plan, e, err) != 0)
        return -1;
    progress_start(progress, !progress->shown, progress->total);
    for (size_t i = 0; e->count > 0 && i < e->seen_count && !*e->stopped; i++)
        read_again(e, &e->seen[i], progress);
    progress_wipe(progress);
    if (*e->stopped) {
        e->because = ", stopped by a signal";
        say("%s: evidence may lack packets, stopped by a signal", e->told->evidence);
    }
    return 0;
}

int exhibits_keep(struct exhibits *e, struct store *store, struct progress *progress)
{
    struct told told = {0};
    struct err err;
    if (e == NULL)
        return 0;
    if (search(e, store, progress, &err) != 0 || end_all(e, store, &told, &err) != 0) {
        say_err(&err);
        return -1;
    }
    say_what_is_missing(e, &told);
    return told.failed > 0 || *e->stopped ? -1 : 0;
}
