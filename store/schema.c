#include "store/schema.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"

__asm__(".pushsection .rodata\n"
        ".globl schema_sql\n"
        "schema_sql:\n"
        ".incbin \"store/schema.sql\"\n"
        ".byte 0\n"
        ".popsection\n");

/* What to do to tables of version n + 1 before it gets what version n + 2 adds; NULL behind the last. */
static const char *const steps[] = {
    "ALTER TABLE finding ADD COLUMN initiator INTEGER; ALTER TABLE finding ADD COLUMN responder INTEGER;"
    "ALTER TABLE finding ADD COLUMN flow INTEGER; ALTER TABLE finding ADD COLUMN rules INTEGER",
    "ALTER TABLE finding ADD COLUMN waiver INTEGER", NULL};
_Static_assert(sizeof steps / sizeof steps[0] == SCHEMA_VERSION, "a step for each version but the last");

/* Where schema.sql begins to add what a version has more than those before. */
static const char *section(int64_t version)
{
    char mark[sizeof "\n-- Version -9223372036854775808\n"];
    if (version == 1)
        return schema_sql;
    (void)snprintf(mark, sizeof mark, "\n-- Version %lld\n", (long long)version);
    const char *at = strstr(schema_sql, mark);
    return at != NULL ? at : schema_sql + strlen(schema_sql);
}

/* Everything from one version's addition up to another's, that one's too. */
static int add_versions(sqlite3 *db, int64_t from, int64_t to, struct err *err)
{
    for (int64_t version = from; version <= to; version++) {
        const char *begin = section(version), *end = section(version + 1);
        char *text = strndup(begin, (size_t)(end - begin));
        int failed = text == NULL ? err_set(err, "database: out of memory") : db_exec(db, text, err);
        free(text);
        if (failed != 0)
            return -1;
    }
    return 0;
}

static int ids(sqlite3 *db, int64_t *application, int64_t *version, int64_t *objects, struct err *err)
{
    if (db_number(db, "PRAGMA application_id", application, err) < 0 ||
        db_number(db, "PRAGMA user_version", version, err) < 0)
        return -1;
    return db_number(db, "SELECT count(*) FROM sqlite_schema", objects, err);
}

enum schema_kind schema_look(sqlite3 *db, struct err *err)
{
    int64_t application = 0, version = 0, objects = 0;
    if (ids(db, &application, &version, &objects, err) < 0)
        return SCHEMA_BROKEN;
    if (application == 0 && version == 0 && objects == 0)
        return SCHEMA_EMPTY;
    if (application != SCHEMA_APPLICATION_ID || version < 1)
        return SCHEMA_OTHER;
    return version > SCHEMA_VERSION ? SCHEMA_NEWER : SCHEMA_OURS;
}

static int prepare(sqlite3 *db, struct err *err)
{
    int64_t application = 0, version = 0, objects = 0;
    if (ids(db, &application, &version, &objects, err) < 0)
        return -1;
    if (version > SCHEMA_VERSION)
        return err_set(err, "database: made by a newer wireaudit");
    for (int64_t step = version - 1; step >= 0 && steps[step] != NULL; step++)
        if (db_exec(db, steps[step], err) < 0)
            return -1;
    return add_versions(db, version <= 0 ? 1 : version + 1, SCHEMA_VERSION, err);
}

int schema_prepare(sqlite3 *db, struct err *err)
{
    if (db_exec(db, "BEGIN IMMEDIATE", err) < 0)
        return -1;
    if (prepare(db, err) == 0 && db_exec(db, "COMMIT", err) == 0)
        return 0;
    (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return -1;
}

static bool same_object(sqlite3_stmt *theirs, const char *type, const char *name, const char *sql)
{
    db_bind_text(theirs, 1, name);
    bool same = false;
    if (sqlite3_step(theirs) == SQLITE_ROW) {
        const char *their_type = (const char *)sqlite3_column_text(theirs, 0);
        const char *their_sql = (const char *)sqlite3_column_text(theirs, 1);
        bool real = sqlite3_column_int64(theirs, 2) > 0;
        same = their_type != NULL && their_sql != NULL && strcmp(their_type, type) == 0 &&
               (strcmp(type, "view") == 0 ? strcmp(their_sql, sql) == 0 : real);
    }
    (void)sqlite3_reset(theirs);
    return same;
}

static int compare(sqlite3 *model, sqlite3 *db, struct err *err)
{
    sqlite3_stmt *ours = db_prepare(
        model, "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND sql NOT NULL",
        err);
    sqlite3_stmt *theirs = db_prepare(
        db, "SELECT type, sql, rootpage FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type <> 'index'",
        err);
    int genuine = ours == NULL || theirs == NULL ? -1 : 1;
    while (genuine == 1 && sqlite3_step(ours) == SQLITE_ROW) {
        genuine = same_object(theirs, (const char *)sqlite3_column_text(ours, 0),
                              (const char *)sqlite3_column_text(ours, 1),
                              (const char *)sqlite3_column_text(ours, 2));
    }
    (void)sqlite3_finalize(ours);
    (void)sqlite3_finalize(theirs);
    return genuine;
}

/* What runs expressions of its maker's: generated columns, virtual tables, indices of those or of a part. */
static int64_t count_odd(sqlite3 *db, struct err *err)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS c WHERE s.type = "
        "'table'"
        " AND (s.rootpage = 0 OR c.hidden <> 0)) + (SELECT count(*) FROM sqlite_schema AS s,"
        " pragma_index_xinfo(s.name) AS c WHERE s.type = 'index' AND c.cid = -2) + (SELECT count(*) FROM"
        " sqlite_schema AS s, pragma_index_list(s.name) AS i WHERE s.type = 'table' AND i.partial AND i.name "
        "<>"
        " 'finding_waiver')";
    int64_t odd = 0;
    return db_number(db, sql, &odd, err) < 0 ? -1 : odd;
}

int schema_genuine(sqlite3 *db, struct err *err)
{
    sqlite3 *model = NULL;
    int64_t version = 0;
    if (db_number(db, "PRAGMA user_version", &version, err) < 0)
        return -1;
    version = version > SCHEMA_VERSION ? SCHEMA_VERSION : version;
    if (sqlite3_open(":memory:", &model) != SQLITE_OK || add_versions(model, 1, version, err) < 0) {
        (void)sqlite3_close(model);
        return err_set(err, "database: out of memory");
    }
    int genuine = compare(model, db, err);
    (void)sqlite3_close(model);
    int64_t odd = genuine == 1 ? count_odd(db, err) : 0;
    return odd < 0 ? -1 : odd > 0 ? 0 : genuine;
}
