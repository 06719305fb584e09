/* UUIDs as DCE/RPC writes them (C706 appendix A): the first three fields follow the sender's byte order. */
#ifndef DECODE_UUID_H
#define DECODE_UUID_H

#include "base/bytes.h"

enum { UUID_BYTES = 16, UUID_TEXT = 37 };

struct uuid {
    uint8_t b[UUID_BYTES]; /* in network order: comparison is memcmp, text is the bytes in hex */
};

/* Takes 16 bytes off the window; all zero when there are not so many. */
struct uuid uuid_read(struct bytes *b, bool big_endian);
/* Lower case with hyphens, 36 characters. Returns out. */
const char *uuid_text(const struct uuid *u, char out[UUID_TEXT]);

#endif
