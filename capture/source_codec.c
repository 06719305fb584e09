#include "capture/source_codec.h"

#define ZLIB_CONST

#include <limits.h>
#include <lz4frame.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

struct gzip {
    z_stream z;
    bool between; /* behind a member, where only zeros or another member may follow */
};

static void *gzip_open(void)
{
    struct gzip *g = calloc(1, sizeof *g);
    if (g == NULL)
        return NULL;
    if (inflateInit2(&g->z, GZIP_ONLY) != Z_OK) {
        free(g);
        return NULL;
    }
    return g;
}

static void gzip_close(void *state)
{
    struct gzip *g = state;
    (void)inflateEnd(&g->z);
    free(g);
}

static void skip_zeros(struct source_codec_io *io)
{
    while (io->in_left > 0 && io->in[0] == 0) {
        io->in++;
        io->in_left--;
    }
}

static uInt at_most_uint(size_t n)
{
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static bool gzip_step(void *state, struct source_codec_io *io, bool *whole)
{
    struct gzip *g = state;
    if (g->between)
        skip_zeros(io);
    *whole = g->between && io->in_left == 0;
    if (*whole)
        return true;
    uInt in = at_most_uint(io->in_left), out = at_most_uint(io->out_left);
    g->between = false;
    g->z.next_in = io->in;
    g->z.avail_in = in;
    g->z.next_out = io->out;
    g->z.avail_out = out;
    int result = inflate(&g->z, Z_NO_FLUSH);
    io->in += in - g->z.avail_in;
    io->in_left -= in - g->z.avail_in;
    io->out += out - g->z.avail_out;
    io->out_left -= out - g->z.avail_out;
    if (result == Z_STREAM_END) {
        g->between = *whole = true;
        return inflateReset(&g->z) == Z_OK;
    }
    return result == Z_OK || result == Z_BUF_ERROR;
}

static void *zstd_open(void)
{
    return ZSTD_createDStream();
}

static void zstd_close(void *state)
{
    (void)ZSTD_freeDStream(state);
}

static bool zstd_step(void *state, struct source_codec_io *io, bool *whole)
{
    ZSTD_inBuffer in = {io->in, io->in_left, 0};
    ZSTD_outBuffer out = {io->out, io->out_left, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);
    io->in += in.pos;
    io->in_left -= in.pos;
    io->out += out.pos;
    io->out_left -= out.pos;
    *whole = result == 0;
    return !ZSTD_isError(result);
}

static void *lz4_open(void)
{
    LZ4F_dctx *context = NULL;
    return LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) ? NULL : context;
}

static void lz4_close(void *state)
{
    (void)LZ4F_freeDecompressionContext(state);
}

static bool lz4_step(void *state, struct source_codec_io *io, bool *whole)
{
    size_t in = io->in_left, out = io->out_left;
    size_t result = LZ4F_decompress(state, io->out, &out, io->in, &in, NULL);
    if (LZ4F_isError(result))
        return false;
    io->in += in;
    io->in_left -= in;
    io->out += out;
    io->out_left -= out;
    *whole = result == 0;
    return true;
}

static const struct source_codec codecs[] = {
    {"gzip", {0x1f, 0x8b, 0x08}, {0xff, 0xff, 0xff}, gzip_open, gzip_step, gzip_close},
    {"zstd", {0x28, 0xb5, 0x2f, 0xfd}, {0xff, 0xff, 0xff, 0xff}, zstd_open, zstd_step, zstd_close},
    {"zstd", {0x50, 0x2a, 0x4d, 0x18}, {0xf0, 0xff, 0xff, 0xff}, zstd_open, zstd_step, zstd_close},
    {"lz4", {0x04, 0x22, 0x4d, 0x18}, {0xff, 0xff, 0xff, 0xff}, lz4_open, lz4_step, lz4_close},
};

static bool begins_with(const struct source_codec *codec, const uint8_t *start)
{
    for (size_t i = 0; i < SOURCE_CODEC_MAGIC; i++)
        if ((start[i] & codec->mask[i]) != codec->magic[i])
            return false;
    return true;
}

const struct source_codec *source_codec_find(const uint8_t *start, size_t n)
{
    if (n < SOURCE_CODEC_MAGIC)
        return NULL;
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
        if (begins_with(&codecs[i], start))
            return &codecs[i];
    return NULL;
}
