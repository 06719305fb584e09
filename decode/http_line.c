#include "decode/http_line.h"

#include <string.h>

enum { LEADING_MOST = 8, NUMBER_DIGITS = 18, CHUNK_DIGITS = 15 };

/* RFC 9110 5.6.2 tchar. */
static bool is_token(uint8_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c > ' ' && c < 0x7f && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_letter(uint8_t c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static struct bytes take_token(struct bytes *b)
{
    struct bytes at = *b;
    size_t n = 0;
    while (n < at.left && n <= HTTP_LINE_METHOD_MOST && is_token(at.at[n]))
        n++;
    return bytes_take(b, n);
}

/* A target has no blanks and no controls; bytes over 0x7f are seen in the wild. */
static struct bytes take_target(struct bytes *b)
{
    size_t n = 0;
    while (n < b->left && b->at[n] > ' ' && b->at[n] != 0x7f)
        n++;
    return bytes_take(b, n);
}

static bool is_known(struct bytes method)
{
    static const char *const known[] = {"GET", "POST", "HEAD", "PUT", "PROPFIND", "CCM_POST", "BITS_POST"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (bytes_are(&method, known[i]))
            return true;
    return false;
}

bool http_line_is_cut(struct bytes method)
{
    static const char *const known[] = {"GET",     "POST",     "HEAD",      "PUT",      "DELETE",   "OPTIONS",
                                        "CONNECT", "PROPFIND", "PROPPATCH", "MKCOL",    "COPY",     "MOVE",
                                        "UNLOCK",  "SEARCH",   "LOCK",      "CCM_POST", "BITS_POST"};
    bool is_end = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i]);
        if (n == method.left && memcmp(known[i], method.at, n) == 0)
            return false;
        is_end =
            is_end || (n > method.left && memcmp(known[i] + n - method.left, method.at, method.left) == 0);
    }
    return is_end;
}

/* NO when the bytes differ from the text, MORE when they end before it does. */
static enum probe begins(struct bytes b, const char *text)
{
    size_t n = strlen(text);
    if (b.left >= n)
        return memcmp(b.at, text, n) == 0 ? PROBE_EITHER : PROBE_NO;
    return memcmp(b.at, text, b.left) == 0 ? PROBE_MORE : PROBE_NO;
}

/* "HTTP/1.1", and then a blank or the end of the line. */
static enum probe probe_version(struct bytes b)
{
    enum probe p = begins(b, "HTTP/1.");
    if (p != PROBE_EITHER)
        return p;
    bytes_skip(&b, 7);
    if (b.left == 0)
        return PROBE_MORE;
    return is_digit(b.at[0]) ? PROBE_EITHER : PROBE_NO;
}

static enum probe probe_status(struct bytes b)
{
    enum probe p = probe_version(b);
    if (p != PROBE_EITHER)
        return p;
    bytes_skip(&b, 8);
    for (size_t i = 0; i < 5 && i < b.left; i++) {
        bool right = i == 0   ? b.at[i] == ' '
                     : i == 1 ? b.at[i] >= '1' && b.at[i] <= '9'
                     : i < 4  ? is_digit(b.at[i])
                              : b.at[i] == ' ' || b.at[i] == '\r' || b.at[i] == '\n';
        if (!right)
            return PROBE_NO;
    }
    return b.left >= 4 ? PROBE_SERVER : PROBE_MORE;
}

/* " HTTP/1.1" at the end of a line. */
static bool ends_with_version(struct bytes line)
{
    enum { TAIL = 9 };
    if (line.left < TAIL)
        return false;
    bytes_skip(&line, line.left - TAIL);
    return bytes_u8(&line) == ' ' && probe_version(line) == PROBE_EITHER;
}

/* What is behind the first blank: the version, or a target with blanks in it (RFC 9112 3.2 lets servers take
 * them) and the version at the end of the line. */
static enum probe probe_rest(struct bytes rest)
{
    enum probe p = probe_version(rest);
    if (p != PROBE_NO)
        return p;
    const uint8_t *end = memchr(rest.at, '\n', rest.left);
    struct bytes line = bytes_take(&rest, end == NULL ? rest.left : (size_t)(end - rest.at));
    if (line.left > 0 && line.at[line.left - 1] == '\r')
        line.left--;
    for (size_t i = 0; i < line.left; i++)
        if (line.at[i] < ' ' || line.at[i] == 0x7f)
            return PROBE_NO;
    if (ends_with_version(line))
        return PROBE_EITHER;
    return end == NULL ? PROBE_MORE : PROBE_NO;
}

