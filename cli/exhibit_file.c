#include "cli/exhibit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/list.h"

enum { BUFFERS = 512, BUFFER_BYTES = 16 << 10 };

struct buffer {
    struct list_link link;
    struct exhibit_file *owner;
    size_t n;
    uint8_t bytes[BUFFER_BYTES];
};

struct exhibit_folder {
    int at; /* its descriptor */
    char *path;
    struct list used; /* buffers by last use */
    struct buffer buffer[BUFFERS];
};

static int open_folder(const char *path, struct err *err)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_set(err, "%s: cannot make the folder for evidence: %s", path, strerror(errno));
    int at = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at >= 0 && faccessat(at, ".", W_OK | X_OK, AT_EACCESS) == 0)
        return at;
    (void)err_set(err, "%s: cannot write evidence there: %s", path, strerror(errno));
    if (at >= 0)
        (void)close(at);
    return -1;
}

struct exhibit_folder *exhibit_file_folder(const char *path, struct err *err)
{
    int at = open_folder(path, err);
    if (at < 0)
        return NULL;
    struct exhibit_folder *folder = calloc(1, sizeof *folder);
    char *copy = strdup(path);
    if (folder == NULL || copy == NULL) {
        (void)err_set(err, "%s: out of memory", path);
        (void)close(at);
        free(folder);
        free(copy);
        return NULL;
    }
    folder->at = at;
    folder->path = copy;
    for (size_t i = 0; i < BUFFERS; i++)
        list_add(&folder->used, &folder->buffer[i].link);
    return folder;
}

void exhibit_file_close(struct exhibit_folder *folder)
{
    if (folder == NULL)
        return;
    (void)close(folder->at);
    free(folder->path);
    free(folder);
}

const char *exhibit_file_name(int64_t run, int64_t finding, char out[EXHIBIT_FILE_NAME])
{
    (void)snprintf(out, EXHIBIT_FILE_NAME, "r%" PRId64 "-f%" PRId64 ".pcapng", run, finding);
    return out;
}

static const char *hidden_name(const struct exhibit_file *f, char out[EXHIBIT_FILE_NAME])
{
    (void)snprintf(out, EXHIBIT_FILE_NAME, ".r%" PRId64 "-f%" PRId64 ".%ld", f->run, f->finding,
                   (long)getpid());
    return out;
}

static int say(const struct exhibit_folder *folder, const struct exhibit_file *f, int why, struct err *err)
{
    char name[EXHIBIT_FILE_NAME];
    return err_set(err, "%s/%s: cannot write evidence: %s", folder->path,
                   exhibit_file_name(f->run, f->finding, name), strerror(why));
}

int exhibit_file_begin(struct exhibit_folder *folder, struct exhibit_file *f, int64_t run, int64_t finding,
                       struct err *err)
{
    char name[EXHIBIT_FILE_NAME], hidden[EXHIBIT_FILE_NAME];
    struct stat st;
    *f = (struct exhibit_file){.run = run, .finding = finding};
    if (fstatat(folder->at, exhibit_file_name(run, finding, name), &st, AT_SYMLINK_NOFOLLOW) == 0)
        return say(folder, f, EEXIST, err);
    int fd = openat(folder->at, hidden_name(f, hidden), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    0600);
    if (fd < 0)
        return say(folder, f, errno, err);
    (void)fstat(fd, &st);
    (void)close(fd);
    f->device = st.st_dev;
    f->inode = st.st_ino;
    sha256_init(&f->sha);
    return 0;
}

/* The file that was begun, and no other; -1 and errno. */
static int reopen(const struct exhibit_folder *folder, const struct exhibit_file *f)
{
    char hidden[EXHIBIT_FILE_NAME];
    struct stat st;
    int fd = openat(folder->at, hidden_name(f, hidden), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || (fstat(fd, &st) == 0 && st.st_dev == f->device && st.st_ino == f->inode))
        return fd;
    (void)close(fd);
    errno = ESTALE;
    return -1;
}

