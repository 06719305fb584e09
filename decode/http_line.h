/* Lines of HTTP/1.x: RFC 9112 2.2 to 5. Internal to the HTTP decoder. */
#ifndef DECODE_HTTP_LINE_H
#define DECODE_HTTP_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "decode/decoder.h"

enum {
    HTTP_LINE_METHOD_MOST = 24,   /* bytes of a method */
    HTTP_LINE_TARGET_ENOUGH = 24, /* of a known method's path: surely a request, even before the line ends */
    HTTP_LINE_MOST = 8192,        /* of a line; what is longer is read as if it ended there */
    HTTP_LINE_PREFACE = 24,       /* "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", RFC 9113 3.4 */
};

struct http_line_request {
    struct bytes method, target;
    struct bytes version; /* "1.1"; empty: 0.9 or cut off */
};

struct http_line_status {
    struct bytes version;
    uint16_t status;
};

struct http_line_header {
    struct bytes name, value; /* without blanks around */
};

/* Whose the beginning of these bytes is. */
enum probe http_line_probe(struct bytes bytes, bool start);

/*
 * Takes a line off the front, without its end (CRLF or bare LF). False when it is not complete, and nothing
 * was taken; *too_long: HTTP_LINE_MOST bytes and no end, line is what there is and was taken.
 */
bool http_line_take(struct bytes *window, struct bytes *line, bool *too_long);

/* A whole line (or what is there of one too long). False when it is no such line. */
bool http_line_request(struct bytes line, struct http_line_request *r);
/* The end of a known method (RFC 9110 9, RFC 4918 9): what a capture has that began in the middle of it. */
bool http_line_is_cut(struct bytes method);
bool http_line_status(struct bytes line, struct http_line_status *s);
bool http_line_header(struct bytes line, struct http_line_header *h);

/* A field name, or a token in a value, in any case; `name` in lower case. */
bool http_line_is(struct bytes text, const char *name);
/* The last of the transfer codings is "chunked" (RFC 9112 6.1). */
bool http_line_is_chunked(struct bytes codings);
/* A proxy in this Via received HTTP/1.0 (RFC 9110 7.6.3). */
bool http_line_is_via_10(struct bytes via);
/* Digits only, and less than 2^60. */
bool http_line_number(struct bytes text, uint64_t *number);
/* The size at the head of a chunk (RFC 9112 7.1), extensions ignored. */
bool http_line_chunk(struct bytes line, uint64_t *size);

#endif
