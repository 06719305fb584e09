#include "report/query.h"

#include <assert.h>
#include <stdlib.h>

#include "store/db.h"
#include "store/dbfile.h"
#include "store/schema.h"

#define RUNS "run BETWEEN :first AND :last"
#define RANK                                                                                                 \
    "CASE severity WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 " \
    "END"
#define SITE "(:site IS NULL OR site = :site)"
#define FINDINGS                                                                                             \
    "v_finding WHERE " RUNS " AND last_us >= :since AND first_us <= :until AND " SITE " AND " RANK           \
    " >= :severity"
#define TRAFFIC "v_traffic WHERE " RUNS " AND " SITE
#define FINDING_COLUMNS                                                                                      \
    "run, finding, fingerprint, rule, severity, client_ip, server_ip, server_port, transport, class, site,"  \
    " role, occurrences, first_us, last_us, why, waived, evidence"
/* "UND-FACT" of "UND-FACT(http_roaming)" */
#define REASON "substr(rule, 1, instr(rule || '(', '(') - 1)"
#define WRITE                                                                                                \
    "'add ' || fact || ': ' || fact_values || ' to ' || object || ' ' || name ||"                            \
    " coalesce(' (' || place || ')', '')"
#define UND_FACT "'UND-FACT(' || fact || ')'"
#define NOTE_TITLE "(SELECT title FROM v_rule WHERE v_rule.rule = n.note)"
#define BY_SITE_AND_ROLE "site IS NULL, site, role IS NULL, role"

