#include "decode/tls_hello.h"

#include <string.h>

/* IANA TLS ExtensionType values. */
enum { EXTENSION_SERVER_NAME = 0, EXTENSION_ALPN = 16, EXTENSION_VERSIONS = 43 };

static void read_name(struct bytes body, struct tls_hello *h)
{
    struct bytes list = bytes_take(&body, bytes_be16(&body));
    uint8_t type = bytes_u8(&list);
    uint16_t n = bytes_be16(&list);
    struct bytes name = bytes_take(&list, n);
    if (bytes_ok(&list) && type == 0)
        h->sni = name;
}

static void join_alpn(struct tls_hello *h, struct bytes name)
{
    size_t comma = h->alpn_length > 0;
    if (name.left == 0 || h->alpn_length + comma + name.left > sizeof h->alpn)
        return;
    if (comma)
        h->alpn[h->alpn_length++] = ',';
    memcpy(h->alpn + h->alpn_length, name.at, name.left);
    h->alpn_length = (uint16_t)(h->alpn_length + name.left);
}

static void read_alpn(struct bytes body, struct tls_hello *h)
{
    struct bytes list = bytes_take(&body, bytes_be16(&body));
    while (list.left > 0) {
        uint8_t n = bytes_u8(&list);
        join_alpn(h, bytes_take(&list, n));
    }
}

/* Versions beyond 1.3 are GREASE (RFC 8701) or drafts. */
static void read_versions(struct bytes body, struct tls_hello *h)
{
    uint8_t n = bytes_u8(&body);
    struct bytes list = bytes_upto(&body, n);
    uint16_t highest = 0;
    while (list.left >= 2) {
        uint16_t v = bytes_be16(&list);
        if (v >= TLS_SSL3 && v <= TLS_1_3 && v > highest)
            highest = v;
    }
    if (highest > 0)
        h->version = highest;
}

static void read_extensions(struct bytes b, struct tls_hello *h, bool from_client)
{
    struct bytes list = bytes_upto(&b, bytes_be16(&b));
    while (list.left > 0) {
        uint16_t type = bytes_be16(&list);
        uint16_t n = bytes_be16(&list);
        struct bytes body = bytes_upto(&list, n);
        if (type == EXTENSION_SERVER_NAME && from_client)
            read_name(body, h);
        else if (type == EXTENSION_ALPN)
            read_alpn(body, h);
        else if (type == EXTENSION_VERSIONS && from_client)
            read_versions(body, h);
        else if (type == EXTENSION_VERSIONS && body.left == 2)
            h->version = bytes_be16(&body);
    }
}

static bool begin(struct bytes *body, struct tls_hello *h)
{
    h->version = bytes_be16(body);
    h->sni = bytes_none();
    h->alpn_length = 0;
    bytes_skip(body, 32);
    uint8_t id = bytes_u8(body);
    bytes_skip(body, id);
    return bytes_ok(body) && id <= 32;
}

bool tls_hello_client(struct bytes body, struct tls_hello *h)
{
    if (!begin(&body, h))
        return false;
    bytes_skip(&body, bytes_be16(&body));
    bytes_skip(&body, bytes_u8(&body));
    if (bytes_ok(&body))
        read_extensions(body, h, true);
    return true;
}

bool tls_hello_server(struct bytes body, struct tls_hello *h)
{
    if (!begin(&body, h))
        return false;
    bytes_skip(&body, 3);
    if (bytes_ok(&body))
        read_extensions(body, h, false);
    return true;
}

void tls_hello_send(const struct tls_hello *h, struct evidence_sink *sink, bool from_client)
{
    struct evidence e = {.kind = from_client ? EVIDENCE_TLS_CLIENT : EVIDENCE_TLS_SERVER,
                         .number = h->version};
    struct evidence_text alpn = {h->alpn, h->alpn_length};
    if (from_client && h->sni.left <= UINT8_MAX) {
        const void *sni = h->sni.at;
        e.text[0] = (struct evidence_text){sni, (uint16_t)h->sni.left};
    }
    e.text[from_client ? 1 : 0] = alpn;
    evidence_add(sink, &e);
}
