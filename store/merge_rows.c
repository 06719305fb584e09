#include "store/merge_rows.h"

#include <stdbool.h>
#include <stddef.h>

#include "store/db.h"

enum { SPAN_MOST = 1 << 30 };

/* Numbers of theirs from least to most become others, in the same order. */
struct numbers {
    int64_t least, most, shift;
};

struct copying {
    const struct merge_rows *m;
    sqlite3_stmt *read, *write;
};

static int open_copying(struct copying *c, const struct merge_rows *m, const char *read, const char *write,
                        struct err *err)
{
    *c = (struct copying){.m = m};
    c->read = db_prepare(m->from, read, err);
    c->write = c->read == NULL ? NULL : db_prepare(m->to, write, err);
    return c->write == NULL ? -1 : 0;
}

static void close_copying(struct copying *c)
{
    (void)sqlite3_finalize(c->read);
    (void)sqlite3_finalize(c->write);
}

/* 1: a row was read, 0: no more; -1 and err. */
static int next(const struct copying *c, struct err *err)
{
    int result = sqlite3_step(c->read);
    if (result == SQLITE_ROW)
        return 1;
    return result == SQLITE_DONE ? 0 : db_fail(c->m->from, err);
}

static void bind_column(const struct copying *c, int at, int column)
{
    (void)sqlite3_bind_value(c->write, at, sqlite3_column_value(c->read, column));
}

/* Columns of the row that was read, from `first` on, to the parameters from `at` on. */
static void bind_columns(const struct copying *c, int at, int first)
{
    for (int i = first; i < sqlite3_column_count(c->read); i++)
        bind_column(c, at++, i);
}

#define COPY(since, table, columns, marks, order)                                                            \
    {                                                                                                        \
        since, "SELECT " columns " FROM " table " WHERE run = ?" order,                                      \
            "INSERT INTO " table " (run, " columns ") VALUES (?, " marks ")"                                 \
    }

/* Tables whose rows have a run, and no number that others refer to. */
static const struct {
    int64_t since; /* version */
    const char *read, *write;
} plain[] = {
    COPY(1, "source", "file, size, sha256, packets, status, reason", "?, ?, ?, ?, ?, ?", " ORDER BY source"),
    COPY(1, "traffic",
         "server_ip, server_port, client_net, transport, class, site, role, verdict, rule, flows, bytes",
         "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", ""),
    COPY(1, "coverage", "what, count", "?, ?", ""),
    COPY(2, "note",
         "note, server_ip, server_port, client_net, transport, class, site, role, verdict, rule, flows",
         "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", ""),
    COPY(2, "missing", "fact, object, name, fact_values, place, site, flows", "?, ?, ?, ?, ?, ?, ?", ""),
    COPY(2, "warning", "text", "?", " ORDER BY warning"),
    COPY(3, "setting", "name, value", "?, ?", ""),
    COPY(3, "minute", "minute_us, site, verdict, flows, bytes", "?, ?, ?, ?, ?", ""),
    COPY(3, "expected", "site, role, transport, class, ports", "?, ?, ?, ?, ?", ""),
};

static int copy_all(struct copying *c, struct err *err)
{
    int more;
    db_bind_int(c->read, 1, c->m->theirs);
    while ((more = next(c, err)) == 1) {
        db_bind_int(c->write, 1, c->m->run);
        bind_columns(c, 2, 0);
        if (db_run(c->write, err) < 0)
            return -1;
    }
    return more;
}

static int copy_plain(const struct merge_rows *m, size_t i, struct err *err)
{
    struct copying c;
    int failed = open_copying(&c, m, plain[i].read, plain[i].write, err);
    if (failed == 0)
        failed = copy_all(&c, err);
    close_copying(&c);
    return failed;
}

/* The most number here; there must be as many left. */
static int last_number(const struct merge_rows *m, const char *ours, int64_t *last, struct err *err)
{
    *last = 0;
    if (db_number(m->to, ours, last, err) < 0)
        return -1;
    if (*last > INT64_MAX / 2)
        return err_set(err, "%s: there are no numbers left", sqlite3_db_filename(m->to, "main"));
    return 0;
}

