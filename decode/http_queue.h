/*
 * The requests of a connection that wait for their answer, oldest first, with what was read of them. Bounded;
 * what does not fit is sent early, without a status. Room that is not used is zeros, which pack well
 * (decode/talk_block.h). Internal to the HTTP decoder.
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
    HTTP_QUEUE_EARLY_MOST = 8,
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
    bool is_rpc; /* MS-RPCH 2.1.2.1: its body is a channel of RPC over HTTP */
    bool sent;   /* its texts are gone */
};

struct http_queue {
    struct http_request request[HTTP_QUEUE_MOST];
    uint8_t count;
    uint8_t early_count;
    uint16_t early[HTTP_QUEUE_EARLY_MOST]; /* statuses that came before their requests, oldest first */
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
/* An answer whose request was not seen: without method and path. */
void http_queue_orphan(struct evidence_sink *sink, uint16_t status, struct bytes version);
/*
 * An answer came while no request waited. It is kept for the next one: the capture may show the two in the
 * wrong order. What does not fit is sent as an orphan.
 */
void http_queue_early(struct http_queue *q, struct evidence_sink *sink, uint16_t status);
/* The newest request was read to the end of its head: an early answer is its. */
void http_queue_complete(struct http_queue *q, struct evidence_sink *sink);
/* The newest; NULL when none waits. */
const struct http_request *http_queue_newest(const struct http_queue *q);
/* Sends all, unanswered resp. as orphans, and forgets them. */
void http_queue_flush(struct http_queue *q, struct evidence_sink *sink);

#endif
