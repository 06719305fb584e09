#include "store/runs.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/db.h"

enum { PLACE = PATH_MAX + 16 };

static const char add[] = "INSERT INTO run (started_us, source, status, version, policy, site_sha256)"
                          " VALUES (?, ?, 'running', ?, ?, ?)";
static const char add_rule_row[] = "INSERT OR REPLACE INTO rule (rule, title, severity, source, rationale, "
                                   "remedy) VALUES (?, ?, ?, ?, ?, ?)";
static const char add_source[] =
    "INSERT INTO source (run, file, size, sha256, packets, status, reason) VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char add_warning[] = "INSERT INTO warning (run, text) VALUES (?, ?)";
static const char add_waiver[] =
    "INSERT INTO waiver (waiver, run, name, rule, client, server, reason, approver, expires, expired, place)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char add_setting[] = "INSERT OR REPLACE INTO setting (run, name, value) VALUES (?, ?, ?)";
static const char add_expected[] =
    "INSERT INTO expected (run, site, role, transport, class, ports) VALUES (?, ?, ?, ?, ?, ?)";
static const char add_coverage[] = "INSERT INTO coverage (run, what, count) VALUES (?, ?, ?)"
                                   " ON CONFLICT DO UPDATE SET count = count + excluded.count";
static const char end_run[] = "UPDATE run SET ended_us = ?, status = ?, reason = ?, packets = ?, bytes = ?, "
                              "flows = ?, kernel_drops = ?,"
                              " lost_bytes = ? WHERE run = ?";
/* Occurrences may be more than the rows: flows that found no room have none. */
static const char repair_findings[] =
    "UPDATE finding SET (occurrences, first_us, last_us) ="
    " (SELECT max(finding.occurrences, count(*)), min(finding.first_us, coalesce(min(v.first_us), "
    "finding.first_us)),"
    " max(finding.last_us, coalesce(max(v.first_us + v.duration_us), finding.last_us))"
    " FROM violation v WHERE v.finding = finding.finding)"
    " WHERE run IN (SELECT run FROM run WHERE status = 'running')";
static const char repair_runs[] =
    "UPDATE run SET status = 'interrupted', reason = 'the writer died',"
    " flows = (SELECT coalesce(sum(flows), 0) FROM traffic t WHERE t.run = run.run),"
    " bytes = (SELECT coalesce(sum(bytes), 0) FROM traffic t WHERE t.run = run.run)"
    " WHERE status = 'running'";

static int add_row(struct batch *b, sqlite3_stmt *statement, struct err *err)
{
    return batch_row(b, err) < 0 ? -1 : db_run(statement, err);
}

int runs_add(struct batch *b, const struct store_run *run, int64_t *id, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add, err);
    if (insert == NULL)
        return -1;
    db_bind_int(insert, 1, run->started_us);
    db_bind_text(insert, 2, run->source);
    db_bind_text(insert, 3, run->version);
    db_bind_text(insert, 4, run->policy);
    db_bind_text(insert, 5, run->site_sha256);
    int result = add_row(b, insert, err);
    (void)sqlite3_finalize(insert);
    *id = sqlite3_last_insert_rowid(b->db);
    return result;
}

static int add_rule(struct batch *b, sqlite3_stmt *upsert, const struct finding_rule *r, struct err *err)
{
    const char *text[] = {r->id, r->title, severity_name(r->severity), r->source, r->rationale, r->remedy};
    for (int i = 0; i < 6; i++)
        db_bind_text(upsert, i + 1, text[i] == NULL ? "" : text[i]);
    return add_row(b, upsert, err);
}

int runs_add_rules(struct batch *b, const struct store_run *run, struct err *err)
{
    sqlite3_stmt *upsert = db_prepare(b->db, add_rule_row, err);
    int result = upsert == NULL ? -1 : 0;
    for (size_t i = 0; i < run->rule_count && result == 0; i++)
        result = add_rule(b, upsert, &run->rules[i], err);
    (void)sqlite3_finalize(upsert);
    return result;
}

int runs_add_source(struct batch *b, int64_t id, const struct store_source *source, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add_source, err);
    if (insert == NULL)
        return -1;
    db_bind_int(insert, 1, id);
    db_bind_text(insert, 2, source->file);
    db_bind_count(insert, 3, source->size);
    db_bind_text(insert, 4, source->sha256);
    db_bind_count(insert, 5, source->packets);
    db_bind_text(insert, 6, source->status);
    db_bind_text(insert, 7, source->reason);
    int result = add_row(b, insert, err);
    (void)sqlite3_finalize(insert);
    return result;
}

