#include "store/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db.h"
#include "store/stranger.h"

enum { TOLD_MOST = 20, READ_BYTES = 64 * 1024, HEX = 2 * SHA256_DIGEST_SIZE + 1 };

struct verifying {
    sqlite3 *db;
    const struct upkeep_listener *listener;
    struct verify_result *result;
};

static void tell(struct verifying *v, const char *text)
{
    v->result->problems++;
    upkeep_say(v->listener, "%s", text);
}

/* Damage that is met on the way. */
static void tell_failure(struct verifying *v)
{
    struct err err;
    (void)db_fail(v->db, &err);
    tell(v, err.text);
}

/* A statement that gives a line for each problem, and says when there are more than are told. */
static void check(struct verifying *v, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int64_t more = 0;
    int result = sqlite3_prepare_v2(v->db, sql, -1, &s, NULL);
    while (result == SQLITE_OK || result == SQLITE_ROW) {
        result = sqlite3_step(s);
        const char *text = result == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
        if (text != NULL && more++ < TOLD_MOST)
            tell(v, text);
    }
    if (result != SQLITE_DONE)
        tell_failure(v);
    (void)sqlite3_finalize(s);
    if (more <= TOLD_MOST)
        return;
    v->result->problems += (unsigned)(more - TOLD_MOST);
    upkeep_say(v->listener, "and %" PRId64 " more of this kind", more - TOLD_MOST);
}

/* Runs with flows that were counted, but had no room for rows of their own. */
#define LEFT_OUT                                                                                             \
    "SELECT run FROM coverage WHERE what = 'store-overflow' UNION SELECT run FROM run WHERE"                 \
    " status = 'interrupted'"

static const struct {
    int64_t since; /* version */
    const char *sql;
} checks[] = {
    {1, "SELECT 'database pages: ' || integrity_check FROM pragma_integrity_check(100)"
        " WHERE integrity_check <> 'ok'"},
    {1, "SELECT 'a row of ' || \"table\" || ' refers to a row of ' || parent || ' that is not there'"
        " FROM pragma_foreign_key_check"},
    {1, "SELECT 'finding ' || f.finding || ': ' || occurrences || ' occurrences, but '"
        " || (SELECT count(*) FROM violation AS v WHERE v.finding = f.finding) || ' flows'"
        " FROM finding AS f JOIN run AS r USING (run) WHERE r.status <> 'running' AND occurrences <>"
        " (SELECT count(*) FROM violation AS v WHERE v.finding = f.finding) AND NOT (occurrences >"
        " (SELECT count(*) FROM violation AS v WHERE v.finding = f.finding) AND run IN (" LEFT_OUT "))"},
    {1,
     "SELECT 'run ' || run || ': ' || flows || ' flows, but ' || seen || ' in its traffic' FROM"
     " (SELECT run, flows, (SELECT coalesce(sum(t.flows), 0) FROM traffic AS t WHERE t.run = r.run) AS seen,"
     " (SELECT coalesce(sum(count), 0) FROM coverage AS c WHERE c.run = r.run"
     " AND what IN ('flows-without-record', 'store-overflow')) AS lost FROM run AS r WHERE status <> "
     "'running')"
     " WHERE seen > flows OR seen + lost < flows"},
    {3,
     "SELECT 'run ' || run || ': ' || seen || ' flows in its traffic, but ' || by_minute || ' by the minute'"
     " FROM (SELECT run, (SELECT coalesce(sum(t.flows), 0) FROM traffic AS t WHERE t.run = r.run) AS seen,"
     " (SELECT sum(m.flows) FROM minute AS m WHERE m.run = r.run) AS by_minute FROM run AS r"
     " WHERE status IN ('complete', 'partial') AND run NOT IN (" LEFT_OUT ")) WHERE by_minute <> seen"},
    {3, "SELECT 'finding ' || finding || ': its waiver is missing' FROM finding WHERE waiver NOT NULL"
        " AND waiver NOT IN (SELECT waiver FROM waiver)"},
};

static const char left_running[] =
    "SELECT 'run ' || run || ': was left running by a writer that died; the next writer marks it interrupted'"
    " FROM run WHERE status = 'running'";

/* Does a writer hold its claim on the file? Asked before SQLite opens it: closing it would end SQLite's
 * locks. */
static bool is_written(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    (void)close(fd);
    return held;
}

/* Only regular files: a path may be anything in a stranger's database. */
static bool hash_file(const char *path, char out[HEX])
{
    static uint8_t piece[READ_BYTES];
    struct sha256_ctx sha;
    struct stat at;
    uint8_t digest[SHA256_DIGEST_SIZE];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return false;
    sha256_init(&sha);
    ssize_t n = fstat(fd, &at) == 0 && S_ISREG(at.st_mode) ? 1 : -1;
    while (n > 0 && (n = read(fd, piece, sizeof piece)) > 0)
        sha256_update(&sha, (size_t)n, piece);
    (void)close(fd);
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return n == 0;
}

static void check_evidence(struct verifying *v, int64_t finding, const char *file, const char *sha256)
{
    char found[HEX];
    if (access(file, F_OK) != 0) {
        v->result->unchecked++;
        return;
    }
    bool read = hash_file(file, found);
    if (read && strcmp(found, sha256) == 0)
        return;
    v->result->problems++;
    upkeep_say(v->listener, "finding %" PRId64 ": its evidence %s %s", finding, file,
               read ? "has another SHA-256 than when it was written" : "cannot be read");
}

static void check_all_evidence(struct verifying *v)
{
    static const char sql[] =
        "SELECT finding, file, sha256 FROM evidence WHERE file NOT NULL AND sha256 NOT NULL ORDER BY finding";
    sqlite3_stmt *s = NULL;
    int result = sqlite3_prepare_v2(v->db, sql, -1, &s, NULL);
    while (result == SQLITE_OK || result == SQLITE_ROW) {
        result = sqlite3_step(s);
        if (result == SQLITE_ROW)
            check_evidence(v, sqlite3_column_int64(s, 0), (const char *)sqlite3_column_text(s, 1),
                           (const char *)sqlite3_column_text(s, 2));
    }
    if (result != SQLITE_DONE)
        tell_failure(v);
    (void)sqlite3_finalize(s);
}

static void check_everything(struct verifying *v, bool written)
{
    struct err err;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (v->result->version >= checks[i].since)
            check(v, checks[i].sql);
    if (v->result->version >= 3)
        check_all_evidence(v);
    if (!written)
        check(v, left_running);
    if (db_number(v->db, "SELECT count(*) FROM run", &v->result->runs, &err) < 0 ||
        db_number(v->db, "SELECT count(*) FROM finding", &v->result->findings, &err) < 0)
        tell_failure(v);
}

int verify(const char *path, const struct upkeep_listener *listener, struct verify_result *out,
           enum store_failure *why, struct err *err)
{
    struct stranger s;
    bool written = is_written(path);
    struct verifying v = {.listener = listener, .result = out};
    *out = (struct verify_result){0};
    int failed = stranger_open(&s, path, why, err);
    v.db = s.db;
    out->version = s.version;
    int code = v.db != NULL ? sqlite3_errcode(v.db) & 0xff : SQLITE_OK;
    if (failed == 0) {
        check_everything(&v, written);
    } else if (code == SQLITE_CORRUPT) {
        tell(&v, err->text);
        failed = 0;
    }
    stranger_close(&s);
    return failed;
}
