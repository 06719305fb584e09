#include "store/stranger.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "store/db.h"
#include "store/dbfile.h"
#include "store/schema.h"

enum { BUSY_MS = 2000, STEPS_AT_ONCE = 100000, STEPS_FREE = 200000000, STEPS_A_BYTE = 100 };

static int look(const char *path, enum store_failure *why, struct err *err)
{
    switch (dbfile_look(path, err)) {
    case DBFILE_ABSENT:
        return err_set(err, "%s: no such database", path);
    case DBFILE_EMPTY:
        *why = STORE_NOT_OURS;
        return err_set(err, "%s: not a database: the file is empty", path);
    case DBFILE_NOT_OURS:
        *why = STORE_NOT_OURS;
        return -1;
    case DBFILE_FAILED:
        return -1;
    case DBFILE_OURS:
        break;
    }
    return 0;
}

void stranger_distrust(sqlite3 *db)
{
    (void)sqlite3_busy_timeout(db, BUSY_MS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, STRANGER_VALUE_MOST);
}

int stranger_judge(sqlite3 *db, const char *path, int64_t *version, enum store_failure *why, struct err *err)
{
    enum schema_kind kind = schema_look(db, err);
    if (kind == SCHEMA_BROKEN)
        return -1;
    int genuine = kind == SCHEMA_OURS ? schema_genuine(db, err) : 0;
    if (genuine < 0)
        return -1;
    if (genuine == 1)
        return db_number(db, "PRAGMA user_version", version, err);
    *why = STORE_NOT_OURS;
    return err_set(err, "%s: not a database of this wireaudit: its tables or views are others", path);
}

static int count_down(void *context)
{
    struct stranger *s = context;
    s->steps -= STEPS_AT_ONCE;
    return s->steps < 0;
}

static void bound(struct stranger *s, const char *path)
{
    struct stat at;
    int64_t bytes = stat(path, &at) == 0 ? at.st_size : 0;
    s->steps = STEPS_FREE + (bytes < INT64_MAX / STEPS_A_BYTE / 2 ? bytes * STEPS_A_BYTE : INT64_MAX / 2);
    sqlite3_progress_handler(s->db, STEPS_AT_ONCE, count_down, s);
}

int stranger_open(struct stranger *s, const char *path, enum store_failure *why, struct err *err)
{
    *s = (struct stranger){.db = NULL};
    *why = STORE_FAILED;
    if (look(path, why, err) < 0)
        return -1;
    char *name = dbfile_name(path);
    if (name == NULL)
        return err_set(err, "%s: out of memory", path);
    int result = sqlite3_open_v2(name, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    free(name);
    if (result != SQLITE_OK)
        return db_fail(s->db, err);
    stranger_distrust(s->db);
    bound(s, path);
    (void)sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
    if (db_exec(s->db,
                "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA ignore_check_constraints = ON; "
                "BEGIN",
                err) < 0)
        return -1;
    return stranger_judge(s->db, path, &s->version, why, err);
}

void stranger_close(struct stranger *s)
{
    (void)sqlite3_close(s->db);
    s->db = NULL;
}
