/*
 * The compressions a capture may come in, each known by the magic number in its first bytes: gzip (RFC 1952),
 * zstd (RFC 8878), lz4 frames (LZ4 frame format 1.6). All of them may be several members or frames one after
 * the other.
 */
#ifndef CAPTURE_SOURCE_CODEC_H
#define CAPTURE_SOURCE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOURCE_CODEC_MAGIC = 4 };

/* What a step moves: compressed bytes that are left to read, room that is left to fill. */
struct source_codec_io {
    const uint8_t *in;
    size_t in_left;
    uint8_t *out;
    size_t out_left;
};

struct source_codec {
    const char *name;
    uint8_t magic[SOURCE_CODEC_MAGIC], mask[SOURCE_CODEC_MAGIC];
    void *(*open)(void); /* NULL: out of memory */
    /*
     * Decompresses what it can. whole: the input so far ends where a member or frame ends. False when the
     * input is damaged (what could be written before that is) or needs too much memory.
     */
    bool (*step)(void *state, struct source_codec_io *io, bool *whole);
    void (*close)(void *state);
};

/* The codec that this start of a file asks for; NULL: none, it is not compressed. */
const struct source_codec *source_codec_find(const uint8_t *start, size_t n);

#endif
