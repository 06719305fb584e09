#include "report/query.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "report/query_sql.h"
#include "report/sound.h"
#include "store/db.h"
#include "store/dbfile.h"
#include "store/schema.h"

/*
 * A file whose pages lead to themselves has rows without end: no more rows are read than would fit into a
 * file of its size, and no more of SQLite's steps are made than this many for each of its bytes.
 */
enum {
    VALUE_MOST = 1 << 20,
    BUSY_MS = 2000,
    PULSE = 50000,
    ROW_BYTES = 8,
    ROWS_FREE = 100000,
    STEPS_A_BYTE = 20,
    STEPS_FREE = 100000000
};

struct query {
    sqlite3 *db;
    const struct report_options *options;
    const char *path;
    int64_t first_run, last_run, version;
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

static int open_sqlite(struct query *q, const char *path, struct err *err)
{
    char *name = dbfile_name(path);
    if (name == NULL)
        return err_set(err, "%s: out of memory", path);
    int result = sqlite3_open_v2(name, &q->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    free(name);
    if (result != SQLITE_OK)
        return db_fail(q->db, err);
    (void)sqlite3_busy_timeout(q->db, BUSY_MS);
    (void)sqlite3_db_config(q->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(q->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(q->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_limit(q->db, SQLITE_LIMIT_LENGTH, VALUE_MOST);
    (void)sqlite3_limit(q->db, SQLITE_LIMIT_ATTACHED, 0);
    set_limits(q, path);
    return db_exec(
        q->db,
        "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA ignore_check_constraints = ON; BEGIN",
        err);
}

static int judge_schema(struct query *q, const char *path, enum report_failure *why, struct err *err)
{
    enum schema_kind kind = schema_look(q->db, err);
    if (kind == SCHEMA_BROKEN)
        return -1;
    int genuine = kind == SCHEMA_OURS ? schema_genuine(q->db, err) : 0;
    if (genuine < 0)
        return -1;
    if (genuine == 1)
        return db_number(q->db, "PRAGMA user_version", &q->version, err);
    *why = REPORT_NOT_OURS;
    return err_set(err, "%s: not a database of this wireaudit: its tables or views are others", path);
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

static int open_file(struct query *q, const char *path, enum report_failure *why, struct err *err)
{
    switch (dbfile_look(path, err)) {
    case DBFILE_ABSENT:
        return err_set(err, "%s: no such database", path);
    case DBFILE_EMPTY:
        *why = REPORT_NOT_OURS;
        return err_set(err, "%s: not a database: the file is empty", path);
    case DBFILE_NOT_OURS:
        *why = REPORT_NOT_OURS;
        return -1;
    case DBFILE_FAILED:
        return -1;
    case DBFILE_OURS:
        break;
    }
    if (open_sqlite(q, path, err) < 0 || judge_schema(q, path, why, err) < 0)
        return -1;
    return choose_runs(q, path, err) < 0 ? -1 : check_site(q, path, err);
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
    if (open_file(q, path, why, err) == 0)
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
    (void)sqlite3_close(q->db);
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
    if (q->version < query_sql_since[what])
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
    return q->version;
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
