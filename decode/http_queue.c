#include "decode/http_queue.h"

#include <string.h>

static void send(const struct http_queue *q, struct evidence_sink *sink, const struct http_request *r,
                 uint16_t status)
{
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = status};
    for (size_t i = 0; i < EVIDENCE_TEXTS; i++)
        e.text[i] = (struct evidence_text){q->text + r->text[i].at, r->text[i].length};
    evidence_add(sink, &e);
}

/* Texts lie in the order of their requests: gives back the room of the first ones, up to `upto`. */
static void give_room(struct http_queue *q, uint16_t upto)
{
    q->used = (uint16_t)(q->used - upto);
    memmove(q->text, q->text + upto, q->used);
    memset(q->text + q->used, 0, upto);
    for (size_t i = 0; i < q->count; i++) {
        struct http_request *r = &q->request[i];
        if (r->sent)
            continue;
        r->end = (uint16_t)(r->end - upto);
        for (size_t k = 0; k < EVIDENCE_TEXTS; k++)
            if (r->text[k].length > 0)
                r->text[k].at = (uint16_t)(r->text[k].at - upto);
    }
}

static void send_early(struct http_queue *q, struct evidence_sink *sink, struct http_request *r)
{
    send(q, sink, r, 0);
    r->sent = true;
    uint16_t upto = r->end;
    give_room(q, upto);
}

static bool make_room(struct http_queue *q, struct evidence_sink *sink, size_t n)
{
    for (size_t i = 0; i + 1 < q->count && HTTP_QUEUE_TEXT - q->used < (int)n; i++)
        if (!q->request[i].sent)
            send_early(q, sink, &q->request[i]);
    return HTTP_QUEUE_TEXT - q->used >= (int)n;
}

static void put(struct http_queue *q, struct evidence_sink *sink, unsigned which, struct bytes value,
                size_t most)
{
    size_t n = value.left < most ? value.left : most;
    if (n == 0 || !make_room(q, sink, n))
        return;
    struct http_request *r = &q->request[q->count - 1];
    memcpy(q->text + q->used, value.at, n);
    r->text[which] = (struct http_queue_text){q->used, (uint16_t)n};
    q->used = (uint16_t)(q->used + n);
    r->end = q->used;
}

bool http_queue_add(struct http_queue *q, struct evidence_sink *sink, const struct http_line_request *r)
{
    bool has_room = q->count < HTTP_QUEUE_MOST;
    if (!has_room)
        http_queue_flush(q, sink);
    struct http_request *new = &q->request[q->count++];
    *new = (struct http_request){.end = q->used,
                                 .is_head = bytes_are(&r->method, "HEAD"),
                                 .is_connect = bytes_are(&r->method, "CONNECT"),
                                 .is_rpc = bytes_are(&r->method, "RPC_IN_DATA") ||
                                           bytes_are(&r->method, "RPC_OUT_DATA")};
    put(q, sink, HTTP_QUEUE_METHOD, r->method, HTTP_LINE_METHOD_MOST);
    put(q, sink, HTTP_QUEUE_PATH, r->target, HTTP_QUEUE_PATH_MOST);
    put(q, sink, HTTP_QUEUE_VERSION, r->version, 3);
    return has_room;
}

void http_queue_header(struct http_queue *q, struct evidence_sink *sink, unsigned which, struct bytes value)
{
    if (q->count == 0)
        return;
    const struct http_request *newest = &q->request[q->count - 1];
    if (newest->sent || newest->text[which].length > 0)
        return;
    put(q, sink, which, value, which == HTTP_QUEUE_HOST ? HTTP_QUEUE_HOST_MOST : HTTP_QUEUE_AGENT_MOST);
}

bool http_queue_answer(struct http_queue *q, struct evidence_sink *sink, uint16_t status,
                       struct http_request *answered)
{
    if (q->count == 0)
        return false;
    *answered = q->request[0];
    if (!answered->sent)
        send(q, sink, answered, status);
    q->count--;
    memmove(q->request, q->request + 1, q->count * sizeof q->request[0]);
    memset(&q->request[q->count], 0, sizeof q->request[0]);
    if (!answered->sent)
        give_room(q, answered->end);
    return true;
}

void http_queue_orphan(struct evidence_sink *sink, uint16_t status, struct bytes version)
{
    struct evidence e = {.kind = EVIDENCE_HTTP, .number = status};
    const void *at = version.at;
    e.text[HTTP_QUEUE_VERSION] = (struct evidence_text){at, (uint16_t)version.left};
    evidence_add(sink, &e);
}

void http_queue_early(struct http_queue *q, struct evidence_sink *sink, uint16_t status)
{
    if (q->early_count == HTTP_QUEUE_EARLY_MOST)
        http_queue_orphan(sink, status, bytes_none());
    else
        q->early[q->early_count++] = status;
}

void http_queue_complete(struct http_queue *q, struct evidence_sink *sink)
{
    struct http_request answered;
    if (q->early_count == 0 || !http_queue_answer(q, sink, q->early[0], &answered))
        return;
    q->early_count--;
    memmove(q->early, q->early + 1, q->early_count * sizeof q->early[0]);
}

const struct http_request *http_queue_newest(const struct http_queue *q)
{
    return q->count > 0 ? &q->request[q->count - 1] : NULL;
}

void http_queue_flush(struct http_queue *q, struct evidence_sink *sink)
{
    for (size_t i = 0; i < q->count; i++)
        if (!q->request[i].sent)
            send(q, sink, &q->request[i], 0);
    for (size_t i = 0; i < q->early_count; i++)
        http_queue_orphan(sink, q->early[i], bytes_none());
    memset(q->request, 0, q->count * sizeof q->request[0]);
    memset(q->text, 0, q->used);
    q->count = q->early_count = 0;
    q->used = 0;
}
