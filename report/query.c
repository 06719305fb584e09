#include "report/query.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "report/query_sql.h"
#include "report/sound.h"
#include "store/db.h"
#include "store/stranger.h"

/*
 * A file whose pages lead to themselves has rows without end: no more rows are read than would fit into a
 * file of its size, and no more of SQLite's steps are made than this many for each of its bytes, which is
 * less than a stranger may ask for.
 */
enum { PULSE = 50000, ROW_BYTES = 8, ROWS_FREE = 100000, STEPS_A_BYTE = 20, STEPS_FREE = 100000000 };

struct query {
    struct stranger stranger;
    sqlite3 *db; /* its */
    const struct report_options *options;
    const char *path;
    int64_t first_run, last_run;
    sqlite3_stmt *idle[QUERY_WHATS]; /* for the next time */
    uint64_t rows, rows_most, steps, steps_most;
    void (*pulse)(void *context, uint64_t rows);
    void *pulse_context;
    struct report_outcome outcome;
    bool has_outcome, failed;
    struct err err;
};

struct query_rows {
    struct query *query;
    enum query_what what;
    sqlite3_stmt *statement;
    uint64_t rows;
    bool ended;
};

/* Not 0: enough. */
static int on_progress(void *context)
{
    struct query *q = context;
    q->steps += PULSE;
    if (q->pulse != NULL)
        q->pulse(q->pulse_context, q->rows);
    return q->steps > q->steps_most;
}

static uint64_t file_bytes(const char *path, const char *behind)
{
    char name[PATH_MAX];
    struct stat file;
    int n = snprintf(name, sizeof name, "%s%s", path, behind);
    return n < (int)sizeof name && stat(name, &file) == 0 && file.st_size > 0 ? (uint64_t)file.st_size : 0;
}

static void set_limits(struct query *q, const char *path)
{
    uint64_t bytes = file_bytes(path, "") + file_bytes(path, "-wal");
    q->rows_most = ROWS_FREE + bytes / ROW_BYTES;
    q->steps_most = STEPS_FREE + bytes * STEPS_A_BYTE;
    sqlite3_progress_handler(q->db, PULSE, on_progress, q);
}

void query_pulse(struct query *q, void (*pulse)(void *context, uint64_t rows), void *context)
{
    q->pulse = pulse;
    q->pulse_context = context;
}

static int choose_runs(struct query *q, const char *path, struct err *err)
{
    int64_t last = 0, wanted = q->options->run, found = 0;
    if (db_number(q->db, "SELECT coalesce(max(run), 0) FROM v_run", &last, err) < 0)
        return -1;
    if (last == 0)
        return err_set(err, "%s: no run is stored in it", path);
    q->first_run = wanted < 0 ? INT64_MIN : wanted == 0 ? last : wanted;
    q->last_run = wanted < 0 ? INT64_MAX : q->first_run;
    struct query_rows *runs = query_rows(q, QUERY_RUNS, NULL);
    found = query_next(runs);
    query_end(runs);
    if (query_failed(q, err) || sound_check(q->db, path, q->first_run, q->last_run, err) < 0)
        return -1;
    return found ? 0 : err_set(err, "%s: it has no run %lld", path, (long long)wanted);
}

static bool is_so(struct query *q, enum query_what what)
{
    struct query_rows *r = query_rows(q, what, NULL);
    bool so = query_next(r) && query_number(r, 0) != 0;
    query_end(r);
    return so;
}

/* Of a site that nobody knows, a report would say nothing, which looks like nothing to report. */
static int check_site(struct query *q, const char *path, struct err *err)
{
    if (q->options->site == NULL || is_so(q, QUERY_SITE) || is_so(q, QUERY_SITE_EXPECTED))
        return 0;
    return query_failed(q, err) ? -1
                                : err_set(err, "%s: no run of it knows a site %s", path, q->options->site);
}

static int open_stranger(struct query *q, const char *path, enum report_failure *why, struct err *err)
{
    enum store_failure reason;
    int failed = stranger_open(&q->stranger, path, &reason, err);
    q->db = q->stranger.db;
    if (failed != 0 && reason == STORE_NOT_OURS)
        *why = REPORT_NOT_OURS;
    if (failed == 0)
        set_limits(q, path);
    return failed;
}

struct query *query_open(const char *path, const struct report_options *options, enum report_failure *why,
                         struct err *err)
{
    *why = REPORT_FAILED;
    struct query *q = calloc(1, sizeof *q);
    if (q == NULL) {
        (void)err_set(err, "%s: out of memory", path);
        return NULL;
    }
    q->options = options;
    q->path = path;
    if (open_stranger(q, path, why, err) == 0 && choose_runs(q, path, err) == 0 &&
        check_site(q, path, err) == 0)
        return q;
    query_close(q);
    return NULL;
}

void query_close(struct query *q)
{
    if (q == NULL)
        return;
    for (unsigned what = 0; what < QUERY_WHATS; what++)
        (void)sqlite3_finalize(q->idle[what]);
    stranger_close(&q->stranger);
    free(q);
}

bool query_failed(const struct query *q, struct err *err)
{
    if (q->failed)
        *err = q->err;
    return q->failed;
}

