/*
 * HTTP/1.0 and 1.1 (RFC 9112), HTTP/0.9 requests, and the preface of HTTP/2 in clear text (RFC 9113 3.4).
 * Any token is a method (ConfigMgr: CCM_POST, BITS_POST). Every request of a persistent connection is read;
 * bodies are jumped over by the offsets wanted. RTSP, SIP and ICAP are not HTTP.
 *
 * Evidence: one EVIDENCE_HTTP per transaction, sent when the status is read, or with status 0 when no answer
 * can be seen any more. Requests that cannot be found any more because the framing is ambiguous (RFC 9112
 * 6.3) give EVIDENCE_LOST.
 */
#ifndef DECODE_HTTP_H
#define DECODE_HTTP_H

#include "decode/decoder.h"

extern const struct decoder http_decoder;

#endif
