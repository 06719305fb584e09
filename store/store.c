#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/batch.h"
#include "store/db.h"
#include "store/dbfile.h"
#include "store/minutes.h"
#include "store/missing.h"
#include "store/runs.h"
#include "store/samples.h"
#include "store/schema.h"
#include "store/traffic.h"
#include "store/violations.h"
#include "store/writer.h"

enum { BUSY_MS = 2000, SUMS_MS = 2000 };

struct store {
    sqlite3 *db;
    int claim;  /* -1: in memory */
    char *made; /* the file's name when it was created here and has no schema yet */
    int64_t run;
    bool failed;
    struct err why;
    struct batch batch;
    struct writer *writer; /* of the run */
    struct traffic traffic;
    struct violations violations;
    struct missing missing;
    struct minutes minutes;
    struct store_accounts accounts;
    struct store_waivers waivers;
    int64_t sums_ms;   /* when sums were last written */
    uint64_t overflow; /* flows of the run that were left out */
};

static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000;"
                               "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096";

/* A stranger's database is not run as code: no triggers, no functions in its schema. Rows refer to what was
 * written before them, so foreign keys are left to whoever deletes; and nobody asks for memory statistics. */
static int open_sqlite(struct store *s, const char *name, struct err *err)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(name, &s->db, flags, NULL) != SQLITE_OK)
        return db_fail(s->db, err);
    (void)sqlite3_busy_timeout(s->db, BUSY_MS);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    return db_exec(s->db, "PRAGMA foreign_keys = OFF", err);
}

static int open_file(struct store *s, const char *path, enum store_failure *why, struct err *err)
{
    enum dbfile_kind kind = dbfile_look(path, err);
    if (kind == DBFILE_NOT_OURS)
        *why = STORE_NOT_OURS;
    if (kind == DBFILE_NOT_OURS || kind == DBFILE_FAILED)
        return -1;
    char *name = dbfile_name(path);
    if (name == NULL)
        return err_set(err, "%s: out of memory", path);
    s->claim = dbfile_claim(path, err);
    int failed = s->claim < 0 ? -1 : open_sqlite(s, name, err);
    if (s->claim >= 0 && kind == DBFILE_ABSENT)
        s->made = name;
    else
        free(name);
    return failed;
}

static int make_ready(struct store *s, enum store_failure *why, struct err *err)
{
    enum schema_kind kind = schema_look(s->db, err);
    if (kind == SCHEMA_BROKEN)
        return -1;
    if (kind == SCHEMA_NEWER || kind == SCHEMA_OTHER) {
        *why = STORE_NOT_OURS;
        return err_set(err, "%s: not a database of this wireaudit", sqlite3_db_filename(s->db, "main"));
    }
    int genuine = kind == SCHEMA_OURS ? schema_genuine(s->db, err) : 1;
    if (genuine == 0) {
        *why = STORE_NOT_OURS;
        return err_set(err, "%s: not a database of this wireaudit: its tables or views are others",
                       sqlite3_db_filename(s->db, "main"));
    }
    return genuine < 0 || schema_prepare(s->db, err) < 0 ? -1 : runs_repair(s->db, err);
}

struct store *store_open(const char *path, enum store_failure *why, struct err *err)
{
    *why = STORE_FAILED;
    struct store *s = calloc(1, sizeof *s);
    if (s == NULL) {
        (void)err_set(err, "%s: out of memory", path);
        return NULL;
    }
    s->claim = -1;
    bool in_memory = strcmp(path, ":memory:") == 0;
    int failed = in_memory ? open_sqlite(s, path, err) : open_file(s, path, why, err);
    if (failed == 0)
        failed = make_ready(s, why, err);
    if (failed != 0) {
        store_close(s);
        return NULL;
    }
    free(s->made);
    s->made = NULL;
    return s;
}

static void end_statements(struct store *s)
{
    writer_close(s->writer);
    s->writer = NULL;
    batch_rollback(&s->batch);
    traffic_close(&s->traffic);
    violations_close(&s->violations);
    missing_close(&s->missing);
    minutes_close(&s->minutes);
    batch_close(&s->batch);
}

void store_close(struct store *s)
{
    if (s == NULL)
        return;
    end_statements(s);
    (void)sqlite3_close(s->db);
    if (s->made != NULL)
        (void)unlink(s->made);
    free(s->made);
    if (s->claim >= 0)
        (void)close(s->claim);
    free(s);
}

/* A failure stays: whatever was asked later is not done and says the same. */
static int fail(struct store *s, struct err *err)
{
    if (!s->failed) {
        s->failed = true;
        s->why = *err;
        end_statements(s);
    }
    *err = s->why;
    return -1;
}

static int start_writing(struct store *s, enum store_when_full when_full, struct err *err)
{
    s->writer = writer_open(&s->batch, when_full == STORE_DROPS ? WRITER_DROPS : WRITER_WAITS, err);
    if (s->writer == NULL)
        return -1;
    if (traffic_open(&s->traffic, s->writer, s->run, err) < 0 ||
        violations_open(&s->violations, s->writer, s->db, s->run, err) < 0 ||
        missing_open(&s->missing, s->writer, s->run, err) < 0)
        return -1;
    return minutes_open(&s->minutes, s->writer, s->run, err);
}

