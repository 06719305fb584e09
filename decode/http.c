#include "decode/http.h"

#include <string.h>

#include "decode/http_line.h"
#include "decode/http_message.h"
#include "decode/http_queue.h"
#include "decode/http_rpc.h"

enum {
    HEAD_MOST = 32768, /* bytes of the lines in front of a body */
    TRIES_MOST = 64,   /* windows looked at after a loss */
    EMPTY_MOST = 16,   /* empty lines in front of a message */
    UPGRADE_MOST = 32, /* bytes of a protocol's name */
};

struct http {
    struct http_message side[2]; /* the client's, the server's */
    bool unanswered;             /* answers cannot be told apart any more */
    bool in_step; /* all requests since the last loss were seen: answers are theirs, in order */
    struct http_queue queue;
};

static enum probe probe(struct bytes bytes, bool start)
{
    return http_line_probe(bytes, start);
}

static void over(struct http *h)
{
    h->side[0].phase = h->side[1].phase = HTTP_OVER;
}

static void give_up(struct http *h, struct evidence_sink *sink, struct http_message *m)
{
    m->phase = HTTP_OVER;
    http_queue_flush(&h->queue, sink);
    if (m == &h->side[0])
        evidence_number(sink, EVIDENCE_LOST, 0);
    else
        h->unanswered = true;
}

/* RFC 9112 6.3, for what is behind the empty line at stream offset `at`. */
static void after_request_head(struct http *h, struct evidence_sink *sink, uint64_t at)
{
    struct http_message *m = &h->side[0];
    const struct http_request *r = http_queue_newest(&h->queue);
    bool is_connect = r != NULL && r->is_connect, is_rpc = r != NULL && r->is_rpc;
    if (h->unanswered)
        http_queue_flush(&h->queue, sink);
    else
        http_queue_complete(&h->queue, sink);
    if (is_connect && http_queue_newest(&h->queue) != NULL)
        m->phase = HTTP_TUNNEL;
    else if (m->ambiguous || (m->chunked && m->has_length))
        give_up(h, sink, m);
    else if (m->chunked)
        m->phase = HTTP_CHUNK;
    else
        http_message_body(m, at, m->length);
    m->rpc = is_rpc && m->body_end > at;
}

static void after_answer_head(struct http *h, struct evidence_sink *sink, uint64_t at)
{
    struct http_message *m = &h->side[1];
    if (m->upgrade) {
        over(h);
    } else if (m->tunnel) {
        m->phase = HTTP_TUNNEL;
        evidence_tunnel(sink);
    } else if (m->interim || m->no_body)
        http_message_begin(m);
    else if (m->ambiguous || (m->chunked && m->has_length))
        give_up(h, sink, m);
    else if (m->chunked)
        m->phase = HTTP_CHUNK;
    else if (m->has_length)
        http_message_body(m, at, m->length);
    else
        give_up(h, sink, m);
}

/* RFC 9110 7.8: the protocol's name, without its version. */
static void read_upgrade(struct evidence_sink *sink, struct bytes value)
{
    size_t n = 0;
    while (n < value.left && n < UPGRADE_MOST && strchr("/, \t", value.at[n]) == NULL)
        n++;
    const void *name = value.at;
    if (n > 0)
        evidence_text(sink, EVIDENCE_INSIDE, name, n);
}

/* Most headers are told apart by their first letter. */
static bool may_matter(struct bytes line)
{
    uint8_t c = line.at[0] | 0x20;
    return c == 'c' || c == 't' || c == 'h' || c == 'u' || c == 'v';
}

static void read_header(struct http *h, struct evidence_sink *sink, struct http_message *m, struct bytes line)
{
    struct http_line_header f;
    if (!may_matter(line) || !http_line_header(line, &f))
        return;
    bool is_request = m == &h->side[0];
    if (http_line_is(f.name, "content-length"))
        http_message_length(m, f.value);
    else if (http_line_is(f.name, "transfer-encoding"))
        http_message_coding(m, f.value);
    else if (is_request && http_line_is(f.name, "host"))
        http_queue_header(&h->queue, sink, HTTP_QUEUE_HOST, f.value);
    else if (is_request && http_line_is(f.name, "user-agent"))
        http_queue_header(&h->queue, sink, HTTP_QUEUE_AGENT, f.value);
    else if (http_line_is(f.name, "via") && http_line_is_via_10(f.value))
        evidence_text(sink, EVIDENCE_VIA, "1.0", 3);
    else if (m->upgrade && http_line_is(f.name, "upgrade"))
        read_upgrade(sink, f.value);
}

