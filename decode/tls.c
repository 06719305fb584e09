#include "decode/tls.h"

#include "decode/tls_hello.h"
#include "decode/tls_record.h"
#include "decode/x509.h"

enum {
    MESSAGE_HEADER = 4,
    MESSAGE_MOST = 16384, /* bytes of a message that are read */
    MESSAGE_LONGEST = 1 << 20,
    TRIES_MOST = 16,      /* windows looked at after a loss */
    ENCRYPTED_ALERT = 19, /* RFC 8446: alert, content type, tag */
};

struct half {
    bool encrypted, over, lost;
    uint8_t tries;
    uint16_t records;
    uint16_t done; /* payload bytes of the present record that were read */
    uint32_t skip; /* bytes of a message still to come that are not read */
};

struct tls {
    struct half half[2]; /* the client's, the server's */
    uint16_t version;    /* chosen; 0 while it is not known */
    bool client_finished;
};

static enum probe probe(struct bytes bytes, bool start)
{
    return tls_record_probe(bytes, start);
}

static struct evidence_text text_of(const struct x509_text *t)
{
    return (struct evidence_text){t->at, (uint16_t)t->length};
}

static void send_server_certificate(struct evidence_sink *sink, struct bytes der)
{
    struct x509 cert;
    if (!x509_read(der, &cert))
        return;
    struct evidence e = {.kind = EVIDENCE_TLS_CERT,
                         .text = {text_of(&cert.subject), text_of(&cert.san), text_of(&cert.issuer),
                                  text_of(&cert.not_before), text_of(&cert.not_after)}};
    evidence_add(sink, &e);
    if (cert.uses.length > 0)
        evidence_text(sink, EVIDENCE_TLS_CERT_USE, cert.uses.at, cert.uses.length);
}

static void send_client_certificate(struct evidence_sink *sink, struct bytes der)
{
    struct x509 cert;
    struct evidence e = {.kind = EVIDENCE_TLS_CLIENT_CERT, .number = 2};
    if (x509_read(der, &cert)) {
        e.text[0] = text_of(&cert.subject);
        e.text[1] = text_of(&cert.issuer);
    }
    evidence_add(sink, &e);
}

/* The leaf is the first of the list. */
static void read_certificates(struct evidence_sink *sink, bool from_client, struct bytes body)
{
    uint32_t all = bytes_be24(&body);
    bool is_empty = bytes_ok(&body) && all == 0;
    uint32_t n = bytes_be24(&body);
    struct bytes leaf = bytes_upto(&body, n);
    if (!from_client)
        send_server_certificate(sink, leaf);
    else if (all > 0)
        send_client_certificate(sink, leaf);
    else if (is_empty)
        evidence_number(sink, EVIDENCE_TLS_CLIENT_CERT, 3);
}

static void read_message(struct tls *t, struct evidence_sink *sink, bool from_client, uint8_t type,
                         struct bytes body)
{
    struct tls_hello hello;
    if (type == TLS_CLIENT_HELLO && from_client && tls_hello_client(body, &hello)) {
        tls_hello_send(&hello, sink, true);
    } else if (type == TLS_SERVER_HELLO && !from_client && tls_hello_server(body, &hello)) {
        t->version = hello.version;
        tls_hello_send(&hello, sink, false);
    } else if (type == TLS_CERTIFICATE) {
        read_certificates(sink, from_client, body);
    } else if (type == TLS_CERTIFICATE_REQUEST && !from_client) {
        evidence_number(sink, EVIDENCE_TLS_CLIENT_CERT, 1);
    }
}

/* Bytes of a message needed to read it, as far as its first ones tell. */
static size_t bytes_needed(uint8_t type, uint32_t length, struct bytes body)
{
    size_t whole = MESSAGE_HEADER + (size_t)length;
    size_t need = 0;
    if (type == TLS_CLIENT_HELLO || type == TLS_SERVER_HELLO)
        need = whole;
    else if (type == TLS_CERTIFICATE && length >= 6) {
        bytes_skip(&body, 3);
        uint32_t leaf = bytes_be24(&body);
        need = bytes_ok(&body) ? MESSAGE_HEADER + 6 + (size_t)leaf : MESSAGE_HEADER + 6;
    }
    if (need > whole)
        need = whole;
    return need > MESSAGE_MOST ? MESSAGE_MOST : need;
}

static bool is_message(uint8_t type, uint32_t length)
{
    return (type <= 24 || type == 67) && length <= MESSAGE_LONGEST;
}

/* Reads the message at half->done of the record at the window's start, which has `here` bytes left. False:
 * more bytes are needed. */
static bool read_at(struct tls *t, struct half *h, struct evidence_sink *sink, bool from_client,
                    uint32_t here, struct bytes window)
{
    uint8_t room[MESSAGE_MOST];
    bool ended;
    size_t n = tls_record_gather(window, h->done, room, MESSAGE_HEADER + 6, &ended);
    struct bytes b = bytes_of(room, n);
    uint8_t type = bytes_u8(&b);
    uint32_t length = bytes_be24(&b);
    if (!bytes_ok(&b))
        return ended ? (h->over = true) : false;
    if (!is_message(type, length)) {
        h->skip = here;
        return true;
    }
    size_t need = bytes_needed(type, length, b);
    if (need > n) {
        n = tls_record_gather(window, h->done, room, need, &ended);
        need = bytes_needed(type, length, bytes_of(room + MESSAGE_HEADER, n - MESSAGE_HEADER));
        if (n < need && window.left < FLOW_WINDOW_MOST && !ended)
            return false;
        n = tls_record_gather(window, h->done, room, need, &ended);
    }
    read_message(t, sink, from_client, type, bytes_of(room + MESSAGE_HEADER, n - MESSAGE_HEADER));
    h->skip = MESSAGE_HEADER + length;
    return true;
}

