/*
 * SSL 3.0 and TLS 1.0 to 1.3 (RFC 6101, RFC 5246, RFC 8446), the SSL 2.0 ClientHello that offers them (RFC
 * 5246 E.2), and SSL 2.0 itself as far as its hellos. Only what is in clear: hellos, certificates, alerts.
 * Nothing is wanted any more once the server has sent application data.
 */
#ifndef DECODE_TLS_H
#define DECODE_TLS_H

#include "decode/decoder.h"

extern const struct decoder tls_decoder;

#endif