/* How the numbers of one table shift: least and most of theirs, and the most here. */
static int numbers_of(const struct merge_rows *m, const char *theirs, const char *ours, struct numbers *n,
                      struct err *err)
{
    int64_t here;
    *n = (struct numbers){.least = 1};
    sqlite3_stmt *s = db_prepare(m->from, theirs, err);
    if (s == NULL)
        return -1;
    db_bind_int(s, 1, m->theirs);
    bool any = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 0) == SQLITE_INTEGER;
    if (any)
        *n = (struct numbers){.least = sqlite3_column_int64(s, 0), .most = sqlite3_column_int64(s, 1)};
    (void)sqlite3_finalize(s);
    if (any && (n->least < 0 || n->most < n->least || n->most - n->least > SPAN_MOST))
        return err_set(err, "%s: its numbers are not those of wireaudit",
                       sqlite3_db_filename(m->from, "main"));
    if (last_number(m, ours, &here, err) < 0)
        return -1;
    n->shift = here + 1 - n->least;
    return 0;
}

static void bind_shifted(const struct copying *c, int at, int column, const struct numbers *n)
{
    int64_t number = sqlite3_column_int64(c->read, column);
    if (sqlite3_column_type(c->read, column) == SQLITE_INTEGER && number >= n->least && number <= n->most)
        db_bind_int(c->write, at, number + n->shift);
    else
        (void)sqlite3_bind_null(c->write, at);
}

/* Rows that begin with a number of their own. */
static int copy_numbered(const struct merge_rows *m, const char *read, const char *write,
                         const struct numbers *n, struct err *err)
{
    struct copying c;
    int more = open_copying(&c, m, read, write, err);
    if (more == 0)
        db_bind_int(c.read, 1, m->theirs);
    while (more >= 0 && (more = next(&c, err)) == 1) {
        db_bind_int(c.write, 1, m->run);
        bind_shifted(&c, 2, 0, n);
        bind_columns(&c, 3, 1);
        more = db_run(c.write, err);
        if (more < 0)
            break;
    }
    close_copying(&c);
    return more;
}

struct finding_rows {
    struct copying findings, violations, evidence;
    struct numbers paragraphs, waivers;
};

static int copy_of_finding(const struct copying *c, int64_t theirs, int64_t ours, struct err *err)
{
    int more;
    (void)sqlite3_reset(c->read);
    db_bind_int(c->read, 1, theirs);
    while ((more = next(c, err)) == 1) {
        db_bind_int(c->write, 1, ours);
        bind_columns(c, 2, 0);
        if (db_run(c->write, err) < 0)
            return -1;
    }
    return more;
}

enum { FINDING_PLAIN = 16 }; /* columns behind its number, before what refers to other tables */

static int copy_finding(struct finding_rows *f, int64_t ours, struct err *err)
{
    struct copying *c = &f->findings;
    int64_t theirs = sqlite3_column_int64(c->read, 0);
    db_bind_int(c->write, 1, ours);
    db_bind_int(c->write, 2, c->m->run);
    for (int i = 1; i <= FINDING_PLAIN; i++)
        bind_column(c, 2 + i, i);
    for (int i = 1; i <= 4; i++)
        bind_shifted(c, 2 + FINDING_PLAIN + i, FINDING_PLAIN + i, &f->paragraphs);
    bind_shifted(c, 2 + FINDING_PLAIN + 5, FINDING_PLAIN + 5, &f->waivers);
    if (db_run(c->write, err) < 0 || copy_of_finding(&f->violations, theirs, ours, err) < 0)
        return -1;
    return c->m->version < 3 ? 0 : copy_of_finding(&f->evidence, theirs, ours, err);
}

#define FINDING_COLUMNS                                                                                      \
    "fingerprint, rule, severity, client_ip, server_ip, server_port, transport, class, site, role,"          \
    " occurrences, first_us, last_us, why, waived, evidence"

