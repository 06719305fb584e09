#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db.h"
#include "store/dbfile.h"
#include "store/stranger.h"

enum { MODE = 0640 };

static int refuse(const char *to, struct err *err)
{
    return err_set(err, "%s: is there already, and is kept", to);
}

/* One step: one snapshot of the source, however busily it is written. */
static int copy_pages(sqlite3 *from, sqlite3 *to, struct err *err)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    if (b == NULL)
        return db_fail(to, err);
    int result = sqlite3_backup_step(b, -1);
    int finished = sqlite3_backup_finish(b);
    if (result == SQLITE_DONE && finished == SQLITE_OK)
        return 0;
    if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
        return err_set(err, "%s: the database is locked", sqlite3_db_filename(from, "main"));
    return db_fail(to, err);
}

/* What SQLite says of the copy: "ok", or what is wrong with it. */
static int check(sqlite3 *db, struct err *err)
{
    sqlite3_stmt *s = db_prepare(db, "PRAGMA integrity_check(1)", err);
    if (s == NULL)
        return -1;
    int result = sqlite3_step(s);
    const char *text = result == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    int failed = 0;
    if (text == NULL)
        failed = db_fail(db, err);
    else if (strcmp(text, "ok") != 0)
        failed = err_set(err, "the database is damaged: %s", text);
    (void)sqlite3_finalize(s);
    return failed;
}

/* The copy of a database whose log is in use would need one itself. */
static int copy_to(sqlite3 *from, const char *temporary, struct err *err)
{
    sqlite3 *to = NULL;
    char *name = dbfile_name(temporary);
    if (name == NULL)
        return err_set(err, "%s: out of memory", temporary);
    int failed = 0;
    if (sqlite3_open_v2(name, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        failed = db_fail(to, err);
    free(name);
    if (failed == 0)
        stranger_distrust(to);
    if (failed == 0 &&
        (copy_pages(from, to, err) < 0 ||
         db_exec(to, "PRAGMA ignore_check_constraints = ON; PRAGMA journal_mode = DELETE", err) < 0 ||
         check(to, err) < 0))
        failed = -1;
    if (sqlite3_close(to) != SQLITE_OK && failed == 0)
        failed = db_fail(to, err);
    return failed;
}

static int sync_path(const char *path, int flags, struct err *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    int failed = fd < 0 || (fsync(fd) < 0 && errno != EINVAL) ? -1 : 0;
    int number = errno;
    if (fd >= 0)
        (void)close(fd);
    return failed == 0 ? 0 : err_set(err, "%s: cannot write: %s", path, strerror(number));
}

static int sync_folder(const char *path, struct err *err)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return err_set(err, "%s: out of memory", path);
    char *slash = strrchr(copy, '/');
    if (slash != NULL)
        slash[slash == copy ? 1 : 0] = '\0';
    int failed = sync_path(slash != NULL ? copy : ".", O_RDONLY | O_DIRECTORY, err);
    free(copy);
    return failed;
}

/* Never over a file that came in between, where the file system can tell. */
static int put_in_place(const char *temporary, const char *to, struct err *err)
{
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno == EEXIST)
        return refuse(to, err);
    bool cannot = errno == EINVAL || errno == ENOSYS;
    if (cannot && access(to, F_OK) != 0 && rename(temporary, to) == 0)
        return 0;
    return err_set(err, "%s: cannot write: %s", to, strerror(errno));
}

static int copy_and_place(sqlite3 *from, const char *temporary, const char *to, uint64_t *bytes,
                          struct err *err)
{
    struct stat at;
    int fd = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
    if (fd < 0)
        return err_set(err, "%s: cannot write: %s", temporary, strerror(errno));
    int failed = copy_to(from, temporary, err);
    if (failed == 0 && fstat(fd, &at) == 0)
        *bytes = (uint64_t)at.st_size;
    (void)close(fd);
    if (failed == 0 && sync_path(temporary, O_RDONLY, err) == 0 && put_in_place(temporary, to, err) == 0)
        return sync_folder(to, err);
    (void)unlink(temporary);
    return -1;
}

int backup(const char *path, const char *to, uint64_t *bytes, enum store_failure *why, struct err *err)
{
    struct stranger from;
    struct stat at;
    char *temporary = NULL;
    int failed = stranger_open(&from, path, why, err);
    *bytes = 0;
    if (failed == 0 && lstat(to, &at) == 0)
        failed = refuse(to, err);
    if (failed == 0 && asprintf(&temporary, "%s.part-%ld", to, (long)getpid()) < 0)
        failed = err_set(err, "%s: out of memory", to);
    if (failed == 0)
        failed = copy_and_place(from.db, temporary, to, bytes, err);
    if (temporary != NULL)
        free(temporary);
    stranger_close(&from);
    return failed;
}