static int write_all(int fd, const uint8_t *data, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, data, n);
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0) {
            data += written;
            n -= (size_t)written;
        }
    }
    return 0;
}

static void remove_hidden(const struct exhibit_folder *folder, const struct exhibit_file *f)
{
    char hidden[EXHIBIT_FILE_NAME];
    (void)unlinkat(folder->at, hidden_name(f, hidden), 0);
}

/* A file that cannot be written goes at once: the others may need the room. */
static void append(const struct exhibit_folder *folder, struct exhibit_file *f, const uint8_t *data, size_t n)
{
    if (f->failed != 0 || n == 0)
        return;
    int fd = reopen(folder, f);
    if (fd < 0) {
        f->failed = errno;
        return;
    }
    f->failed = write_all(fd, data, n);
    if (close(fd) != 0 && f->failed == 0)
        f->failed = errno;
    if (f->failed != 0)
        remove_hidden(folder, f);
}

static void empty(const struct exhibit_folder *folder, struct buffer *b)
{
    if (b->owner != NULL)
        append(folder, b->owner, b->bytes, b->n);
    b->n = 0;
}

static void release(struct buffer *b)
{
    if (b->owner != NULL)
        b->owner->buffer = NULL;
    b->owner = NULL;
    b->n = 0;
}

/* The file's buffer, else the one used least recently. */
static struct buffer *buffer_of(struct exhibit_folder *folder, struct exhibit_file *f)
{
    struct buffer *b = f->buffer;
    if (b == NULL) {
        b = (struct buffer *)(void *)folder->used.oldest;
        empty(folder, b);
        release(b);
        b->owner = f;
        f->buffer = b;
    }
    if (folder->used.newest != &b->link) {
        list_remove(&folder->used, &b->link);
        list_add(&folder->used, &b->link);
    }
    return b;
}

void exhibit_file_put(struct exhibit_folder *folder, struct exhibit_file *f, const void *data, size_t n)
{
    if (f->failed != 0 || n == 0)
        return;
    sha256_update(&f->sha, n, data);
    f->bytes += n;
    struct buffer *b = buffer_of(folder, f);
    if (n > BUFFER_BYTES - b->n)
        empty(folder, b);
    if (n > BUFFER_BYTES) {
        append(folder, f, data, n);
        return;
    }
    memcpy(b->bytes + b->n, data, n);
    b->n += n;
}

/* Never over what is there already. Where the file system cannot do that at once, a second name does it. */
static int give_name(const struct exhibit_folder *folder, const struct exhibit_file *f)
{
    char name[EXHIBIT_FILE_NAME], hidden[EXHIBIT_FILE_NAME];
    (void)hidden_name(f, hidden);
    (void)exhibit_file_name(f->run, f->finding, name);
    if (renameat2(folder->at, hidden, folder->at, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (linkat(folder->at, hidden, folder->at, name, 0) != 0)
        return errno;
    (void)unlinkat(folder->at, hidden, 0);
    return 0;
}

static void put_hash(struct exhibit_file *f, char hash[EXHIBIT_FILE_HASH])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&f->sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(hash + 2 * i, 3, "%02x", digest[i]);
}

int exhibit_file_finish(struct exhibit_folder *folder, struct exhibit_file *f, char hash[EXHIBIT_FILE_HASH],
                        struct err *err)
{
    if (f->buffer != NULL) {
        empty(folder, f->buffer);
        release(f->buffer);
    }
    if (f->failed == 0)
        f->failed = give_name(folder, f);
    if (f->failed != 0) {
        (void)say(folder, f, f->failed, err);
        exhibit_file_drop(folder, f);
        return -1;
    }
    put_hash(f, hash);
    return 0;
}

void exhibit_file_drop(struct exhibit_folder *folder, struct exhibit_file *f)
{
    if (f->buffer != NULL)
        release(f->buffer);
    remove_hidden(folder, f);
}
