#include "store/merge.h"

#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store/db.h"
#include "store/merge_rows.h"
#include "store/pages.h"
#include "store/store.h"
#include "store/stranger.h"

enum { IDENTITY = 33 }; /* 16 bytes in hex */

/* Where a run was written first. */
struct origin {
    char identity[IDENTITY];
    int64_t run, started_us;
};

struct merging {
    struct upkeep here;
    struct stranger other;
    sqlite3 *from;                         /* it */
    int64_t version;                       /* of `from` */
    char ours[IDENTITY], theirs[IDENTITY]; /* identities; "" before version 3 */
    const struct upkeep_listener *listener;
    struct merge_result *result;
    sqlite3_stmt *runs, *their_origin, *own_run, *known, *add, *add_origin;
};

static bool is_identity(const char *text)
{
    return text != NULL && strlen(text) == IDENTITY - 1 &&
           strspn(text, "0123456789abcdef") == (size_t)IDENTITY - 1;
}

static int read_identity(sqlite3 *db, char out[IDENTITY], struct err *err)
{
    sqlite3_stmt *s = db_prepare(db, "SELECT min(name) FROM identity", err);
    if (s == NULL)
        return -1;
    const char *text = sqlite3_step(s) == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    bool good = is_identity(text);
    (void)snprintf(out, IDENTITY, "%s", good ? text : "");
    (void)sqlite3_finalize(s);
    return good ? 0 : err_set(err, "%s: it has no identity", sqlite3_db_filename(db, "main"));
}

enum { RUN, STARTED, ENDED, SOURCE, STATUS, REASON, VERSION, POLICY, SITE, FLOWS, COLUMNS = 14 };

static int prepare(struct merging *m, struct err *err)
{
    m->runs =
        db_prepare(m->from,
                   "SELECT run, started_us, ended_us, source, status, reason, version, policy, site_sha256,"
                   " flows, packets, bytes, kernel_drops, lost_bytes FROM run ORDER BY run",
                   err);
    m->own_run = db_prepare(m->here.db,
                            "SELECT run, status FROM run WHERE run = ? AND started_us = ? AND run NOT IN"
                            " (SELECT run FROM origin)",
                            err);
    m->known = db_prepare(m->here.db,
                          "SELECT run, status FROM origin JOIN run USING (run) WHERE identity = ? AND"
                          " their_run = ? AND origin.started_us = ?",
                          err);
    m->add = db_prepare(m->here.db,
                        "INSERT INTO run (started_us, ended_us, source, status, reason, version, policy,"
                        " site_sha256, flows, packets, bytes, kernel_drops, lost_bytes)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        err);
    m->add_origin = db_prepare(
        m->here.db, "INSERT INTO origin (run, identity, their_run, started_us) VALUES (?, ?, ?, ?)", err);
    if (m->version >= 3)
        m->their_origin =
            db_prepare(m->from, "SELECT identity, their_run, started_us FROM origin WHERE run = ?", err);
    return m->runs == NULL || m->own_run == NULL || m->known == NULL || m->add == NULL ||
                   m->add_origin == NULL || (m->version >= 3 && m->their_origin == NULL)
               ? -1
               : 0;
}

static void finish(struct merging *m)
{
    sqlite3_stmt *const all[] = {m->runs, m->their_origin, m->own_run, m->known, m->add, m->add_origin};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        (void)sqlite3_finalize(all[i]);
}

/* What stands for the identity of a database that has none: the first 16 bytes of SHA-256 over the run's
 * words, each behind a byte that tells whether it is there, with a NUL after it. */
static void words_identity(const struct merging *m, char out[IDENTITY])
{
    static const int words[] = {STARTED, SOURCE, VERSION, POLICY, SITE};
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&sha);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *text = (const char *)sqlite3_column_text(m->runs, words[i]);
        uint8_t there = text != NULL;
        sha256_update(&sha, 1, &there);
        if (text != NULL)
            sha256_update(&sha, strlen(text) + 1, (const uint8_t *)text);
    }
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; 2 * i + 1 < IDENTITY; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* The origin of the run that was read. -1 and err. */
static int origin_of(struct merging *m, struct origin *o, struct err *err)
{
    *o = (struct origin){.run = sqlite3_column_int64(m->runs, RUN),
                         .started_us = sqlite3_column_int64(m->runs, STARTED)};
    (void)snprintf(o->identity, sizeof o->identity, "%s", m->theirs);
    if (m->version < 3) {
        words_identity(m, o->identity);
        return 0;
    }
    db_bind_int(m->their_origin, 1, o->run);
    int result = sqlite3_step(m->their_origin), failed = 0;
    const char *identity =
        result == SQLITE_ROW ? (const char *)sqlite3_column_text(m->their_origin, 0) : NULL;
    if (result == SQLITE_ROW && !is_identity(identity))
        failed = err_set(err, "%s: run %" PRId64 " is of no known origin",
                         sqlite3_db_filename(m->from, "main"), o->run);
    if (result == SQLITE_ROW && failed == 0) {
        (void)snprintf(o->identity, sizeof o->identity, "%s", identity);
        o->run = sqlite3_column_int64(m->their_origin, 1);
        o->started_us = sqlite3_column_int64(m->their_origin, 2);
    }
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        failed = db_fail(m->from, err);
    (void)sqlite3_reset(m->their_origin);
    return failed;
}