static const char *const statements[QUERY_WHATS] = {
    [QUERY_RUNS] = "SELECT run, started_us, ended_us, source, status, reason, version, policy, site_sha256,"
                   " packets, bytes, flows, kernel_drops, lost_bytes FROM v_run WHERE " RUNS " ORDER BY run",
    [QUERY_SOURCES] =
        "SELECT run, file, size, sha256, packets, status, reason FROM v_source WHERE " RUNS " ORDER BY run",
    [QUERY_SUMMARY] = "SELECT count(*) FILTER (WHERE waived IS NULL) AS findings,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'critical') AS critical,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'high') AS high,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'medium') AS medium,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'low') AS low,"
                      " count(*) FILTER (WHERE waived IS NULL AND severity = 'info') AS info,"
                      " coalesce(sum(occurrences) FILTER (WHERE waived IS NULL), 0) AS flows,"
                      " count(waived) AS waived FROM " FINDINGS,
    [QUERY_VERDICTS] =
        "SELECT site, role, coalesce(sum(flows) FILTER (WHERE verdict = 'COMPLIANT'), 0) AS compliant,"
        " coalesce(sum(flows) FILTER (WHERE verdict = 'VIOLATION'), 0) AS violation,"
        " coalesce(sum(flows) FILTER (WHERE verdict = 'NOT_COVERED'), 0) AS not_covered,"
        " coalesce(sum(flows) FILTER (WHERE verdict = 'UNDETERMINABLE'), 0) AS undeterminable,"
        " sum(flows) AS flows FROM " TRAFFIC " GROUP BY site, role ORDER BY " BY_SITE_AND_ROLE,
    [QUERY_TRAFFIC] = "SELECT site, role, verdict, sum(flows) AS flows, sum(bytes) AS bytes FROM " TRAFFIC
                      " GROUP BY site, role, verdict ORDER BY " BY_SITE_AND_ROLE ", verdict",
    [QUERY_BROKEN_RULES] =
        "SELECT b.rule, CASE b.rank WHEN 4 THEN 'critical' WHEN 3 THEN 'high' WHEN 2 THEN 'medium'"
        " WHEN 1 THEN 'low' ELSE 'info' END AS severity, r.title, r.source, r.remedy, b.findings, b.clients,"
        " b.servers, b.flows FROM (SELECT rule, max(" RANK ") AS rank, count(*) AS findings,"
        " count(DISTINCT client_ip) AS clients, count(DISTINCT server_ip) AS servers,"
        " sum(occurrences) AS flows FROM " FINDINGS " AND waived IS NULL GROUP BY rule) AS b"
        " LEFT JOIN v_rule AS r USING (rule) ORDER BY b.rank DESC, b.flows DESC, b.rule",
    [QUERY_WORST] = "SELECT " FINDING_COLUMNS " FROM " FINDINGS " AND waived IS NULL AND rule = :rule"
                    " ORDER BY " RANK " DESC, occurrences DESC, finding",
    [QUERY_FINDINGS] = "SELECT " FINDING_COLUMNS " FROM " FINDINGS " ORDER BY " RANK " DESC, rule, finding",
    [QUERY_UNDETERMINED] =
        "SELECT t.rule, r.title, sum(t.flows) AS flows, count(DISTINCT t.server_ip) AS servers, r.remedy FROM"
        " (SELECT rule, " REASON " AS reason, server_ip, flows FROM " TRAFFIC
        " AND verdict = 'UNDETERMINABLE') AS t LEFT JOIN v_rule AS r"
        " ON r.rule = t.reason GROUP BY t.rule ORDER BY sum(t.flows) DESC, t.rule",
    [QUERY_OPEN_PAIRS] =
        "SELECT client_net, server_ip, server_port, transport, class, site, role, sum(flows) AS flows "
        "FROM " TRAFFIC
        " AND verdict = 'UNDETERMINABLE' AND rule = :rule GROUP BY client_net, server_ip, server_port,"
        " transport, class, site, role ORDER BY sum(flows) DESC, server_ip, server_port, client_net",
    [QUERY_MISSING] =
        "SELECT " UND_FACT " AS rule, fact, object, name, fact_values, place, sum(flows) AS flows,"
        " " WRITE " AS write FROM v_missing WHERE " RUNS " AND " SITE " AND (:rule IS NULL OR " UND_FACT
        " = :rule)"
        " GROUP BY fact, object, name, fact_values, place ORDER BY sum(flows) DESC, fact, name",
    [QUERY_NOTES] = "SELECT note, " NOTE_TITLE " AS title, sum(flows) AS flows,"
                    " count(DISTINCT server_ip) AS servers FROM v_note AS n WHERE " RUNS " AND " SITE
                    " GROUP BY note ORDER BY sum(flows) DESC, note",
    [QUERY_ANY_ROLE] =
        "SELECT t.server_ip, t.site, n.flows AS any_role, t.judged, 100 * n.flows / max(t.judged, 1) AS "
        "percent"
        " FROM (SELECT server_ip, site, sum(flows) AS flows FROM v_note WHERE " RUNS " AND " SITE
        " AND note = 'any-role' GROUP BY server_ip, site) AS n"
        " JOIN (SELECT server_ip, site, sum(flows) AS judged FROM " TRAFFIC
        " AND verdict <> 'NOT_COVERED' GROUP BY server_ip, site) AS t"
        " ON t.server_ip = n.server_ip AND t.site IS n.site ORDER BY n.flows DESC, t.server_ip",
    [QUERY_WARNINGS] =
        "SELECT run, substr(text, 1, 4096) AS text FROM v_warning WHERE " RUNS " ORDER BY run, warning",
    [QUERY_EXTRA] =
        "SELECT run, NULL AS finding, NULL AS fingerprint, note AS rule, 'info' AS severity, NULL AS "
        "client_ip,"
        " server_ip, server_port, transport, class, site, role, sum(flows) AS occurrences, NULL AS first_us,"
        " NULL AS last_us, coalesce(" NOTE_TITLE ", 'a note on flows, see explain ' || note) AS why,"
        " NULL AS waived, NULL AS evidence FROM v_note AS n WHERE " RUNS " AND " SITE " AND :severity = 0"
        " GROUP BY run, note, server_ip, server_port, transport, class, site, role"
        " UNION ALL SELECT run, NULL, NULL, " UND_FACT ", NULL, NULL, NULL, NULL, NULL, NULL, site, NULL,"
        " sum(flows), NULL, NULL, " WRITE ", NULL, NULL FROM v_missing WHERE " RUNS " AND " SITE
        " AND :severity = 0 GROUP BY run, fact, object, name, fact_values, place, site"
        " ORDER BY 5 DESC, 4, 1, 7, 8",
    [QUERY_FINDING] = "SELECT f.run, finding, fingerprint, rule, severity, client_ip, server_ip, server_port,"
                      " transport, class, site, role, occurrences, first_us, last_us, substr(why, 1, 4096),"
                      " waived, evidence, substr(r.source, 1, 1024), r.site_sha256"
                      " FROM v_finding AS f LEFT JOIN v_run AS r ON r.run = f.run WHERE finding = :finding",
    [QUERY_ACCOUNT] = "SELECT substr(part, 1, 16), substr(name, 1, 32), substr(value, 1, 1024),"
                      " substr(basis, 1, 32), substr(place, 1, 1024)"
                      " FROM v_account WHERE finding = :finding ORDER BY line LIMIT 256",
    [QUERY_PAIRS] = "SELECT client_net, server_ip, server_port, transport, class, site, role, rule,"
                    " sum(flows) AS flows FROM " TRAFFIC
                    " GROUP BY client_net, server_ip, server_port, transport, class, site, role, rule"
                    " ORDER BY server_ip, server_port, client_net, transport, class, site, role, rule",
    [QUERY_COVERAGE] = "SELECT run, what, count FROM v_coverage WHERE " RUNS " ORDER BY run, what",
    [QUERY_NOT_AUDITED] =
        "SELECT what, sum(count) AS count FROM v_coverage WHERE " RUNS
        " AND what <> 'duplicate-frames' GROUP BY what HAVING sum(count) > 0 ORDER BY sum(count) DESC, what",
    [QUERY_RULES] = "SELECT rule, title, severity, source, rationale, remedy FROM v_rule WHERE rule IN"
                    " (SELECT " REASON " FROM " TRAFFIC " UNION SELECT rule FROM " FINDINGS ") ORDER BY rule",
    [QUERY_OUTCOME] =
        "SELECT (SELECT count(*) FROM " FINDINGS " AND waived IS NULL) AS violations,"
        " (SELECT coalesce(sum(flows), 0) FROM " TRAFFIC " AND verdict = 'UNDETERMINABLE') AS undetermined,"
        " (SELECT coalesce(sum(count), 0) FROM v_coverage WHERE " RUNS " AND what <> 'duplicate-frames')"
        " + (SELECT count(*) FROM v_run WHERE " RUNS " AND status <> 'complete') AS not_audited",
};

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

/* What older databases do not have. */
static bool is_kept(const struct query *q, enum query_what what)
{
    bool recent = what == QUERY_MISSING || what == QUERY_NOTES || what == QUERY_ANY_ROLE ||
                  what == QUERY_WARNINGS || what == QUERY_EXTRA || what == QUERY_ACCOUNT;
    return !recent || q->version >= 2;
}

static struct query_rows *begin(struct query *q, enum query_what what, const char *rule, int64_t finding)
{
    if (!is_kept(q, what))
        return NULL;
    struct query_rows *r = calloc(1, sizeof *r);
    sqlite3_stmt *s = q->failed || r == NULL ? NULL : db_prepare(q->db, statements[what], &q->err);
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
