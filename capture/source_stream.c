#include "capture/source_stream.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/source_codec.h"

enum { FILE_BUFFER = 256 * 1024, IN_BUFFER = 64 * 1024, MAGIC = 4 };

struct source_stream {
    int fd;
    uint64_t done;
    const struct source_codec *codec; /* NULL: plain */
    void *codec_state;
    bool started, at_end, unread, whole, failed, hashed; /* unread: a read of fd failed */
    struct sha256_ctx sha;                               /* of what was read from fd */
    char why[128];
    uint8_t head[MAGIC]; /* the first bytes that came out */
    size_t head_bytes;
    size_t in_at, in_end;
    uint8_t in[IN_BUFFER];
    char file_buffer[FILE_BUFFER];
};

struct source_stream *source_stream_open(int fd)
{
    struct source_stream *s = malloc(sizeof *s);
    if (s == NULL) {
        (void)close(fd);
        return NULL;
    }
    memset(s, 0, offsetof(struct source_stream, in));
    s->fd = fd;
    return s;
}

void source_stream_close(struct source_stream *s)
{
    if (s == NULL)
        return;
    if (s->codec_state != NULL)
        s->codec->close(s->codec_state);
    (void)close(s->fd);
    free(s);
}

static void fail(struct source_stream *s, const char *what, const char *why)
{
    s->failed = true;
    (void)snprintf(s->why, sizeof s->why, "%s%s", what, why);
}

static size_t read_file(struct source_stream *s, void *to, size_t room)
{
    ssize_t n = read(s->fd, to, room);
    if (n < 0) {
        s->unread = true;
        fail(s, "reading failed: ", strerror(errno));
    }
    if (n <= 0) {
        s->at_end = true;
        return 0;
    }
    s->done += (uint64_t)n;
    if (s->hashed)
        sha256_update(&s->sha, (size_t)n, to);
    return (size_t)n;
}

void source_stream_hash(struct source_stream *s)
{
    s->hashed = true;
    sha256_init(&s->sha);
}

static bool is_regular(const struct source_stream *s)
{
    struct stat at;
    return fstat(s->fd, &at) == 0 && S_ISREG(at.st_mode);
}

bool source_stream_sha256(struct source_stream *s, char out[SOURCE_STREAM_SHA256])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    bool good = s->hashed && (s->at_end || is_regular(s));
    while (good && !s->at_end)
        (void)read_file(s, s->in, IN_BUFFER);
    if (!good || s->unread)
        return false;
    sha256_digest(&s->sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return true;
}

static void start(struct source_stream *s)
{
    s->started = true;
    while (s->in_end < SOURCE_CODEC_MAGIC && !s->at_end)
        s->in_end += read_file(s, s->in + s->in_end, IN_BUFFER - s->in_end);
    s->codec = source_codec_find(s->in, s->in_end);
    if (s->codec == NULL)
        return;
    s->codec_state = s->codec->open();
    if (s->codec_state == NULL)
        fail(s, s->codec->name, ": out of memory");
}

static size_t read_plain(struct source_stream *s, uint8_t *to, size_t room)
{
    size_t n = s->in_end - s->in_at;
    if (n == 0)
        return s->at_end ? 0 : read_file(s, to, room);
    n = n < room ? n : room;
    memcpy(to, s->in + s->in_at, n);
    s->in_at += n;
    return n;
}

static void refill(struct source_stream *s)
{
    if (s->in_at < s->in_end || s->at_end)
        return;
    s->in_at = 0;
    s->in_end = read_file(s, s->in, IN_BUFFER);
}

static size_t read_compressed(struct source_stream *s, uint8_t *to, size_t room)
{
    size_t written = 0;
    while (written == 0 && !s->failed) {
        refill(s);
        size_t left = s->in_end - s->in_at;
        if (left == 0 && s->whole)
            return 0;
        struct source_codec_io io = {s->in + s->in_at, left, to, room};
        bool good = s->codec->step(s->codec_state, &io, &s->whole);
        written = room - io.out_left;
        s->in_at = s->in_end - io.in_left;
        bool stuck = written == 0 && io.in_left == left;
        if (!good || (stuck && left > 0))
            fail(s, s->codec->name, " data is damaged");
        else if (stuck && !s->whole && !s->failed)
            fail(s, s->codec->name, " data is cut off");
    }
    return written;
}

static ssize_t read_stream(void *cookie, char *to, size_t room)
{
    struct source_stream *s = cookie;
    if (!s->started)
        start(s);
    if (s->failed)
        return 0;
    uint8_t *out = (uint8_t *)to;
    size_t n = s->codec != NULL ? read_compressed(s, out, room) : read_plain(s, out, room);
    for (size_t i = 0; i < n && s->head_bytes < MAGIC; i++)
        s->head[s->head_bytes++] = out[i];
    return (ssize_t)n;
}

FILE *source_stream_file(struct source_stream *s)
{
    FILE *f = fopencookie(s, "r", (cookie_io_functions_t){.read = read_stream});
    if (f == NULL)
        return NULL;
    (void)setvbuf(f, s->file_buffer, _IOFBF, FILE_BUFFER);
    (void)__fsetlocking(f, FSETLOCKING_BYCALLER);
    return f;
}

const char *source_stream_why(const struct source_stream *s)
{
    return s->failed ? s->why : NULL;
}

bool source_stream_is_empty(const struct source_stream *s)
{
    return s->started && s->done == 0;
}

bool source_stream_is_capture(const struct source_stream *s)
{
    static const uint8_t magic[][MAGIC] = {
        {0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, /* pcap, microseconds */
        {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}, /* pcap, nanoseconds */
        {0xa1, 0xb2, 0xcd, 0x34}, {0x34, 0xcd, 0xb2, 0xa1}, /* pcap, Kuznetzov's */
        {0x0a, 0x0d, 0x0d, 0x0a},                           /* pcapng */
    };
    for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++)
        if (s->head_bytes == MAGIC && memcmp(s->head, magic[i], MAGIC) == 0)
            return true;
    return false;
}

uint64_t source_stream_done(const struct source_stream *s)
{
    return s->done;
}
