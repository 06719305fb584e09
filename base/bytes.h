/*
 * A checked window on bytes from the wire.
 *
 * Every read moves the window forward. A read past the end gives 0 (or an empty window) and makes the window
 * fail for good, so that a parser reads a whole header and asks bytes_ok() once. No other code takes numbers
 * out of packet memory. Borrowed: a window never owns what it points at.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at; /* never NULL */
    size_t left;
    bool failed;
};

/* What an empty window points at. */
extern const uint8_t bytes_nothing[1];

static inline struct bytes bytes_of(const void *at, size_t n)
{
    return (struct bytes){n > 0 ? (const uint8_t *)at : bytes_nothing, n, false};
}

static inline struct bytes bytes_none(void)
{
    return (struct bytes){bytes_nothing, 0, false};
}

/* False once any read went past the end. */
static inline bool bytes_ok(const struct bytes *b)
{
    return !b->failed;
}

/* Takes n bytes off the front: a window of their own; empty and failed when there are not so many. */
static inline struct bytes bytes_take(struct bytes *b, size_t n)
{
    if (b->failed || n > b->left) {
        b->failed = true;
        b->left = 0;
        return (struct bytes){bytes_nothing, 0, true};
    }
    struct bytes front = {n > 0 ? b->at : bytes_nothing, n, false};
    b->at += n;
    b->left -= n;
    return front;
}

static inline void bytes_skip(struct bytes *b, size_t n)
{
    (void)bytes_take(b, n);
}

/* At most n bytes off the front; never fails for want of bytes. */
static inline struct bytes bytes_upto(struct bytes *b, size_t n)
{
    return bytes_take(b, n < b->left ? n : b->left);
}

static inline uint8_t bytes_u8(struct bytes *b)
{
    struct bytes v = bytes_take(b, 1);
    return v.failed ? 0 : v.at[0];
}

/* be: network byte order; le: little endian. */
static inline uint16_t bytes_be16(struct bytes *b)
{
    struct bytes v = bytes_take(b, 2);
    return v.failed ? 0 : (uint16_t)((unsigned)v.at[0] << 8 | v.at[1]);
}

static inline uint32_t bytes_be24(struct bytes *b)
{
    struct bytes v = bytes_take(b, 3);
    return v.failed ? 0 : (uint32_t)v.at[0] << 16 | (uint32_t)v.at[1] << 8 | v.at[2];
}

static inline uint32_t bytes_be32(struct bytes *b)
{
    struct bytes v = bytes_take(b, 4);
    return v.failed ? 0
                    : (uint32_t)v.at[0] << 24 | (uint32_t)v.at[1] << 16 | (uint32_t)v.at[2] << 8 | v.at[3];
}

static inline uint16_t bytes_le16(struct bytes *b)
{
    struct bytes v = bytes_take(b, 2);
    return v.failed ? 0 : (uint16_t)((unsigned)v.at[1] << 8 | v.at[0]);
}

static inline uint32_t bytes_le32(struct bytes *b)
{
    struct bytes v = bytes_take(b, 4);
    return v.failed ? 0
                    : (uint32_t)v.at[3] << 24 | (uint32_t)v.at[2] << 16 | (uint32_t)v.at[1] << 8 | v.at[0];
}

static inline uint64_t bytes_le64(struct bytes *b)
{
    uint64_t low = bytes_le32(b);
    return (uint64_t)bytes_le32(b) << 32 | low;
}

/* Does the window begin with these n bytes? Reads nothing off. */
static inline bool bytes_begin(const struct bytes *b, const void *with, size_t n)
{
    return b->left >= n && memcmp(b->at, with, n) == 0;
}

/* Is the window this word? */
static inline bool bytes_are(const struct bytes *b, const char *word)
{
    return b->left == strlen(word) && memcmp(b->at, word, b->left) == 0;
}

#endif