int store_begin(struct store *s, const struct store_run *run, struct err *err)
{
    if (s->failed)
        return fail(s, err);
    int64_t first_waiver = 0;
    end_statements(s);
    s->sums_ms = batch_now_ms();
    s->overflow = 0;
    if (db_exec(s->db, settings, err) < 0 || batch_open(&s->batch, s->db, err) < 0 ||
        runs_add(&s->batch, run, &s->run, err) < 0 || runs_add_rules(&s->batch, run, err) < 0 ||
        runs_add_warnings(&s->batch, s->run, run->warnings, err) < 0 ||
        runs_add_waivers(&s->batch, s->run, run, &first_waiver, err) < 0 ||
        runs_add_settings(&s->batch, s->run, run, err) < 0 ||
        runs_add_expected(&s->batch, s->run, run, err) < 0 || batch_commit(&s->batch, err) < 0 ||
        start_writing(s, run->when_full, err) < 0)
        return fail(s, err);
    s->violations.waivers = run->waivers;
    s->violations.first_waiver = first_waiver;
    return 0;
}

/* Once a run: what is not written flow by flow is added by this thread, while the writer rests. */
int store_source(struct store *s, const struct store_source *source, struct err *err)
{
    if (s->failed || writer_rest(s->writer, err) < 0 || runs_add_source(&s->batch, s->run, source, err) < 0 ||
        batch_commit(&s->batch, err) < 0)
        return fail(s, err);
    return 0;
}

static int write_sums(struct store *s, struct err *err)
{
    if (traffic_flush(&s->traffic, err) < 0 || missing_flush(&s->missing, err) < 0 ||
        minutes_flush(&s->minutes, err) < 0)
        return -1;
    return violations_flush(&s->violations, err) < 0 ? -1 : 0;
}

static int write_what_is_due(struct store *s, struct err *err)
{
    int64_t now_ms = batch_now_ms();
    if (now_ms - s->sums_ms >= SUMS_MS) {
        if (write_sums(s, err) < 0)
            return -1;
        s->sums_ms = now_ms;
    }
    return writer_tick(s->writer, now_ms, err);
}

void store_accounts(struct store *s, const struct store_accounts *accounts)
{
    s->accounts = *accounts;
}

void store_waivers(struct store *s, const struct store_waivers *waivers)
{
    s->waivers = *waivers;
}

int store_flow(struct store *s, const struct audited *a, const struct finding *f,
               const char *(*why)(void *context, const struct audited *a, const struct finding *f,
                                  char out[FINDING_WHY]),
               void *context, struct err *err)
{
    const struct violations_why sentence = {why, context, s->accounts, s->waivers};
    if (s->failed || traffic_add(&s->traffic, a, f, err) < 0 || missing_add(&s->missing, f, err) < 0 ||
        minutes_add(&s->minutes, a, f, err) < 0)
        return fail(s, err);
    if (f->verdict == VERDICT_VIOLATION && violations_add(&s->violations, a, f, &sentence, err) < 0)
        return fail(s, err);
    s->overflow = s->violations.left_out + s->traffic.left_out + s->missing.left_out + s->minutes.left_out;
    return write_what_is_due(s, err) < 0 ? fail(s, err) : 0;
}

/* A reader may hold the log just now; everything is committed, so the log may as well stay. */
static int put_log_away(struct store *s, struct err *err)
{
    static const char away[] = "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE";
    int code = sqlite3_exec(s->db, away, NULL, NULL, NULL) == SQLITE_OK ? SQLITE_OK : sqlite3_errcode(s->db);
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return 0;
    return db_fail(s->db, err);
}

uint64_t store_overflow(const struct store *s)
{
    return s->overflow;
}

static int write_the_rest(struct store *s, struct err *err)
{
    writer_hurry(s->writer);
    return write_sums(s, err) < 0 ? -1 : writer_rest(s->writer, err);
}

int store_samples(struct store *s, size_t most,
                  int (*take)(void *context, const struct store_sampled *finding, struct err *err),
                  void *context, struct err *err)
{
    if (s->failed || write_the_rest(s, err) < 0)
        return fail(s, err);
    return samples_each(s->db, s->run, most, take, context, err);
}

int store_evidence(struct store *s, const struct store_evidence *row, struct err *err)
{
    if (s->failed || samples_add(&s->batch, row, err) < 0)
        return fail(s, err);
    return 0;
}

int store_evidence_rest(struct store *s, const char *gap, uint64_t *count, struct err *err)
{
    if (s->failed || samples_add_rest(&s->batch, s->run, gap, count, err) < 0 ||
        batch_commit(&s->batch, err) < 0)
        return fail(s, err);
    return 0;
}

static int write_end(struct store *s, const struct store_end *end, struct err *err)
{
    const struct store_coverage overflow = {"store-overflow", s->overflow};
    const struct store_end of_store = {.coverage = &overflow, .coverage_count = 1};
    if (runs_add_coverage(&s->batch, s->run, end, err) < 0 ||
        runs_add_coverage(&s->batch, s->run, &of_store, err) < 0 || runs_end(&s->batch, s->run, end, err) < 0)
        return -1;
    return batch_commit(&s->batch, err);
}

int store_end(struct store *s, const struct store_end *end, struct err *err)
{
    if (s->failed || write_the_rest(s, err) < 0 || write_end(s, end, err) < 0)
        return fail(s, err);
    end_statements(s);
    return put_log_away(s, err) < 0 ? fail(s, err) : 0;
}
