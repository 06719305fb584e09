/* The record layer: RFC 8446 5.1, RFC 5246 6.2 and E.2 (the SSL 2.0 form). Internal to the TLS decoder. */
#ifndef DECODE_TLS_RECORD_H
#define DECODE_TLS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "decode/decoder.h"

enum {
    TLS_RECORD_HEADER = 5,
    TLS_RECORD_MOST = (1 << 14) + 2048,
    TLS_RECORDS_MOST = 256 /* of a handshake, per side; of a message too */
};

/* RFC 8446 5.1 ContentType; RFC 6520 3. */
enum tls_content { TLS_CCS = 20, TLS_ALERT = 21, TLS_HANDSHAKE = 22, TLS_DATA = 23, TLS_HEARTBEAT = 24 };

/* RFC 8446 4 HandshakeType. */
enum tls_message {
    TLS_CLIENT_HELLO = 1,
    TLS_SERVER_HELLO = 2,
    TLS_CERTIFICATE = 11,
    TLS_CERTIFICATE_REQUEST = 13,
};

struct tls_record {
    uint8_t type;
    uint16_t version;
    uint16_t length; /* of what follows the header */
};

/* Whose bytes these are: hellos at the start; any record in the middle of a flow, with its neighbour. */
enum probe tls_record_probe(struct bytes bytes, bool start);

/* Takes a header off the front. False when it cannot be one; the window holds TLS_RECORD_HEADER bytes. */
bool tls_record_take(struct bytes *window, struct tls_record *r);

/*
 * Copies handshake bytes to out: from the record at the window's start on, without its first `skip` payload
 * bytes, over record borders, until `want` are there, the window ends, another type of record comes or
 * TLS_RECORDS_MOST were read. Returns how many; *ended when one of the latter two came first.
 */
size_t tls_record_gather(struct bytes window, size_t skip, uint8_t *out, size_t want, bool *ended);

/*
 * An SSL 2.0 hello: its kind and version, and its whole length with the two bytes in front. A server's has a
 * certificate of so many bytes behind its first TLS_V2_SERVER_HELLO.
 */
struct tls_record_v2 {
    bool is_client;
    uint8_t certificate_type;
    uint16_t version, certificate;
    size_t length;
};
enum { TLS_V2_SERVER_HELLO = 13, TLS_V2_X509 = 1 };
/* PROBE_CLIENT or PROBE_SERVER when it is one, from 11 bytes on. */
enum probe tls_record_v2(struct bytes bytes, struct tls_record_v2 *hello);

#endif
