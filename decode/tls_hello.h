/*
 * The hellos. Usable by every protocol that carries TLS inside its own packets (TDS). Bodies are what follows
 * the four bytes of a handshake message's header (RFC 8446 4).
 */
#ifndef DECODE_TLS_HELLO_H
#define DECODE_TLS_HELLO_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/decoder.h"

enum {
    TLS_SSL2 = 0x0002,
    TLS_SSL3 = 0x0300,
    TLS_1_2 = 0x0303,
    TLS_1_3 = 0x0304,
    TLS_HELLO_ALPN_MOST = 256, /* bytes of the joined list */
};

struct tls_hello {
    uint16_t version;               /* the highest offered, resp. the one chosen */
    struct bytes sni;               /* RFC 6066 3; empty when absent */
    char alpn[TLS_HELLO_ALPN_MOST]; /* RFC 7301 3.1, joined by commas */
    uint16_t alpn_length;
};

/* False when the body cannot be a hello; one that is cut off gives what is there. */
bool tls_hello_client(struct bytes body, struct tls_hello *h);
bool tls_hello_server(struct bytes body, struct tls_hello *h);

/* Sends EVIDENCE_TLS_CLIENT, resp. EVIDENCE_TLS_SERVER. */
void tls_hello_send(const struct tls_hello *h, struct evidence_sink *sink, bool from_client);

#endif
