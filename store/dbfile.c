#include "store/dbfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "store/schema.h"

enum { HEADER_BYTES = 100 };

struct header {
    uint64_t page_bytes, pages;
    uint32_t application, version;
    bool size_is_valid; /* not touched since by an SQLite that does not keep `pages` */
};

/* SQLite file format 1.3. */
static bool read_header(struct header *h, const uint8_t *at, size_t n)
{
    struct bytes b = bytes_of(at, n);
    if (!bytes_begin(&b, "SQLite format 3", 16))
        return false;
    bytes_skip(&b, 16);
    uint16_t page = bytes_be16(&b);
    h->page_bytes = page == 1 ? 65536 : page;
    bytes_skip(&b, 6);
    uint32_t changes = bytes_be32(&b);
    h->pages = bytes_be32(&b);
    bytes_skip(&b, 28);
    h->version = bytes_be32(&b);
    bytes_skip(&b, 4);
    h->application = bytes_be32(&b);
    bytes_skip(&b, 20);
    h->size_is_valid = bytes_be32(&b) == changes && h->pages > 0;
    bytes_skip(&b, 4);
    return bytes_ok(&b);
}

static bool has_log(const char *path)
{
    static const char *const endings[] = {"-wal", "-journal"};
    bool found = false;
    for (size_t i = 0; i < 2 && !found; i++) {
        char *log;
        struct stat at;
        if (asprintf(&log, "%s%s", path, endings[i]) < 0)
            return true;
        found = stat(log, &at) == 0;
        free(log);
    }
    return found;
}

static enum dbfile_kind judge(const char *path, const uint8_t *at, size_t n, uint64_t size, struct err *err)
{
    struct header h;
    if (!read_header(&h, at, n)) {
        (void)err_set(err, "%s: not a database: it does not begin like one of SQLite", path);
        return DBFILE_NOT_OURS;
    }
    if (h.application != SCHEMA_APPLICATION_ID || h.version == 0) {
        (void)err_set(err, "%s: not a database of wireaudit", path);
        return DBFILE_NOT_OURS;
    }
    if (h.version > SCHEMA_VERSION) {
        (void)err_set(err, "%s: made by a newer wireaudit: database version %u, known here up to %d", path,
                      h.version, SCHEMA_VERSION);
        return DBFILE_NOT_OURS;
    }
    uint64_t whole = h.pages * h.page_bytes;
    if (h.size_is_valid && size < whole && !has_log(path)) {
        (void)err_set(err, "%s: the database is cut off: %" PRIu64 " bytes of %" PRIu64, path, size, whole);
        return DBFILE_FAILED;
    }
    return DBFILE_OURS;
}

static enum dbfile_kind failed(const char *path, const char *why, struct err *err)
{
    (void)err_set(err, "%s: cannot open the database: %s", path, why);
    return DBFILE_FAILED;
}

enum dbfile_kind dbfile_look(const char *path, struct err *err)
{
    struct stat at;
    if (stat(path, &at) < 0)
        return errno == ENOENT ? DBFILE_ABSENT : failed(path, strerror(errno), err);
    if (!S_ISREG(at.st_mode))
        return failed(path, S_ISDIR(at.st_mode) ? "it is a directory" : "it is not a regular file", err);
    if (at.st_size == 0)
        return DBFILE_EMPTY;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return failed(path, strerror(errno), err);
    uint8_t header[HEADER_BYTES];
    ssize_t n = pread(fd, header, sizeof header, 0);
    int why = errno;
    (void)close(fd);
    if (n < 0)
        return failed(path, strerror(why), err);
    return judge(path, header, (size_t)n, (uint64_t)at.st_size, err);
}

int dbfile_claim(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
    if (fd < 0)
        return err_set(err, "%s: cannot write the database: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    int why = errno;
    (void)close(fd);
    return err_set(err, "%s: cannot write the database: %s", path,
                   why == EWOULDBLOCK ? "another wireaudit is writing it" : strerror(why));
}

char *dbfile_name(const char *path)
{
    char *name;
    return asprintf(&name, "%s%s", path[0] == '/' ? "" : "./", path) < 0 ? NULL : name;
}
