/* Captures and other files for tests: built in memory, compressed, written to a folder that goes away. */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <lz4frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { SCRATCH_ROOM = 1 << 20, SCRATCH_GZIP = 31 };

struct scratch {
    uint8_t b[SCRATCH_ROOM];
    size_t n;
};

static inline void scratch_put(struct scratch *s, const void *data, size_t n)
{
    cr_assert(n <= SCRATCH_ROOM - s->n);
    memcpy(s->b + s->n, data, n);
    s->n += n;
}

static inline void scratch_le32(struct scratch *s, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    scratch_put(s, b, 4);
}

static inline void scratch_pcap(struct scratch *s, uint32_t magic, uint32_t link_type)
{
    s->n = 0;
    scratch_le32(s, magic);
    scratch_put(s, "\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0", 16);
    scratch_le32(s, link_type);
}

/* A frame of n bytes, each with the value n. */
static inline void scratch_frame(struct scratch *s, uint32_t seconds, uint32_t fraction, uint32_t n,
                                 uint32_t wire)
{
    uint8_t data[256];
    memset(data, (int)n, sizeof data);
    scratch_le32(s, seconds);
    scratch_le32(s, fraction);
    scratch_le32(s, n);
    scratch_le32(s, wire);
    scratch_put(s, data, n);
}

static inline void scratch_gzip(struct scratch *to, const void *data, size_t n)
{
    z_stream z = {.avail_in = (uInt)n, .avail_out = (uInt)(SCRATCH_ROOM - to->n)};
    cr_assert_eq(deflateInit2(&z, 6, Z_DEFLATED, SCRATCH_GZIP, 8, Z_DEFAULT_STRATEGY), Z_OK);
    uint8_t *copy = malloc(n + 1);
    cr_assert_not_null(copy);
    memcpy(copy, data, n);
    z.next_in = copy;
    z.next_out = to->b + to->n;
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    to->n += z.total_out;
    (void)deflateEnd(&z);
    free(copy);
}

static inline void scratch_zstd(struct scratch *to, const void *data, size_t n)
{
    size_t size = ZSTD_compress(to->b + to->n, SCRATCH_ROOM - to->n, data, n, 3);
    cr_assert_not(ZSTD_isError(size));
    to->n += size;
}

static inline void scratch_lz4(struct scratch *to, const void *data, size_t n)
{
    LZ4F_preferences_t checked = {.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled};
    size_t size = LZ4F_compressFrame(to->b + to->n, SCRATCH_ROOM - to->n, data, n, &checked);
    cr_assert_not(LZ4F_isError(size));
    to->n += size;
}

static const struct scratch_codec {
    const char *name;
    void (*compress)(struct scratch *to, const void *data, size_t n);
} scratch_codecs[] = {{"gzip", scratch_gzip}, {"zstd", scratch_zstd}, {"lz4", scratch_lz4}};

enum { SCRATCH_CODECS = 3 };

/* A file descriptor on these bytes, at their start. */
static inline int scratch_fd(const void *data, size_t n)
{
    int fd = memfd_create("scratch", 0);
    cr_assert(fd >= 0 && write(fd, data, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

/* A path that opens these bytes, while the test's process lives. */
static inline const char *scratch_path(char path[64], const void *data, size_t n)
{
    (void)snprintf(path, 64, "/proc/self/fd/%d", scratch_fd(data, n));
    return path;
}

#endif
