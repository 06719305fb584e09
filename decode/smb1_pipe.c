#include "decode/smb1_pipe.h"

#include "decode/smb_pipe.h"

enum { TRANSACTION = 0x25, READ = 0x2e, WRITE = 0x2f, TRANSACT_PIPE = 0x26 };
/* WriteMode: what is written begins with its length. */
enum { RAW_START = 0x0c };

/* `length` bytes at `offset` from the header. */
static struct smb_pipe_data data_at(const struct smb1_block *k, uint16_t offset, size_t length)
{
    return (struct smb_pipe_data){smb1_block_at(k, offset), length, k->last_chance};
}

static bool write_request(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words;
    bytes_skip(&words, 4);
    uint16_t file = bytes_le16(&words);
    bytes_skip(&words, 8);
    bool counted = (bytes_le16(&words) & RAW_START) == RAW_START;
    bytes_skip(&words, 2);
    size_t length = (size_t)bytes_le16(&words) << 16;
    length |= bytes_le16(&words);
    uint16_t offset = bytes_le16(&words);
    if (!bytes_ok(&words) || (counted && length < 2))
        return true;
    size_t count = counted ? 2 : 0;
    const struct smb_pipe_data d = data_at(k, (uint16_t)(offset + count), length - count);
    return smb_pipe_write(s, sink, file, &d);
}

static bool read_request(struct smb_session *s, const struct smb1_block *k)
{
    struct bytes words = k->words;
    bytes_skip(&words, 4);
    uint16_t file = bytes_le16(&words);
    if (bytes_ok(&words))
        smb_pipe_asked(s, file, k->message);
    return true;
}

static bool transaction_request(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words;
    bytes_skip(&words, 22);
    uint16_t length = bytes_le16(&words);
    uint16_t offset = bytes_le16(&words);
    bytes_skip(&words, 2);
    uint16_t function = bytes_le16(&words);
    uint16_t file = bytes_le16(&words);
    if (!bytes_ok(&words) || function != TRANSACT_PIPE)
        return true;
    const struct smb_pipe_data d = data_at(k, offset, length);
    if (!smb_pipe_write(s, sink, file, &d))
        return false;
    smb_pipe_asked(s, file, k->message);
    return true;
}

static bool data_reply(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words;
    bytes_skip(&words, k->command == READ ? 10 : 12);
    uint16_t length = bytes_le16(&words);
    uint16_t offset = bytes_le16(&words);
    if (!bytes_ok(&words) || !smb_pipe_waits(s, k->message))
        return true;
    const struct smb_pipe_data d = data_at(k, offset, length);
    return smb_pipe_read(s, sink, k->message, &d);
}

bool smb1_pipe_take(struct smb_session *s, struct evidence_sink *sink, bool from_client,
                    const struct smb1_block *k)
{
    if (!smb_session_may_have_pipes(s, k->tree))
        return true;
    if (!from_client)
        return k->command == READ || k->command == TRANSACTION ? data_reply(s, sink, k) : true;
    if (k->command == WRITE)
        return write_request(s, sink, k);
    if (k->command == READ)
        return read_request(s, k);
    return k->command == TRANSACTION ? transaction_request(s, sink, k) : true;
}
