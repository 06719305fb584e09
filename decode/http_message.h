/*
 * Where one side of an HTTP connection is in its messages, and how far the body reaches (RFC 9112 6.3).
 * Internal to the HTTP decoder.
 */
#ifndef DECODE_HTTP_MESSAGE_H
#define DECODE_HTTP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum http_phase {
    HTTP_FIRST,    /* the next line is a request line or a status line */
    HTTP_HEADERS,  /* header lines up to an empty one */
    HTTP_REST,     /* the rest of a line that was too long */
    HTTP_CHUNK,    /* the line in front of a chunk */
    HTTP_TRAILERS, /* lines after the last chunk up to an empty one */
    HTTP_TUNNEL,   /* CONNECT was read: what follows is for the other end of the tunnel, if it is opened */
    HTTP_LOST,     /* bytes were lost: a window's start may be a message's */
    HTTP_OVER
};

struct http_message {
    uint8_t phase, after_rest; /* enum http_phase */
    uint8_t tries, empty;
    bool chunked, has_length, ambiguous;
    bool asked;        /* an answer whose request was seen, so that its length counts */
    bool no_body;      /* an answer that has none whatever its headers say */
    bool interim;      /* 1xx: the answer proper is still to come */
    bool rpc;          /* the body being jumped over is made of RPC PDUs */
    bool tunnel;       /* an answer behind which a tunnel begins */
    bool upgrade;      /* an answer behind which another protocol begins */
    uint32_t head;     /* bytes of its lines so far */
    uint64_t length;   /* of the body */
    uint64_t body_end; /* stream offset behind the chunk or body being jumped over */
};

/* The next message begins. */
void http_message_begin(struct http_message *m);
/* Jumps over a body of known length from stream offset `at` on, to the next message. */
void http_message_body(struct http_message *m, uint64_t at, uint64_t length);

/* The values of Content-Length and Transfer-Encoding; what contradicts itself makes it ambiguous. */
void http_message_length(struct http_message *m, struct bytes value);
void http_message_coding(struct http_message *m, struct bytes value);

/* The side ended behind `sent` bytes of its stream, none of them lost: is that inside an answer's body? */
bool http_message_is_cut(const struct http_message *m, uint64_t sent);

#endif
