/* What an X.509 certificate says about its holder: RFC 5280 4.1, 4.2.1.6, 4.2.1.12, DER (ITU-T X.690). */
#ifndef DECODE_X509_H
#define DECODE_X509_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum { X509_NAME_MOST = 256, X509_SAN_MOST = 384, X509_USE_MOST = 256, X509_TIME_MOST = 24 };

struct x509_text {
    size_t length;
    char at[X509_SAN_MOST]; /* names at most X509_NAME_MOST, uses X509_USE_MOST, times X509_TIME_MOST */
};

struct x509 {
    struct x509_text subject, issuer; /* "CN=server, O=Example", in the order of the certificate */
    struct x509_text san;             /* DNS names, addresses, mail addresses, URIs; comma-joined */
    struct x509_text uses; /* extended key usage: "serverAuth", others as "1.3.6.1.…"; comma-joined */
    struct x509_text not_before, not_after; /* "2009-11-20T12:00:00Z"; what is no such time as in the DER */
};

/* False when not even the issuer can be read; what a broken certificate held up to there stays. */
bool x509_read(struct bytes der, struct x509 *cert);

#endif
