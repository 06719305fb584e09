#include "decode/smb1_pipe.h"

#include "decode/smb_pipe.h"

enum { TRANSACTION = 0x25, READ = 0x2e, WRITE = 0x2f, TRANSACT_PIPE = 0x26 };
/* WriteMode: what is written begins with its length. */
enum { RAW_START = 0x0c };

/* `length` bytes at `offset` from the header, as many as there are; *cut when there are fewer. */
static struct bytes data_at(const struct smb1_block *k, uint16_t offset, size_t length, bool *cut)
{
    struct bytes b = smb1_block_at(k, offset);
    struct bytes data = bytes_ok(&b) ? bytes_upto(&b, length) : bytes_none();
    *cut = data.left < length;
    return data;
}

static bool written(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k,
                    uint16_t file, uint16_t offset, size_t length)
{
    bool cut;
    struct bytes data = data_at(k, offset, length, &cut);
    enum probe p = smb_pipe_wants(s, file, data);
    if (p == PROBE_NO || length == 0)
        return true;
    if (cut && !k->last_chance)
        return false;
    if (p == PROBE_CLIENT)
        smb_pipe_written(s, sink, file, data, cut);
    return true;
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
    return written(s, sink, k, file, (uint16_t)(offset + (counted ? 2 : 0)), length - (counted ? 2 : 0));
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
    if (!written(s, sink, k, file, offset, length))
        return false;
    smb_pipe_asked(s, file, k->message);
    return true;
}

static bool data_reply(struct smb_session *s, struct evidence_sink *sink, const struct smb1_block *k)
{
    struct bytes words = k->words;
    bool cut;
    bytes_skip(&words, k->command == READ ? 10 : 12);
    uint16_t length = bytes_le16(&words);
    uint16_t offset = bytes_le16(&words);
    if (!bytes_ok(&words) || !smb_pipe_waits(s, k->message))
        return true;
    struct bytes data = data_at(k, offset, length, &cut);
    if (cut && !k->last_chance)
        return false;
    smb_pipe_read(s, sink, k->message, data, cut);
    return true;
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