/* The blank behind the target is there, or the line's end. */
static enum probe probe_request_end(struct bytes method, struct bytes rest, bool start)
{
    if (rest.at[0] == ' ') {
        bytes_skip(&rest, 1);
        enum probe p = probe_rest(rest);
        return p == PROBE_EITHER ? PROBE_CLIENT : p;
    }
    if (!start || !bytes_are(&method, "GET"))
        return PROBE_NO;
    if (rest.at[0] == '\n')
        return PROBE_CLIENT;
    enum probe p = begins(rest, "\r\n");
    return p == PROBE_EITHER ? PROBE_CLIENT : p;
}

/* RFC 9112 3.2: a path, an absolute URI, "*", and for CONNECT host:port. */
static bool may_be_target(struct bytes method, struct bytes target)
{
    uint8_t c = target.at[0];
    if (bytes_are(&method, "CONNECT"))
        return is_letter(c) || is_digit(c) || c == '[' || c == '_';
    if (c == '/' || (c == '*' && (target.left == 1 || target.at[1] == ' ')))
        return true;
    return is_letter(c);
}

/* A scheme other than http and https is a line of SIP, RTSP or ICAP. */
static enum probe probe_target(struct bytes method, struct bytes target, bool whole)
{
    if (!may_be_target(method, target))
        return PROBE_NO;
    if (!is_letter(target.at[0]) || bytes_are(&method, "CONNECT"))
        return PROBE_EITHER;
    uint8_t scheme[8] = {0};
    for (size_t i = 0; i < sizeof scheme && i < target.left; i++)
        scheme[i] = is_letter(target.at[i]) ? target.at[i] | 0x20 : target.at[i];
    struct bytes b = bytes_of(scheme, target.left < sizeof scheme ? target.left : sizeof scheme);
    enum probe plain = begins(b, "http://"), secure = begins(b, "https://");
    if (plain == PROBE_EITHER || secure == PROBE_EITHER)
        return PROBE_EITHER;
    return !whole && (plain == PROBE_MORE || secure == PROBE_MORE) ? PROBE_MORE : PROBE_NO;
}

static enum probe probe_request(struct bytes b, bool start)
{
    struct bytes method = take_token(&b);
    if (method.left == 0 || method.left > HTTP_LINE_METHOD_MOST || !is_letter(method.at[0]))
        return PROBE_NO;
    if (b.left == 0)
        return PROBE_MORE;
    if (b.at[0] != ' ')
        return PROBE_NO;
    bytes_skip(&b, 1);
    if (b.left == 0)
        return PROBE_MORE;
    struct bytes target = take_target(&b);
    if (target.left == 0)
        return PROBE_NO;
    enum probe p = probe_target(method, target, b.left > 0);
    if (p != PROBE_EITHER)
        return p;
    if (b.left > 0)
        return probe_request_end(method, b, start);
    bool surely = target.at[0] == '/' && target.left >= HTTP_LINE_TARGET_ENOUGH && is_known(method);
    return surely || target.left > PROBE_MOST / 2 ? PROBE_CLIENT : PROBE_MORE;
}

