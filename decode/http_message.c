#include "decode/http_message.h"

#include "decode/http_line.h"

void http_message_begin(struct http_message *m)
{
    uint8_t tries = m->tries;
    *m = (struct http_message){.phase = HTTP_FIRST, .tries = tries};
}

void http_message_body(struct http_message *m, uint64_t at, uint64_t length)
{
    bool asked = m->asked;
    http_message_begin(m);
    m->asked = asked;
    m->body_end = at + length;
}

void http_message_length(struct http_message *m, struct bytes value)
{
    uint64_t length;
    if (!http_line_number(value, &length) || (m->has_length && m->length != length)) {
        m->ambiguous = true;
        return;
    }
    m->has_length = true;
    m->length = length;
}

void http_message_coding(struct http_message *m, struct bytes value)
{
    if (http_line_is_chunked(value))
        m->chunked = true;
    else if (!http_line_is(value, "identity"))
        m->ambiguous = true;
}

bool http_message_is_cut(const struct http_message *m, uint64_t sent)
{
    bool reads = m->phase == HTTP_FIRST || m->phase == HTTP_CHUNK;
    return reads && m->asked && (m->body_end > sent || m->phase == HTTP_CHUNK);
}