static void read_headers_line(struct http *h, struct evidence_sink *sink, struct http_message *m,
                              struct bytes line, uint64_t at)
{
    if (line.left > 0)
        read_header(h, sink, m, line);
    else if (m == &h->side[0])
        after_request_head(h, sink, at);
    else
        after_answer_head(h, sink, at);
}

static bool begin_request(struct http *h, struct evidence_sink *sink, struct bytes line)
{
    struct http_line_request r;
    struct http_message *m = &h->side[0];
    if (bytes_begin(&line, "PRI * HTTP/2.0", 14)) {
        over(h);
        return true;
    }
    if (!http_line_request(line, &r))
        return false;
    if (http_line_is_cut(r.method)) {
        r.method.left = r.target.left = 0;
        evidence_number(sink, EVIDENCE_LOST, 0);
    }
    if (!http_queue_add(&h->queue, sink, &r)) {
        h->unanswered = true;
        h->side[1].phase = HTTP_OVER;
    }
    h->in_step = true;
    m->phase = HTTP_HEADERS;
    if (r.version.left == 0 && line.left < HTTP_LINE_MOST)
        m->phase = HTTP_OVER;
    return true;
}

static bool begin_answer(struct http *h, struct evidence_sink *sink, struct bytes line)
{
    struct http_line_status s;
    struct http_request request = {.is_head = false};
    struct http_message *m = &h->side[1];
    if (!http_line_status(line, &s))
        return false;
    m->phase = HTTP_HEADERS;
    m->interim = s.status < 200 && s.status != 101;
    if (m->interim)
        return true;
    bool was_asked = http_queue_answer(&h->queue, sink, s.status, &request);
    if (!was_asked && h->in_step && !h->unanswered)
        http_queue_early(&h->queue, sink, s.status);
    else if (!was_asked)
        http_queue_orphan(sink, s.status, s.version);
    m->asked = was_asked;
    m->no_body = request.is_head || s.status == 204 || s.status == 304;
    m->upgrade = s.status == 101;
    m->tunnel = request.is_connect && s.status < 300;
    if (request.is_connect && !m->tunnel && h->side[0].phase == HTTP_TUNNEL)
        http_message_begin(&h->side[0]);
    return true;
}

/* A line that is not what it should be: as after a loss, also in that requests may hide behind it. */
static void begin(struct http *h, struct evidence_sink *sink, struct http_message *m, struct bytes line)
{
    if (line.left == 0 && m->empty++ < EMPTY_MOST)
        return;
    bool ok = m == &h->side[0] ? begin_request(h, sink, line) : begin_answer(h, sink, line);
    if (ok)
        return;
    m->phase = HTTP_LOST;
    if (m == &h->side[0])
        evidence_number(sink, EVIDENCE_LOST, 0);
}

static void read_chunk_line(struct http *h, struct evidence_sink *sink, struct http_message *m,
                            struct bytes line, uint64_t at)
{
    uint64_t size;
    if (!http_line_chunk(line, &size))
        give_up(h, sink, m);
    else if (size == 0)
        m->phase = HTTP_TRAILERS;
    else
        m->body_end = at + size + 2;
    m->head = 0;
}

static void read_line(struct http *h, struct evidence_sink *sink, struct http_message *m, struct bytes line,
                      uint64_t at)
{
    switch (m->phase) {
    case HTTP_FIRST:
        begin(h, sink, m, line);
        break;
    case HTTP_HEADERS:
        read_headers_line(h, sink, m, line, at);
        break;
    case HTTP_REST:
        m->phase = m->after_rest;
        break;
    case HTTP_CHUNK:
        read_chunk_line(h, sink, m, line, at);
        break;
    case HTTP_TRAILERS:
        if (line.left == 0)
            http_message_begin(m);
        break;
    default:
        break;
    }
}

