#include "decode/tls_record.h"

#include <string.h>

enum {
    HELLO_PREFIX = 6, /* handshake header and the version behind it */
    HELLO_HEAD = 39,  /* and the random and the length of the session id */
    V2_HEAD = 11,
    CLIENT_HELLO_LEAST = 41,
    SERVER_HELLO_LEAST = 38,
    HELLO_MOST = 1 << 16,
    DATA_LEAST = 16, /* bytes of a protected record: at least a tag or a block */
    ALERT_CODE_MOST = 121,
};

static bool is_version(uint16_t v)
{
    return v >> 8 == 3 && (v & 0xff) <= 4;
}

bool tls_record_take(struct bytes *window, struct tls_record *r)
{
    r->type = bytes_u8(window);
    r->version = bytes_be16(window);
    r->length = bytes_be16(window);
    return bytes_ok(window) && r->type >= TLS_CCS && r->type <= TLS_HEARTBEAT && is_version(r->version) &&
           r->length > 0 && r->length <= TLS_RECORD_MOST;
}

size_t tls_record_gather(struct bytes window, size_t skip, uint8_t *out, size_t want, bool *ended)
{
    size_t n = 0;
    *ended = false;
    for (unsigned records = 0; n < want && window.left >= TLS_RECORD_HEADER; records++) {
        struct tls_record r;
        if (records == TLS_RECORDS_MOST || !tls_record_take(&window, &r) || r.type != TLS_HANDSHAKE) {
            *ended = true;
            break;
        }
        struct bytes payload = bytes_upto(&window, r.length);
        bytes_skip(&payload, skip < payload.left ? skip : payload.left);
        skip = 0;
        struct bytes part = bytes_upto(&payload, want - n);
        memcpy(out + n, part.at, part.left);
        n += part.left;
    }
    return n;
}

/* The header at the window's start contradicts itself, as far as there is one. */
static bool is_no_header(struct bytes b)
{
    static const uint8_t least[TLS_RECORD_HEADER] = {TLS_CCS, 3, 0, 0, 0};
    static const uint8_t most[TLS_RECORD_HEADER] = {TLS_HEARTBEAT, 3, 4, TLS_RECORD_MOST >> 8, 0xff};
    for (size_t i = 0; i < TLS_RECORD_HEADER && i < b.left; i++)
        if (b.at[i] < least[i] || b.at[i] > most[i])
            return true;
    struct tls_record r;
    return b.left >= TLS_RECORD_HEADER && !tls_record_take(&b, &r);
}

static enum probe probe_hello(const struct tls_record *r, struct bytes window)
{
    uint8_t head[HELLO_HEAD];
    bool ended;
    size_t n = tls_record_gather(window, 0, head, sizeof head, &ended);
    struct bytes b = bytes_of(head, n);
    uint8_t type = bytes_u8(&b);
    uint32_t length = bytes_be24(&b);
    uint16_t version = bytes_be16(&b);
    if (n > 0 && type != TLS_CLIENT_HELLO && type != TLS_SERVER_HELLO)
        return PROBE_NO;
    if (n < HELLO_PREFIX)
        return ended ? PROBE_NO : PROBE_MORE;
    size_t least = type == TLS_CLIENT_HELLO ? CLIENT_HELLO_LEAST : SERVER_HELLO_LEAST;
    if (length < least || length > HELLO_MOST || !is_version(version))
        return PROBE_NO;
    if (type == TLS_CLIENT_HELLO && r->length > 4 + length)
        return PROBE_NO;
    bytes_skip(&b, 32);
    if (bytes_u8(&b) > 32)
        return PROBE_NO;
    return type == TLS_CLIENT_HELLO ? PROBE_CLIENT : PROBE_SERVER;
}

static enum probe probe_alert(const struct tls_record *r, struct bytes payload)
{
    if (r->length != 2)
        return PROBE_NO;
    if (payload.left < 2)
        return PROBE_MORE;
    uint8_t level = bytes_u8(&payload), code = bytes_u8(&payload);
    return (level == 1 || level == 2) && code < ALERT_CODE_MOST ? PROBE_EITHER : PROBE_NO;
}

