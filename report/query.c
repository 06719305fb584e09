#include "report/query.h"

#include <assert.h>
#include <stdlib.h>

#include "report/query_sql.h"
#include "store/db.h"
#include "store/dbfile.h"
#include "store/schema.h"

enum { VALUE_MOST = 1 << 20, BUSY_MS = 2000 };

struct query {
    sqlite3 *db;
    const struct report_options *options;
    int64_t first_run, last_run, version;
    bool failed;
    struct err err;
};

struct query_rows {
    struct query *query;
    sqlite3_stmt *statement;
};

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
    return db_exec(q->db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; BEGIN", err);
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
    if (query_failed(q, err))
        return -1;
    return found ? 0 : err_set(err, "%s: it has no run %lld", path, (long long)wanted);
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
    return choose_runs(q, path, err);
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
    if (open_file(q, path, why, err) == 0)
        return q;
    query_close(q);
    return NULL;
}

void query_close(struct query *q)
{
    if (q == NULL)
        return;
    (void)sqlite3_close(q->db);
    free(q);
}

bool query_failed(const struct query *q, struct err *err)
{
    if (q->failed)
        *err = q->err;
    return q->failed;
}

const struct report_options *query_options(const struct query *q)
{
    return q->options;
}

const struct zone *query_zone(const struct query_rows *r)
{
    return &r->query->options->zone;
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

static struct query_rows *begin(struct query *q, enum query_what what, const char *rule, int64_t finding)
{
    if (q->version < query_sql_since[what])
        return NULL;
    struct query_rows *r = calloc(1, sizeof *r);
    sqlite3_stmt *s = q->failed || r == NULL ? NULL : db_prepare(q->db, query_sql[what], &q->err);
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
    *r = (struct query_rows){q, s};
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

bool query_next(struct query_rows *r)
{
    if (r == NULL)
        return false;
    int result = sqlite3_step(r->statement);
    if (result == SQLITE_ROW)
        return true;
    if (result != SQLITE_DONE) {
        (void)db_fail(r->query->db, &r->query->err);
        r->query->failed = true;
    }
    return false;
}

void query_end(struct query_rows *r)
{
    if (r == NULL)
        return;
    (void)sqlite3_finalize(r->statement);
    free(r);
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