int runs_add_warnings(struct batch *b, int64_t id, const char *lines, struct err *err)
{
    if (lines == NULL || lines[0] == '\0')
        return 0;
    sqlite3_stmt *insert = db_prepare(b->db, add_warning, err);
    int result = insert == NULL ? -1 : 0;
    while (*lines != '\0' && result == 0) {
        size_t length = strcspn(lines, "\n");
        db_bind_int(insert, 1, id);
        (void)sqlite3_bind_text(insert, 2, lines, (int)length, SQLITE_STATIC);
        result = add_row(b, insert, err);
        lines += length + (lines[length] == '\n');
    }
    (void)sqlite3_finalize(insert);
    return result;
}

static int add_waiver_row(struct batch *b, sqlite3_stmt *insert, const struct finding_waiver *w,
                          struct err *err)
{
    const char *const text[] = {w->name, w->rule, w->client, w->server, w->reason, w->approver, w->expires};
    char place[PLACE];
    for (int i = 0; i < 7; i++)
        db_bind_text(insert, 3 + i, text[i]);
    db_bind_int(insert, 10, w->expired);
    (void)snprintf(place, sizeof place, "%s:%d", w->file, w->line);
    db_bind_text(insert, 11, w->file == NULL ? NULL : place);
    return add_row(b, insert, err);
}

int runs_add_waivers(struct batch *b, int64_t id, const struct store_run *run, int64_t *first,
                     struct err *err)
{
    if (run->waiver_count == 0)
        return 0;
    if (db_number(b->db, "SELECT min(coalesce(max(waiver), 0), 1 << 62) + 1 FROM waiver", first, err) < 0)
        return -1;
    sqlite3_stmt *insert = db_prepare(b->db, add_waiver, err);
    int result = insert == NULL ? -1 : 0;
    for (size_t i = 0; i < run->waiver_count && result == 0; i++) {
        db_bind_int(insert, 1, *first + (int64_t)i);
        db_bind_int(insert, 2, id);
        result = add_waiver_row(b, insert, &run->waivers[i], err);
    }
    (void)sqlite3_finalize(insert);
    return result;
}

int runs_add_settings(struct batch *b, int64_t id, const struct store_run *run, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add_setting, err);
    int result = insert == NULL ? -1 : 0;
    for (size_t i = 0; i < run->setting_count && result == 0; i++) {
        db_bind_int(insert, 1, id);
        db_bind_text(insert, 2, run->settings[i].name);
        db_bind_text(insert, 3, run->settings[i].value);
        result = add_row(b, insert, err);
    }
    (void)sqlite3_finalize(insert);
    return result;
}

int runs_add_expected(struct batch *b, int64_t id, const struct store_run *run, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add_expected, err);
    int result = insert == NULL ? -1 : 0;
    for (size_t i = 0; i < run->expected_count && result == 0; i++) {
        const struct store_expected *e = &run->expected[i];
        const char *const text[] = {e->site, e->role, e->transport, e->class_, e->ports};
        db_bind_int(insert, 1, id);
        for (int k = 0; k < 5; k++)
            db_bind_text(insert, 2 + k, text[k]);
        result = add_row(b, insert, err);
    }
    (void)sqlite3_finalize(insert);
    return result;
}

int runs_add_coverage(struct batch *b, int64_t id, const struct store_end *end, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add_coverage, err);
    int result = insert == NULL ? -1 : 0;
    for (size_t i = 0; i < end->coverage_count && result == 0; i++) {
        if (end->coverage[i].count == 0)
            continue;
        db_bind_int(insert, 1, id);
        db_bind_text(insert, 2, end->coverage[i].what);
        db_bind_count(insert, 3, end->coverage[i].count);
        result = add_row(b, insert, err);
    }
    (void)sqlite3_finalize(insert);
    return result;
}

int runs_end(struct batch *b, int64_t id, const struct store_end *end, struct err *err)
{
    sqlite3_stmt *update = db_prepare(b->db, end_run, err);
    if (update == NULL)
        return -1;
    db_bind_int(update, 1, end->ended_us);
    db_bind_text(update, 2, end->partial ? "partial" : "complete");
    db_bind_text(update, 3, end->reason);
    db_bind_count(update, 4, end->packets);
    db_bind_count(update, 5, end->bytes);
    db_bind_count(update, 6, end->flows);
    db_bind_count(update, 7, end->kernel_drops);
    db_bind_count(update, 8, end->lost_bytes);
    db_bind_int(update, 9, id);
    int result = add_row(b, update, err);
    (void)sqlite3_finalize(update);
    return result;
}

int runs_repair(sqlite3 *db, struct err *err)
{
    if (db_exec(db, "BEGIN IMMEDIATE", err) < 0)
        return -1;
    if (db_exec(db, repair_findings, err) == 0 && db_exec(db, repair_runs, err) == 0)
        return db_exec(db, "COMMIT", err);
    (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return -1;
}
