#include "store/prune.h"

#include <inttypes.h>

#include "store/db.h"

/* Nobody else writes, so that what is still running is not there. */
#define CHOSEN                                                                                               \
    "(SELECT run FROM run WHERE coalesce(ended_us, started_us) < :before UNION SELECT run FROM (SELECT run," \
    " row_number() OVER (ORDER BY started_us DESC, run DESC) AS place FROM run)"                             \
    " WHERE :keep >= 0 AND place > :keep)"

static const char choose[] = "CREATE TEMP TABLE pruned AS SELECT run FROM " CHOSEN;
static const char forgotten_files[] =
    "SELECT DISTINCT e.file FROM evidence AS e JOIN finding AS f USING (finding) WHERE e.file NOT NULL AND"
    " f.run IN (SELECT run FROM pruned) EXCEPT SELECT e.file FROM evidence AS e JOIN finding AS f"
    " USING (finding) WHERE e.file NOT NULL AND f.run NOT IN (SELECT run FROM pruned)";
static const char remove_runs[] = "DELETE FROM run WHERE run IN (SELECT run FROM pruned)";
static const char remove_rules[] = "DELETE FROM rule WHERE NOT EXISTS (SELECT 1 FROM run)";

static int choose_runs(sqlite3 *db, const struct prune_choice *choice, struct err *err)
{
    sqlite3_stmt *s = db_prepare(db, choose, err);
    if (s == NULL)
        return -1;
    db_bind_int(s, sqlite3_bind_parameter_index(s, ":before"), choice->before_us);
    db_bind_int(s, sqlite3_bind_parameter_index(s, ":keep"), choice->keep);
    int failed = db_run(s, err);
    (void)sqlite3_finalize(s);
    return failed;
}

static int tell_files(sqlite3 *db, const struct upkeep_listener *l, struct err *err)
{
    sqlite3_stmt *s = db_prepare(db, forgotten_files, err);
    if (s == NULL)
        return -1;
    int result;
    while ((result = sqlite3_step(s)) == SQLITE_ROW)
        upkeep_say(l, "no run names this evidence any more: %s", (const char *)sqlite3_column_text(s, 0));
    int failed = result == SQLITE_DONE ? 0 : db_fail(db, err);
    (void)sqlite3_finalize(s);
    return failed;
}

static int size_of(sqlite3 *db, int64_t *bytes, struct err *err)
{
    int64_t pages = 0, page = 0;
    if (db_number(db, "PRAGMA page_count", &pages, err) < 0 ||
        db_number(db, "PRAGMA page_size", &page, err) < 0)
        return -1;
    *bytes = pages * page;
    return 0;
}

static int prune_open(sqlite3 *db, const struct prune_choice *choice, const struct upkeep_listener *l,
                      struct prune_result *out, struct err *err)
{
    if (db_exec(db, "BEGIN IMMEDIATE", err) < 0 || size_of(db, &out->before_bytes, err) < 0 ||
        choose_runs(db, choice, err) < 0 ||
        db_number(db, "SELECT count(*) FROM pruned", &out->runs, err) < 0 || tell_files(db, l, err) < 0 ||
        db_exec(db, remove_runs, err) < 0 || db_exec(db, remove_rules, err) < 0 ||
        db_number(db, "SELECT count(*) FROM run", &out->left, err) < 0)
        return -1;
    return db_exec(db, "COMMIT", err);
}

int prune(const char *path, const struct prune_choice *choice, const struct upkeep_listener *listener,
          struct prune_result *out, enum store_failure *why, struct err *err)
{
    struct upkeep u;
    *out = (struct prune_result){0};
    if (upkeep_open(&u, path, why, err) < 0)
        return -1;
    int failed = prune_open(u.db, choice, listener, out, err);
    out->after_bytes = out->before_bytes;
    if (failed == 0 && out->runs > 0)
        out->not_shrunk = db_exec(u.db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", err) < 0;
    if (failed == 0 && !out->not_shrunk)
        failed = size_of(u.db, &out->after_bytes, err);
    upkeep_close(&u);
    return failed;
}
