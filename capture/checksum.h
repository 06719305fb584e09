/*
 * The Internet checksum (RFC 1071). Data whose checksum field is right sums up to all ones, in either byte
 * order (RFC 1071 2 B), so nothing is swapped here.
 */
#ifndef CAPTURE_CHECKSUM_H
#define CAPTURE_CHECKSUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"

/* Adds data to a sum that begins with 0; all but the last data added have an even length. */
uint64_t checksum_add(uint64_t sum, struct bytes data);
/*
 * The sum of a pseudo-header (RFC 9293 3.1, RFC 768, RFC 8200 8.1). length: of transport header and payload.
 * IPv4 addresses in their form of 16 bytes add nothing to their 4: ffff counts as 0.
 */
uint64_t checksum_pseudo(const struct addr *src, const struct addr *dst, uint8_t protocol, uint32_t length);
/* Is the sum all ones? */
bool checksum_right(uint64_t sum);

#endif
