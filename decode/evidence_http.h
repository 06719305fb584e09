/* What makes two HTTP transactions the same evidence. */
#ifndef DECODE_EVIDENCE_HTTP_H
#define DECODE_EVIDENCE_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "decode/observation.h"

enum { EVIDENCE_HTTP_KEY_MOST = 1024 };

/*
 * Writes the key of a transaction: class of the status, of an error the status itself, method, version, Host,
 * whether the path names a text file (policy.md FW-SUP-02), authority of an absolute target (RFC 9112 3.2.2)
 * and the first two path segments, percent-decoded once, in lower case, with empty segments, `.` and
 * `..` resolved. Returns its length; a key that would be longer is cut.
 */
size_t evidence_http_key(const struct evidence *item, uint8_t out[EVIDENCE_HTTP_KEY_MOST]);

#endif