/* True when the record is done with; else more bytes are needed. */
static bool read_handshake(struct tls *t, struct half *h, struct evidence_sink *sink, bool from_client,
                           const struct tls_record *r, struct bytes window)
{
    while (!h->over) {
        uint32_t here = (uint32_t)r->length - h->done;
        if (h->skip >= here) {
            h->skip -= here;
            h->done = 0;
            return true;
        }
        h->done = (uint16_t)(h->done + h->skip);
        here -= h->skip;
        h->skip = 0;
        if (!read_at(t, h, sink, from_client, here, window))
            return false;
    }
    return true;
}

static void read_alert(struct evidence_sink *sink, bool from_client, struct bytes payload)
{
    struct evidence e = {.kind = EVIDENCE_TLS_ALERT};
    bytes_skip(&payload, 1);
    e.number = bytes_u8(&payload);
    e.text[0] = (struct evidence_text){from_client ? "client" : "server", 6};
    evidence_add(sink, &e);
}

/* Application data; in TLS 1.3 the rest of the handshake too. */
static void read_data(struct tls *t, struct half *h, struct evidence_sink *sink, bool from_client,
                      const struct tls_record *r)
{
    if (from_client) {
        t->client_finished |= t->version == TLS_1_3 && r->length != ENCRYPTED_ALERT;
        h->over = t->client_finished || t->version != 0 || h->lost;
        return;
    }
    if (t->version == TLS_1_3 && (!t->client_finished || r->length <= ENCRYPTED_ALERT))
        return;
    evidence_number(sink, EVIDENCE_TLS_DONE, 0);
    h->over = true;
}

static void read_ccs(struct tls *t, struct half *h, bool from_client)
{
    if (t->version == TLS_1_3)
        return;
    h->encrypted = true;
    h->over = from_client && t->version != 0;
}

/* True when the record is done with. */
static bool read_record(struct tls *t, struct half *h, struct evidence_sink *sink, bool from_client,
                        const struct tls_record *r, struct bytes window)
{
    struct bytes payload = window;
    bytes_skip(&payload, TLS_RECORD_HEADER);
    switch (r->type) {
    case TLS_HANDSHAKE:
        return h->encrypted || read_handshake(t, h, sink, from_client, r, window);
    case TLS_ALERT:
        if (r->length != 2)
            break;
        if (payload.left < 2)
            return false;
        read_alert(sink, from_client, payload);
        break;
    case TLS_CCS:
        read_ccs(t, h, from_client);
        break;
    case TLS_HEARTBEAT:
        break;
    default:
        read_data(t, h, sink, from_client, r);
        break;
    }
    return true;
}

/* A hello in the form of SSL 2.0. Returns its length; 0: more bytes are needed. */
static size_t read_v2(struct tls *t, struct half *h, struct evidence_sink *sink, bool from_client,
                      struct bytes window)
{
    struct tls_record_v2 v2;
    enum probe p = tls_record_v2(window, &v2);
    if (p == PROBE_MORE)
        return 0;
    h->over = p == PROBE_NO || v2.is_client != from_client;
    if (h->over)
        return window.left;
    bool has_certificate = v2.certificate > 0 && v2.certificate_type == TLS_V2_X509;
    if (has_certificate && window.left < v2.length && window.left < FLOW_WINDOW_MOST)
        return 0;
    struct tls_hello hello = {.version = v2.version, .sni = bytes_none(), .alpn_length = 0};
    tls_hello_send(&hello, sink, from_client);
    if (has_certificate) {
        bytes_skip(&window, TLS_V2_SERVER_HELLO);
        send_server_certificate(sink, bytes_upto(&window, v2.certificate));
    }
    if (v2.version == TLS_SSL2)
        h->over = true;
    if (!from_client)
        t->version = v2.version;
    return v2.length;
}

static bool found_again(struct half *h, struct bytes window)
{
    if (tls_record_probe(window, false) <= PROBE_MORE)
        return false;
    h->lost = false;
    return true;
}

static uint64_t parse(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset,
                      struct bytes window)
{
    struct tls *t = state;
    struct half *h = &t->half[from_client ? 0 : 1];
    if (h->lost && !found_again(h, window))
        return ++h->tries < TRIES_MOST ? offset + window.left : FLOW_WANTS_NOTHING;
    if (h->over || h->records++ >= TLS_RECORDS_MOST)
        return FLOW_WANTS_NOTHING;
    if (h->records == 1 && window.at[0] & 0x80) {
        size_t n = read_v2(t, h, sink, from_client, window);
        h->records = n > 0;
        return h->over ? FLOW_WANTS_NOTHING : offset + n;
    }
    struct bytes rest = window;
    struct tls_record r;
    bool is_whole = window.left >= TLS_RECORD_HEADER;
    if (is_whole && !tls_record_take(&rest, &r))
        return FLOW_WANTS_NOTHING;
    if (!is_whole || !read_record(t, h, sink, from_client, &r, window)) {
        h->records--;
        return offset;
    }
    return h->over ? FLOW_WANTS_NOTHING : offset + TLS_RECORD_HEADER + r.length;
}

static uint64_t hole(void *state, struct evidence_sink *sink, bool from_client, uint64_t offset)
{
    struct tls *t = state;
    struct half *h = &t->half[from_client ? 0 : 1];
    (void)sink;
    h->lost = true;
    h->done = 0;
    h->skip = 0;
    return h->over ? FLOW_WANTS_NOTHING : offset;
}

const struct decoder tls_decoder = {
    .name = "tls",
    .class_ = CLASS_HTTPS,
    .state_bytes = sizeof(struct tls),
    .probe = probe,
    .parse = parse,
    .hole = hole,
};