enum probe http_line_probe(struct bytes bytes, bool start)
{
    for (size_t i = 0; i < LEADING_MOST && bytes.left > 0; i++) {
        if (bytes.at[0] != '\r' && bytes.at[0] != '\n')
            break;
        bytes_skip(&bytes, 1);
    }
    if (bytes.left == 0)
        return PROBE_MORE;
    if (!is_letter(bytes.at[0]))
        return PROBE_NO;
    enum probe p = probe_status(bytes);
    if (p != PROBE_NO)
        return p;
    enum probe preface = begins(bytes, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    if (preface != PROBE_NO)
        return preface == PROBE_MORE ? PROBE_MORE : PROBE_CLIENT;
    return probe_request(bytes, start);
}

bool http_line_take(struct bytes *window, struct bytes *line, bool *too_long)
{
    size_t seen = window->left < HTTP_LINE_MOST ? window->left : HTTP_LINE_MOST;
    const uint8_t *end = memchr(window->at, '\n', seen);
    *too_long = end == NULL && seen == HTTP_LINE_MOST;
    if (end == NULL && !*too_long)
        return false;
    if (*too_long) {
        *line = bytes_take(window, seen);
        return true;
    }
    *line = bytes_take(window, (size_t)(end - window->at));
    bytes_skip(window, 1);
    if (line->left > 0 && line->at[line->left - 1] == '\r')
        line->left--;
    return true;
}

bool http_line_request(struct bytes line, struct http_line_request *r)
{
    enum probe p = probe_request(line, false);
    if (p == PROBE_NO)
        return false;
    r->method = take_token(&line);
    if (bytes_u8(&line) != ' ')
        return false;
    r->version = bytes_none();
    if (ends_with_version(line)) {
        r->target = bytes_take(&line, line.left - 9);
        bytes_skip(&line, 6);
        r->version = line;
    } else {
        r->target = take_target(&line);
    }
    bool is_old = bytes_are(&r->method, "GET") && r->target.left > 0 && line.left == 0;
    return r->version.left == 3 || p == PROBE_CLIENT || is_old;
}

bool http_line_status(struct bytes line, struct http_line_status *s)
{
    if (probe_status(line) != PROBE_SERVER)
        return false;
    bytes_skip(&line, 5);
    s->version = bytes_take(&line, 3);
    bytes_skip(&line, 1);
    uint64_t status;
    if (!http_line_number(bytes_take(&line, 3), &status))
        return false;
    s->status = (uint16_t)status;
    return true;
}

static struct bytes trimmed(struct bytes b)
{
    while (b.left > 0 && (b.at[0] == ' ' || b.at[0] == '\t'))
        bytes_skip(&b, 1);
    while (b.left > 0 && (b.at[b.left - 1] == ' ' || b.at[b.left - 1] == '\t'))
        b.left--;
    return b;
}

bool http_line_header(struct bytes line, struct http_line_header *h)
{
    const uint8_t *colon = memchr(line.at, ':', line.left);
    if (colon == NULL || colon == line.at)
        return false;
    h->name = bytes_take(&line, (size_t)(colon - line.at));
    bytes_skip(&line, 1);
    h->value = trimmed(line);
    return true;
}

bool http_line_is(struct bytes text, const char *name)
{
    if (text.left != strlen(name))
        return false;
    for (size_t i = 0; i < text.left; i++) {
        uint8_t c = text.at[i];
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        if (c != (uint8_t)name[i])
            return false;
    }
    return true;
}

bool http_line_is_chunked(struct bytes codings)
{
    size_t last = strlen("chunked");
    if (codings.left > last && strchr(", \t", codings.at[codings.left - last - 1]) != NULL)
        bytes_skip(&codings, codings.left - last);
    return http_line_is(codings, "chunked");
}

static bool is_10(struct bytes hop)
{
    static const char http[] = "HTTP/", old[] = "1.0";
    while (hop.left > 0 && (hop.at[0] == ' ' || hop.at[0] == '\t'))
        bytes_skip(&hop, 1);
    if (hop.left >= sizeof http - 1 && strncasecmp((const char *)hop.at, http, sizeof http - 1) == 0)
        bytes_skip(&hop, sizeof http - 1);
    return hop.left > sizeof old - 1 && bytes_begin(&hop, old, sizeof old - 1) &&
           (hop.at[3] == ' ' || hop.at[3] == '\t');
}

bool http_line_is_via_10(struct bytes via)
{
    while (via.left > 0) {
        const uint8_t *comma = memchr(via.at, ',', via.left);
        struct bytes hop = bytes_take(&via, comma != NULL ? (size_t)(comma - via.at) : via.left);
        bytes_skip(&via, via.left > 0 ? 1 : 0);
        if (is_10(hop))
            return true;
    }
    return false;
}

bool http_line_number(struct bytes text, uint64_t *number)
{
    *number = 0;
    if (text.left == 0 || text.left > NUMBER_DIGITS)
        return false;
    while (text.left > 0) {
        uint8_t c = bytes_u8(&text);
        if (!is_digit(c))
            return false;
        *number = *number * 10 + (uint64_t)(c - '0');
    }
    return true;
}

bool http_line_chunk(struct bytes line, uint64_t *size)
{
    size_t digits = 0;
    *size = 0;
    for (; digits < line.left; digits++) {
        uint8_t c = line.at[digits];
        uint8_t low = c | 0x20;
        int v = is_digit(c) ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : 16;
        if (v > 15)
            break;
        *size = *size << 4 | (uint64_t)v;
    }
    if (digits == 0 || digits > CHUNK_DIGITS)
        return false;
    return digits == line.left || strchr("; \t", line.at[digits]) != NULL;
}
