/* Tests write messages with this: a buffer that numbers and texts are appended to. */
#ifndef TESTS_WIRE_H
#define TESTS_WIRE_H

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

struct wire {
    uint8_t at[20000];
    size_t n;
};

static inline void wire_bytes(struct wire *w, const void *data, size_t n)
{
    cr_assert(w->n + n <= sizeof w->at);
    memcpy(w->at + w->n, data, n);
    w->n += n;
}

static inline void wire_zeros(struct wire *w, size_t n)
{
    cr_assert(w->n + n <= sizeof w->at);
    memset(w->at + w->n, 0, n);
    w->n += n;
}

static inline void wire_u8(struct wire *w, unsigned v)
{
    wire_bytes(w, &(uint8_t){(uint8_t)v}, 1);
}

static inline void wire_be16(struct wire *w, unsigned v)
{
    wire_u8(w, v >> 8);
    wire_u8(w, v);
}

static inline void wire_le16(struct wire *w, unsigned v)
{
    wire_u8(w, v);
    wire_u8(w, v >> 8);
}

static inline void wire_le32(struct wire *w, uint32_t v)
{
    wire_le16(w, v);
    wire_le16(w, v >> 16);
}

static inline void wire_text(struct wire *w, const char *text)
{
    wire_bytes(w, text, strlen(text));
}

/* ASCII as UTF-16 little endian. */
static inline void wire_wide(struct wire *w, const char *text)
{
    for (; *text != '\0'; text++)
        wire_le16(w, (uint8_t)*text);
}

/* 32 hexadecimal digits, as bytes. */
static inline void wire_hex(struct wire *w, const char *digits)
{
    for (; digits[0] != '\0'; digits += 2) {
        char pair[3] = {digits[0], digits[1], '\0'};
        wire_u8(w, (unsigned)strtoul(pair, NULL, 16));
    }
}

#endif
