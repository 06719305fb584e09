/*
 * Frames built by hand. Headers are appended from the outside in; those with a length field are noted and
 * get it when the frame is read, so that each spans all that was appended behind it.
 */
#ifndef TESTS_UNIT_FRAME_H
#define TESTS_UNIT_FRAME_H

#include <string.h>

#include "capture/link.h"

enum { FRAME_ROOM = 4096, FRAME_LENGTHS = 16 };

struct frame {
    uint8_t b[FRAME_ROOM];
    size_t n;
    size_t lengths;
    struct {
        size_t field, from; /* where the 16-bit field is, what it counts from */
    } length[FRAME_LENGTHS];
};

static inline void frame_put(struct frame *f, const void *data, size_t n)
{
    memcpy(f->b + f->n, data, n);
    f->n += n;
}

static inline void frame_zero(struct frame *f, size_t n)
{
    memset(f->b + f->n, 0, n);
    f->n += n;
}

static inline void frame_8(struct frame *f, unsigned v)
{
    f->b[f->n++] = (uint8_t)v;
}

static inline void frame_16(struct frame *f, unsigned v)
{
    frame_8(f, v >> 8);
    frame_8(f, v);
}

static inline void frame_32(struct frame *f, uint32_t v)
{
    frame_16(f, v >> 16);
    frame_16(f, v & 0xffff);
}

/* A 16-bit length field here, which counts from `from` to the frame's end. */
static inline void frame_length(struct frame *f, size_t from)
{
    f->length[f->lengths].field = f->n;
    f->length[f->lengths++].from = from;
    frame_16(f, 0);
}

static inline void frame_fill_lengths(struct frame *f)
{
    for (size_t i = 0; i < f->lengths; i++) {
        size_t v = f->n - f->length[i].from;
        f->b[f->length[i].field] = (uint8_t)(v >> 8);
        f->b[f->length[i].field + 1] = (uint8_t)v;
    }
    f->lengths = 0;
}

static inline void frame_ether(struct frame *f, unsigned type)
{
    frame_put(f, "\x02\0\0\0\0\x01\x02\0\0\0\0\x02", 12);
    frame_16(f, type);
}

/* 10.0.0.HOST to 10.0.0.HOST+1; words: 32-bit words of options, zeros. */
static inline void frame_ip4_options(struct frame *f, unsigned protocol, unsigned host, unsigned words,
                                     unsigned flags_offset)
{
    size_t from = f->n;
    frame_8(f, 0x45 + words);
    frame_8(f, 0);
    frame_length(f, from);
    frame_16(f, 0x1234);
    frame_16(f, flags_offset);
    frame_8(f, 64);
    frame_8(f, protocol);
    frame_16(f, 0);
    frame_32(f, 0x0a000000 + host);
    frame_32(f, 0x0a000001 + host);
    frame_zero(f, (size_t)words * 4);
}

static inline void frame_ip4(struct frame *f, unsigned protocol, unsigned host)
{
    frame_ip4_options(f, protocol, host, 0, 0x4000);
}

/* fd00::HOST to fd00::HOST+1. */
static inline void frame_ip6(struct frame *f, unsigned next, unsigned host)
{
    frame_32(f, 0x60000000);
    frame_length(f, f->n + 36);
    frame_8(f, next);
    frame_8(f, 64);
    for (unsigned i = 0; i < 2; i++) {
        frame_16(f, 0xfd00);
        frame_zero(f, 13);
        frame_8(f, host + i);
    }
}

static inline void frame_tcp(struct frame *f, unsigned sport, unsigned dport, unsigned flags)
{
    frame_16(f, sport);
    frame_16(f, dport);
    frame_32(f, 0x01020304);
    frame_32(f, 0x05060708);
    frame_8(f, 0x50);
    frame_8(f, flags);
    frame_zero(f, 6);
}

static inline void frame_udp(struct frame *f, unsigned sport, unsigned dport)
{
    size_t from = f->n;
    frame_16(f, sport);
    frame_16(f, dport);
    frame_length(f, from);
    frame_16(f, 0);
}

/* The reader of all frames of a test; what it counts is theirs. */
static inline struct link *frame_link(void)
{
    static struct link *l;
    const struct link_options options = {.memory_bytes = 1 << 20};
    struct err err;
    if (l == NULL)
        l = link_open(&options, &err);
    return l;
}

/* Reads the first `captured` bytes of a frame that is `wire` long on the wire. */
static inline enum link_skip frame_read_cut(int link_type, struct frame *f, size_t captured, size_t wire,
                                            struct segment *s)
{
    /* A copy of its own size, so that a sanitizer sees a read past the captured bytes. */
    uint8_t copy[FRAME_ROOM];
    frame_fill_lengths(f);
    memcpy(copy + FRAME_ROOM - captured, f->b, captured);
    struct source_frame frame = {.time_us = 7,
                                 .captured = (uint32_t)captured,
                                 .wire = (uint32_t)wire,
                                 .data = copy + FRAME_ROOM - captured};
    memset(s, 0xee, sizeof *s);
    enum link_skip why = link_read(frame_link(), link_type, &frame, s);
    if (why == LINK_TAKEN && s->payload.left > 0 && s->frames == 1)
        s->payload.at = f->b + (s->payload.at - frame.data);
    return why;
}

static inline enum link_skip frame_read(int link_type, struct frame *f, struct segment *s)
{
    return frame_read_cut(link_type, f, f->n, f->n, s);
}

#endif
