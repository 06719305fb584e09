#include "report/sound.h"

#include <stdbool.h>
#include <stddef.h>

#include "store/db.h"
#include "store/pages.h"

#define RUNS "run BETWEEN ?1 AND ?2"
#define NO_COUNT(column) "typeof(" column ") <> 'integer' OR " column " < 0 OR " column " > 1e15"

/* Each gives a row when runs contradict themselves. */
static const struct {
    const char *sql, *what;
} contradictions[] = {
    {"SELECT 1 FROM v_run WHERE " RUNS " AND (status NOT IN ('running', 'complete', 'partial', 'interrupted')"
     " OR " NO_COUNT("flows") " OR " NO_COUNT("packets") " OR " NO_COUNT("bytes") ") LIMIT 1",
     "a run that none can be"},
    {"SELECT 1 FROM v_traffic WHERE " RUNS " AND (verdict NOT IN ('COMPLIANT', 'VIOLATION', 'NOT_COVERED',"
     " 'UNDETERMINABLE') OR " NO_COUNT("flows") " OR " NO_COUNT("bytes") ") LIMIT 1",
     "flows that none can be"},
    {"SELECT 1 FROM v_finding WHERE " RUNS
     " AND (severity NOT IN ('critical', 'high', 'medium', 'low', 'info')"
     " OR " NO_COUNT("occurrences") ") LIMIT 1",
     "a finding that none can be"},
    {"SELECT 1 FROM v_coverage WHERE " RUNS " AND (" NO_COUNT("count") ") LIMIT 1",
     "losses that none can be"},
    {"SELECT 1 FROM v_run AS r WHERE " RUNS " AND status IN ('complete', 'partial')"
     " AND NOT EXISTS (SELECT 1 FROM v_coverage AS c WHERE c.run = r.run AND c.what = 'store-overflow')"
     " AND (SELECT coalesce(sum(flows), 0) FROM v_traffic AS t WHERE t.run = r.run AND verdict = 'VIOLATION')"
     " <> (SELECT coalesce(sum(occurrences), 0) FROM v_finding AS f WHERE f.run = r.run) LIMIT 1",
     "other numbers of flows that broke rules among its verdicts than among its findings"},
};

static int check_contradiction(sqlite3 *db, const char *path, size_t which, int64_t first, int64_t last,
                               struct err *err)
{
    sqlite3_stmt *statement = db_prepare(db, contradictions[which].sql, err);
    if (statement == NULL)
        return -1;
    db_bind_int(statement, 1, first);
    db_bind_int(statement, 2, last);
    int result = sqlite3_step(statement), failed = 0;
    if (result == SQLITE_ROW)
        failed =
            err_set(err, "%s: the database contradicts itself: it has %s", path, contradictions[which].what);
    else if (result != SQLITE_DONE)
        failed = db_fail(db, err);
    (void)sqlite3_finalize(statement);
    return failed;
}

int sound_check(sqlite3 *db, const char *path, int64_t first, int64_t last, struct err *err)
{
    bool small = false;
    int failed = pages_check(db, path, &small, err);
    for (size_t i = 0; small && i < sizeof contradictions / sizeof contradictions[0] && failed == 0; i++)
        failed = check_contradiction(db, path, i, first, last, err);
    return failed;
}