/* A run here, or 0. */
struct here {
    int64_t run;
    bool interrupted;
};

static int look_up(struct merging *m, sqlite3_stmt *s, struct here *out, struct err *err)
{
    int result = sqlite3_step(s);
    if (result == SQLITE_ROW) {
        const char *status = (const char *)sqlite3_column_text(s, 1);
        out->run = sqlite3_column_int64(s, 0);
        out->interrupted = status != NULL && strcmp(status, "interrupted") == 0;
    }
    int failed = result == SQLITE_ROW || result == SQLITE_DONE ? 0 : db_fail(m->here.db, err);
    (void)sqlite3_reset(s);
    return failed;
}

static int look_up_origin(struct merging *m, const struct origin *o, struct here *out, struct err *err)
{
    db_bind_text(m->known, 1, o->identity);
    db_bind_int(m->known, 2, o->run);
    db_bind_int(m->known, 3, o->started_us);
    return look_up(m, m->known, out, err);
}

/* The same run, as one of our own, by its origin, or taken before its database had an identity. */
static int find(struct merging *m, const struct origin *o, struct here *out, struct err *err)
{
    struct origin words = *o;
    *out = (struct here){0};
    if (strcmp(o->identity, m->ours) == 0) {
        db_bind_int(m->own_run, 1, o->run);
        db_bind_int(m->own_run, 2, o->started_us);
        if (look_up(m, m->own_run, out, err) < 0)
            return -1;
    }
    if (out->run == 0 && look_up_origin(m, o, out, err) < 0)
        return -1;
    if (out->run != 0)
        return 0;
    words_identity(m, words.identity);
    return look_up_origin(m, &words, out, err);
}

static int take(struct merging *m, const struct origin *o, struct err *err)
{
    for (int i = 1; i < COLUMNS; i++)
        (void)sqlite3_bind_value(m->add, i, sqlite3_column_value(m->runs, i));
    if (db_run(m->add, err) < 0)
        return -1;
    const struct merge_rows rows = {.from = m->from,
                                    .to = m->here.db,
                                    .version = m->version,
                                    .theirs = sqlite3_column_int64(m->runs, RUN),
                                    .run = sqlite3_last_insert_rowid(m->here.db)};
    db_bind_int(m->add_origin, 1, rows.run);
    db_bind_text(m->add_origin, 2, o->identity);
    db_bind_int(m->add_origin, 3, o->run);
    db_bind_int(m->add_origin, 4, o->started_us);
    if (db_run(m->add_origin, err) < 0 || merge_rows(&rows, err) < 0)
        return -1;
    m->result->taken++;
    upkeep_say(m->listener, "run %" PRId64 " is run %" PRId64 " here", rows.theirs, rows.run);
    return 0;
}

