/*
 * The requests of a connection that wait for their answer, oldest first, with what was read of them. Bounded;
 * what does not fit is sent early, without a status. Internal to the HTTP decoder.
 */
#ifndef DECODE_HTTP_QUEUE_H
#define DECODE_HTTP_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "decode/decoder.h"
#include "decode/http_line.h"

enum {
    HTTP_QUEUE_MOST = 16,
    HTTP_QUEUE_TEXT = 1408, /* bytes of all texts */
    HTTP_QUEUE_PATH_MOST = 640,
    HTTP_QUEUE_HOST_MOST = 160,
    HTTP_QUEUE_AGENT_MOST = 160,
};

/* Where a text lies in the queue's room. */
struct http_queue_text {
    uint16_t at, length;
};

enum { HTTP_QUEUE_METHOD, HTTP_QUEUE_PATH, HTTP_QUEUE_HOST, HTTP_QUEUE_AGENT, HTTP_QUEUE_VERSION };

struct http_request {
    struct http_queue_text text[EVIDENCE_TEXTS]; /* as in EVIDENCE_HTTP */
    uint16_t end;                                /* of its texts */
    bool is_head, is_connect;
    bool sent; /* its texts are gone */
};

struct http_queue {
    struct http_request request[HTTP_QUEUE_MOST];
    uint8_t count;
    uint16_t used;
    char text[HTTP_QUEUE_TEXT];
};

/* A request line was read. False when too many wait: then the queue is empty, all were sent. */
bool http_queue_add(struct http_queue *q, struct evidence_sink *sink, const struct http_line_request *r);
/* Host or User-Agent of the newest; only the first of each counts. */
void http_queue_header(struct http_queue *q, struct evidence_sink *sink, unsigned which, struct bytes value);
/* The oldest was answered: sends it. False when none waits; else *answered is what it was. */
bool http_queue_answer(struct http_queue *q, struct evidence_sink *sink, uint16_t status,
                       struct http_request *answered);
/* The oldest, without taking it; NULL when none waits. */
const struct http_request *http_queue_oldest(const struct http_queue *q);
/* Sends all, unanswered, and forgets them. */
void http_queue_flush(struct http_queue *q, struct evidence_sink *sink);

#endif