/* What follows a record of the middle of a flow is another, or nothing yet. */
static enum probe probe_neighbour(struct bytes window)
{
    struct tls_record r;
    if (!tls_record_take(&window, &r))
        return PROBE_NO;
    size_t whole = r.length;
    if (window.left < whole)
        return window.left + TLS_RECORD_HEADER >= PROBE_MOST ? PROBE_EITHER : PROBE_MORE;
    bytes_skip(&window, whole);
    if (window.left == 0)
        return PROBE_EITHER;
    if (is_no_header(window))
        return PROBE_NO;
    return window.left >= TLS_RECORD_HEADER ? PROBE_EITHER : PROBE_MORE;
}

static enum probe probe_middle(const struct tls_record *r, struct bytes payload, struct bytes window)
{
    if (r->type == TLS_CCS && (r->length != 1 || (payload.left > 0 && payload.at[0] != 1)))
        return PROBE_NO;
    if (r->type == TLS_ALERT && r->length == 2)
        return probe_alert(r, payload);
    if (r->type != TLS_CCS && r->length < DATA_LEAST && r->type != TLS_HANDSHAKE)
        return PROBE_NO;
    if (r->type == TLS_ALERT && r->length > 64)
        return PROBE_NO;
    return probe_neighbour(window);
}

enum probe tls_record_v2(struct bytes bytes, struct tls_record_v2 *hello)
{
    uint8_t high = bytes_u8(&bytes), low = bytes_u8(&bytes);
    size_t length = (size_t)(high & 0x7f) << 8 | low;
    if (!(high & 0x80) || (bytes_ok(&bytes) && length < 9))
        return PROBE_NO;
    uint8_t type = bytes_u8(&bytes);
    if (bytes_ok(&bytes) && type != 1 && type != 4)
        return PROBE_NO;
    uint16_t hit_and_kind = type == 4 ? bytes_be16(&bytes) : 0;
    uint16_t version = bytes_be16(&bytes);
    if (!bytes_ok(&bytes))
        return PROBE_MORE;
    *hello = (struct tls_record_v2){.is_client = type == 1,
                                    .certificate_type = (uint8_t)hit_and_kind,
                                    .version = version,
                                    .length = length + 2};
    if (version != 0x0002 && (type == 4 || !is_version(version)))
        return PROBE_NO;
    size_t a = bytes_be16(&bytes), b = bytes_be16(&bytes);
    if (type == 4) {
        size_t id = bytes_be16(&bytes);
        if (!bytes_ok(&bytes))
            return PROBE_MORE;
        hello->certificate = (uint16_t)a;
        bool fits = hit_and_kind <= 0x01ff && b % 3 == 0 && id == 16 && 11 + a + b + id == length;
        return fits ? PROBE_SERVER : PROBE_NO;
    }
    size_t challenge = bytes_be16(&bytes);
    if (!bytes_ok(&bytes))
        return PROBE_MORE;
    bool fits = a > 0 && a % 3 == 0 && (b == 0 || b == 16) && challenge >= 16 && challenge <= 32 &&
                9 + a + b + challenge == length;
    return fits ? PROBE_CLIENT : PROBE_NO;
}

enum probe tls_record_probe(struct bytes bytes, bool start)
{
    if (bytes.at[0] & 0x80) {
        struct tls_record_v2 hello;
        return tls_record_v2(bytes, &hello);
    }
    if (bytes.at[0] < TLS_CCS || bytes.at[0] > TLS_DATA || is_no_header(bytes))
        return PROBE_NO;
    if (bytes.left < TLS_RECORD_HEADER)
        return PROBE_MORE;
    struct bytes payload = bytes;
    struct tls_record r;
    if (!tls_record_take(&payload, &r))
        return PROBE_NO;
    if (r.type == TLS_HANDSHAKE) {
        enum probe p = probe_hello(&r, bytes);
        if (p != PROBE_NO || start)
            return p;
    }
    if (start)
        return r.type == TLS_ALERT ? probe_alert(&r, payload) : PROBE_NO;
    return probe_middle(&r, payload, bytes);
}
