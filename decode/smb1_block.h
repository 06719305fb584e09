/* One block of an SMB 1 message: a command's words and bytes (MS-CIFS 2.2.3.2, 2.2.3.3). */
#ifndef DECODE_SMB1_BLOCK_H
#define DECODE_SMB1_BLOCK_H

#include "decode/smb_session.h"

struct smb1_block {
    uint8_t command, words_count;
    bool unicode;
    bool last_chance; /* there will not be more of it */
    uint16_t message;
    uint32_t tree;
    uint64_t start;                 /* where `all` begins, from the message's header */
    struct bytes all, words, bytes; /* from the count of words on; the words; from the count of bytes on */
};

/* The window from `offset` on, counted from the header; failed when it is not there (yet). */
static inline struct bytes smb1_block_at(const struct smb1_block *k, uint64_t offset)
{
    struct bytes b = k->all;
    uint64_t skip = offset - k->start;
    bytes_skip(&b, offset >= k->start && skip < SIZE_MAX ? (size_t)skip : SIZE_MAX);
    return b;
}

#endif