static int remove_run(struct merging *m, int64_t run, struct err *err)
{
    sqlite3_stmt *s = db_prepare(m->here.db, "DELETE FROM run WHERE run = ?", err);
    if (s == NULL)
        return -1;
    db_bind_int(s, 1, run);
    int failed = db_run(s, err);
    (void)sqlite3_finalize(s);
    return failed;
}

static bool status_is(const struct merging *m, const char *status)
{
    const char *text = (const char *)sqlite3_column_text(m->runs, STATUS);
    return text != NULL && strcmp(text, status) == 0;
}

static int merge_run(struct merging *m, struct err *err)
{
    struct origin o;
    struct here here;
    int64_t theirs = sqlite3_column_int64(m->runs, RUN);
    if (status_is(m, "running")) {
        m->result->running++;
        upkeep_say(m->listener, "run %" PRId64 " has not ended, and is left out", theirs);
        return 0;
    }
    if (origin_of(m, &o, err) < 0 || find(m, &o, &here, err) < 0)
        return -1;
    if (here.run != 0 && (!here.interrupted || status_is(m, "interrupted"))) {
        m->result->known++;
        return 0;
    }
    if (here.run != 0) {
        m->result->replaced++;
        upkeep_say(m->listener, "run %" PRId64 " was interrupted here, and is replaced", here.run);
        if (remove_run(m, here.run, err) < 0)
            return -1;
    }
    return take(m, &o, err);
}

static int merge_all(struct merging *m, struct err *err)
{
    const struct merge_rows rules = {.from = m->from, .to = m->here.db};
    int result = SQLITE_ROW;
    if (db_exec(m->here.db, "BEGIN IMMEDIATE", err) < 0 || read_identity(m->here.db, m->ours, err) < 0 ||
        (m->version >= 3 && read_identity(m->from, m->theirs, err) < 0) || prepare(m, err) < 0 ||
        merge_rows_rules(&rules, err) < 0)
        return -1;
    while ((result = sqlite3_step(m->runs)) == SQLITE_ROW)
        if (merge_run(m, err) < 0)
            return -1;
    if (result != SQLITE_DONE)
        return db_fail(m->from, err);
    return db_exec(m->here.db, "COMMIT", err);
}

static bool same_file(const char *a, const char *b)
{
    struct stat one, two;
    return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* The database that takes may be new. */
static int make(const char *path, enum store_failure *why, struct err *err)
{
    struct stat at;
    if (stat(path, &at) == 0)
        return 0;
    struct store *made = store_open(path, why, err);
    store_close(made);
    return made == NULL ? -1 : 0;
}

int merge(const char *path, const char *other, const struct upkeep_listener *listener,
          struct merge_result *out, enum store_failure *why, struct err *err)
{
    struct merging m = {.here = {.claim = -1}, .listener = listener, .result = out};
    *out = (struct merge_result){0};
    *why = STORE_FAILED;
    if (same_file(path, other))
        return err_set(err, "%s: cannot be merged with itself", path);
    bool small;
    int failed = stranger_open(&m.other, other, why, err);
    if (failed == 0)
        failed = pages_check(m.other.db, other, &small, err);
    m.from = m.other.db;
    m.version = m.other.version;
    if (failed == 0 && (make(path, why, err) < 0 || upkeep_open(&m.here, path, why, err) < 0))
        failed = -1;
    if (failed == 0)
        failed = merge_all(&m, err);
    finish(&m);
    if (m.here.db != NULL)
        upkeep_close(&m.here);
    stranger_close(&m.other);
    return failed;
}