static void skip_rest_of_line(struct http_message *m)
{
    if (m->phase == HTTP_HEADERS || m->phase == HTTP_TRAILERS) {
        m->after_rest = m->phase;
        m->phase = HTTP_REST;
    }
}

/* True when the window's start is a message's. */
static bool found_again(struct http_message *m, bool from_client, struct bytes window)
{
    enum probe p = http_line_probe(window, false);
    if (p != (from_client ? PROBE_CLIENT : PROBE_SERVER))
        return false;
    http_message_begin(m);
    return true;
}

/* The answer to CONNECT is not there yet, or was not captured: another CONNECT means that it was refused. */
static bool waits_for_tunnel(struct http_message *m, struct evidence_sink *sink, struct bytes window)
{
    static const char again[] = "CONNECT ";
    size_t n = window.left < sizeof again - 1 ? window.left : sizeof again - 1;
    if (n == sizeof again - 1 && bytes_begin(&window, again, n)) {
        http_message_begin(m);
        return false;
    }
    if (window.left >= PROBE_MOST)
        evidence_tunnel(sink);
    return true;
}

static uint64_t look_again(struct http_message *m, uint64_t end)
{
    if (++m->tries >= TRIES_MOST)
        m->phase = HTTP_OVER;
    return m->phase == HTTP_OVER ? FLOW_WANTS_NOTHING : end;
}

static uint64_t parse(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window)
{
    struct http *h = state;
    struct http_message *m = &h->side[from_client ? 0 : 1];
    uint64_t end = offset + window.left;
    if (m->phase == HTTP_LOST && !found_again(m, from_client, window))
        return look_again(m, end);
    while (m->phase != HTTP_OVER && m->phase != HTTP_LOST) {
        struct bytes line;
        bool too_long;
        uint64_t before = end - window.left;
        if (m->phase == HTTP_TUNNEL && (!from_client || waits_for_tunnel(m, sink, window)))
            return before;
        if (m->body_end > before) {
            uint64_t next = m->rpc ? http_rpc_read(sink, before, window, m->body_end) : m->body_end;
            if (next == before || next >= end)
                return next;
            bytes_skip(&window, (size_t)(next - before));
            continue;
        }
        if (!http_line_take(&window, &line, &too_long))
            return before;
        uint64_t at = end - window.left;
        m->head += (uint32_t)(at - before);
        read_line(h, sink, m, line, at);
        if (too_long)
            skip_rest_of_line(m);
        if (m->head > HEAD_MOST)
            give_up(h, sink, m);
    }
    return m->phase == HTTP_OVER ? FLOW_WANTS_NOTHING : look_again(m, end);
}

static uint64_t hole(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset)
{
    struct http *h = state;
    struct http_message *m = &h->side[from_client ? 0 : 1];
    http_queue_flush(&h->queue, sink);
    h->in_step = false;
    if (m->phase == HTTP_OVER)
        return FLOW_WANTS_NOTHING;
    http_message_begin(m);
    m->phase = HTTP_LOST;
    return offset;
}

static void ended(void *state, struct evidence_sink *sink, const uint64_t sent[2], bool reset)
{
    struct http *h = state;
    const struct http_message *answer = &h->side[1];
    bool waits = h->in_step && !h->unanswered && http_queue_newest(&h->queue) != NULL;
    if (http_message_is_cut(answer, sent[1]))
        evidence_number(sink, EVIDENCE_ABORTED, 1);
    else if (reset && waits && answer->phase == HTTP_FIRST)
        evidence_number(sink, EVIDENCE_ABORTED, 2);
}

static void finish(void *state, struct evidence_sink *sink)
{
    struct http *h = state;
    http_queue_flush(&h->queue, sink);
}

const struct decoder http_decoder = {
    .name = "http",
    .class_ = CLASS_HTTP,
    .state_bytes = sizeof(struct http),
    .probe = probe,
    .parse = parse,
    .hole = hole,
    .ended = ended,
    .finish = finish,
};

_Static_assert(sizeof(struct http) <= DECODER_STATE_MOST, "the HTTP state outgrew its room");
