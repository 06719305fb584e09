#include "store/upkeep.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/db.h"
#include "store/dbfile.h"
#include "store/pages.h"
#include "store/runs.h"
#include "store/schema.h"
#include "store/stranger.h"

enum { LINE = 8192 };

void upkeep_say(const struct upkeep_listener *l, const char *format, ...)
{
    char line[LINE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    l->say(l->context, line);
}

/* Before the file is claimed, which would make it, and what is damaged is changed. */
static int look(const char *path, enum store_failure *why, struct err *err)
{
    struct stranger s;
    bool small;
    int failed = stranger_open(&s, path, why, err);
    if (failed == 0)
        failed = pages_check(s.db, path, &small, err);
    stranger_close(&s);
    return failed;
}

static int open_sqlite(struct upkeep *u, struct err *err)
{
    char *name = dbfile_name(u->path);
    if (name == NULL)
        return err_set(err, "%s: out of memory", u->path);
    int result = sqlite3_open_v2(name, &u->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    free(name);
    if (result != SQLITE_OK)
        return db_fail(u->db, err);
    stranger_distrust(u->db);
    return db_exec(u->db, "PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = FILE",
                   err);
}

int upkeep_open(struct upkeep *u, const char *path, enum store_failure *why, struct err *err)
{
    int64_t version;
    *u = (struct upkeep){.claim = -1, .path = path};
    if (look(path, why, err) < 0 || (u->claim = dbfile_claim(path, err)) < 0 || open_sqlite(u, err) < 0 ||
        stranger_judge(u->db, path, &version, why, err) < 0 || schema_prepare(u->db, err) < 0 ||
        runs_repair(u->db, err) < 0) {
        upkeep_close(u);
        return -1;
    }
    return 0;
}

void upkeep_close(struct upkeep *u)
{
    (void)sqlite3_close(u->db);
    if (u->claim >= 0)
        (void)close(u->claim);
    *u = (struct upkeep){.claim = -1};
}
