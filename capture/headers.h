/*
 * How much of a frame is headers: up to and with the transport header (TCP with its options, UDP, eight bytes
 * of ICMP, nothing of other transports), all tunnels' too. What lies behind is what people said.
 */
#ifndef CAPTURE_HEADERS_H
#define CAPTURE_HEADERS_H

#include "capture/link.h"

/* A fragment: where its bytes begin in its frame, how many there are, and their place in the datagram. */
struct headers_part {
    size_t begins, left, offset;
};

/* Of a datagram that the last frame made whole: the bytes of headers at its beginning. 0 where the last frame
 * made none whole, or one within another. */
size_t headers_of_datagram(const struct link *l, const struct segment *s);
/* The bytes of a frame that are headers, when its datagram has so many of them. */
size_t headers_of_part(const struct headers_part *part, size_t of_datagram);
/* The bytes of the last frame that are headers; it gave the segment s. */
size_t headers_of_frame(const struct link *l, const struct source_frame *frame, const struct segment *s);
/* The part that the last frame, a fragment, has in the outermost datagram. */
struct headers_part headers_last_part(const struct link *l, const struct source_frame *frame);

#endif
