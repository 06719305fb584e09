#include "store/samples.h"

#include <string.h>

#include "store/db.h"

#define RANK                                                                                                 \
    "CASE severity WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 " \
    "END"
#define FLOW                                                                                                 \
    "SELECT flow, first_us, duration_us, client_port, severity, bytes_to_server + bytes_to_client FROM "     \
    "violation WHERE finding = ?1 AND flow NOT IN (?2, ?3) ORDER BY "

static const char list[] =
    "SELECT finding, rule, coalesce((SELECT title FROM rule AS r WHERE r.rule = f.rule), ''), severity,"
    " client_ip, server_ip, server_port, transport, class, occurrences FROM finding AS f WHERE run = ?"
    " ORDER BY waived IS NOT NULL, " RANK " DESC, finding LIMIT ?";
static const char *const flows[STORE_SAMPLES] = {
    FLOW "flow LIMIT 1",
    FLOW RANK " DESC, bytes_to_server + bytes_to_client DESC, flow LIMIT 1",
    FLOW "flow DESC LIMIT 1",
};
static const char add[] = "INSERT INTO evidence (finding, file, sha256, flows, packets, bytes, gap)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char link_file[] = "UPDATE finding SET evidence = ? WHERE finding = ?";
static const char add_rest[] =
    "INSERT INTO evidence (finding, flows, packets, bytes, gap) SELECT finding, 0, 0, 0, ?2 FROM finding"
    " WHERE run = ?1 AND finding NOT IN (SELECT finding FROM evidence)";

static const char *text_of(sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text != NULL ? text : "";
}

static const char *why_of(int which, const char *severity, const char *first_severity)
{
    static const char *const why[STORE_SAMPLES] = {"the first", "the largest of the others", "the newest"};
    bool graver = which == 1 && strcmp(severity, first_severity) != 0;
    return graver ? "the gravest" : why[which];
}

/* A statement's one flow, if there is one besides those that are chosen. */
static int choose(sqlite3_stmt *s, int which, struct store_sampled *f, char first_severity[16],
                  struct err *err)
{
    db_bind_int(s, 1, f->finding);
    for (size_t i = 0; i < 2; i++)
        db_bind_int(s, 2 + (int)i, i < f->count ? (int64_t)f->sample[i].flow : -1);
    int result = sqlite3_step(s);
    if (result == SQLITE_ROW) {
        const char *severity = text_of(s, 4);
        int64_t first_us = sqlite3_column_int64(s, 1), duration_us = sqlite3_column_int64(s, 2);
        if (which == 0)
            *stpncpy(first_severity, severity, 15) = '\0';
        f->sample[f->count++] = (struct store_sample){
            .flow = (uint64_t)sqlite3_column_int64(s, 0),
            .why = f->flows == 1 ? "the only one" : why_of(which, severity, first_severity),
            .client_port = (uint16_t)sqlite3_column_int64(s, 3),
            .first_us = first_us,
            .last_us = first_us + duration_us,
            .bytes = (uint64_t)sqlite3_column_int64(s, 5)};
    }
    int failed = result == SQLITE_ROW || result == SQLITE_DONE ? 0 : db_fail(sqlite3_db_handle(s), err);
    (void)sqlite3_reset(s);
    return failed;
}

static int give(sqlite3_stmt *row, sqlite3_stmt *const statement[STORE_SAMPLES], int64_t run,
                int (*take)(void *context, const struct store_sampled *finding, struct err *err),
                void *context, struct err *err)
{
    char first_severity[16] = "";
    struct store_sampled f = {.run = run,
                              .finding = sqlite3_column_int64(row, 0),
                              .rule = text_of(row, 1),
                              .title = text_of(row, 2),
                              .severity = text_of(row, 3),
                              .client = text_of(row, 4),
                              .server = text_of(row, 5),
                              .server_port = (uint16_t)sqlite3_column_int64(row, 6),
                              .transport = text_of(row, 7),
                              .class_ = text_of(row, 8),
                              .flows = (uint64_t)sqlite3_column_int64(row, 9)};
    for (int i = 0; i < STORE_SAMPLES; i++)
        if (choose(statement[i], i, &f, first_severity, err) < 0)
            return -1;
    return take(context, &f, err);
}

static int give_all(sqlite3 *db, sqlite3_stmt *rows, sqlite3_stmt *const statement[STORE_SAMPLES],
                    int64_t run,
                    int (*take)(void *context, const struct store_sampled *finding, struct err *err),
                    void *context, struct err *err)
{
    int result;
    while ((result = sqlite3_step(rows)) == SQLITE_ROW)
        if (give(rows, statement, run, take, context, err) < 0)
            return -1;
    return result == SQLITE_DONE ? 0 : db_fail(db, err);
}

int samples_each(sqlite3 *db, int64_t run, size_t most,
                 int (*take)(void *context, const struct store_sampled *finding, struct err *err),
                 void *context, struct err *err)
{
    sqlite3_stmt *rows = db_prepare(db, list, err), *statement[STORE_SAMPLES];
    int failed = rows == NULL ? -1 : 0;
    for (int i = 0; i < STORE_SAMPLES; i++) {
        statement[i] = failed == 0 ? db_prepare(db, flows[i], err) : NULL;
        failed = statement[i] == NULL ? -1 : 0;
    }
    if (failed == 0) {
        db_bind_int(rows, 1, run);
        db_bind_count(rows, 2, most);
        failed = give_all(db, rows, statement, run, take, context, err);
    }
    for (int i = 0; i < STORE_SAMPLES; i++)
        (void)sqlite3_finalize(statement[i]);
    (void)sqlite3_finalize(rows);
    return failed;
}

static int add_row(struct batch *b, sqlite3_stmt *statement, struct err *err)
{
    int failed = statement == NULL || batch_row(b, err) < 0 || db_run(statement, err) < 0 ? -1 : 0;
    (void)sqlite3_finalize(statement);
    return failed;
}

int samples_add(struct batch *b, const struct store_evidence *row, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add, err);
    db_bind_int(insert, 1, row->finding);
    db_bind_text(insert, 2, row->file);
    db_bind_text(insert, 3, row->sha256);
    db_bind_count(insert, 4, row->flows);
    db_bind_count(insert, 5, row->packets);
    db_bind_count(insert, 6, row->bytes);
    db_bind_text(insert, 7, row->gap);
    if (add_row(b, insert, err) < 0)
        return -1;
    if (row->file == NULL)
        return 0;
    sqlite3_stmt *update = db_prepare(b->db, link_file, err);
    db_bind_text(update, 1, row->file);
    db_bind_int(update, 2, row->finding);
    return add_row(b, update, err);
}

int samples_add_rest(struct batch *b, int64_t run, const char *gap, uint64_t *count, struct err *err)
{
    sqlite3_stmt *insert = db_prepare(b->db, add_rest, err);
    db_bind_int(insert, 1, run);
    db_bind_text(insert, 2, gap);
    if (add_row(b, insert, err) < 0)
        return -1;
    *count = (uint64_t)sqlite3_changes64(b->db);
    return 0;
}