void query_lacks_memory(struct query *q)
{
    if (!q->failed)
        (void)err_set(&q->err, "database: out of memory");
    q->failed = true;
}

const struct report_options *query_options(const struct query *q)
{
    return q->options;
}

const struct zone *query_zone(const struct query_rows *r)
{
    return &r->query->options->zone;
}

const char *query_path(const struct query *q)
{
    return q->path;
}

int64_t query_run(const struct query *q)
{
    return q->first_run;
}

bool query_all_runs(const struct query_rows *r)
{
    return r->query->options->run < 0;
}

static void bind(sqlite3_stmt *s, const char *name, int64_t n)
{
    int at = sqlite3_bind_parameter_index(s, name);
    if (at > 0)
        db_bind_int(s, at, n);
}

static void bind_text(sqlite3_stmt *s, const char *name, const char *text)
{
    int at = sqlite3_bind_parameter_index(s, name);
    if (at > 0)
        db_bind_text(s, at, text);
}

static sqlite3_stmt *prepared(struct query *q, enum query_what what)
{
    sqlite3_stmt *s = q->idle[what];
    q->idle[what] = NULL;
    return s != NULL ? s : db_prepare(q->db, query_sql[what], &q->err);
}

static struct query_rows *begin(struct query *q, enum query_what what, const char *rule, int64_t finding)
{
    if (q->stranger.version < query_sql_since[what])
        return NULL;
    struct query_rows *r = calloc(1, sizeof *r);
    sqlite3_stmt *s = q->failed || r == NULL ? NULL : prepared(q, what);
    if (s == NULL) {
        if (r == NULL)
            (void)err_set(&q->err, "database: out of memory");
        q->failed = true;
        free(r);
        return NULL;
    }
    bind(s, ":first", q->first_run);
    bind(s, ":last", q->last_run);
    bind(s, ":since", q->options->since_us);
    bind(s, ":until", q->options->until_us);
    bind(s, ":severity", (int64_t)q->options->severity);
    bind(s, ":finding", finding);
    bind_text(s, ":site", q->options->site);
    bind_text(s, ":rule", rule);
    *r = (struct query_rows){.query = q, .what = what, .statement = s};
    return r;
}

struct query_rows *query_rows(struct query *q, enum query_what what, const char *rule)
{
    return begin(q, what, rule, 0);
}

struct query_rows *query_about(struct query *q, enum query_what what, int64_t finding)
{
    return begin(q, what, NULL, finding);
}

int64_t query_version(const struct query *q)
{
    return q->stranger.version;
}

static bool fail(struct query *q)
{
    q->failed = true;
    return false;
}

bool query_next(struct query_rows *r)
{
    if (r == NULL || r->ended || r->query->failed)
        return false;
    struct query *q = r->query;
    int result = sqlite3_step(r->statement);
    r->ended = result == SQLITE_DONE;
    if (r->ended)
        return false;
    if (result != SQLITE_ROW) {
        if (result == SQLITE_INTERRUPT)
            (void)err_set(&q->err, "the database is damaged: it takes longer to read than its size allows");
        else
            (void)db_fail(q->db, &q->err);
        return fail(q);
    }
    q->rows++;
    if (++r->rows > q->rows_most) {
        (void)err_set(&q->err, "the database is damaged: it has more rows than its size allows");
        return fail(q);
    }
    return true;
}

void query_end(struct query_rows *r)
{
    if (r == NULL)
        return;
    struct query *q = r->query;
    if (q->idle[r->what] == NULL && sqlite3_reset(r->statement) == SQLITE_OK) {
        (void)sqlite3_clear_bindings(r->statement);
        q->idle[r->what] = r->statement;
    } else {
        (void)sqlite3_finalize(r->statement);
    }
    free(r);
}

const struct report_outcome *query_outcome(struct query *q)
{
    if (q->has_outcome)
        return &q->outcome;
    struct query_rows *r = query_rows(q, QUERY_OUTCOME, NULL);
    if (query_next(r)) {
        q->outcome = (struct report_outcome){.violations = (uint64_t)query_number(r, 0),
                                             .undetermined = (uint64_t)query_number(r, 1),
                                             .not_audited = (uint64_t)query_number(r, 2)};
        q->has_outcome = true;
    }
    query_end(r);
    return &q->outcome;
}

int query_columns(const struct query_rows *r)
{
    return r == NULL ? 0 : sqlite3_column_count(r->statement);
}

const char *query_column(const struct query_rows *r, int at)
{
    const char *name = sqlite3_column_name(r->statement, at);
    return name == NULL ? "" : name;
}

enum query_type query_type(const struct query_rows *r, int at)
{
    int type = sqlite3_column_type(r->statement, at);
    return type == SQLITE_NULL ? QUERY_NULL : type == SQLITE_INTEGER ? QUERY_NUMBER : QUERY_TEXT;
}

int64_t query_number(const struct query_rows *r, int at)
{
    return sqlite3_column_int64(r->statement, at);
}

const char *query_text(const struct query_rows *r, int at, size_t *length)
{
    const unsigned char *text = sqlite3_column_text(r->statement, at);
    if (length != NULL)
        *length = text == NULL ? 0 : (size_t)sqlite3_column_bytes(r->statement, at);
    return text == NULL ? "" : (const char *)text;
}