static int open_findings(struct finding_rows *f, const struct merge_rows *m, struct err *err)
{
    static const char *const read[] = {
        "SELECT finding, " FINDING_COLUMNS ", NULL, NULL, NULL, NULL, NULL FROM finding WHERE run = ?"
        " ORDER BY finding",
        "SELECT finding, " FINDING_COLUMNS
        ", initiator, responder, flow, rules, NULL FROM finding WHERE run = ?"
        " ORDER BY finding",
        "SELECT finding, " FINDING_COLUMNS ", initiator, responder, flow, rules, waiver FROM finding"
        " WHERE run = ? ORDER BY finding",
    };
    static const char violations[] =
        "SELECT flow, first_us, duration_us, client_port, severity, bytes_to_server,"
        " bytes_to_client, community_id FROM violation WHERE finding = ?";
    static const char evidence[] =
        "SELECT file, sha256, flows, packets, bytes, gap FROM evidence WHERE finding = ?";
    if (open_copying(
            &f->findings, m, read[m->version - 1],
            "INSERT INTO finding (finding, run, fingerprint, rule, severity, client_ip, server_ip,"
            " server_port, transport, class, site, role, occurrences, first_us, last_us, why, waived,"
            " evidence, initiator, responder, flow, rules, waiver) VALUES (?, ?, ?, ?, ?, ?, ?,"
            " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            err) < 0 ||
        open_copying(&f->violations, m, violations,
                     "INSERT INTO violation (finding, flow, first_us, duration_us, client_port, severity,"
                     " bytes_to_server, bytes_to_client, community_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     err) < 0)
        return -1;
    return m->version < 3
               ? 0
               : open_copying(&f->evidence, m, evidence,
                              "INSERT INTO evidence (finding, file, sha256, flows, packets, bytes, gap)"
                              " VALUES (?, ?, ?, ?, ?, ?, ?)",
                              err);
}

/* Findings are read in the order of their numbers, and get the next ones here. */
static int copy_findings(struct finding_rows *f, const struct merge_rows *m, struct err *err)
{
    int64_t last;
    int more = last_number(m, "SELECT coalesce(max(finding), 0) FROM finding", &last, err);
    if (more == 0)
        more = open_findings(f, m, err);
    if (more == 0)
        db_bind_int(f->findings.read, 1, m->theirs);
    while (more >= 0 && (more = next(&f->findings, err)) == 1)
        if (copy_finding(f, ++last, err) < 0)
            more = -1;
    close_copying(&f->findings);
    close_copying(&f->violations);
    close_copying(&f->evidence);
    return more;
}

static int copy_accounts(const struct merge_rows *m, struct numbers *n, struct err *err)
{
    if (m->version < 2)
        return 0;
    if (numbers_of(m, "SELECT min(paragraph), max(paragraph) FROM paragraph WHERE run = ?",
                   "SELECT coalesce(max(paragraph), 0) FROM paragraph", n, err) < 0)
        return -1;
    return copy_numbered(m, "SELECT paragraph, line, name, value, basis, place FROM paragraph WHERE run = ?",
                         "INSERT INTO paragraph (run, paragraph, line, name, value, basis, place)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?)",
                         n, err);
}

static int copy_waivers(const struct merge_rows *m, struct numbers *n, struct err *err)
{
    if (m->version < 3)
        return 0;
    if (numbers_of(m, "SELECT min(waiver), max(waiver) FROM waiver WHERE run = ?",
                   "SELECT coalesce(max(waiver), 0) FROM waiver", n, err) < 0)
        return -1;
    return copy_numbered(
        m,
        "SELECT waiver, name, rule, client, server, reason, approver, expires, expired, place"
        " FROM waiver WHERE run = ?",
        "INSERT INTO waiver (run, waiver, name, rule, client, server, reason, approver, expires,"
        " expired, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        n, err);
}

int merge_rows(const struct merge_rows *m, struct err *err)
{
    struct finding_rows f = {.paragraphs = {.least = 1}, .waivers = {.least = 1}};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (m->version >= plain[i].since && copy_plain(m, i, err) < 0)
            return -1;
    if (copy_accounts(m, &f.paragraphs, err) < 0 || copy_waivers(m, &f.waivers, err) < 0)
        return -1;
    return copy_findings(&f, m, err);
}

int merge_rows_rules(const struct merge_rows *m, struct err *err)
{
    struct copying c;
    int more = open_copying(&c, m, "SELECT rule, title, severity, source, rationale, remedy FROM rule",
                            "INSERT INTO rule (rule, title, severity, source, rationale, remedy)"
                            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                            err);
    while (more >= 0 && (more = next(&c, err)) == 1) {
        bind_columns(&c, 1, 0);
        if (db_run(c.write, err) < 0)
            more = -1;
    }
    close_copying(&c);
    return more;
}
